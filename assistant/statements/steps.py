"""The steps of a computation in plain words, each with its article: for a member to follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.messages import Text, Value
from assistant.rules.decision import article_of
from assistant.rules.product import Product
from assistant.wording import _, day, money, n_


def steps_told(decision: Mapping[str, Any], product: Product) -> list[tuple[Value, Value]]:
    """What each step of a statement's decision found, and where the contract says so."""
    told = []
    for step in decision["trace"]:
        words = _told(step["step"], step["value"], product)
        told.append((words, where(step["clause"])))
    return told


def where(clause: str) -> Value:
    """The article of a clause, as members know it."""
    name = article_of(clause)
    return PLACES.get(name) or _("Art. {article}.", article=name)


PLACES: Mapping[str, Text] = {
    "exclusions": _("Exclusions of the notice."),
    "definitions": _("Definitions of the notice."),
    "annex": _("Annex of the notice."),
}


def _told(step: str, value: Any, product: Product) -> Value:
    if step in TESTS and isinstance(value, bool):
        return TESTS[step][0 if value else 1]
    if step in DAYS:
        return DAYS[step](day(date.fromisoformat(str(value))))
    if step in SUMS:
        return SUMS[step](money(abs(Decimal(str(value)))))
    return OTHERS.get(step, _a_rule)(value, product)


# Tests that are passed, or not.
TESTS: Mapping[str, tuple[Text, Text]] = {
    "membership": (
        _("The care falls within the dates of cover."),
        _("The care falls outside the dates of cover."),
    ),
    "exclusion": (
        _("An exclusion of the contract applies."),
        _("An exclusion was looked at: it does not apply."),
    ),
    "facility": (
        _("The establishment is authorised."),
        _("The establishment is not authorised."),
    ),
    "zone": (
        _("Outside the zone of cover, but urgent care on a short trip."),
        _("The country of the care is outside the zone of cover."),
    ),
    "plan": (
        _("The level (formule) covers this care."),
        _("The level (formule) does not cover this care."),
    ),
    "condition": (
        _("The condition set for this care is met."),
        _("The condition set for this care is not met."),
    ),
    "waiting_period": (
        _("The waiting period (délai d'attente) is running."),
        _("The waiting period (délai d'attente) is over."),
    ),
    "prior_agreement": (
        _("Prior agreement (entente préalable) is needed."),
        _("Prior agreement (entente préalable) is not needed."),
    ),
}

DAYS: Mapping[str, Callable[[Value], Text]] = {
    "waiting_period": lambda d: _("Waiting period (délai d'attente): until {day}.", day=d),
    "deadline": lambda d: _("Last day: {day}.", day=d),
    "date": lambda d: _("Day: {day}.", day=d),
}

SUMS: Mapping[str, Callable[[Value], Text]] = {
    "rate": lambda m: _("At the rate of the contract, each one counts for {amount}.", amount=m),
    "unit_cap": lambda m: _("Within the ceiling for each one: {amount}.", amount=m),
    "yearly_cap": lambda m: _("Within what is left of this line's yearly ceiling: {amount}.",
                              amount=m),
    "dental_limit": lambda m: _("Within what is left of the year's dental ceiling: {amount}.",
                                amount=m),
    "guarantee": lambda m: _("Guarantee of the contract: {amount}.", amount=m),
    "base_scheme": lambda m: _("Less what the CFE or social security pays: {amount}.", amount=m),
    "other_insurer": lambda m: _("All payers together, never above the cost: {amount} is left for"
                                 " the contract.", amount=m),
    "yearly_ceiling": lambda m: _("Left of the overall yearly ceiling: {amount}.", amount=m),
    "deductible": lambda m: _("Less the yearly deductible (franchise): {amount}.", amount=m),
    "paid": lambda m: _("Paid by the contract: {amount}.", amount=m),
    "amount": lambda m: _("Amount: {amount}.", amount=m),
}  # fmt: skip


def _level(value: Any, product: Product) -> Value:
    label = next((plan.label for plan in product.plans if plan.code == value), str(value))
    return _("Level of cover (formule): {plan}.", plan=label)


def _zone(value: Any, product: Product) -> Value:
    return _("Zone of cover: {zone}.", zone=str(value))


def _days(value: Any, product: Product) -> Value:
    return n_("{count} day counts.", "{count} days count.", int(value))


def _excluded(value: Any, product: Product) -> Value:
    if value == "comfort":
        return _("Comfort items are left out of the bill.")
    return TESTS["exclusion"][0]


def _a_rule(value: Any, product: Product) -> Value:
    return _("The rule of the contract was applied.")


OTHERS: Mapping[str, Callable[[Any, Product], Value]] = {
    "plan": _level,
    "zone": _zone,
    "days": _days,
    "exclusion": _excluded,
    "rule": _a_rule,
}
