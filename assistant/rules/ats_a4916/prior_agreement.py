"""Question prior_agreement: needed, in time, renewals of a stay, contents of the request."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from assistant.rules.ats_a4916.agreement import (
    asked_on,
    bill_of_row,
    deadline_clause,
    is_urgent,
    needs_agreement,
    renewals_needed,
    request_deadline,
)
from assistant.rules.ats_a4916.care import Care, cares
from assistant.rules.ats_a4916.editions import terms_on
from assistant.rules.ats_a4916.stay import days_of_stay
from assistant.rules.citation import clause
from assistant.rules.dates import add_days
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.finding import Finding, found, found_date
from assistant.rules.money import ZERO

_ANY_ACT = "hospitalisation_medical_surgical"


@clause("ATS-II-6.1-a", "ATS-II-6.2-a", "ATS-II-6.2-g", "ATS-II-6.2-k", "ATS-II-2-d", "ATS-II-2-e")
def needed(case: Case) -> Finding:
    """Is prior agreement needed for this act, at this amount, for these sessions?"""
    acts = cares(case, dated=False)
    answers = [needs_agreement(care, _known_bill(care, acts)) for care in acts]
    for care in acts:
        _need_sessions(care)
    need, reason, clause_id = next((one for one in answers if one[0]), answers[0])
    finding = found(Answer.VALUE, reason, clause_id, prior_agreement=need)
    return finding.cite(*(one[2] for one in answers))


def _known_bill(care: Care, acts: list[Care]) -> Decimal | None:
    amount = bill_of_row(care, acts)
    if amount is None and care.act.agreement == "over_1000_eur":
        threshold = care.terms.money("agreement.threshold_eur")
        raise Unknown("inputs.amount_eur", (ZERO, threshold + 1), care.act.agreement_clause)
    return amount


def _need_sessions(care: Care) -> None:
    line = care.line
    silent = line.sessions is None and not line.prescriptions
    if care.act.agreement == "series_over_10" and silent:
        most = care.terms.count("agreement.series_over_sessions")
        raise Unknown("inputs.sessions", (1, most + 1), "ATS-II-6.2-k")


@clause("ATS-II-6.1-f", "ATS-II-6.2-b", "ATS-II-6.2-d", "ATS-II-6.2-j", "ATS-II-6.3-a")
def in_time(case: Case) -> Finding:
    """Was the request made in time? Planned care: received; an emergency: sent."""
    care = _care_in_question(case)
    need, reason, clause_id = _needed_at_all(case, care)
    if not need:
        return found(Answer.ALLOWED, reason, clause_id, prior_agreement=False)
    deadline, binding = request_deadline(care), deadline_clause(care)
    asked = asked_on(care) or _unknown_request(care, deadline, binding)
    figures = {"prior_agreement": True, "deadline": deadline}
    if asked <= deadline:
        return found(Answer.ALLOWED, "in_time", binding, **figures)
    if care.line.delegate_attests_impossible:
        return found(Answer.ALLOWED, "extension_attested", "ATS-II-6.2-d", binding, **figures)
    return found(Answer.REFUSED, "prior_agreement_late", binding, "ATS-II-6.3-a", **figures)


def _care_in_question(case: Case, dated: bool = True) -> Care:
    """The act asked about; without one, any act that needs an agreement."""
    if case.inputs.act or case.inputs.lines:
        return cares(case, dated)[0]
    member, inputs = case.with_fact("inputs.act", _ANY_ACT)
    known = replace(case, member=member, inputs=inputs)  # shares readings and what was read
    care = cares(known, dated)[0]
    case.edition = known.edition
    return care


def _needed_at_all(case: Case, care: Care) -> tuple[bool, str, str]:
    """What the request is for may be left out: then it is taken to be needed."""
    kind, line = care.act.agreement, care.line
    amount = bill_of_row(care, [care])
    unsaid = (kind == "over_1000_eur" and amount is None) or (
        kind == "series_over_10" and line.sessions is None and not line.prescriptions
    )
    if unsaid:
        return True, "in_prior_agreement_list", care.act.agreement_clause
    return needs_agreement(care, amount)


def _unknown_request(care: Care, deadline: dt.date, binding: str) -> dt.date:
    name = "prior_agreement_request_date" if is_urgent(care) else "received_date"
    raise Unknown(f"inputs.{name}", (deadline, add_days(deadline, 1)), binding)


@clause("ATS-II-6.2-e", "ATS-II-6.2-f")
def renewals(case: Case) -> Finding:
    """How many renewals a stay needs, or whether the request of one came in time."""
    care = _care_in_question(case, dated=False)
    if case.inputs.received_date is not None:
        return _renewal_in_time(case, care)
    days = days_of_stay(case.inputs)
    if days is None:
        raise Unknown("inputs.days", (1, 11, 21), "ATS-II-6.2-e")
    count = renewals_needed(care, days)
    reason = "stay_over_10_days" if count else "stay_within_10_days"
    figures = {"prior_agreement": True, "prior_agreement_renewals": count}
    return found(Answer.VALUE, reason, "ATS-II-6.2-e", **figures)


def _renewal_in_time(case: Case, care: Care) -> Finding:
    deadline = _renewal_deadline(case, care)
    received = case.inputs.received_date
    figures = {"prior_agreement": True, "deadline": deadline}
    if case.inputs.initial_agreement is False:
        reason = "prior_agreement_missing"
        return found(Answer.REFUSED, reason, "ATS-II-6.3-a", prior_agreement=True)
    if received is not None and received <= deadline:
        return found(Answer.ALLOWED, "in_time", "ATS-II-6.2-f", "ATS-II-6.2-e", **figures)
    clauses = ("ATS-II-6.2-f", "ATS-II-6.2-e", "ATS-II-6.3-a")
    return found(Answer.REFUSED, "prior_agreement_late", *clauses, **figures)


@clause("ATS-II-6.2-e", "ATS-II-6.2-f")
def renewal_deadline(case: Case) -> Finding:
    """The last day of the next renewal of a stay, the first one when none is held."""
    care = _care_in_question(case, dated=False)
    deadline = _renewal_deadline(case, care)
    return found_date(
        "stay_over_10_days", "ATS-II-6.2-f", "ATS-II-6.2-e",
        date=deadline, deadline=deadline, prior_agreement=True,
    )  # fmt: skip


def _renewal_deadline(case: Case, care: Care) -> dt.date:
    """Within 48 hours after day 10, 20, 30…; admission is day 1 (AMB-25: one day later)."""
    tried = (dt.date(2020, 1, 1), dt.date(2040, 1, 1))
    admission: dt.date = case.need("date", tried, "ATS-II-6.2-f")
    period = care.terms.count("agreement.stay_period_days")
    rank = 1 + (case.inputs.renewals_obtained or 0)
    last = period * rank - (0 if case.readings.other("AMB-25") else 1)
    return add_days(admission, last + care.terms.count("agreement.renewal_days"))


@clause("ATS-II-6.1-b", "ATS-II-6.1-c", "ATS-II-6.1-d", "ATS-II-6.1-e")
def contents(case: Case) -> Finding:
    """What the request holds."""
    items = terms_on(case, case.inputs.date).codes("agreement.contents")
    clauses = ("ATS-II-6.1-b", "ATS-II-6.1-c", "ATS-II-6.1-d", "ATS-II-6.1-e")
    return found(Answer.LIST, "request_contents", *clauses, items=items)
