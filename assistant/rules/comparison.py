"""The same care under two plans, zones or deductibles, side by side, with the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.rules.decision import Decision
from assistant.rules.facts import Inputs, Member, changed

if TYPE_CHECKING:
    from assistant.rules.product import Product


@dataclass(frozen=True, slots=True)
class Side:
    """One variant: the facts of the member it changes, its decision, and euros above the first.

    `difference_eur` is None where either side gives no sum.
    """

    changed: Mapping[str, object]
    decision: Decision
    difference_eur: Decimal | None


def compare(
    product: Product, member: Member, inputs: Inputs, *variants: Mapping[str, object]
) -> tuple[Side, ...]:
    """Decide the same care for the member as they are changed by each variant, in order."""
    decisions = [
        product.decide("reimbursement", _changed(member, variant), inputs) for variant in variants
    ]
    first = decisions[0].reimbursed_eur if decisions else None
    return tuple(
        Side(variant, decision, _difference(first, decision.reimbursed_eur))
        for variant, decision in zip(variants, decisions, strict=True)
    )


def _changed(member: Member, variant: Mapping[str, object]) -> Member:
    """The member with other facts; another plan or country leaves past changes behind."""
    facts = dict(variant)
    if "plan" in facts:
        facts |= {"upgraded_from": None, "upgrade_effective": None}
    if "country" in facts and "zone" not in facts:
        facts["zone"] = None
    return changed(member, **facts)


def _difference(first: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if first is None or other is None else other - first
