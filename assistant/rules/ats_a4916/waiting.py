"""Waiting periods (délais d'attente): from the start of the person, or of an increase (step 6)."""

from __future__ import annotations

import datetime as dt

from assistant.rules.ats_a4916.care import Care, Stop, not_covered
from assistant.rules.ats_a4916.edition import Wait
from assistant.rules.ats_a4916.membership import declared_in_time, needed_start
from assistant.rules.ats_a4916.territory import sudden_illness
from assistant.rules.citation import clause
from assistant.rules.dates import add_months, add_months_running_over
from assistant.rules.engine import Case, Unknown

_EXCEPTIONS = {
    "accident": "exception_accident",
    "unforeseen_illness": "exception_unforeseen_illness",
    "following_covered_surgery": "exception_covered_surgery",
}


@clause("ATS-II-8.1-a", "ATS-II-8.2-a")
def waiting_test(care: Care) -> Stop | None:
    """No payment before the end of the waiting period of the act."""
    for wait in _waits(care):
        end = wait_end_for_person(care, wait)
        if end is None:
            continue
        if _binds(care, wait, end):
            return _waits_still(care, wait, end)
    return None


def _waits(care: Care) -> tuple[Wait, ...]:
    """The wait of the act; for paramedical acts that of physiotherapy, if that is what it is."""
    if care.act.physiotherapy_wait is not None:
        return (care.act.physiotherapy_wait,)
    return (care.act.wait,) if care.act.wait.months else ()


def _waits_still(care: Care, wait: Wait, end: dt.date) -> Stop:
    care.figures["waiting_until"] = end
    care.step("waiting_period", wait.clause, end)
    return not_covered("waiting_period", wait.clause, "ATS-II-8.2-a")


@clause("ATS-II-8.2-a")
def wait_end_for_person(care: Care, wait: Wait) -> dt.date | None:
    """The first day out of the wait; None when the wait cannot run for this act."""
    if _lifted_for_good(care, wait) or not _concerns(care, wait, care.start):
        return None
    if care.start is None and _lifting_fact(care, wait):
        return None
    start = _start_unless_past(care, wait)
    return None if start is None else wait_end(care.case, start, wait.months)


def _start_unless_past(care: Care, wait: Wait) -> dt.date | None:
    """The start; not needed where an increase is old enough for the first wait to be over."""
    increased = care.case.member.upgrade_effective
    known = care.start is None and increased is not None and care.insured == "member"
    if known and increased and add_months(increased, wait.months) <= care.date:
        return None
    return needed_start(care)


@clause("ATS-DEF-attente", "ATS-II-8.1-a")
def wait_end(case: Case, start: dt.date, months: int) -> dt.date:
    """Start plus n months; the end of a shorter month rounds down (AMB-34)."""
    adopted, other = add_months(start, months), add_months_running_over(start, months)
    return other if adopted != other and case.readings.other("AMB-34") else adopted


def _binds(care: Care, wait: Wait, end: dt.date) -> bool:
    """True when the wait runs on the day of care and nothing lifts it."""
    care.figures.setdefault("waiting_until", end)
    if care.date >= end:
        care.step("waiting_period", wait.clause, False)
        return False
    lifting = _lifting_fact(care, wait)
    if lifting:
        care.note(_EXCEPTIONS[lifting], str(wait.lifting_clause))
        return False
    return not _newborn_without_wait(care)


def _lifting_fact(care: Care, wait: Wait) -> str | None:
    for fact in wait.lifted_by:
        held = sudden_illness(care) if fact == "unforeseen_illness" else getattr(care.line, fact)
        if held:
            return fact
    return None


@clause("ATS-II-8.2-a", "ATS-I-5.1-i")
def _newborn_without_wait(care: Care) -> bool:
    """Waits bind a newborn too; under the other reading none does if declared in time (AMB-33)."""
    born, declared = care.line.birth_date, care.line.declared_date
    if born is None or declared is None or care.start != born:
        return False
    in_time = declared_in_time(care.case, care.terms, born, declared)
    return in_time and care.case.readings.other("AMB-33")


@clause("ATS-II-8.2-c", "ATS-II-8.2-d", "ATS-II-8.2-e")
def _lifted_for_good(care: Care, wait: Wait) -> bool:
    """The cancellation certificate lifts every wait but that of maternity."""
    if not (wait.waivable and care.case.member.waiver_certificate):
        return False
    physiotherapy = wait.code == "physiotherapy" and care.line.profession != "physiotherapist"
    start = care.start
    if start and not physiotherapy and care.date < add_months(start, wait.months):
        care.note("waiting_waived", "ATS-II-8.2-c", "ATS-II-8.2-d")
    return True


@clause("ATS-II-8.1-d", "ATS-II-8.1-e")
def _concerns(care: Care, wait: Wait, start: dt.date | None) -> bool:
    """The wait of physiotherapy binds physiotherapists only; needed while a wait may run."""
    if wait.code != "physiotherapy":
        return True
    profession = care.line.profession
    if profession is not None:
        return profession == "physiotherapist"
    if care.line.following_covered_surgery:
        return True
    if _wait_is_over(care, wait, start):
        return False
    raise Unknown("inputs.profession", ("physiotherapist", "other"), wait.clause)


def _wait_is_over(care: Care, wait: Wait, start: dt.date | None) -> bool:
    return start is not None and add_months_running_over(start, wait.months) <= care.date


@clause("ATS-II-8.2-b", "ATS-I-6.3.1-c")
def increase_wait_end(care: Care, effective: dt.date) -> dt.date | None:
    """The first day out of the wait of an increase, None when none runs for this act."""
    for wait in _waits(care):
        end = wait_end(care.case, effective, wait.months)
        if not _concerns(care, wait, effective):
            continue
        care.figures["waiting_until"] = end
        if care.date >= end or not _lifted_in_increase(care, wait):
            return end
    return None


@clause("ATS-II-8.2-c")
def _lifted_in_increase(care: Care, wait: Wait) -> bool:
    """An accident or illness lifts it; the certificate does at joining only (AMB-35)."""
    lifting = _lifting_fact(care, wait)
    if lifting:
        care.note(_EXCEPTIONS[lifting], str(wait.lifting_clause))
        return True
    if wait.waivable and care.case.member.waiver_certificate:
        return care.case.readings.other("AMB-35")
    return False


@clause("ATS-II-8.1-a", "ATS-II-8.2-a", "ATS-II-8.2-b", "ATS-II-8.2-c")
def end_of_wait(care: Care, start: dt.date) -> tuple[dt.date, str, tuple[str, ...]]:
    """The first day out of the wait of an act, why, and under which clauses."""
    waits = [wait for wait in _waits(care) if _concerns_ever(care, wait)]
    if not waits:
        return start, "within_guarantee", ("ATS-I-5.2-a", care.act.clause)
    wait = waits[0]
    increased = care.case.member.upgrade_effective
    later = increased is not None and increased > start
    lifted = _lifted_ever(care, wait, joining=not later)
    if lifted is not None:
        return (increased if later and increased else start), *lifted
    end = wait_end(care.case, increased if later and increased else start, wait.months)
    return end, "waiting_period", (wait.clause, "ATS-II-8.2-b" if later else "ATS-II-8.2-a")


def _concerns_ever(care: Care, wait: Wait) -> bool:
    if wait.code != "physiotherapy" or care.line.following_covered_surgery:
        return True
    if care.line.profession is None:
        raise Unknown("inputs.profession", ("physiotherapist", "other"), wait.clause)
    return care.line.profession == "physiotherapist"


def _lifted_ever(care: Care, wait: Wait, joining: bool) -> tuple[str, tuple[str, ...]] | None:
    fact = _lifting_fact(care, wait)
    if fact is not None:
        return _EXCEPTIONS[fact], (str(wait.lifting_clause),)
    waived = wait.waivable and bool(care.case.member.waiver_certificate)
    if waived and (joining or care.case.readings.other("AMB-35")):
        return "waiting_waived", ("ATS-II-8.2-c", "ATS-II-8.2-d")
    if _newborn_without_wait(care):
        return "within_guarantee", ("ATS-I-5.1-i",)
    return None
