"""What a product is made of besides its rules: plans, acts, addresses, contact, letter, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from assistant.rules.terms import Raw, Value


@dataclass(frozen=True, slots=True)
class Plan:
    """A level of cover (formule). `rank` is the contract's own order, not a promise of more."""

    code: str
    label: str
    rank: int
    zones: tuple[str, ...]
    yearly_ceiling_eur: Decimal
    clause: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """A kind of care a member may name; `row` is its line of the benefit table, if it has one.

    agreement: none, always, series_over_10, over_1000_eur. cap_unit: consultation, act, day,
    tooth, year, check_up, or None. direct_billing: yes, no, ask_administrator. `conditions` names
    what else the contract asks for; `limits` holds the figures of these conditions, those it has
    of: under_age, years, attempts, every_years, countries (ISO codes), provider.
    """

    code: str
    clause: str
    row: str | None = None
    section: str | None = None
    wait: str = "none"
    wait_months: int = 0
    agreement: str = "none"
    agreement_clause: str | None = None
    direct_billing: str = "no"
    cap_unit: str | None = None
    exclusion: str | None = None
    conditions: tuple[str, ...] = ()
    limits: Mapping[str, Raw] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The dated values of one edition of the contract, and the days that edition governs."""

    edition: str
    values: Mapping[str, tuple[Value, ...]]
    since: date | None = None
    until: date | None = None

    def in_force(self, day: date | None) -> bool:
        """True when the edition governs on `day`; without a day, when it still does."""
        if day is None:
            return self.until is None
        return (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True, slots=True)
class Entity:
    """A company or body named by the contract: insurer, administrator, association, supervisor."""

    code: str
    name: str
    lines: tuple[str, ...]
    clause: str
    register: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where to write for one purpose. `confidential`: sealed, to the medical adviser."""

    purpose: str
    clause: str
    lines: tuple[str, ...] = ()
    confidential: bool = False
    email: str | None = None
    phone: str | None = None
    web: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """When and how staff can be reached: the operator's own data, not the contract's."""

    weekdays: tuple[int, ...]
    opens: time
    closes: time
    timezone: str
    reply_working_days: int
    source: str
    valid_from: date
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What the renunciation letter is made of: names and codes, never sentences."""

    contract_name: str
    contract_number: str
    recipient: Address
    form: str
    contents: tuple[str, ...]
    only_if_paid: tuple[str, ...]
    only_if_distance: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PhotoLimits:
    """What a claim by photo may hold; `below_eur` is strict and counts each bill."""

    below_eur: Decimal
    below_clause: str
    hospital: bool
    thermal_cure: bool
    max_entitlements: int | None
    max_documents: int | None
    channel: str  # of `claim_intake`, for what comes by photo
    other_insurers_clause: str | None  # where other insurers must be named
    clauses: tuple[str, ...]
