"""Question eligibility: who may join or be registered (articles I-3, I-4, I-5.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from assistant.rules.ats_a4916.children import child_check
from assistant.rules.ats_a4916.editions import edition_on, terms_on
from assistant.rules.ats_a4916.facts_needed import needed_day
from assistant.rules.ats_a4916.plans import Check, plan_in_zone
from assistant.rules.ats_a4916.territory import zone_of_member
from assistant.rules.citation import clause
from assistant.rules.countries import code_of
from assistant.rules.dates import add_days, add_months, birthday, days_between, under
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.finding import Finding, found, found_date

_PAPERS = {
    "spouse": (("sworn_statement_non_separation",), "ATS-DEF-conjoint-a"),
    "pacs": (("pacs_agreement_copy",), "ATS-DEF-conjoint-b"),
    "cohabitant": (
        ("common_residence_proof", "sworn_statement_cohabitation"),
        "ATS-DEF-conjoint-c",
    ),
    "student_child": (("school_certificate_or_student_card",), "ATS-I-3-j"),
}


@clause("ATS-I-3-a", "ATS-I-3-d", "ATS-I-3-e")
def accepted(case: Case) -> Finding:
    """Every condition whose facts are given has to be met."""
    checks = [check for check in _checks(case) if check is not None]
    if not checks:
        raise Unknown("inputs.birth_date", (dt.date(1990, 1, 1), dt.date(1930, 1, 1)), "ATS-I-3-a")
    failing = next((check for check in checks if not check.met), None)
    if failing is not None:
        return failing.finding()
    reasons = dict.fromkeys(check.reason for check in checks)
    reason = next(iter(reasons)) if len(reasons) == 1 else "eligible"
    clauses = [clause_id for check in checks for clause_id in check.clauses]
    return found(Answer.ALLOWED, reason, *dict.fromkeys(clauses))


def _checks(case: Case) -> Iterable[Check | None]:
    tests: tuple[Callable[[Case], Check | None], ...] = (
        _age, _nationality, _country_and_plan, _questionnaire, _spouse_age, _spouse_scheme,
        _spouse_residence, _child_residence, child_check,
    )  # fmt: skip
    return (test(case) for test in tests)


@clause("ATS-I-3-a")
def _age(case: Case) -> Check | None:
    """18 or over and under 65 on the day of joining."""
    inputs = case.inputs
    born = inputs.birth_date
    if born is None and inputs.join_date is not None and inputs.spouse_birth_date is None:
        born = case.member.birth_date
    if born is None:
        return None
    day = needed_day(case, "join_date", "ATS-I-3-a")
    terms = terms_on(case, day)
    old_enough = day >= birthday(born, terms.count("joining.minimum_age"))
    young_enough = under(born, terms.count("joining.under_age"), day)
    met = old_enough and young_enough
    return Check(met, "age_ok" if met else "age_limit", ("ATS-I-3-a",))


@clause("ATS-I-3-b", "ATS-DEF-pays-b", "ATS-DEF-impatrie-a")
def _nationality(case: Case) -> Check | None:
    """No nationality may be that of the country of expatriation (AMB-48)."""
    country = case.inputs.country or case.member.country
    if case.inputs.nationality is None or country is None:
        return None
    zones = edition_on(case, case.inputs.join_date).zones
    code = code_of(country)
    home = zones.home_of_departments if code in zones.departments else code
    same = home in {code_of(one) for one in case.inputs.nationality}
    clauses = ("ATS-I-3-b", "ATS-DEF-pays-b")
    return Check(not same, "same_nationality" if same else "eligible", clauses)


@clause("ATS-I-2-d", "ATS-I-2-e", "ATS-I-2-f", "ATS-I-2-g", "ATS-II-5-a")
def _country_and_plan(case: Case) -> Check | None:
    country = case.inputs.country
    if country is None:
        return None
    code, plan = code_of(country), case.inputs.plan
    if plan is None and case.inputs.nationality is None:
        plan = case.member.plan
    check = plan_in_zone(case, plan, code)
    only_zone = plan is None and check.met
    return None if only_zone and case.inputs.nationality is not None else check


@clause("ATS-I-4.1-b", "ATS-DEF-questionnaire-b")
def _questionnaire(case: Case) -> Check | None:
    """Dated fewer than 90 days before the effective date."""
    if case.inputs.questionnaire_date is None:
        return None
    effect = needed_day(case, "effect_date", "ATS-I-4.1-b")
    most = terms_on(case, effect).count("joining.questionnaire_under_days")
    met = days_between(case.inputs.questionnaire_date, effect) < most
    reason = "questionnaire_ok" if met else "questionnaire_too_old"
    return Check(met, reason, ("ATS-I-4.1-b", "ATS-DEF-questionnaire-b"), Answer.NOT_ALLOWED)


@clause("ATS-I-3-f", "ATS-DEF-conjoint-d")
def _spouse_age(case: Case) -> Check | None:
    """Under 65 on the day of registration."""
    born = case.inputs.spouse_birth_date
    if born is None:
        return None
    day = needed_day(case, "join_date", "ATS-I-3-f")
    met = under(born, terms_on(case, day).count("joining.spouse_under_age"), day)
    return Check(met, "age_ok" if met else "age_limit", ("ATS-I-3-f", "ATS-DEF-conjoint-d"))


@clause("ATS-I-3-g")
def _spouse_scheme(case: Case) -> Check | None:
    """In complement, a spouse the base scheme does not count as dependent needs own rights."""
    inputs = case.inputs
    if inputs.spouse_dependent_cfe is None and inputs.spouse_individually_affiliated is None:
        return None
    complement = (case.member.regime or "first_euro") != "first_euro"
    if not complement or inputs.spouse_dependent_cfe or inputs.spouse_individually_affiliated:
        return Check(True, "eligible", ("ATS-I-3-g",))
    if inputs.spouse_dependent_cfe is None:
        raise Unknown("inputs.spouse_dependent_cfe", (True, False), "ATS-I-3-g")
    case.need("spouse_individually_affiliated", (True, False), "ATS-I-3-g")
    return Check(False, "base_scheme_registration_required", ("ATS-I-3-g",))


def _spouse_residence(case: Case) -> Check | None:
    return _residence(case, case.inputs.spouse_country, case.inputs.spouse_zone)


def _child_residence(case: Case) -> Check | None:
    return _residence(case, case.inputs.child_country, case.inputs.child_zone)


@clause("ATS-I-3-n", "ATS-I-1-a")
def _residence(case: Case, country: str | None, zone: str | None) -> Check | None:
    """Dependants live in the member's zone; another country of it is enough (AMB-47)."""
    if country is None and zone is None:
        return None
    edition = edition_on(case, case.inputs.join_date)
    own = zone_of_member(case, edition)
    theirs = edition.zones.by_code[zone] if zone else edition.zones.of(code_of(str(country)))
    if theirs is None or theirs != own:
        return Check(False, "dependant_other_zone", ("ATS-I-3-n",))
    home = case.member.country
    elsewhere = bool(country and home and code_of(country) != code_of(home))
    if elsewhere and case.readings.other("AMB-47"):
        return Check(False, "dependant_other_country", ("ATS-I-1-a",))
    return Check(True, "same_zone", ("ATS-I-3-n", "ATS-I-1-a"))


@clause(
    "ATS-I-3-e", "ATS-I-3-j", "ATS-DEF-conjoint-a", "ATS-DEF-conjoint-b", "ATS-DEF-conjoint-c",
    "ATS-DEF-enfants-d", "ATS-I-4.1-e",
)  # fmt: skip
def documents(case: Case) -> Finding:
    """The papers that prove a dependant's status."""
    relation: str = case.need("relation", ("spouse", "pacs"), "ATS-I-3-e")
    items, clause_id = _PAPERS[relation]
    return found(Answer.LIST, "documents_required", clause_id, "ATS-I-4.1-e", items=items)


@clause("ATS-I-5.1-b")
def start_date(case: Case) -> Finding:
    """At the earliest the day after the complete file is received."""
    received = needed_day(case, "file_received", "ATS-I-5.1-b")
    terms_on(case, received)
    start = add_days(received, 1)
    return found_date("day_after_file", "ATS-I-5.1-b", date=start, effective_date=start)


@clause("ATS-I-4.3-f")
def refusal_deadline(case: Case) -> Finding:
    """A refusal comes by registered letter within a month of the file."""
    received = needed_day(case, "file_received", "ATS-I-4.3-f")
    months = terms_on(case, received).count("joining.refusal_months")
    last = add_months(received, months)
    return found_date(
        "refusal_one_month", "ATS-I-4.3-f", date=last, deadline=last, form="registered_ar"
    )
