"""Who is covered when: start of each person, end of membership, age end of SUMMUM (step 1)."""

from __future__ import annotations

import datetime as dt

from assistant.rules.ats_a4916.care import REFERENCE_DAY, Care, Stop, not_covered
from assistant.rules.ats_a4916.stay import last_day
from assistant.rules.citation import clause
from assistant.rules.dates import add_days, add_months, add_years, birthday
from assistant.rules.engine import Case, Unknown
from assistant.rules.facts import Line
from assistant.rules.terms import Terms


@clause("ATS-II-1.2-a", "ATS-I-5.2-b", "ATS-III-EXCL-29", "ATS-DEF-periode", "ATS-II-1.3-c")
def membership_test(care: Care) -> Stop | None:
    """Care has to begin between the start of the person and the end of the membership."""
    care.start = start_of(care)
    stop = _ended(care) or _not_begun(care) or _summum_ended(care)
    if stop is None:
        care.step("membership", "ATS-II-1.2-a", True)
    return stop


@clause("ATS-III-EXCL-29", "ATS-II-1.2-a")
def _not_begun(care: Care) -> Stop | None:
    if care.start is None or care.date >= care.start:
        return None
    care.step("membership", "ATS-II-1.2-a", False)
    return not_covered(
        "before_effect", "ATS-III-EXCL-29", "ATS-II-1.2-a", exclusion="before_effect"
    )


@clause("ATS-II-1.2-a", "ATS-III-EXCL-29", "ATS-I-9.4-b", "ATS-I-9.1-k")
def _ended(care: Care) -> Stop | None:
    end = end_of_membership(care.case)
    if end is None or care.line.reinstatement_accepted:
        return None
    if care.date > end:
        return None if _stay_goes_on(care, end) else _after_the_end(care)
    if last_day(care) > end and not _stay_is_paid(care):
        return _after_the_end(care)
    if care.case.member.status == "terminated" or last_day(care) > end:
        care.note("acquired_benefits", "ATS-I-9.1-k", "ATS-II-1.2-a")
    return None


def _after_the_end(care: Care) -> Stop:
    care.step("membership", "ATS-II-1.2-a", False)
    if care.line.paid_after_termination:
        return not_covered("after_termination", "ATS-I-9.4-b", "ATS-II-1.2-a", "ATS-III-EXCL-29")
    return not_covered("after_termination", "ATS-II-1.2-a", "ATS-III-EXCL-29")


def _stay_is_paid(care: Care) -> bool:
    """Days after the end are out; a stay whose days are split is paid up to the end."""
    return care.line.days_by_year is not None or care.case.readings.other("ATS-II-1.2-a")


def _stay_goes_on(care: Care, end: dt.date) -> bool:
    """A line after the end continues a stay begun in time: covered under the other reading."""
    began = care.case.inputs.date
    lines = care.case.inputs.lines or ()
    earlier = any(x.act == care.act.code and x.date is not None and x.date <= end for x in lines)
    begun_in_time = earlier or (began is not None and began <= end)
    goes_on = care.act.stay and begun_in_time and care.case.readings.other("ATS-II-1.2-a")
    if goes_on:
        care.note("acquired_benefits", "ATS-II-1.2-a")
    return goes_on


@clause("ATS-I-7-i")
def _summum_ended(care: Care) -> Stop | None:
    if care.case.member.plan != "summum":
        return None
    first_out = summum_ends(care.case, care.terms, care.insured)
    if first_out is None or care.date < first_out:
        return None
    care.figures["end_date"] = add_days(first_out, -1)
    care.step("membership", "ATS-I-7-i", False)
    return not_covered("age_70_summum", "ATS-I-7-i")


@clause("ATS-I-7-i")
def summum_ends(case: Case, terms: Terms, insured: str = "member") -> dt.date | None:
    """The first day without SUMMUM, None when no birth date is known (AMB-44)."""
    member, inputs = case.member, case.inputs
    born = {
        "member": member.birth_date or (inputs.birth_date if case.ask == "age_70" else None),
        "spouse": member.spouse_birth_date or inputs.spouse_birth_date,
    }
    age = terms.count("summum.ends_after_age")
    ends = {who: _renewal_after(birthday(day, age), False) for who, day in born.items() if day}
    if not ends:
        return None
    if _readings_differ(born, age, insured) and case.readings.other("AMB-44"):
        own = born.get(insured)
        return _renewal_after(birthday(own, age), True) if own else None
    return min(ends.values())


def _renewal_after(day: dt.date, counting_the_day: bool) -> dt.date:
    if counting_the_day and (day.month, day.day) == (1, 1):
        return day
    return dt.date(day.year + 1, 1, 1)


def _readings_differ(born: dict[str, dt.date | None], age: int, insured: str) -> bool:
    known = {who: birthday(day, age) for who, day in born.items() if day}
    own = known.get(insured)
    adopted = min(_renewal_after(day, False) for day in known.values())
    return own is None or _renewal_after(own, True) != adopted


@clause("ATS-II-1.2-a", "ATS-I-7-b")
def end_of_membership(case: Case) -> dt.date | None:
    """The last covered day, None while the membership goes on."""
    member = case.member
    if member.terminated_on is None and member.status == "terminated":
        day = case.inputs.date or REFERENCE_DAY
        tried = (add_days(day, -1), add_years(day, 10))
        raise Unknown("member.terminated_on", tried, "ATS-II-1.2-a")
    return member.terminated_on


@clause("ATS-I-5.1-a", "ATS-I-5.1-g")
def start_of(care: Care) -> dt.date | None:
    """The start of cover of the person treated, None when it is not known."""
    member, line = care.case.member, care.line
    newborn = _newborn_start(care, line)
    if newborn is not None:
        return newborn
    own = {"spouse": member.spouse_inscribed, "child": member.child_inscribed}
    return own.get(care.insured) or member.joined


@clause("ATS-I-5.1-i", "ATS-I-5.1-j", "ATS-I-5.1-k")
def _newborn_start(care: Care, line: Line) -> dt.date | None:
    """A child born after joining: from birth when declared in time, else the day after."""
    joined, born = care.case.member.joined, line.birth_date
    if born is None or line.insured in ("member", "spouse") or (joined and born < joined):
        return None
    if line.declared_date is None:
        late = add_days(add_months(born, 2), 1)
        raise Unknown("inputs.declared_date", (born, late), "ATS-I-5.1-i")
    start = newborn_start(care.case, care.terms, born, line.declared_date)
    care.figures["effective_date"] = start
    care.clauses.append("ATS-I-5.1-j" if start == born else "ATS-I-5.1-k")
    return start


@clause("ATS-I-5.1-i", "ATS-I-6.3-f")
def declared_in_time(case: Case, terms: Terms, born: dt.date, declared: dt.date) -> bool:
    """True when a birth is declared within the month after it (AMB-43: or within 30 days)."""
    by_month = declared <= add_months(born, terms.count("newborn.declaration_months"))
    by_days = declared <= add_days(born, terms.count("newborn.declaration_days"))
    if by_month != by_days and case.readings.other("AMB-43"):
        return by_days
    return by_month


@clause("ATS-I-5.1-j", "ATS-I-5.1-k")
def newborn_start(case: Case, terms: Terms, born: dt.date, declared: dt.date) -> dt.date:
    """The first covered day of a child born after joining."""
    in_time = declared_in_time(case, terms, born, declared)
    return born if in_time else add_days(declared, 1)


@clause("ATS-II-1.2-a")
def needed_start(care: Care) -> dt.date:
    """The start of the person, where a wait or a first year turns on it."""
    if care.start is not None:
        return care.start
    day = REFERENCE_DAY if "inputs.date" in care.case.assumed else care.date
    tried = (add_years(day, -10), add_months(day, -11), add_months(day, -1))
    raise Unknown("member.joined", tried, "ATS-II-8.2-a")
