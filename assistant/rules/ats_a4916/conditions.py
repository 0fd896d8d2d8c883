"""Conditions of an act: age, number, duration, frequency, surgery, country (step 5)."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Mapping

from assistant.rules.ats_a4916.care import Care, Stop, not_covered
from assistant.rules.ats_a4916.territory import is_france
from assistant.rules.citation import clause
from assistant.rules.dates import add_days, add_years, under
from assistant.rules.engine import Unknown


@clause("ATS-II-1.1-b")
def condition_test(care: Care) -> Stop | None:
    """Every condition of the act, in order; the first that fails decides."""
    for name in care.act.tests:
        stop = CONDITIONS[name](care)
        if stop is not None:
            care.step("condition", stop.clauses[0], False)
            return stop
    return None


def _under(care: Care, key: str, born: dt.date | None, *clauses: str) -> Stop | None:
    """Age on the day of the act, the birthday itself out (AMB-19)."""
    age = care.terms.count(key)
    if born is None:
        tried = (add_days(add_years(care.date, -age), 1), add_years(care.date, -age - 10))
        raise Unknown("inputs.patient_birth_date", tried, clauses[0])
    if under(born, age, care.date):
        care.step("condition", clauses[0], True)
        return None
    return not_covered("age_limit", *clauses)


@clause("ATS-II-2-companion_bed_child")
def patient_under_16_bed(care: Care) -> Stop | None:
    """A bed beside a child under 16."""
    born = care.line.patient_birth_date
    return _under(care, "companion.under_age", born, "ATS-II-2-companion_bed_child")


@clause("ATS-II-2-orthodontics-limits")
def orthodontic_age(care: Care) -> Stop | None:
    """Orthodontics for children under 16."""
    born = care.line.patient_birth_date
    clauses = ("ATS-II-2-orthodontics-limits", "ATS-II-2-orthodontics")
    return _under(care, "orthodontics.under_age", born, *clauses)


@clause("ATS-II-2-ivf_infertility")
def patient_under_45(care: Care) -> Stop | None:
    """IVF for women under 45; silence: the birth date of the insured person."""
    member = care.case.member
    known = {"member": member.birth_date, "spouse": member.spouse_birth_date}
    born = care.line.patient_birth_date or known.get(care.insured)
    return _under(care, "ivf.under_age", born, "ATS-II-2-ivf_infertility")


@clause("ATS-II-2-ivf_infertility")
def ivf_attempts(care: Care) -> Stop | None:
    """Three attempts over the whole membership."""
    most = care.cell.max_events if care.cell else None
    if most is None or (care.line.ivf_number or 1) <= most:
        return None
    return not_covered("number_limit_reached", "ATS-II-2-ivf_infertility")


@clause("ATS-II-2-orthodontics-limits")
def orthodontic_years(care: Care) -> Stop | None:
    """Three years of treatment over the whole membership."""
    if (care.line.ortho_year or 1) <= care.terms.count("orthodontics.years"):
        return None
    return not_covered("duration_limit_reached", "ATS-II-2-orthodontics-limits")


@clause("ATS-II-2-health_checkup")
def check_up_interval(care: Care) -> Stop | None:
    """One check-up every two years, from date to date (AMB-16)."""
    last = care.line.last_same_act_date
    if last is None or last > care.date:
        return None
    every = care.terms.count("check_up.every_years")
    by_date = care.date >= add_years(last, every)
    by_year = care.date.year >= last.year + every
    allowed = by_year if by_date != by_year and care.case.readings.other("AMB-16") else by_date
    return None if allowed else not_covered("frequency_limit", "ATS-II-2-health_checkup")


@clause("ATS-DEF-reeducation", "ATS-II-2-post_hospital_rehabilitation")
def after_surgery_and_stay(care: Care) -> Stop | None:
    """Rehabilitation after surgery, straight after the stay; both facts are needed."""
    for name in ("surgery", "after_hospitalisation"):
        held = getattr(care.line, name)
        if held is None:
            raise Unknown(f"inputs.{name}", (True, False), "ATS-DEF-reeducation")
        if not held:
            row = "ATS-II-2-post_hospital_rehabilitation"
            return not_covered("condition_not_met", "ATS-DEF-reeducation", row)
    return None


@clause("ATS-II-2-emergency_dental_repair_surgery", "ATS-DEF-accident")
def after_an_accident(care: Care) -> Stop | None:
    """Emergency reparative dental surgery follows an accident."""
    if care.line.accident:
        return None
    return not_covered("condition_not_met", "ATS-II-2-emergency_dental_repair_surgery")


@clause("ATS-II-2-hospital_related_consultations")
def tied_to_a_stay(care: Care) -> Stop | None:
    """Outside consultations tied to a covered stay; silence: they are."""
    if care.line.linked_to_covered_hospitalisation is not False:
        return None
    return not_covered("condition_not_met", "ATS-II-2-hospital_related_consultations")


@clause("ATS-II-2-maternity_ground_ambulance")
def with_a_stay(care: Care) -> Stop | None:
    """The maternity ambulance leads to a stay; silence: it does."""
    if care.line.hospitalised is not False:
        return None
    return not_covered("condition_not_met", "ATS-II-2-maternity_ground_ambulance")


@clause("ATS-DEF-forfait", "ATS-II-2-daily_hospital_charge")
def care_in_france(care: Care) -> Stop | None:
    """The daily hospital charge exists for care in France only."""
    if is_france(care, _country(care, "ATS-DEF-forfait", ("FR", "DE"))):
        return None
    return not_covered("country_restriction", "ATS-DEF-forfait", "ATS-II-2-daily_hospital_charge")


@clause("ATS-II-2-complementary_medicine-tcm")
def chinese_medicine_countries(care: Care) -> Stop | None:
    """Traditional Chinese medicine in five countries only."""
    clause_id = "ATS-II-2-complementary_medicine-tcm"
    allowed = care.terms.codes("complementary.chinese_medicine_countries")
    if _country(care, clause_id, (allowed[0], "DE")) in allowed:
        return None
    return not_covered("country_restriction", clause_id, care.act.clause)


@clause("ATS-DEF-teleconsultation", "ATS-II-2-teleconsultation")
def remote_service(care: Care) -> Stop | None:
    """The row means the service of the annex; silence: it is that service."""
    provider = care.line.provider
    named = str(care.terms.value("remote.provider").value)
    if provider is None or _letters(provider) == _letters(named):
        return None
    return not_covered("condition_not_met", "ATS-DEF-teleconsultation", "ATS-II-2-teleconsultation")


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if c.isascii() and c.isalpha()).lower()


def _country(care: Care, clause_id: str, tried: tuple[str, str]) -> str:
    if care.country is None:
        path = "inputs.country" if care.case.member.zone else "member.country"
        raise Unknown(path, tried, clause_id)
    return care.country


CONDITIONS: Mapping[str, Callable[[Care], Stop | None]] = {
    test.__name__: test
    for test in (
        patient_under_16_bed, orthodontic_age, patient_under_45, ivf_attempts, orthodontic_years,
        check_up_interval, after_surgery_and_stay, after_an_accident, tied_to_a_stay,
        with_a_stay, care_in_france, chinese_medicine_countries, remote_service,
    )
}  # fmt: skip
