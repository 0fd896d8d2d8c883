"""Question premium: adaptation, payment, fees, what is due, what is kept (articles I-8 and I-9)."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from decimal import Decimal

from assistant.rules.ats_a4916.editions import terms_on
from assistant.rules.ats_a4916.facts_needed import needed_day
from assistant.rules.citation import clause
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.finding import Finding, found, found_date
from assistant.rules.money import ZERO, left

# Payment: month and day of the next due date, years later, clause.
_NEXT_DUE = {
    "quarterly": (4, 0, "ATS-I-8.3-f"),
    "half_yearly": (7, 0, "ATS-I-8.3-e"),
    "annual": (1, 1, "ATS-I-8.3-d"),
}


@clause("ATS-I-8.3-b", "ATS-I-8.3-d", "ATS-I-8.3-e", "ATS-I-8.3-f")
def adaptation(case: Case) -> Finding:
    """The day a new amount applies, by frequency of payment."""
    day = needed_day(case, "adaptation", "ATS-I-8.3-b")
    terms_on(case, day)
    payment: str = case.need("payment", ("quarterly", "annual"), "ATS-I-8.3-b")
    if payment not in _NEXT_DUE:
        return _not_offered()
    month, years, clause_id = _NEXT_DUE[payment]
    effective = dt.date(day.year + years, month, 1)
    if effective < day:
        effective = dt.date(effective.year + 1, month, 1)
    clauses = (clause_id, "ATS-I-8.3-b")
    return found_date("next_due_date", *clauses, date=effective, effective_date=effective)


@clause("ATS-I-9.1-e")
def _not_offered() -> Finding:
    return found(Answer.NOT_ALLOWED, "frequency_not_offered", "ATS-I-9.1-e")


@clause("ATS-I-9.1-c", "ATS-I-9.1-e")
def payment(case: Case) -> Finding:
    """Quarterly, half-yearly or yearly, in euros only."""
    inputs = case.inputs
    if inputs.currency not in (None, "EUR"):
        return found(Answer.NOT_ALLOWED, "euro_only", "ATS-I-9.1-c")
    if inputs.payment is None and inputs.currency == "EUR":
        return found(Answer.ALLOWED, "euro_only", "ATS-I-9.1-c")
    frequency: str = case.need("payment", ("quarterly", "monthly"), "ATS-I-9.1-e")
    if frequency not in _NEXT_DUE:
        return _not_offered()
    return found(Answer.ALLOWED, "frequency_offered", "ATS-I-9.1-e")


@clause("ATS-I-9.1-f")
def bank_fees(case: Case) -> Finding:
    """Bank charges fall on the member alone."""
    tried = (ZERO, Decimal(1))
    premium: Decimal = case.need("premium_eur", tried, "ATS-I-9.1-f")
    fees: Decimal = case.need("bank_fees_eur", tried, "ATS-I-9.1-f")
    return found(
        Answer.VALUE, "bank_fees_member", "ATS-I-9.1-f", total_eur=premium + fees, borne_by="member"
    )


@clause("ATS-I-8.1-a", "ATS-I-8.1-b", "ATS-I-9.4-a")
def due(case: Case) -> Finding:
    """The premium due from the start of the period to the end, the last month whole."""
    inputs = case.inputs
    end = inputs.end_date or inputs.return_date or case.member.terminated_on
    if end is None:
        end = needed_day(case, "end_date", "ATS-I-8.1-b")
    needed_day(case, "covered_from", "ATS-I-8.1-a")
    case.need("monthly_premium_eur", (ZERO, Decimal(1)), "ATS-I-8.1-a")
    amount = premium_until(case, end)
    terms_on(case, end)
    clauses = ("ATS-I-8.1-b", "ATS-I-8.1-a")
    return found(Answer.VALUE, "last_month_full", *clauses, premium_due_eur=amount)


@clause("ATS-I-8.1-a", "ATS-I-8.1-b", "ATS-I-9.4-a")
def premium_until(case: Case, end: dt.date) -> Decimal | None:
    """Calendar months to the end: a first one by days, the last one whole; None if not known."""
    start, monthly = case.inputs.covered_from, case.inputs.monthly_premium_eur
    if start is None or monthly is None:
        return None
    if end < start:
        return ZERO
    months = (end.year - start.year) * 12 + end.month - start.month
    if months == 0 or start.day == 1:
        return monthly * (months + 1)
    length = monthrange(start.year, start.month)[1]
    return monthly * months + monthly * (length - start.day + 1) / length


@clause("ATS-I-7-e", "ATS-I-8.1-a")
def refund(case: Case) -> Finding:
    """Premiums of the year are kept on non-payment; on departure they are due by months."""
    paid: Decimal = case.need("premium_paid_eur", (ZERO, Decimal(1)), "ATS-I-7-e")
    inputs = case.inputs
    end = inputs.end_date or inputs.return_date or case.member.terminated_on
    if inputs.cause == "non_payment":
        return found(Answer.VALUE, "premium_acquired", "ATS-I-7-e", refund_eur=ZERO)
    owed = premium_until(case, end) if end else None
    if owed is None:
        raise Unknown("inputs.cause", ("non_payment", None), "ATS-I-7-e")
    return found(
        Answer.VALUE, "last_month_full", "ATS-I-8.1-b", "ATS-I-8.1-a",
        refund_eur=left(paid, owed), premium_due_eur=owed,
    )  # fmt: skip


@clause("ATS-I-9.3-a")
def cfe_contributions(case: Case) -> Finding:
    """CFE contributions are paid straight to the CFE."""
    return found(Answer.NOT_ALLOWED, "paid_directly_to_cfe", "ATS-I-9.3-a")


@clause("ATS-I-8.3-a")
def age_reference(case: Case) -> Finding:
    """Ages are those on the day the contribution is called."""
    return found(
        Answer.VALUE, "age_at_premium_call", "ATS-I-8.3-a", age_reference="premium_call_date"
    )
