"""Question termination: ending the membership at the yearly renewal (article I-5.1)."""

from __future__ import annotations

import datetime as dt

from assistant.rules.ats_a4916.editions import terms_on
from assistant.rules.ats_a4916.facts_needed import needed_day, not_registered
from assistant.rules.citation import clause
from assistant.rules.dates import add_days, add_months
from assistant.rules.engine import Case
from assistant.rules.finding import Finding, allowed_if, found_date

_CLAUSES = ("ATS-I-5.1-n", "ATS-I-7-b")


@clause("ATS-I-5.1-n", "ATS-I-5.1-m", "ATS-I-7-b")
def end_date(case: Case) -> Finding:
    """31 December of the year of sending, or a year later when the letter is late."""
    wrong_form = not_registered(case, "ATS-I-5.1-n")
    if wrong_form is not None:
        return wrong_form
    sent = needed_day(case, "sent_date", "ATS-I-5.1-n")
    in_time, end = _in_time(case, sent)
    reason = "in_time" if in_time else "too_late"
    return found_date(reason, *_CLAUSES, date=end, end_date=end)


@clause("ATS-I-5.1-n", "ATS-I-7-b")
def in_time(case: Case) -> Finding:
    """Was the letter sent in time for the end of its year?"""
    wrong_form = not_registered(case, "ATS-I-5.1-n")
    if wrong_form is not None:
        return wrong_form
    sent = needed_day(case, "sent_date", "ATS-I-5.1-n")
    timely, end = _in_time(case, sent)
    last = notice_deadline(case, sent.year)
    return allowed_if(timely, "in_time", "too_late", *_CLAUSES, deadline=last, end_date=end)


def _in_time(case: Case, sent: dt.date) -> tuple[bool, dt.date]:
    """Whether the letter ends its own year, and the day it ends the membership."""
    timely = sent <= _adopted(case, sent.year)
    if not timely and sent <= add_days(_adopted(case, sent.year), 1):
        timely = case.readings.other("AMB-42")
    return timely, dt.date(sent.year if timely else sent.year + 1, 12, 31)


@clause("ATS-I-5.1-n", "ATS-I-5.1-l")
def notice_deadline(case: Case, year: int) -> dt.date:
    """The last day to send the letter: two months before 31 December (AMB-42)."""
    adopted = _adopted(case, year)
    return add_days(adopted, 1) if case.readings.other("AMB-42") else adopted


def _adopted(case: Case, year: int) -> dt.date:
    due = dt.date(year, 12, 31)
    return add_months(due, -terms_on(case, due).count("termination.notice_months"))
