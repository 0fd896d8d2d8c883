"""Question direct_billing: does the administrator pay the hospital itself (article II-7)?"""

from __future__ import annotations

from assistant.rules.ats_a4916.care import Care, cares
from assistant.rules.ats_a4916.level import level_test
from assistant.rules.ats_a4916.membership import start_of
from assistant.rules.ats_a4916.waiting import waiting_test
from assistant.rules.citation import clause
from assistant.rules.decision import Answer
from assistant.rules.engine import Case
from assistant.rules.finding import Finding, found

_NOT_BILLED = {
    "external_consultation_hospital": "ATS-II-7.2-c",
    "ambulance": "ATS-II-7.2-d",
}
_BILLED = {"delivery": "ATS-II-7.2-f", "surgical_delivery": "ATS-II-7.2-g"}


@clause("ATS-II-7.1-a", "ATS-II-7.2-a", "ATS-II-7.2-b", "ATS-II-7.2-f", "ATS-II-7.2-g")
def possible(case: Case) -> Finding:
    """Tests in order: plan, act, wait, 24 hours, agreement."""
    care = cares(case, dated=False)[0]
    return (
        _plan(care)
        or _act(care)
        or _wait(care)
        or _duration(care)
        or _agreement(care)
        or found(Answer.ALLOWED, "direct_billing_ok", _billing_clause(care), "ATS-II-7.2-a")
    )


def _no(reason: str, *clauses: str, **figures: object) -> Finding:
    return found(Answer.NOT_ALLOWED, reason, *clauses, **figures)


def _plan(care: Care) -> Finding | None:
    """Cover at the level of the day of care; without a day, at the level of today."""
    if care.act.row is None:
        return _no("not_in_table", care.act.clause)
    if care.line.date is None and care.case.member.plan is not None:
        covered = care.case.member.plan in care.act.row.cells
        return None if covered else _no("not_in_plan", care.act.clause)
    care.start = start_of(care)
    stop = level_test(care)
    return _no(stop.reason, *stop.clauses) if stop else None


@clause("ATS-II-7.2-b", "ATS-II-7.2-c", "ATS-II-7.2-d", "ATS-II-2-g")
def _act(care: Care) -> Finding | None:
    if care.act.direct_billing != "no":
        return None
    clause_id = _NOT_BILLED.get(care.act.code, "ATS-II-7.2-b")
    return _no("excluded_from_direct_billing", clause_id, care.act.clause)


@clause("ATS-II-8.1-a")
def _wait(care: Care) -> Finding | None:
    if care.line.date is None:
        return None
    stop = waiting_test(care)
    until = care.figures.get("waiting_until")
    return _no(stop.reason, *stop.clauses, waiting_until=until) if stop else None


@clause("ATS-II-7.2-e", "ATS-DEF-pec")
def _duration(care: Care) -> Finding | None:
    """Stays under 24 hours are left out; a day stay is one of them (AMB-26)."""
    hours = care.line.duration_hours
    day_stay = care.act.direct_billing == "ask_administrator"
    short = day_stay if hours is None else hours < care.terms.money("direct_billing.minimum_hours")
    if not short or (day_stay and care.case.readings.other("AMB-26")):
        return None
    return _no("stay_under_24h", "ATS-II-7.2-e", "ATS-DEF-pec")


@clause("ATS-II-7.2-a")
def _agreement(care: Care) -> Finding | None:
    clause_id = "ATS-II-7.2-a"
    if care.case.need("prior_agreement_obtained", (True, False), clause_id):
        return None
    return _no("prior_agreement_missing", clause_id)


def _billing_clause(care: Care) -> str:
    return _BILLED.get(care.act.code, "ATS-II-7.2-b")
