"""Question plan_change: start of a new level, notice, papers (articles I-6.2 and I-6.3)."""

from __future__ import annotations

import datetime as dt

from assistant.rules.ats_a4916.changes import FAMILY_EVENTS
from assistant.rules.ats_a4916.editions import edition_on, terms_on
from assistant.rules.ats_a4916.facts_needed import needed_day, not_in_writing
from assistant.rules.ats_a4916.territory import zone_of_member
from assistant.rules.citation import clause
from assistant.rules.countries import code_of
from assistant.rules.dates import add_months, first_of_next_month, first_of_next_quarter
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.finding import Finding, allowed_if, found, found_date


@clause("ATS-I-6.2-d", "ATS-I-6.3.1-a", "ATS-I-6.3.2-a", "ATS-I-6.3.2-b")
def effective_date(case: Case) -> Finding:
    """First of the month (increase) or of the quarter (decrease) after receipt."""
    refused = not_in_writing(case)
    if refused is not None:
        return refused
    increase = is_increase(case)
    received = needed_day(case, "received_date", "ATS-I-6.2-d")
    terms_on(case, received)
    effective = first_of_next_month(received) if increase else first_of_next_quarter(received)
    target = case.inputs.target_date
    effective = max(effective, target) if target else effective
    return found_date(
        "first_of_next_month" if increase else "first_of_next_quarter",
        *(("ATS-I-6.2-d", "ATS-I-6.3.1-a") if increase else ("ATS-I-6.3.2-a", "ATS-I-6.3.2-b")),
        date=effective, effective_date=effective, medical_questionnaire=increase,
    )  # fmt: skip


@clause("ATS-I-2-b", "ATS-I-6.3.1-a", "ATS-I-6.3.2-a")
def is_increase(case: Case) -> bool:
    """Increase or decrease: as said, else by the order of the list of plans (AMB-40)."""
    if case.inputs.direction is not None:
        return case.inputs.direction == "upgrade"
    ranks = {plan.code: plan.rank for plan in case.product.plans}
    old, new = case.member.plan, case.inputs.to
    if old is None or new is None:
        raise Unknown("inputs.direction", ("upgrade", "downgrade"), "ATS-I-6.3.1-a")
    return ranks[new] > ranks[old]


@clause("ATS-I-6.2-b", "ATS-I-6.3-a", "ATS-I-6.3-b", "ATS-I-6.3-c", "ATS-I-6.3-d")
def in_time(case: Case) -> Finding:
    """Was the change announced in time for an occasion the contract admits?"""
    refused = not_in_writing(case)
    if refused is not None:
        return refused
    occasion = _occasion(case)
    if occasion is None:
        return found(Answer.NOT_ALLOWED, "no_admissible_occasion", "ATS-I-6.2-b", "ATS-I-6.3-a")
    deadline, clause_id = occasion
    notice = needed_day(case, "notice_date", clause_id)
    return allowed_if(notice <= deadline, "in_time", "too_late", clause_id, deadline=deadline)


def _occasion(case: Case) -> tuple[dt.date, str] | None:
    """The last day of the notice and its clause: renewal, family event, or move to a new zone."""
    inputs = case.inputs
    if inputs.event is not None:
        return _family_event(case, inputs.event)
    if inputs.move_date is not None or case.member.move_date is not None:
        return _move(case)
    target = inputs.target_date
    if target is None or (target.month, target.day) != (1, 1):
        return None
    months = terms_on(case, target).count("change.renewal_notice_months")
    return add_months(target, -months), "ATS-I-6.3-b"


@clause("ATS-I-6.3-c", "ATS-I-6.3-d")
def _family_event(case: Case, event: str) -> tuple[dt.date, str] | None:
    if event not in FAMILY_EVENTS:
        return None
    day = needed_day(case, "event_date", "ATS-I-6.3-d")
    return add_months(day, terms_on(case, day).count("change.event_notice_months")), "ATS-I-6.3-d"


@clause("ATS-I-6.3-h", "ATS-I-6.3-i")
def _move(case: Case) -> tuple[dt.date, str] | None:
    """Only a move that changes the zone is an occasion."""
    moved = case.inputs.move_date or case.member.move_date
    country = case.inputs.new_country or case.member.new_country
    if country is None:
        raise Unknown("inputs.new_country", ("FR", "DE", "JP"), "ATS-I-6.3-h")
    edition = edition_on(case, moved)
    if moved is None or edition.zones.of(code_of(country)) == zone_of_member(case, edition):
        return None
    months = terms_on(case, moved).count("change.move_notice_months")
    return add_months(moved, -months), "ATS-I-6.3-i"


@clause("ATS-I-6.3.1-a", "ATS-I-6.3.1-b", "ATS-I-6.3.2-a", "ATS-I-6.3.2-b")
def documents(case: Case) -> Finding:
    """The papers of a change of level; an increase may be refused."""
    increase = is_increase(case)
    items = ("membership_form", "medical_questionnaire") if increase else ("membership_form",)
    clauses = ("ATS-I-6.3.1-a", "ATS-I-6.3.1-b") if increase else ("ATS-I-6.3.2-a", "ATS-I-6.3.2-b")
    return found(
        Answer.LIST, "documents_required", *clauses,
        items=items, delegate_may_refuse=increase, medical_questionnaire=increase,
    )  # fmt: skip
