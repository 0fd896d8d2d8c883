"""Question access_status: the online area, sanctions, personal data (articles 5 and 6)."""

from __future__ import annotations

import datetime as dt

from assistant.rules.citation import clause
from assistant.rules.dates import add_days, add_years
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.finding import Finding, found, found_date
from assistant.rules.welcare.values import terms_on

_DAYS = (dt.date(2020, 1, 1), dt.date(2040, 1, 1))
_IDENTITY = "identity_document_copy"


@clause("WEL-5-d", "WEL-5-e")
def last_day_of_area(case: Case) -> dt.date | None:
    """The last day of the customer area, None while the contract goes on."""
    member = case.member
    if member.terminated_on is None:
        if member.status == "terminated":
            raise Unknown("member.terminated_on", _DAYS, "WEL-5-e")
        return None
    years = terms_on(case, member.terminated_on).count("area.years")
    return add_years(member.terminated_on, years)


@clause("WEL-5-a", "WEL-5-d", "WEL-5-e")
def is_open(case: Case) -> Finding:
    """Is the area open on that day? Two years after the end of the contract at most."""
    if case.member.status == "suspended":
        return found(Answer.NOT_ALLOWED, "service_suspended", "WEL-5-a")
    last, ended = last_day_of_area(case), case.member.terminated_on
    if last is None or ended is None:
        return found(Answer.ALLOWED, "contract_still_in_force", "WEL-5-d")
    day: dt.date = case.need("access_date", (last, add_days(last, 1)), "WEL-5-e")
    if day <= ended:
        return found(Answer.ALLOWED, "contract_still_in_force", "WEL-5-d", deadline=last)
    if day <= last:
        return found(Answer.ALLOWED, "area_active_two_years", "WEL-5-e", deadline=last)
    return found(Answer.NOT_ALLOWED, "access_expired", "WEL-5-e", deadline=last)


@clause("WEL-5-a", "WEL-5-c")
def sanction(case: Case) -> Finding:
    """May staff suspend or end the access? Fraud, or breaches that repeat; staff decide."""
    if case.inputs.fraud:
        return _by_staff(found(Answer.ALLOWED, "fraud", "WEL-5-c"))
    incidents: int = case.need("incidents", (1, 2), "WEL-5-a")
    if incidents > 1:
        return _by_staff(found(Answer.ALLOWED, "repeated_breach", "WEL-5-a"))
    return found(Answer.NOT_ALLOWED, "repetition_required", "WEL-5-a")


def _by_staff(finding: Finding) -> Finding:
    finding.confirm = True
    return finding


@clause("WEL-6-j")
def data_kept_until(case: Case) -> Finding:
    """Data are kept two years after the end of the contract relation."""
    end = case.inputs.end_of_relationship or case.member.terminated_on
    if end is None:
        raise Unknown("inputs.end_of_relationship", _DAYS, "WEL-6-j")
    last = add_years(end, terms_on(case, end).count("data.years"))
    return found_date("data_two_years", "WEL-6-j", date=last, deadline=last)


@clause("WEL-6-e", "WEL-6-f", "WEL-6-g")
def data_request(case: Case) -> Finding:
    """A written request about one's data comes with a copy of an identity document."""
    held = case.inputs.documents
    missing = () if _IDENTITY in (held or ()) else (_IDENTITY,)
    reason = "documents_required" if held is None else "documents_missing"
    return found(
        Answer.LIST, reason if missing else "complete", "WEL-6-g", "WEL-6-e", "WEL-6-f",
        missing_documents=missing,
    )  # fmt: skip
