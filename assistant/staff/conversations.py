"""The list of conversations, and one conversation with the member's file beside it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from assistant.house import here
from assistant.messages import Value
from assistant.staff.blueprint import page
from assistant.staff.checks import Check
from assistant.staff.file import answers_of, file_of
from assistant.staff.labels import as_page
from assistant.staff.rules import allow
from assistant.staff.sessions import me, unattended
from assistant.store import audit, desk
from assistant.store.casework import documents_in
from assistant.store.engine import instant, reading
from assistant.store.queues import FILTERS, PAGE, listed
from assistant.store.staff import ROLES, TEAMS, everyone
from assistant.store.transcript import (
    conversation_of,
    history,
    other_conversations,
    transcript,
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What was being written when the page is shown again: nothing typed is lost."""

    text: str = ""
    note: str = ""
    error: Value | None = None
    check: Check | None = None


@page.get("/conversations")
@allow(*ROLES)
def conversations() -> str:
    return render_template("staff/conversations.html", **_list())


@page.get("/conversations/live")
@allow(*ROLES)
def live_list() -> Response:
    """The list alone, for the page that refreshes itself."""
    return _if_changed(render_template("staff/_list.html", **_list()))


@page.get("/conversations/<int:conversation_id>")
@allow(*ROLES)
def conversation(conversation_id: int) -> str:
    """One conversation; opening it is an entry of the audit trail."""
    with here().engine.begin() as connection:
        if conversation_of(connection, conversation_id) is None:
            abort(404)
        now = here().clock.now()
        audit.note(connection, now, me().actor, "read", f"conversation:{conversation_id}")
        desk.mark_read(connection, conversation_id, me().id, now)
    return conversation_page(conversation_id, Draft())


@page.get("/conversations/<int:conversation_id>/live")
@allow(*ROLES)
def live(conversation_id: int) -> Response:
    """The transcript alone, for the page that refreshes itself."""
    if not unattended():
        with here().engine.begin() as connection:
            desk.mark_read(connection, conversation_id, me().id, here().clock.now())
    return _if_changed(render_template("staff/_transcript.html", **_talk(conversation_id, None)))


def conversation_page(conversation_id: int, draft: Draft) -> str:
    """The whole page; also what an act that was refused comes back to."""
    talk = _talk(conversation_id, _before())
    row = talk["row"]
    with reading(here().engine) as connection:
        file = file_of(connection, row, here().clock.now())
        colleagues = [p for p in everyone(connection) if p.id != me().id]
        done = history(connection, conversation_id)
        others = other_conversations(connection, row)
        files = documents_in(connection, conversation_id)
    return render_template(
        "staff/conversation.html",
        **talk,
        file=file,
        answers=answers_of(row.state, file.people),
        history=done,
        others=others,
        files=files,
        colleagues=colleagues,
        teams=TEAMS,
        draft=draft,
        key=secrets.token_urlsafe(12),
        may=_may(row),
    )


def _list() -> dict[str, Any]:
    shown = request.args.get("show", "waiting")
    number = page_number()
    if shown not in FILTERS:
        shown = "waiting"
    with reading(here().engine) as connection:
        lines = listed(connection, shown, me(), number)
    return {
        "lines": lines[:PAGE],
        "shown": shown,
        "filters": FILTERS,
        "number": number,
        "more": len(lines) > PAGE,
    }


def page_number() -> int:
    """The page of a list that is asked for, from 0 on."""
    asked = request.args.get("page", "0")
    return min(int(asked), 10_000) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0


def _talk(conversation_id: int, before: datetime | None) -> dict[str, Any]:
    with reading(here().engine) as connection:
        row = conversation_of(connection, conversation_id)
        if row is None:
            abort(404)
        entries, earlier = transcript(connection, conversation_id, before)
        version = desk.version_of(connection, conversation_id)
    return {
        "row": row,
        "entries": entries,
        "earlier": earlier.isoformat() if earlier else None,
        "paged": before is not None,
        "version": version,
        "waiting_since": instant(row.waiting_since) if row.waiting_since else None,
    }


def _may(row: Any) -> dict[str, bool]:
    """Which acts the page offers; the desk decides again when one is asked for."""
    held = row.mode == "person" and row.agent_id is not None
    mine = held and row.agent_id == me().id
    chief = me().role == "supervisor"
    return {
        "take": not held,
        "reply": mine and not row.opted_out and not row.unusable,
        "pass_on": mine or not held or chief,
        "give_back": mine or (chief and row.mode == "person"),
        "close": mine or (chief and row.mode == "person"),
        "handle": row.urgent,
    }


def _before() -> datetime | None:
    asked = request.args.get("before", "")
    try:
        found = datetime.fromisoformat(asked)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _if_changed(html: str) -> Response:
    """The same page again costs its reader nothing."""
    answer = as_page(html, 200)
    answer.set_etag(hashlib.sha256(html.encode()).hexdigest()[:24])
    answer.headers["Cache-Control"] = "no-cache, private"
    return answer.make_conditional(request.environ)


def to_list() -> str:
    return url_for("staff.conversations", show="mine")
