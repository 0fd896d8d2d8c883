"""An edition of contract A 4916 as typed data: benefit table, acts, waits, zones, exclusions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assistant.rules.terms import Value


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """What one plan pays on one row. Rate in percent of the actual cost, caps in euros."""

    rate: Decimal | None = None
    implied: bool = False
    unit_cap: Decimal | None = None
    yearly_cap: Decimal | None = None
    zone_a_cap: Decimal | None = None
    first_year: Decimal | None = None
    max_events: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row of the benefit table; a plan absent from `cells` has no cover (non garanti)."""

    code: str
    clause: str
    section: str
    kind: str
    agreement: str
    direct_billing: str
    wait: str
    cells: Mapping[str, Cell]
    unit: str | None = None
    days_a_year: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """A class of waiting period (délai d'attente), in months from the start of the person."""

    code: str
    months: int
    clause: str
    waivable: bool
    lifted_by: tuple[str, ...] = ()
    lifting_clause: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ActRule:
    """An act with its row and what the articles add to it."""

    code: str
    clause: str
    row: Row | None
    wait: Wait
    agreement: str = "none"
    agreement_clause: str = "ATS-II-6.1-a"
    agreement_by_note_only: bool = False
    direct_billing: str = "no"
    tests: tuple[str, ...] = ()
    stay: bool = False
    dental_limit: bool = False
    exclusion: str | None = None
    disciplines: tuple[str, ...] = ()
    physiotherapy_wait: Wait | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Zone:
    """A guarantee zone; `extension_clause` is the clause that lets its members into lower ones."""

    code: str
    rank: int
    clause: str
    extension_clause: str
    countries: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Exclusion:
    """An exclusion as far as a stated cause meets it."""

    code: str
    clauses: tuple[str, ...]
    causes: tuple[str, ...]
    needs: tuple[str, ...] = ()
    applies_if: str | None = None
    lifted_by: tuple[str, ...] = ()
    lifting_clause: str | None = None
    lifting_provider: str | None = None
    never: tuple[str, ...] = ()
    never_clause: str | None = None
    spares_acts: tuple[str, ...] = ()
    spares_clause: str | None = None
    listed_acts: tuple[str, ...] = ()
    listed_subtypes: tuple[str, ...] = ()
    leisure_diving_below_m: Decimal | None = None
    by_cause: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Zones:
    """The zone table of article II-5."""

    by_code: Mapping[str, Zone]
    by_country: Mapping[str, Zone]
    residual: Zone
    outside: frozenset[str]
    outside_clause: str
    departments: frozenset[str]
    home_of_departments: str

    def of(self, country: str) -> Zone | None:
        """The zone of a country (ISO code), None outside every zone."""
        if country in self.outside:
            return None
        return self.by_country.get(country, self.residual)


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """One edition, in force from `since` (None: ever) to `until` (None: still)."""

    code: str
    since: dt.date | None
    until: dt.date | None
    values: Mapping[str, tuple[Value, ...]]
    rows: Mapping[str, Row]
    acts: Mapping[str, ActRule]
    waits: Mapping[str, Wait]
    zones: Zones
    exclusions: Mapping[str, Exclusion]
    by_cause: Mapping[str, Exclusion]

    def in_force(self, day: dt.date | None) -> bool:
        """True when this edition governs care on `day`; without a day, when it still governs."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )
