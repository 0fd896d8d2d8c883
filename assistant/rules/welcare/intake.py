"""Question claim_intake of the online claims service (articles 3 and 5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from assistant.rules.citation import clause
from assistant.rules.dates import add_days, add_years
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.finding import Finding, found, found_date
from assistant.rules.money import ZERO
from assistant.rules.welcare.access import last_day_of_area
from assistant.rules.welcare.values import terms_on

_ONLINE = ("welcare_online", "photo")
_NOT_ONLINE = {
    "hospitalisation": ("hospitalisation_excluded_from_service", "WEL-3-h"),
    "thermal_cure": ("thermal_cure_excluded_from_service", "WEL-3-i"),
}


@clause("WEL-3-a", "WEL-3-b", "WEL-3-f", "WEL-3-g")
def channel(case: Case) -> Finding:
    """May the claim come this way? Online within the limits of the service; by post always."""
    suspended = _suspended(case)
    if case.inputs.administrator_requests_originals:
        return suspended or _originals_on_request(case)
    if case.inputs.channels is not None:
        return suspended or _channels(case, case.inputs.channels)
    name: str = case.need("channel", ("welcare_online", "post"), "WEL-3-b")
    if name in _ONLINE:
        return _suspended(case, online=True) or _online(case)
    return suspended or _elsewhere()


@clause("WEL-5-b")
def _suspended(case: Case, online: bool = False) -> Finding | None:
    """While suspended every claim is rejected; the other reading: online ones only."""
    if case.member.status != "suspended":
        return None
    if not online and case.readings.other("WEL-5-b"):
        return None
    finding = found(Answer.REFUSED, "service_suspended", "WEL-5-b", status="Rejected")
    finding.confirm = "WEL-5-b" not in case.product.settled  # until then staff see it first
    return finding


@clause("WEL-3-q")
def _originals_on_request(case: Case) -> Finding:
    return found(Answer.ALLOWED, "originals_on_request", "WEL-3-q", originals_required=True)


@clause("WEL-3-b")
def _elsewhere() -> Finding:
    """The service is optional: the other ways stay open, with original papers."""
    return found(Answer.ALLOWED, "originals_required", "WEL-3-b", originals_required=True)


def _channels(case: Case, names: tuple[str, ...]) -> Finding:
    outcomes = {name: _online(case) if name in _ONLINE else _elsewhere() for name in names}
    items = tuple(n for n, one in outcomes.items() if one.answer == Answer.ALLOWED)
    online = next((one for n, one in outcomes.items() if n in _ONLINE), _elsewhere())
    return found(Answer.LIST, online.reason, *online.clauses, items=items)


def _online(case: Case) -> Finding:
    tests: tuple[Callable[[Case], Finding | None], ...] = (
        _area_closed, _not_the_subscriber, _edited, _illegible, _kind_of_care, _amounts, _counts,
    )  # fmt: skip
    for test in tests:
        stopped = test(case)
        if stopped is not None:
            return stopped
    return found(
        Answer.ALLOWED, "within_service_limits", "WEL-3-g", "WEL-3-f", "WEL-3-s",
        originals_required=False,
    )  # fmt: skip


@clause("WEL-5-d", "WEL-5-e")
def _area_closed(case: Case) -> Finding | None:
    day = case.inputs.request_date or case.inputs.access_date
    last = last_day_of_area(case)
    if last is None or day is None or day <= last:
        return None
    return found(Answer.NOT_ALLOWED, "access_expired", "WEL-5-e", deadline=last)


@clause("WEL-3-c", "WEL-2-g")
def _not_the_subscriber(case: Case) -> Finding | None:
    if case.inputs.user in (None, "subscriber"):
        return None
    return found(Answer.NOT_ALLOWED, "subscriber_only", "WEL-3-c")


@clause("WEL-3-m", "WEL-3-n")
def _edited(case: Case) -> Finding | None:
    if not case.inputs.photo_edited:
        return None
    clauses = ("WEL-3-n", "WEL-3-m")
    return found(Answer.REFUSED, "photo_editing_prohibited", *clauses, status="Rejected")


@clause("WEL-3-l", "WEL-3-x")
def _illegible(case: Case) -> Finding | None:
    if case.inputs.legible is not False:
        return None
    return found(Answer.REFUSED, "document_illegible", "WEL-3-l", "WEL-3-x", status="Rejected")


@clause("WEL-3-h", "WEL-3-i")
def _kind_of_care(case: Case) -> Finding | None:
    kind = case.inputs.care_type
    if kind is None and case.inputs.act == "thermal_cure":
        kind = "thermal_cure"
    reason = _NOT_ONLINE.get(kind or "")
    return found(Answer.NOT_ALLOWED, *reason, originals_required=True) if reason else None


@clause("WEL-3-g")
def _amounts(case: Case) -> Finding | None:
    """Each bill strictly under 500 euros."""
    limit = terms_on(case, case.inputs.request_date).money("claim.below_eur")
    amounts = bills(case)
    if not amounts:
        raise Unknown("inputs.amount_eur", (ZERO, limit), "WEL-3-g")
    if all(amount < limit for amount in amounts):
        return None
    return found(Answer.NOT_ALLOWED, "bill_not_under_500", "WEL-3-g", originals_required=True)


def bills(case: Case) -> tuple[Decimal, ...]:
    """The amounts of the bills, as far as they are said."""
    if case.inputs.bills is not None:
        return case.inputs.bills
    return () if case.inputs.amount_eur is None else (case.inputs.amount_eur,)


@clause("WEL-3-f", "WEL-3-s", "WEL-3-j")
def _counts(case: Case) -> Finding | None:
    """At most 10 entitlements a claim and 5 documents an entitlement."""
    terms, inputs = terms_on(case, case.inputs.request_date), case.inputs
    entitlements = inputs.entitlements if inputs.entitlements is not None else len(bills(case))
    if entitlements > terms.count("claim.max_entitlements"):
        return found(Answer.NOT_ALLOWED, "too_many_entitlements", "WEL-3-f")
    if (inputs.documents_count or 0) > terms.count("claim.max_documents"):
        return found(Answer.NOT_ALLOWED, "too_many_documents", "WEL-3-s")
    if inputs.documents_count == 0:
        return found(Answer.NOT_ALLOWED, "documents_missing", "WEL-3-j")
    return None


@clause("WEL-3-u", "WEL-3-v", "WEL-3-w", "WEL-3-x")
def status(case: Case) -> Finding:
    """In progress, then Validated if one entitlement is accepted, else Rejected."""
    results = case.inputs.entitlement_results or ()
    if not results:
        return found(Answer.VALUE, "documents_required", "WEL-3-v", status="In progress")
    if "accepted" not in results:
        return found(Answer.VALUE, "all_refused", "WEL-3-x", status="Rejected")
    reason = "partially_accepted" if "refused" in results else "complete"
    return found(Answer.VALUE, reason, "WEL-3-w", status="Validated")


@clause("WEL-3-p")
def keep_originals(case: Case) -> Finding:
    """The last day to keep the original bills; 29 February ends on 28 (AMB-53)."""
    tried = (dt.date(2020, 1, 1), dt.date(2040, 1, 1))
    asked: dt.date = case.need("request_date", tried, "WEL-3-p")
    last = add_years(asked, terms_on(case, asked).count("claim.keep_originals_years"))
    if last.day != asked.day and case.readings.other("AMB-53"):
        last = add_days(last, 1)
    return found_date("keep_originals_2_years", "WEL-3-p", date=last, deadline=last)
