"""Signing in: e-mail and password, then the second factor; the same words whoever is on record."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assistant.documents.vault import CannotOpen
from assistant.house import here
from assistant.messages import Text
from assistant.staff import factors, passwords
from assistant.staff.blueprint import page
from assistant.staff.rules import allow_anyone, allow_halfway
from assistant.staff.sessions import (
    cookie_token,
    forget_session,
    session_here,
    signed_in,
    start_session,
)
from assistant.store import audit
from assistant.store import staff as store
from assistant.store.engine import reading
from assistant.store.staff import Staff, Stage
from assistant.web.language import page_language
from assistant.wording import _, n_, render

log = structlog.get_logger()

NEXT_PAGE = {"code": "staff.code", "enrol": "staff.second_factor", "open": "staff.home"}
WRONG = _("This e-mail and password do not go together. Please try again.")
WRONG_CODE = _("This code is not right, or was already used. Please wait for the next one.")


@page.get("/sign-in")
@allow_anyone()
def sign_in() -> Response | str:
    session = signed_in()
    if session is not None:
        return redirect(url_for(NEXT_PAGE[session.stage]))
    return _form(wanted=inside(request.args.get("next", "")))


@page.post("/sign-in")
@allow_anyone()
def give_password() -> Response | tuple[str, int]:
    email = request.form.get("email", "")
    wanted = inside(request.form.get("next", ""))
    if wait := _begin_try(email):
        return _form(wanted, email, too_many(wait)), 429
    with reading(here().engine) as connection:
        person = store.find_by_email(connection, email)
    known = person is not None and person.active
    hashed = person.password_hash if person is not None and known else None
    if not passwords.fits(request.form.get("password", ""), hashed) or person is None:
        log.info("sign_in_refused")
        return _form(wanted, email, WRONG), 401
    return enter(person, stage_of(person), wanted)


@page.get("/code")
@allow_halfway()
def code() -> Response | str:
    if session_here().stage != "code":
        return redirect(url_for(NEXT_PAGE[session_here().stage]))
    return render_template("staff/code.html", error=None, wanted=request.args.get("next", ""))


@page.post("/code")
@allow_halfway()
def give_code() -> Response | tuple[str, int]:
    person = session_here().staff
    wanted = inside(request.form.get("next", ""))
    if session_here().stage != "code":
        return redirect(url_for(NEXT_PAGE[session_here().stage]))
    if wait := _begin_try(person.email):
        return render_template("staff/code.html", error=too_many(wait), wanted=wanted), 429
    if not _right_code(person, request.form.get("code", "")):
        log.info("code_refused", staff=person.id)
        return render_template("staff/code.html", error=WRONG_CODE, wanted=wanted), 401
    return enter(person, "open", wanted)


@page.post("/sign-out")
@allow_halfway()
def sign_out() -> Response:
    now, actor = here().clock.now(), session_here().staff.actor
    with here().engine.begin() as connection:
        store.end_session(connection, cookie_token())
        audit.note(connection, now, actor, "sign_out", "console")
    flash(render(_("You are signed out."), page_language()), "good")
    return forget_session(redirect(url_for("staff.sign_in")))


def ask_to_sign_in() -> Response:
    """Instead of a page that needs it. What was being written is shown, to be copied: not lost."""
    written = request.form.get("text") or request.form.get("note") or ""
    if request.method == "GET":
        path = request.full_path.rstrip("?")
        return redirect(url_for("staff.sign_in", next=path))
    return Response(_form(wanted="", written=written[:5000]), 401, mimetype="text/html")


def stage_of(person: Staff) -> Stage:
    """What still stands between a right password and the console."""
    if person.totp_secret is not None:
        return "code"
    return "enrol" if here().settings.staff_mfa else "open"


def enter(person: Staff, stage: Stage, wanted: str = "") -> Response:
    """A fresh session, and the one before it ended: a token never outlives a step."""
    now = here().clock.now()
    with here().engine.begin() as connection:
        store.end_session(connection, cookie_token())
        token = store.open_session(connection, person.id, stage, now)
        if stage != "code":
            store.forget_tries(connection, person.email)
        audit.note(connection, now, person.actor, f"sign_in_{stage}", "console")
    home = url_for("staff.home")
    follow = url_for(NEXT_PAGE[stage], next=wanted if stage == "code" and wanted != home else None)
    return start_session(redirect(wanted if stage == "open" and wanted else follow), token)


def inside(path: str) -> str:
    """A page of the console to go to; anything else becomes the console's first page."""
    parts = urlsplit(path)
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/staff/")
    clean = "\\" not in path and not any(ord(char) < 33 for char in path)
    return path if ours and clean else url_for("staff.home")


def too_many(wait: timedelta) -> Text:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return n_(
        "Too many tries. Please wait {count} minute, then try again.",
        "Too many tries. Please wait {count} minutes, then try again.",
        minutes,
    )


def _begin_try(email: str) -> timedelta:
    with here().engine.begin() as connection:
        return store.begin_try(connection, email, here().clock.now())


def _right_code(person: Staff, given: str) -> bool:
    assert person.totp_secret is not None
    try:
        secret = factors.unseal(person.totp_secret, person.id, here().settings)
    except CannotOpen:  # the vault key is another one: the operator resets the account
        log.error("second_factor_cannot_be_opened", staff=person.id)
        return False
    step = factors.step_of(given, secret, here().clock.now())
    if step is None:
        return False
    with here().engine.begin() as connection:
        return store.use_code(connection, person.id, step)


def _form(wanted: str = "", email: str = "", error: Text | None = None, written: str = "") -> str:
    return render_template(
        "staff/sign_in.html", wanted=wanted, email=email, error=error, written=written
    )
