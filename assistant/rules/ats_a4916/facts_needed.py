"""Facts that several questions need, and the days tried in place of an unknown one."""

from __future__ import annotations

import datetime as dt

from assistant.rules.citation import clause
from assistant.rules.decision import Answer
from assistant.rules.engine import Case
from assistant.rules.finding import Finding, found

TRIED_DAYS = (dt.date(2020, 1, 2), dt.date(2040, 6, 15))
_NOT_WRITING = ("phone", "oral")
_REGISTERED = ("registered", "registered_ar")


def needed_day(case: Case, name: str, clause_id: str) -> dt.date:
    """A date of the inputs; Unknown without it."""
    day: dt.date = case.need(name, TRIED_DAYS, clause_id)
    return day


@clause("ATS-I-4.2-c", "ATS-I-6.2-c")
def not_in_writing(case: Case) -> Finding | None:
    """A change counts only once received in writing: a phone call does not."""
    if case.inputs.form not in _NOT_WRITING:
        return None
    return found(Answer.NOT_ALLOWED, "writing_required", "ATS-I-4.2-c", "ATS-I-6.2-c")


def not_registered(case: Case, clause_id: str) -> Finding | None:
    """A registered letter is asked for; silence on the form: it is one."""
    form = case.inputs.form
    if form is None or form in _REGISTERED:
        return None
    return found(Answer.NOT_ALLOWED, "registered_letter_required", clause_id)
