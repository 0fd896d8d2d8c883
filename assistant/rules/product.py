"""A product: one contract, its dated data and its questions. The registry finds the products.

A product is a package beside this module with a `PRODUCT`; nothing here names one.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from functools import cache, cached_property

from assistant.rules.comparison import Side, compare
from assistant.rules.decision import Decision
from assistant.rules.emergency import emergency_numbers
from assistant.rules.engine import Case, Rule, decide
from assistant.rules.facts import Inputs, Member
from assistant.rules.obligations import Obligation
from assistant.rules.readings import Readings, Settled


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
    tooth, year, check_up, or None. direct_billing: yes, no, ask_administrator.
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
    clauses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Product:
    """A contract as its members meet it: what it may be asked, and the data around its rules."""

    code: str
    name: str
    number: str | None
    edition: str
    version: str
    terms_version: str
    terms_date: date
    plans: tuple[Plan, ...]
    acts: Mapping[str, Act]
    entities: Mapping[str, Entity]
    addresses: Mapping[str, Address]
    contact: Contact
    letter: Letter | None
    limits: PhotoLimits
    keep_originals: Mapping[str, object]
    dialogs: tuple[str, ...]
    settled: Mapping[str, Settled]
    rules: Mapping[tuple[str, str], Rule]
    causes: frozenset[str]
    documents: Callable[[str, str | None, str | None], tuple[str, ...]]
    obligations: Callable[[Case], tuple[Obligation, ...]]

    def decide(
        self, question: str, member: Member, inputs: Inputs, ask: str | None = None
    ) -> Decision:
        """Answer one question; ValueError when the facts are those of another product's member."""
        return decide(self, question, member, inputs, ask)

    def deadlines(self, member: Member, inputs: Inputs) -> tuple[Obligation, ...]:
        """Every dated obligation of the situation, the earliest to announce first."""
        case = Case(self, "deadlines", "all", member, inputs, Readings(self.settled))
        return self.obligations(case)

    def compare(
        self, member: Member, inputs: Inputs, *variants: Mapping[str, object]
    ) -> tuple[Side, ...]:
        """The same care for the member with other facts, e.g. {"plan": "confort"}, in order."""
        return compare(self, member, inputs, *variants)

    def documents_required(
        self, act: str, country: str | None = None, regime: str | None = None
    ) -> tuple[str, ...]:
        """Codes of the papers a claim for this care needs."""
        return self.documents(act, country, regime)

    def emergency_numbers(self, country: str | None) -> tuple[str, ...] | None:
        """Emergency numbers of a country (ISO alpha-2 or English name), None if not certain."""
        return emergency_numbers(country)

    def with_settled(self, *points: Settled) -> Product:
        """The same product with points of the contract settled by the insurer."""
        settled = {**self.settled, **{one.id: one for one in points}}
        declared = self.version.partition(".")[0]
        return replace(self, settled=settled, version=version_with(declared, settled))

    @cached_property
    def contract_version(self) -> str:
        """The data a decision rests on: the versions of every product that is installed."""
        installed = _registry()
        if self.code not in installed:
            return self.version
        return "+".join(
            (self if code == self.code else other).version for code, other in installed.items()
        )


def version_with(declared: str, settled: Mapping[str, Settled]) -> str:
    """The version of the data: a settled point changes it, the same data always give the same."""
    if not settled:
        return declared
    text = repr(sorted((one.id, one.reading, one.who, one.on) for one in settled.values()))
    return f"{declared}.{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def product(code: str) -> Product:
    """The product of that code; KeyError when there is none."""
    return _registry()[code]


def products() -> tuple[Product, ...]:
    """Every product, in the order of their codes."""
    return tuple(_registry().values())


@cache
def _registry() -> Mapping[str, Product]:
    package = importlib.import_module("assistant.rules")
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if m.ispkg)
    found = (importlib.import_module(f"assistant.rules.{name}") for name in names)
    return {module.PRODUCT.code: module.PRODUCT for module in found}
