"""Prior agreement requests: everyone sees where they stand, the medical adviser alone sees why."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assistant import notices
from assistant.documents.medical import MedicalFile, NotTheAdviser, read_papers
from assistant.documents.vault import CannotOpen
from assistant.house import here
from assistant.messages import Text, Value
from assistant.staff.blueprint import page
from assistant.staff.claims import STALE
from assistant.staff.conversations import page_number
from assistant.staff.file import plain_value
from assistant.staff.labels import as_page, spoken
from assistant.staff.rules import ADVISER, allow
from assistant.staff.sessions import me
from assistant.store import casework
from assistant.store.casework import AGREEMENT_STATUSES, ANSWERS, PAGE, StaleCase, Undecided
from assistant.store.engine import instant, reading
from assistant.store.staff import ROLES
from assistant.wording import _

REQUEST: Mapping[str, Value] = {  # what of a request is shown, in this order: no condition
    "given_name": _("Patient"),
    "act": _("Kind of care"),
    "date": _("Planned on"),
    "country": _("Country of care"),
    "sessions": _("How many sessions"),
    "cost": _("Estimated cost"),
    "urgent": _("In an emergency, or earlier than planned"),
    "deadline": _("To be asked by"),
    "late": _("Asked late"),
}
PAPERS: Mapping[str, Value] = {"prescription": _("Prescription"), "other": _("Other paper")}


@page.get("/agreements")
@allow(*ROLES)
def agreements() -> str:
    status = request.args.get("status")
    status = status if status in AGREEMENT_STATUSES else None
    with reading(here().engine) as connection:
        rows = casework.listed_agreements(connection, status, page_number())
    return render_template(
        "staff/agreements.html",
        rows=rows[:PAGE],
        status=status,
        statuses=AGREEMENT_STATUSES,
        number=page_number(),
        more=len(rows) > PAGE,
    )


@page.get("/agreements/<number>")
@allow(*ROLES)
def agreement(number: str) -> str:
    return _page(number)


@page.post("/agreements/<number>/papers")
@allow(ADVISER)
def open_papers(number: str) -> str:
    """The sealed part; opening it stands in the audit trail before anything is shown."""
    try:
        found = read_papers(here(), number, me().id)
    except NotTheAdviser:
        abort(403)
    except CannotOpen:
        return _page(number, error=_("The sealed part does not open: its key is missing here."))
    return _page(number, papers=[_readable(file) for file in found])


@page.post("/agreements/<number>/decide")
@allow(ADVISER)
def decide_agreement(number: str) -> Response:
    """Agreed, refused, or more papers needed; the member is told that the request has moved."""
    status, version = request.form.get("status", ""), request.form.get("version", "")
    now = here().clock.now()
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    try:
        with here().engine.begin() as connection:
            casework.decide_agreement(connection, number, status, seen, me(), now)
            notices.agreement_updated(connection, number, me(), here().settings, now)
    except StaleCase:
        return as_page(_page(number, error=STALE), 409)
    except Undecided:
        return as_page(_page(number, error=_("Please choose an answer.")), 400)
    flash(spoken(_("Decided. The member is told that the request has moved.")), "good")
    return redirect(url_for("staff.agreement", number=number), 303)


def _page(
    number: str, papers: list[dict[str, Any]] | None = None, error: Text | None = None
) -> str:
    with reading(here().engine) as connection:
        row = casework.agreement(connection, number)
        if row is None:
            abort(404)
        sealed = casework.has_medical_papers(connection, number)
    return render_template(
        "staff/agreement.html",
        row=row,
        request_lines=list(_request_lines(json.loads(row.request))),
        sealed=sealed,
        papers=papers,
        error=error,
        answers=ANSWERS,
        adviser=me().role == ADVISER,
    )


def _request_lines(asked: Mapping[str, Any]) -> Iterator[tuple[Value, Value]]:
    for name, label in REQUEST.items():
        if asked.get(name) not in (None, "", False):
            yield label, plain_value(name, asked[name])


def _readable(file: MedicalFile) -> dict[str, Any]:
    """Words and pages; pages travel inside the page itself, so that no address opens them."""
    return {
        "condition": file.condition,
        "expected_duration": file.expected_duration,
        "received_at": instant(file.received_at),
        "papers": [
            (PAPERS.get(kind, kind), [base64.b64encode(page).decode() for page in pages])
            for kind, pages in file.papers
        ],
    }
