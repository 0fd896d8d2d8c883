"""Emergency telephone numbers by country, from a small reviewed table."""

from __future__ import annotations

import tomllib
from pathlib import Path

from assistant.rules.countries import find_country


def _read() -> dict[str, tuple[str, ...]]:
    with Path(__file__).with_name("emergency.toml").open("rb") as file:
        data = tomllib.load(file)
    numbers = dict.fromkeys(data["common"]["countries"], tuple(data["common"]["numbers"]))
    return numbers | {code: tuple(own) for code, own in data["own"].items()}


NUMBERS = _read()


def emergency_numbers(country: str | None) -> tuple[str, ...] | None:
    """Numbers to call in a country (name or ISO code), first the medical one; None if unsure."""
    code = find_country(country) if country else None
    return NUMBERS.get(code) if code else None
