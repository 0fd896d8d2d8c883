"""A point of the contract that is not clear: what is certain, what another reading would give."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assistant.messages import Day, Money, Text, Value
from assistant.rules.decision import NEGATIVE, Ambiguity, Decision
from assistant.rules.product import Product
from assistant.wording import _

SUMS = ("reimbursed_eur", "row_cap", "annual_cap", "cap")
EARLIEST = ("deadline",)  # the safe day to act is the earlier one
LATEST = ("waiting_until", "date")  # the safe day to count on is the later one


def doubt(decision: Decision, pack: Product) -> Value | None:
    """One sentence or two when a reading of the contract is open for this case; else None."""
    who = pack.administrator
    if not decision.ambiguities:
        return to_be_confirmed(who) if decision.confirm else None
    told = (_told(decision, point, who) for point in decision.ambiguities)
    return next((said for said in told if said is not None), _unclear(who))


def short_doubt(decision: Decision, pack: Product) -> Value | None:
    """The same for a text message."""
    who = pack.administrator
    if not decision.ambiguities:
        return _("{administrator} to confirm.", administrator=who) if decision.confirm else None
    for name in () if decision.negative else SUMS:
        if (pair := _pair(decision, name)) is not None:
            return _(
                "Unclear: {certain} sure, {other} possible ({administrator} can confirm).",
                certain=Money(pair[0]),
                other=Money(pair[1]),
                administrator=who,
            )
    return _("Contract not clear on this: {administrator} can confirm.", administrator=who)


def to_be_confirmed(who: str) -> Text:
    return _("To be confirmed by the administrator ({administrator}).", administrator=who)


def _unclear(who: str) -> Text:
    return _(
        "The contract is not clear on this point. The administrator ({administrator}) can confirm.",
        administrator=who,
    )


def _told(decision: Decision, open_point: Ambiguity, who: str) -> Value | None:
    if "answer" in open_point.other:
        return _other_answer(decision, str(open_point.other["answer"]), who)
    for name in SUMS:
        if name in open_point.other and (pair := _pair(decision, name)) is not None:
            return _certain(Money(pair[0]), Money(pair[1]), who)
    if (days := _days(decision, open_point)) is not None:
        return _certain(Day(days[0]), Day(days[1]), who)
    if open_point.other.get("prior_agreement") is False:
        return _(
            "The contract is not clear on whether this care needs agreement: asking is the safe"
            " way. The administrator ({administrator}) can confirm.",
            administrator=who,
        )
    return None


def _certain(certain: Value, other: Value, who: str) -> Text:
    return _(
        "The contract is not clear on this point. What is certain: {certain}; by another reading,"
        " {other}. The administrator ({administrator}) can confirm the rest.",
        certain=certain,
        other=other,
        administrator=who,
    )


def _pair(decision: Decision, name: str) -> tuple[Decimal, Decimal] | None:
    """The lower and the higher figure, when the readings differ on it."""
    mine = getattr(decision, name)
    others = [a.other.get(name) for a in decision.ambiguities]
    sums = [value for value in (mine, *others) if isinstance(value, Decimal)]
    if mine is None or len(set(sums)) < 2:
        return None
    return min(sums), max(sums)


def _other_answer(decision: Decision, other: str, who: str) -> Text:
    if decision.answer in NEGATIVE and other not in {str(answer) for answer in NEGATIVE}:
        return _(
            "The contract is not clear on this point: by another reading, yes. The administrator"
            " ({administrator}) can confirm.",
            administrator=who,
        )
    return _(
        "The contract is not clear on this point: by another reading, no. The administrator"
        " ({administrator}) can confirm.",
        administrator=who,
    )


def _days(decision: Decision, open_point: Ambiguity) -> tuple[date, date] | None:
    """(certain, other): the earlier day to act by, the later day to count from."""
    for name in (*EARLIEST, *LATEST):
        other, mine = open_point.other.get(name), getattr(decision, name)
        if isinstance(other, date) and isinstance(mine, date):
            early, late = sorted((mine, other))
            return (early, late) if name in EARLIEST else (late, early)
    return None
