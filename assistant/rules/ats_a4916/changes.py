"""Questions plan_change, country_change, family_change, scheme_change (article I-6 and I-5.1)."""

from __future__ import annotations

import datetime as dt

from assistant.rules.ats_a4916.editions import edition_on, terms_on
from assistant.rules.ats_a4916.facts_needed import needed_day, not_in_writing, not_registered
from assistant.rules.ats_a4916.membership import declared_in_time
from assistant.rules.ats_a4916.plans import plan_in_zone
from assistant.rules.ats_a4916.territory import zone_of_member
from assistant.rules.citation import clause
from assistant.rules.countries import code_of
from assistant.rules.dates import add_days, add_months, first_of_next_month
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.finding import Finding, found, found_date

FAMILY_EVENTS = (
    "marriage", "pacs", "cohabitation", "widowhood", "birth", "adoption", "divorce",
    "judicial_separation", "pacs_end", "cohabitation_end",
)  # fmt: skip


@clause("ATS-I-6.1-a", "ATS-I-6.1-b")
def country_effective_date(case: Case) -> Finding:
    """A move to another zone counts from the first of the next month; notice a month before."""
    refused = not_in_writing(case)
    if refused is not None:
        return refused
    moved = case.inputs.move_date or case.member.move_date
    moved = moved or needed_day(case, "move_date", "ATS-I-6.1-a")
    edition = edition_on(case, moved)
    named = case.inputs.new_zone or case.member.new_zone
    zone = edition.zones.by_code[named] if named else edition.zones.of(_new_country(case))
    if zone is None:
        return found(Answer.NOT_ALLOWED, "excluded_country", edition.zones.outside_clause)
    notice = terms_on(case, moved).count("change.country_notice_months")
    deadline = add_months(moved, -notice)
    if zone == zone_of_member(case, edition):
        return _same_zone(moved, deadline, zone.code)
    effective = first_of_next_month(moved)
    return found_date(
        "first_of_next_month", "ATS-I-6.1-b", "ATS-I-6.1-a",
        date=effective, effective_date=effective, deadline=deadline, zone=zone.code,
    )  # fmt: skip


def _same_zone(moved: dt.date, deadline: dt.date, zone: str) -> Finding:
    """Within the zone nothing changes: the new country counts from the move."""
    return found_date(
        "zone_unchanged", "ATS-I-6.1-b", "ATS-I-6.1-a",
        date=moved, effective_date=moved, deadline=deadline, zone=zone,
    )  # fmt: skip


def _new_country(case: Case) -> str:
    country = case.inputs.new_country or case.member.new_country
    if country is None:
        raise Unknown("inputs.new_country", ("FR", "DE", "JP"), "ATS-I-6.1-b")
    return code_of(country)


@clause("ATS-I-2-d", "ATS-I-2-e", "ATS-I-2-f", "ATS-I-2-g", "ATS-II-5-a")
def plan_available(case: Case) -> Finding:
    """Is the plan open in the zone of the new country?"""
    plan = case.inputs.plan or case.member.plan
    if plan is None:
        raise Unknown("inputs.plan", ("basic", "summum"), "ATS-I-2-g")
    return plan_in_zone(case, plan, _new_country(case)).finding(Answer.NOT_ALLOWED)


@clause("ATS-I-5.1-h", "ATS-I-5.1-i", "ATS-I-5.1-j", "ATS-I-5.1-k")
def family_effective_date(case: Case) -> Finding:
    """The first covered day of a new dependant."""
    refused = not_in_writing(case)
    if refused is not None:
        return refused
    born = case.inputs.birth_date
    if born is not None and case.inputs.event != "adoption":  # the rule speaks of births (AMB-43)
        return _newborn(case, born)
    accepted = needed_day(case, "acceptance_date", "ATS-I-5.1-h")
    terms_on(case, accepted)
    start = add_days(accepted, 1)
    return found_date(
        "day_after_acceptance", "ATS-I-5.1-h", "ATS-I-6.3-e",
        date=start, effective_date=start, medical_questionnaire=True,
    )  # fmt: skip


def _newborn(case: Case, born: dt.date) -> Finding:
    late = add_days(add_months(born, 2), 1)
    declared: dt.date = case.need("declared_date", (born, late), "ATS-I-5.1-i")
    in_time = declared_in_time(case, terms_on(case, born), born, declared)
    start = born if in_time else add_days(declared, 1)
    clauses = ("ATS-I-5.1-j", "ATS-I-5.1-i") if in_time else ("ATS-I-5.1-k", "ATS-I-5.1-i")
    return found_date(
        "newborn_in_time" if in_time else "newborn_late", *clauses,
        date=start, effective_date=start, medical_questionnaire=not in_time,
    )  # fmt: skip


@clause("ATS-I-6.3-e", "ATS-I-6.3-f")
def family_documents(case: Case) -> Finding:
    """A new form and the person's questionnaire, which a newborn declared in time is spared."""
    newborn = case.inputs.event == "birth"
    items = ("membership_form",) if newborn else ("membership_form", "medical_questionnaire")
    clauses = ("ATS-I-6.3-e", "ATS-I-6.3-f") if newborn else ("ATS-I-6.3-e",)
    return found(
        Answer.LIST, "documents_required", *clauses, items=items, medical_questionnaire=not newborn
    )


@clause("ATS-I-6.4-a", "ATS-I-6.4-b", "ATS-I-6.4-d", "ATS-I-6.4-e")
def scheme_effective_date(case: Case) -> Finding:
    """The first of a month after acceptance on which the rights of the new scheme are open."""
    refused = not_in_writing(case) or not_registered(case, "ATS-I-6.4-b")
    if refused is not None:
        return refused
    accepted = needed_day(case, "acceptance_date", "ATS-I-6.4-d")
    terms_on(case, accepted)
    effective, opens = first_of_next_month(accepted), case.inputs.cfe_open
    if opens is not None and opens > effective:
        effective = opens if opens.day == 1 else first_of_next_month(opens)
    return found_date(
        "first_of_next_month", "ATS-I-6.4-d", "ATS-I-6.4-e",
        date=effective, effective_date=effective,
    )  # fmt: skip
