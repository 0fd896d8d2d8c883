"""The contract's values on one day: dated, cited, and remembered once read.

A value carries the clause it comes from, the edition it belongs to, the days it is valid and the
day it was last checked against the document. `Terms` is the set in force on a day; what a rule
reads from it is remembered, so that a decision can say what it rests on.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

Raw = Decimal | int | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One dated value of one edition; `until` is the last day it holds, None while it does."""

    key: str
    value: Raw
    clause: str
    edition: str
    since: dt.date | None = None
    until: dt.date | None = None
    checked: dt.date | None = None

    def holds_on(self, day: dt.date | None) -> bool:
        """True when the value is in force on `day`; without a day, when it still is."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


class NotInForce(LookupError):
    """No value of that key is in force on the day asked."""


@dataclass(slots=True)
class Terms:
    """The values of an edition on `day`; `read` lists those a rule has used, in order."""

    values: Mapping[str, tuple[Value, ...]]
    day: dt.date | None = None
    read: list[Value] = field(default_factory=list)

    def value(self, key: str) -> Value:
        """The value of that key on the day; NotInForce when there is none."""
        for candidate in self.values.get(key, ()):
            if candidate.holds_on(self.day):
                self.read.append(candidate)
                return candidate
        raise NotInForce(key)

    def money(self, key: str) -> Decimal:
        """An amount in euros."""
        return Decimal(str(self.value(key).value))

    def count(self, key: str) -> int:
        """A number of days, months, years, sessions…"""
        return int(str(self.value(key).value))

    def codes(self, key: str) -> tuple[str, ...]:
        """A list of codes."""
        found = self.value(key).value
        return found if isinstance(found, tuple) else (str(found),)


@cache
def load_values(path: Path) -> dict[str, tuple[Value, ...]]:
    """Read a values file: one table a key, or an array of tables where a value has changed."""
    with path.open("rb") as file:
        data = tomllib.load(file, parse_float=Decimal)
    meta = data.pop("meta", {})
    return {key: _versions(key, entry, meta) for key, entry in _flatten(data)}


def _flatten(data: Mapping[str, object], prefix: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, entry in data.items():
        key = f"{prefix}{name}"
        if isinstance(entry, Mapping) and "value" not in entry:
            found += _flatten(entry, f"{key}.")
        else:
            found.append((key, entry))
    return found


def _versions(key: str, entry: Any, meta: Mapping[str, object]) -> tuple[Value, ...]:
    entries = entry if isinstance(entry, list) else [entry]
    return tuple(_value(key, {**meta, **one}) for one in entries)


def _value(key: str, entry: Mapping[str, object]) -> Value:
    raw = entry["value"]
    value: Raw = tuple(raw) if isinstance(raw, list) else raw  # type: ignore[assignment]
    return Value(
        key,
        value,
        str(entry["clause"]),
        str(entry["edition"]),
        _day(entry.get("since")),
        _day(entry.get("until")),
        _day(entry.get("checked")),
    )


def _day(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None
