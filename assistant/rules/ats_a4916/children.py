"""Dependent children: age, studies, work, disability, own registration (article I-3)."""

from __future__ import annotations

import datetime as dt

from assistant.rules.ats_a4916.editions import terms_on
from assistant.rules.ats_a4916.facts_needed import TRIED_DAYS
from assistant.rules.ats_a4916.plans import Check
from assistant.rules.citation import clause
from assistant.rules.dates import add_days, birthday
from assistant.rules.engine import Case, Unknown
from assistant.rules.terms import Terms


@clause("ATS-I-3-h", "ATS-I-3-l", "ATS-DEF-enfants-b", "ATS-DEF-enfants-f")
def child_check(case: Case) -> Check | None:
    """May the child be covered on that day?"""
    born = case.inputs.child_birth_date
    if born is None:
        return None
    day = case.inputs.date or case.inputs.join_date
    if day is None:
        tried = (add_days(born, 1), *TRIED_DAYS, dt.date(born.year + 40, 1, 1))
        raise Unknown("inputs.date", tried, "ATS-I-3-h")
    terms = terms_on(case, day)
    check = _by_age(case, terms, born, day)
    return (_not_registered(case, terms, born, day) if check.met else None) or check


def _by_age(case: Case, terms: Terms, born: dt.date, day: dt.date) -> Check:
    if case.inputs.disability_card:
        return Check(True, "disabled_child", ("ATS-I-3-l", "ATS-DEF-enfants-f"))
    if _within(case, born, terms.count("joining.child_under_age"), day):
        return Check(True, "age_ok", ("ATS-I-3-h", "ATS-DEF-enfants-b"))
    if not _within(case, born, terms.count("joining.student_under_age"), day):
        return Check(False, "age_limit", ("ATS-I-3-i", "ATS-DEF-enfants-c"))
    return _student(case)


@clause("ATS-I-3-h", "ATS-I-3-i")
def _within(case: Case, born: dt.date, age: int, day: dt.date) -> bool:
    """Until the birthday: that day is out (AMB-45: or in)."""
    turns = birthday(born, age)
    return day < turns or (day == turns and case.readings.other("AMB-45"))


@clause("ATS-I-3-i", "ATS-I-3-j", "ATS-I-3-k", "ATS-DEF-enfants-c", "ATS-DEF-enfants-e")
def _student(case: Case) -> Check:
    """From 16 to 26: studies, proof of them, and no full-time job."""
    inputs = case.inputs
    if not case.need("studying", (True, False), "ATS-I-3-i"):
        return Check(False, "age_limit", ("ATS-I-3-h", "ATS-I-3-i"))
    if inputs.full_time_job:
        return Check(False, "full_time_job", ("ATS-I-3-k", "ATS-DEF-enfants-e"))
    if inputs.proof is False:
        return Check(False, "documents_missing", ("ATS-I-3-j", "ATS-DEF-enfants-d"))
    if inputs.study_level == "university" and case.readings.other("AMB-45"):
        return Check(False, "not_secondary_studies", ("ATS-I-3-i", "ATS-DEF-enfants-c"))
    return Check(True, "student_under_26", ("ATS-I-3-i", "ATS-I-3-j"))


@clause("ATS-I-3-m")
def _not_registered(case: Case, terms: Terms, born: dt.date, day: dt.date) -> Check | None:
    """In complement, beyond the 20th birthday only if registered with the base scheme."""
    if (case.member.regime or "first_euro") == "first_euro":
        return None
    if day < birthday(born, terms.count("joining.own_registration_from_age")):
        return None
    if case.need("individually_registered", (True, False), "ATS-I-3-m"):
        return None
    return Check(False, "base_scheme_registration_required", ("ATS-I-3-m",))
