"""The staff console under /staff: its pages, its guard, what every page of it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, request, send_from_directory, url_for
from werkzeug.wrappers import Response

from assistant.house import here
from assistant.staff import (  # noqa: F401  (each hangs its pages on the blueprint)
    account,
    acts,
    agreements,
    attention,
    claims,
    conversations,
    sign_in,
)
from assistant.staff.blueprint import page
from assistant.staff.labels import IN_TEMPLATES
from assistant.staff.rules import allow, allow_anyone, decide, rule_of
from assistant.staff.sessions import session_here, signed_in
from assistant.store.attention import how_many
from assistant.store.engine import reading
from assistant.store.queues import counts
from assistant.store.staff import ROLES
from assistant.web.language import page_language, remember_language

STATIC = Path(__file__).parent / "static"
A_DAY = 86_400
LARGEST = 2**31


def blueprint() -> Blueprint:
    """The console, to be registered with the application."""
    return page


@page.before_request
def guard() -> Response | None:
    """The one place where access is decided, before every request of the console."""
    session = signed_in()
    g.staff_session = session
    answer = decide(rule_of(current_app, request.endpoint or ""), session)
    if any(value > LARGEST for value in (request.view_args or {}).values() if type(value) is int):
        abort(404)  # no database holds such an id
    if answer == "refused":
        abort(403)
    if answer == "sign_in":
        return sign_in.ask_to_sign_in()
    if answer == "go_on":
        return redirect(url_for(sign_in.NEXT_PAGE[session_here().stage]))
    return None


@page.context_processor
def around() -> dict[str, Any]:
    """The navigation's names and numbers."""
    session = g.get("staff_session")
    if session is None or session.stage != "open":
        return {**IN_TEMPLATES, "me": None}
    if request.endpoint in ("staff.live", "staff.live_list"):
        return {**IN_TEMPLATES, "me": session.staff}
    with reading(here().engine) as connection:
        numbers = counts(connection, session.staff)
        waiting = how_many(connection)
    return {**IN_TEMPLATES, "me": session.staff, "counts": numbers, "attention_count": waiting}


@page.get("/")
@allow(*ROLES)
def home() -> Response:
    return redirect(url_for("staff.conversations"))


@page.post("/language")
@allow_anyone()
def language() -> Response:
    """The console's language, kept in the browser; then back to where the reader was."""
    wanted = request.form.get("language", "")
    remember_language(wanted or page_language())
    return redirect(sign_in.inside(request.form.get("next", "")))


@page.get("/static/<path:filename>")
@allow_anyone()
def static(filename: str) -> Response:
    return send_from_directory(STATIC, filename, max_age=A_DAY)
