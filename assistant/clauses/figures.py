"""Where the figures of an answer are read: the dated values, names and plans of the product.

A figure no rule computes stands in `figures.toml` with its clause. Each function here makes a
`Figure`, to be read on the day of the answer.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from assistant.clauses.answer import Figure, Source
from assistant.messages import Country, Day, Listing, Money, Text, Value
from assistant.rules.decision import Decision
from assistant.rules.facts import Inputs, Member
from assistant.rules.product import Product
from assistant.rules.terms import NotInForce, Terms, load_values
from assistant.rules.terms import Value as Dated
from assistant.wording import _, n_

LONG_AGO = date(2000, 1, 1)

# --- dated values -----------------------------------------------------------------------------


@cache
def _more(product: str) -> Mapping[str, tuple[Dated, ...]]:
    """What answers state and no rule computes, of one product."""
    more = load_values(Path(__file__).with_name("figures.toml"))
    prefix = f"{product}."
    return {k.removeprefix(prefix): v for k, v in more.items() if k.startswith(prefix)}


def terms(source: Source) -> Terms:
    """The values in force on the day: the product's own, and those of `figures.toml`."""
    own = source.pack.terms(source.day)
    return Terms({**own.values, **_more(source.pack.code)}, source.day)


def count(key: str) -> Figure:
    """A bare number: an age, how many sessions."""
    return lambda source: terms(source).count(key)


def euros(key: str) -> Figure:
    return lambda source: Money(terms(source).money(key))


def days(key: str) -> Figure:
    return lambda source: _days(terms(source).count(key))


def months(key: str) -> Figure:
    return lambda source: _months(terms(source).count(key))


def years(key: str) -> Figure:
    return lambda source: n_("{count} year", "{count} years", terms(source).count(key))


def hours(key: str) -> Figure:
    return lambda source: n_("{count} hour", "{count} hours", terms(source).count(key))


def countries(key: str) -> Figure:
    return lambda source: Listing(tuple(Country(c) for c in terms(source).codes(key)))


def _days(number: int) -> Text:
    return n_("{count} day", "{count} days", number)


def _months(number: int) -> Text:
    return n_("{count} month", "{count} months", number)


# --- names, addresses, registers --------------------------------------------------------------


def number() -> Figure:
    return lambda source: source.pack.number or ""


def product_name() -> Figure:
    return lambda source: source.pack.name


def terms_date() -> Figure:
    return lambda source: Day(source.pack.terms_date)


def entity(code: str) -> Figure:
    """A company with its address, on one line."""
    return lambda source: ", ".join(
        (source.pack.entities[code].name, *source.pack.entities[code].lines)
    )


def registered(code: str, field: str) -> Figure:
    """What the contract prints of a company: its register, its telephone."""
    return lambda source: source.pack.entities[code].register[field]


def capital(code: str) -> Figure:
    return lambda source: Money(Decimal(source.pack.entities[code].register["capital_eur"]))


def address(purpose: str) -> Figure:
    """A postal address on one line."""
    return lambda source: ", ".join(source.pack.addresses[purpose].lines)


def email(purpose: str) -> Figure:
    return lambda source: source.pack.addresses[purpose].email or ""


def web(purpose: str) -> Figure:
    return lambda source: source.pack.addresses[purpose].web or ""


# --- plans, zones, the benefit table ----------------------------------------------------------


def how_many_plans() -> Figure:
    return lambda source: len(source.pack.plans)


def plans() -> Figure:
    return lambda source: Listing(tuple(plan.label for plan in source.pack.plans))


def plan(code: str) -> Figure:
    return lambda source: next(p.label for p in source.pack.plans if p.code == code)


def plans_open_in(zone: str) -> Figure:
    return _plans_where(lambda zones: zone in zones)


def plans_closed_in(zone: str) -> Figure:
    return _plans_where(lambda zones: zone not in zones)


def _plans_where(test: Callable[[tuple[str, ...]], bool]) -> Figure:
    return lambda source: Listing(tuple(p.label for p in source.pack.plans if test(p.zones)))


def zones_of_plan(code: str) -> Figure:
    return lambda source: Listing(next(p.zones for p in source.pack.plans if p.code == code))


def ceilings() -> Figure:
    """The yearly maximum of each plan, those of one sum together."""
    return _ceilings


def _ceilings(source: Source) -> Value:
    groups: dict[Decimal, list[str]] = {}
    for one in source.pack.plans:
        groups.setdefault(one.yearly_ceiling_eur, []).append(one.label)
    return Listing(
        tuple(
            _("{sum} ({plans})", plans=", ".join(labels), sum=Money(top))
            for top, labels in groups.items()
        )
    )


def zone_countries(zone: str) -> Figure:
    """The countries that a zone lists, in the order of the contract."""
    return lambda source: Listing(
        tuple(Country(code) for code in _zone_table(source.pack.code)["zone"][zone]["countries"])
    )


@cache
def _zone_table(product: str) -> dict[str, dict[str, dict[str, list[str]]]]:
    folder = Path(str(importlib.import_module(f"assistant.rules.{product}").__file__)).parent
    with next(folder.glob("*/zones.toml")).open("rb") as file:
        return tomllib.load(file)


def rate(act: str) -> Figure:
    """The share of the cost every plan pays for a kind of care; ValueError when they differ."""
    return lambda source: _rate(source, act)


def _rate(source: Source, act: str) -> Value:
    found = {_covered(source.pack, act, p.code, source.day).rate_pct for p in source.pack.plans}
    if len(found) != 1:
        raise ValueError(f"{act}: the plans pay different shares")
    return _("{percent} %", percent=found.pop() or Decimal(0))


def most_days(act: str) -> Figure:
    """How many days a year are paid."""
    return lambda source: (
        _covered(source.pack, act, source.pack.plans[-1].code, source.day).max_days or 0
    )


def _covered(pack: Product, act: str, plan_code: str, day: date) -> Decision:
    insured = Member(plan=plan_code, joined=LONG_AGO, country="FR")
    care = Inputs(
        act=act, date=day, surgery=True, after_hospitalisation=True, accident=True, country="FR"
    )
    return pack.decide("reimbursement", insured, care)


# --- waiting periods --------------------------------------------------------------------------


def wait(act: str, **facts: str) -> Figure:
    """The length of a waiting period, as the rules count it."""
    return lambda source: _wait(source, act, facts)


def physiotherapy_wait() -> Figure:
    return wait("paramedical_acts", profession="physiotherapist")


def _wait(source: Source, act: str, facts: Mapping[str, str]) -> Value:
    start = date(source.day.year, 1, 1)
    insured = Member(plan=source.pack.plans[-1].code, joined=start, country="FR")
    care = Inputs(act=act, date=start, country="FR", **facts)  # type: ignore[arg-type]
    until = source.pack.decide("reimbursement", insured, care, "waiting_until").date
    if until is None or until == start:
        raise NotInForce(f"{act} has no waiting period")
    return _months((until.year - start.year) * 12 + until.month - start.month)
