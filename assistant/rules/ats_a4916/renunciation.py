"""Question renunciation: the right to withdraw, its end, the refund (article I-11)."""

from __future__ import annotations

import datetime as dt

from assistant.rules.ats_a4916.editions import terms_on
from assistant.rules.ats_a4916.refunds import Refund, refund_of
from assistant.rules.citation import clause
from assistant.rules.dates import add_days
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.finding import Finding, found, found_date
from assistant.rules.terms import Terms

_DAYS = (dt.date(2020, 1, 1), dt.date(2040, 1, 1))
_AT_HOME = ("doorstep", "workplace")


@clause("ATS-I-11-a", "ATS-I-11.1-a", "ATS-I-11.1-b", "ATS-I-11.1-c", "ATS-I-11.1-e")
def right(case: Case) -> Finding:
    """May the member renounce? The last day to send the letter, and what follows from it."""
    sale: str = case.need("sale", ("doorstep", "office"), "ATS-I-11.1-a")
    return _no_right(case, sale) or _sent_in_time(case, sale)


def _no_right(case: Case, sale: str) -> Finding | None:
    inputs = case.inputs
    if sale not in (*_AT_HOME, "distance"):
        return found(Answer.NOT_ALLOWED, "no_renunciation_right", "ATS-I-11-a", "ATS-I-11.1-a")
    if inputs.professional_purpose:
        return found(Answer.NOT_ALLOWED, "professional_purpose", "ATS-I-11.1-a")
    if inputs.claim_known and sale != "distance":
        return found(Answer.NOT_ALLOWED, "claim_known", "ATS-I-11.1-e")
    if inputs.form not in (None, "registered_ar"):
        return found(Answer.NOT_ALLOWED, "registered_letter_required", "ATS-I-11.1-c")
    return None


def _sent_in_time(case: Case, sale: str) -> Finding:
    signed: dt.date = case.need("signed", _DAYS, "ATS-I-11.1-b")
    terms = terms_on(case, signed)
    deadline = _last_day(case, terms, sale, signed)
    stated = {} if deadline is None else {"deadline": deadline}
    sent = case.inputs.sent_date
    if sent is not None and deadline is not None and sent > deadline:
        return found(Answer.NOT_ALLOWED, "too_late", "ATS-I-11.1-b", **stated)
    finding = found(Answer.ALLOWED, "in_time", "ATS-I-11.1-b", "ATS-I-11.1-a", **stated)
    return _consequences(case, terms, finding, sale)


@clause("ATS-I-11.1-b", "ATS-I-11.2-a")
def _last_day(case: Case, terms: Terms, sale: str, signed: dt.date) -> dt.date | None:
    """Fourteen days from the signature; for a distance sale AMB-51."""
    if sale == "distance" and case.readings.other("AMB-51"):
        return None
    return add_days(signed, terms.count("renunciation.days"))


def _consequences(case: Case, terms: Terms, finding: Finding, sale: str) -> Finding:
    received = case.inputs.received_date
    if received is not None:
        finding.state(end_date=received).cite("ATS-I-11.1-k")
    known = case.inputs.annual_premium_eur is not None and case.inputs.effect_date is not None
    if received is not None and known:
        _state_refund(finding, refund_of(case, terms))
    if sale == "distance":
        _repay(case, terms, finding)
    return finding


def _state_refund(finding: Finding, refund: Refund) -> None:
    finding.state(premium_due_eur=refund.due, refund_eur=refund.refund)
    finding.cite(*refund.clauses)


@clause("ATS-I-11.2-b", "ATS-I-11.1-i")
def _repay(case: Case, terms: Terms, finding: Finding) -> None:
    """Benefits received are paid back within 30 days."""
    benefits = case.inputs.benefits_paid_eur
    finding.cite("ATS-I-11.2-a")
    if benefits:
        finding.reason = "distance_repay_benefits"
        finding.state(repay_eur=benefits, repay_days=terms.count("renunciation.repay_days"))
        finding.clauses.insert(0, "ATS-I-11.2-b")


@clause("ATS-I-11.1-k", "ATS-I-7-f")
def end_date(case: Case) -> Finding:
    """The membership ends on the day the registered letter is received."""
    received = _received(case)
    terms_on(case, received)
    clauses = ("ATS-I-11.1-k", "ATS-I-7-f")
    return found_date("end_on_reception", *clauses, date=received, end_date=received)


@clause("ATS-I-11.1-l", "ATS-I-11.1-m", "ATS-I-11.2-a", "ATS-I-11.2-c")
def refund(case: Case) -> Finding:
    """The premium kept and the refund, due within 30 days."""
    received = _received(case)
    terms = terms_on(case, received)
    result = refund_of(case, terms)
    finding = found(
        Answer.VALUE, result.reason, *result.clauses,
        premium_due_eur=result.due, refund_eur=result.refund, end_date=received,
        deadline=add_days(received, terms.count("renunciation.refund_days")),
    )  # fmt: skip
    return finding.cite("ATS-I-11.1-k")


@clause("ATS-I-11.1-l", "ATS-I-11.2-c")
def refund_deadline(case: Case) -> Finding:
    """The last day of the refund: 30 days after receipt."""
    received = _received(case)
    deadline = add_days(received, terms_on(case, received).count("renunciation.refund_days"))
    distance = case.inputs.sale == "distance"
    clause_id = "ATS-I-11.2-c" if distance else "ATS-I-11.1-l"
    return found_date("refund_30_days", clause_id, date=deadline, deadline=deadline)


def _received(case: Case) -> dt.date:
    if case.inputs.received_date is None:
        raise Unknown("inputs.received_date", _DAYS, "ATS-I-11.1-k")
    return case.inputs.received_date
