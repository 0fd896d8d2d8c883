"""Question claim_intake: by photo or with originals, and in which currency (article II-9)."""

from __future__ import annotations

import datetime as dt

from assistant.rules.ats_a4916.claims import claim_deadline, claimed_on
from assistant.rules.ats_a4916.editions import terms_on
from assistant.rules.ats_a4916.papers import all_below_photo_limit, bills, required_papers
from assistant.rules.citation import clause
from assistant.rules.countries import code_of
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.euro_area import in_euro_area
from assistant.rules.finding import Finding, allowed_if, found
from assistant.rules.money import ZERO

_CHANNELS = ("photo", "originals", "post")


@clause("ATS-II-9.1-a", "ATS-II-9.1-i")
def channel(case: Case) -> Finding:
    """May the claim come this way? Claims made too late are refused whichever way."""
    late = _too_late(case)
    if late is not None:
        return late
    if case.inputs.administrator_requests_originals:
        return _originals_on_request(case)
    if case.inputs.channels is not None:
        return _channels(case, case.inputs.channels)
    name: str = case.need("channel", ("photo", "post"), "ATS-II-9.1-a")
    return _with_papers(case, _one_channel(case, name))


@clause("ATS-II-9.2-a")
def _too_late(case: Case) -> Finding | None:
    day = case.inputs.date
    if day is None:
        return None
    terms = terms_on(case, day)
    deadline = claim_deadline(case, terms, day)
    made = claimed_on(case, case.inputs, case.inputs.received_date)
    if made is None or made <= deadline:
        return None
    return found(Answer.REFUSED, "claim_too_late", "ATS-II-9.2-a", deadline=deadline)


@clause("ATS-II-9.1-j")
def _originals_on_request(case: Case) -> Finding:
    """The administrator may still ask for the originals: the request is rightful."""
    return found(Answer.ALLOWED, "originals_on_request", "ATS-II-9.1-j", originals_required=True)


def _one_channel(case: Case, name: str) -> Finding:
    if name not in _CHANNELS:
        finding = found(Answer.NOT_ALLOWED, "not_in_product")
        finding.confirm = True
        return finding
    return _by_photo(case) if name == "photo" else _by_post(case)


@clause("ATS-II-9.1-i")
def _by_photo(case: Case) -> Finding:
    """Each bill strictly below 1000 euros (AMB-54)."""
    if not bills(case):
        limit = terms_on(case, case.inputs.date).money("claim.photo_below_eur")
        raise Unknown("inputs.amount_eur", (ZERO, limit), "ATS-II-9.1-i")
    small = all_below_photo_limit(case)
    return allowed_if(
        small, "photo_accepted_under_1000", "originals_required", "ATS-II-9.1-i",
        originals_required=not small,
    )  # fmt: skip


@clause("ATS-II-9.1-a")
def _by_post(case: Case) -> Finding:
    needed = not bills(case) or not all_below_photo_limit(case)
    reason = "originals_required" if needed else "photo_accepted_under_1000"
    return found(Answer.ALLOWED, reason, "ATS-II-9.1-a", originals_required=needed)


def _channels(case: Case, names: tuple[str, ...]) -> Finding:
    outcomes = {name: _one_channel(case, name) for name in names}
    items = tuple(n for n, one in outcomes.items() if one.answer == Answer.ALLOWED)
    needed = not all_below_photo_limit(case)
    reason = "originals_required" if needed else "photo_accepted_under_1000"
    return found(
        Answer.LIST, reason, "ATS-II-9.1-i", "ATS-II-9.1-a", items=items, originals_required=needed
    )


def _with_papers(case: Case, finding: Finding) -> Finding:
    """With the papers held: those still missing. With the day of care: the last day to claim."""
    if case.inputs.documents is not None:
        needed = required_papers(case)
        held = case.inputs.documents
        finding.state(missing_documents=tuple(one for one in needed if one not in held))
    day = case.inputs.date
    if day is not None:
        finding.state(deadline=claim_deadline(case, terms_on(case, day), day))
    return finding


@clause("ATS-II-9.4-a", "ATS-II-9.4-b")
def currency(case: Case) -> Finding:
    """Another currency for members who live outside the euro area."""
    country = case.member.country or case.inputs.country
    if country is None:
        raise Unknown("member.country", ("FR", "US"), "ATS-II-9.4-a")
    day: dt.date | None = case.inputs.processing_date
    inside = in_euro_area(code_of(country), day)
    if inside:
        answer = Answer.ALLOWED if case.inputs.currency == "EUR" else Answer.NOT_ALLOWED
        return found(answer, "euro_zone_country", "ATS-II-9.4-a")
    finding = found(Answer.ALLOWED, "outside_euro_zone", "ATS-II-9.4-a", "ATS-II-9.4-b")
    return finding.state(exchange_rate_date=day) if day else finding


@clause("ATS-II-9.2-a")
def claim_in_time(case: Case) -> Finding:
    """Question claim_deadline, in_time: two years from the start of care; silence is in time."""
    tried = (dt.date(2020, 1, 1), dt.date(2040, 1, 1))
    day: dt.date = case.need("date", tried, "ATS-II-9.2-a")
    deadline = claim_deadline(case, terms_on(case, day), day)
    made = claimed_on(case, case.inputs, case.inputs.received_date)
    if made is None or made <= deadline:
        return found(Answer.ALLOWED, "in_time", "ATS-II-9.2-a", deadline=deadline)
    return found(Answer.REFUSED, "claim_too_late", "ATS-II-9.2-a", deadline=deadline)


@clause("ATS-I-12-h", "ATS-I-12-i", "ATS-I-12-j")
def interruption(case: Case) -> Finding:
    """Question claim_deadline, interruption: only a registered letter with receipt stops time."""
    tried = ("registered_ar", "email")
    letter = case.need("communication", tried, "ATS-I-12-i") == "registered_ar"
    answer = Answer.ALLOWED if letter else Answer.NOT_ALLOWED
    return found(answer, "registered_letter_required", "ATS-I-12-i", "ATS-I-12-h")
