"""The two years in which a claim has to be made (article II-9.2)."""

from __future__ import annotations

import datetime as dt

from assistant.rules.ats_a4916.care import Care, Stop, refused
from assistant.rules.citation import clause
from assistant.rules.dates import add_days, add_years
from assistant.rules.engine import Case
from assistant.rules.facts import Line
from assistant.rules.terms import Terms


@clause("ATS-II-9.2-a")
def claim_deadline(case: Case, terms: Terms, start_of_care: dt.date) -> dt.date:
    """The last day to claim: start of care plus two years; 29 February ends on 28 (AMB-53)."""
    last = add_years(start_of_care, terms.count("claim.years"))
    if last.day != start_of_care.day and case.readings.other("AMB-53"):
        return add_days(last, 1)
    return last


@clause("ATS-II-9.2-a")
def claimed_on(case: Case, line: Line, received: dt.date | None) -> dt.date | None:
    """The day the claim is made: when it is sent, or under the other reading received (AMB-53)."""
    made = line.sent_date or line.request_date
    if made and received and received != made and case.readings.other("AMB-53"):
        return received
    return made


@clause("ATS-II-9.2-a")
def claim_test(care: Care) -> Stop | None:
    """A claim made after the two years is lost."""
    received = care.line.received_date if care.line.sent_date and not _agreement(care) else None
    made = claimed_on(care.case, care.line, received)
    if made is None or made <= claim_deadline(care.case, care.terms, care.date):
        return None
    return refused("claim_too_late", "ATS-II-9.2-a")


def _agreement(care: Care) -> bool:
    return bool(care.figures.get("prior_agreement"))
