"""A point of the contract that is not clear: what is certain, what another reading would give."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assistant.messages import Day, Money, Text, Value
from assistant.rules.decision import NEGATIVE, Ambiguity, Decision
from assistant.wording import _

SUMS = ("reimbursed_eur", "row_cap", "annual_cap", "cap")
EARLIEST = ("deadline",)  # the safe day to act is the earlier one
LATEST = ("waiting_until", "date")  # the safe day to count on is the later one


def doubt(decision: Decision) -> Value | None:
    """One sentence or two when a reading of the contract is open for this case; else None."""
    if not decision.ambiguities:
        return _("To be confirmed by the administrator (GAPI).") if decision.confirm else None
    told = (_told(decision, point) for point in decision.ambiguities)
    return next((said for said in told if said is not None), UNCLEAR)


def short_doubt(decision: Decision) -> Value | None:
    """The same for a text message."""
    if not decision.ambiguities:
        return _("GAPI to confirm.") if decision.confirm else None
    for name in () if decision.negative else SUMS:
        if (pair := _pair(decision, name)) is not None:
            return _(
                "Contract unclear: {certain} is sure, {other} possible (GAPI can confirm).",
                certain=Money(pair[0]),
                other=Money(pair[1]),
            )
    return _("Contract not clear on this: GAPI can confirm.")


UNCLEAR: Text = _("The contract is not clear on this point. The administrator (GAPI) can confirm.")


def _told(decision: Decision, open_point: Ambiguity) -> Value | None:
    if "answer" in open_point.other:
        return _other_answer(decision, str(open_point.other["answer"]))
    for name in SUMS:
        if name in open_point.other and (pair := _pair(decision, name)) is not None:
            return _certain(Money(pair[0]), Money(pair[1]))
    if (days := _days(decision, open_point)) is not None:
        return _certain(Day(days[0]), Day(days[1]))
    if open_point.other.get("prior_agreement") is False:
        return _(
            "The contract is not clear on whether this care needs agreement: asking is the safe"
            " way. The administrator (GAPI) can confirm."
        )
    return None


def _certain(certain: Value, other: Value) -> Text:
    return _(
        "The contract is not clear on this point. What is certain: {certain}; by another reading,"
        " {other}. The administrator (GAPI) can confirm the rest.",
        certain=certain,
        other=other,
    )


def _pair(decision: Decision, name: str) -> tuple[Decimal, Decimal] | None:
    """The lower and the higher figure, when the readings differ on it."""
    mine = getattr(decision, name)
    others = [a.other.get(name) for a in decision.ambiguities]
    sums = [value for value in (mine, *others) if isinstance(value, Decimal)]
    if mine is None or len(set(sums)) < 2:
        return None
    return min(sums), max(sums)


def _other_answer(decision: Decision, other: str) -> Text:
    if decision.answer in NEGATIVE and other not in {str(answer) for answer in NEGATIVE}:
        return _(
            "The contract is not clear on this point: by another reading, yes. The administrator"
            " (GAPI) can confirm."
        )
    return _(
        "The contract is not clear on this point: by another reading, no. The administrator (GAPI)"
        " can confirm."
    )


def _days(decision: Decision, open_point: Ambiguity) -> tuple[date, date] | None:
    """(certain, other): the earlier day to act by, the later day to count from."""
    for name in (*EARLIEST, *LATEST):
        other, mine = open_point.other.get(name), getattr(decision, name)
        if isinstance(other, date) and isinstance(mine, date):
            early, late = sorted((mine, other))
            return (early, late) if name in EARLIEST else (late, early)
    return None
