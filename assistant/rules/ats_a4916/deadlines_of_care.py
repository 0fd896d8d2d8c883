"""Dated obligations that care creates: the claim, the agreement, its renewals."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.ats_a4916.agreement import (
    bill_of_row,
    deadline_clause,
    is_urgent,
    needs_agreement,
    request_deadline,
)
from assistant.rules.ats_a4916.care import Care, cares
from assistant.rules.ats_a4916.editions import terms_on
from assistant.rules.ats_a4916.stay import days_of_stay
from assistant.rules.citation import clause
from assistant.rules.dates import add_days, add_months, add_months_running_over
from assistant.rules.engine import Case, Unknown
from assistant.rules.obligations import Obligation, obligation


@clause("ATS-II-9.2-a")
def claim(case: Case) -> Iterator[Obligation]:
    """Two years from the start of care to claim (AMB-53)."""
    day = case.inputs.date
    if day is not None:
        months = 12 * terms_on(case, day).count("claim.years")
        other = add_months_running_over(day, months)
        last = add_months(day, months)
        yield obligation("claim", "ATS-II-9.2-a", last, "right_forfeited", other=other)


def _dated_care(case: Case) -> Care | None:
    if case.inputs.date is None or not (case.inputs.act or case.inputs.lines):
        return None
    try:
        return cares(case)[0]
    except Unknown:
        return None


@clause("ATS-II-6.1-f", "ATS-II-6.2-b", "ATS-II-6.2-j", "ATS-II-6.3-a")
def agreement(case: Case) -> Iterator[Obligation]:
    """The request for prior agreement: received 14 days before, or sent 5 days after."""
    care = _dated_care(case)
    if care is None or not _needs(care):
        return
    kind = "agreement_request_sent" if is_urgent(care) else "agreement_request_received"
    last = request_deadline(care)
    yield obligation(kind, deadline_clause(care), last, "reimbursement_refused")


def _needs(care: Care) -> bool:
    """Prudent: a fact that could make the agreement necessary counts as if it did."""
    try:
        return needs_agreement(care, bill_of_row(care, [care]))[0]
    except Unknown:
        return True


@clause("ATS-II-6.2-e", "ATS-II-6.2-f")
def renewals(case: Case) -> Iterator[Obligation]:
    """One renewal within 48 hours after each ten days of a stay (AMB-25)."""
    care = _dated_care(case)
    days = days_of_stay(case.inputs) if care and care.act.stay else None
    if care is None or days is None:
        return
    period = care.terms.count("agreement.stay_period_days")
    grace = care.terms.count("agreement.renewal_days")
    for rank in range(1, (days - 1) // period + 1):
        last = add_days(care.date, period * rank - 1 + grace)
        yield obligation(
            "agreement_renewal", "ATS-II-6.2-f", last, "further_days_unpaid",
            other=add_days(last, 1),
        )  # fmt: skip
