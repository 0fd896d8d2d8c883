"""Claims: the list, one claim with its bills and their pages, and the decision line by line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response as Download
from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assistant import notices
from assistant.dialogs.bill import CARE
from assistant.documents import viewing
from assistant.documents.vault import CannotOpen
from assistant.house import here
from assistant.messages import Text, Value
from assistant.staff.blueprint import page
from assistant.staff.conversations import page_number
from assistant.staff.labels import as_page, spoken
from assistant.staff.rules import AGENT, SUPERVISOR, allow
from assistant.staff.sessions import me
from assistant.store import casework
from assistant.store.casework import CLAIM_STATUSES, PAGE, StaleCase, Undecided, Verdict
from assistant.store.engine import reading
from assistant.store.staff import ROLES
from assistant.understanding.normalise import normalise
from assistant.wording import _

LONGEST_REASON = 300
STALE = _(
    "Nothing was changed: someone has decided since you opened this page. Please look at it as it "
    "is now."
)
UNDECIDED = _("Nothing was changed: a refused line needs a reason that the member will read.")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One bill of a claim as the page shows it."""

    care: Value
    amount: Decimal
    day: date | None
    person: str
    late: bool
    other_insurer: bool
    documents: tuple[Any, ...]
    outcome: str  # accepted, refused, or empty
    reason: str


@page.get("/claims")
@allow(*ROLES)
def claims() -> str:
    status = request.args.get("status")
    status = status if status in CLAIM_STATUSES else None
    with reading(here().engine) as connection:
        rows = casework.listed_claims(connection, status, page_number())
    return render_template(
        "staff/claims.html",
        rows=rows[:PAGE],
        status=status,
        statuses=CLAIM_STATUSES,
        number=page_number(),
        more=len(rows) > PAGE,
    )


@page.get("/claims/<number>")
@allow(*ROLES)
def claim(number: str) -> str:
    return _page(number)


@page.post("/claims/<number>/decide")
@allow(AGENT, SUPERVISOR)
def decide_claim(number: str) -> Response:
    """Sets every line at once, and tells the member when the claim's answer is complete."""
    verdicts = _verdicts()
    version = request.form.get("version", "")
    try:
        with here().engine.begin() as connection:
            now = here().clock.now()
            status = casework.decide_claim(connection, number, verdicts, _whole(version), me(), now)
            if status != "in_progress":
                notices.claim_updated(connection, number, me(), here().settings, now)
    except StaleCase:
        return as_page(_page(number, STALE), 409)
    except Undecided:
        return as_page(_page(number, UNDECIDED, verdicts), 400)
    said = _("Kept; the claim is still in progress.")
    if status != "in_progress":
        said = _("Decided. The member is told that the claim has moved.")
    flash(spoken(said), "good")
    return redirect(url_for("staff.claim", number=number), 303)


@page.get("/documents/<document>/<int:number>")
@allow(*ROLES)
def document_page(document: str, number: int) -> Download:
    """One page of the clean copy: re-encoded, without the data that a phone adds."""
    return _picture(viewing.clean_copy, document, number)


@page.get("/documents/<document>/<int:number>/small")
@allow(*ROLES)
def thumbnail(document: str, number: int) -> Download:
    return _picture(viewing.thumbnail, document, number)


@page.post("/documents/<document>/original")
@allow(AGENT, SUPERVISOR)
def original(document: str) -> Download:
    """The bytes as they came, under a name of ours; the opening stands in the audit trail."""
    try:
        data = viewing.open_original(here(), document, me().id)
    except (KeyError, viewing.NotClean, CannotOpen, FileNotFoundError):
        abort(404)
    answer = Download(data, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="original-{document[:32]}.bin"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _page(number: str, error: Text | None = None, tried: list[Verdict] | None = None) -> str:
    with reading(here().engine) as connection:
        row = casework.claim(connection, number)
        if row is None:
            abort(404)
        items = json.loads(row.items)
        ids = [document for item in items for document in _documents(item)]
        documents = casework.documents_named(connection, ids)
    lines = [_line(item, row, documents) for item in items]
    return render_template(
        "staff/claim.html",
        row=row,
        lines=lines,
        tried=tried if tried and len(tried) == len(lines) else None,
        total=Decimal(row.total_eur),
        error=error,
        may_decide=me().role in (AGENT, SUPERVISOR),
    )


def _line(item: Mapping[str, Any], row: Any, documents: Mapping[str, Any]) -> Line:
    result = item.get("result") or {}
    care = str(item.get("care", ""))
    return Line(
        care=CARE.get(care, care.replace("_", " ")),
        amount=Decimal(str(item["amount"])),
        day=date.fromisoformat(item["on"]) if item.get("on") else None,
        person=_person(row, int(item.get("person") or 0)),
        late=bool(item.get("late")),
        other_insurer=bool(item.get("other_insurer")),
        documents=tuple(documents[d] for d in _documents(item) if d in documents),
        outcome=result.get("outcome", ""),
        reason=result.get("reason", ""),
    )


def _documents(item: Mapping[str, Any]) -> list[str]:
    return [str(document) for document in item.get("photos") or ()]


def _person(row: Any, place: int) -> str:
    """Whom a bill is for: the member first, then the dependants in the order of the record."""
    dependants = [p for p in json.loads(row.m_family) if p["person"] != "member"]
    names = [row.m_given_name, *(str(p["given_name"]) for p in dependants)]
    return names[place] if 0 <= place < len(names) else ""


def _verdicts() -> list[Verdict]:
    """What the form says of each line, in order; a line left open has no outcome."""
    count = min(_whole(request.form.get("lines", "")), 50)
    found = []
    for place in range(max(count, 0)):
        outcome = request.form.get(f"outcome-{place}", "")
        reason = normalise(request.form.get(f"reason-{place}", ""))[:LONGEST_REASON]
        if outcome == "accepted":
            found.append(Verdict("accepted", reason))
        elif outcome == "refused":
            found.append(Verdict("refused", reason))
        else:
            found.append(Verdict(None, reason))
    return found


def _whole(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


def _picture(opened: Any, document: str, number: int) -> Download:
    try:
        data = opened(here(), document, number)
    except (KeyError, viewing.NotClean, CannotOpen, FileNotFoundError):
        abort(404)
    return Download(data, mimetype="image/jpeg")
