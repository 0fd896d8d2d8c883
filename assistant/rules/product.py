"""A product: one contract, its dated data and its questions. The registry finds the products.

A product is a package beside this module with a `PRODUCT`; nothing here names one.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from assistant.rules.comparison import Side, compare
from assistant.rules.decision import Decision
from assistant.rules.emergency import emergency_numbers
from assistant.rules.engine import Case, Rule, decide
from assistant.rules.facts import Inputs, Member
from assistant.rules.nouns import Act, Address, Contact, Entity, Figures, Letter, PhotoLimits, Plan
from assistant.rules.obligations import Obligation
from assistant.rules.readings import Readings, Settled
from assistant.rules.terms import Terms

__all__ = [
    "Act", "Address", "Contact", "Entity", "Figures", "Letter", "PhotoLimits", "Plan",
    "Product", "product", "products",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Product:
    """A contract as its members meet it: what it may be asked, and the data around its rules."""

    code: str
    name: str
    number: str | None
    edition: str
    document: str  # what members call the text: notice, terms
    administrator: str  # who manages the contract, by the name members know
    version: str
    terms_version: str
    terms_date: date
    plans: tuple[Plan, ...]
    acts: Mapping[str, Act]
    figures: tuple[Figures, ...]
    entities: Mapping[str, Entity]
    addresses: Mapping[str, Address]
    topics: Mapping[str, str]  # the article on a topic, as members are told it
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

    def terms(self, day: date | None) -> Terms:
        """The contract's values on a day; NotInForce is raised for one it does not have."""
        governing = (one for one in self.figures if one.in_force(day))
        return Terms(next(governing, self.figures[-1]).values, day)

    def article(self, topic: str) -> str | None:
        """The article on a topic (ceiling, waiting, zones, agreement…), None without one."""
        return self.topics.get(topic)

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
