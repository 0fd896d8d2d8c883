"""The door of a link: a neutral page that robots may look at, and the button that opens it once."""

from __future__ import annotations

import re
import secrets
from datetime import date

import structlog
from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers.response import Response

from assistant.house import here
from assistant.messages import Text
from assistant.store.engine import reading
from assistant.store.links import OneTimeLink, consume, count_try, peek
from assistant.store.schema import members
from assistant.web.link_session import Closed, inside, with_cookie
from assistant.wording import _, n_

log = structlog.get_logger()

PROVED = frozenset({"record", "letter"})  # opened with the member's date of birth only
PROVED_IF_KNOWN = frozenset({"statement"})  # a stranger's rests on nothing of a record


def door(token: str) -> Response | str:
    """The neutral page; a browser that is already inside goes on to its page."""
    link = _known(token)
    if link.state == "used" and (already := inside()) and already.token_hash == link.token_hash:
        return redirect(url_for("links.view"))
    if link.state != "open":
        raise Closed(link)
    return _door(link)


def open_link(token: str) -> Response | tuple[str, int]:
    """The button: opens the page for this browser, and for no other."""
    link = _known(token)
    if link.state == "expired":
        raise Closed(link)
    problem = _birth_date_problem(link) if _is_proved(link) else None
    if problem:
        return _door(link, problem), 422
    house = here()
    opening = request.form.get("opening", "")
    with house.engine.begin() as connection:
        session = consume(connection, token, opening, house.clock.now())
    if session is None:
        raise Closed(link)
    log.info("link_opened", purpose=link.purpose, conversation=link.conversation_id)
    return with_cookie(redirect(url_for("links.view"), 303), session)


def _known(token: str) -> OneTimeLink:
    house = here()
    with reading(house.engine) as connection:
        link = peek(connection, token, house.clock.now())
    if link is None:
        raise Closed(None)
    return link


def _door(link: OneTimeLink, problem: Text | None = None) -> str:
    return render_template(
        "links/door.html",
        language=link.language,
        prove=_is_proved(link),
        problem=problem,
        opening=request.form.get("opening") or secrets.token_urlsafe(16),
    )


def _is_proved(link: OneTimeLink) -> bool:
    known = link.purpose in PROVED_IF_KNOWN and link.member_id is not None
    return known or link.purpose in PROVED


def _birth_date_problem(link: OneTimeLink) -> Text | None:
    """What is wrong with the date given; with the last try gone the link is closed."""
    given = _given_date()
    if given is None:
        return _("Please write your date of birth: a day, a month and a year with four digits.")
    house = here()
    with house.engine.begin() as connection:
        query = select(members.c.birth_date).where(members.c.id == link.member_id)
        if connection.execute(query).scalar() == given.isoformat():
            return None
        left = count_try(connection, link, house.clock.now())
    log.info("link_birth_date_wrong", conversation=link.conversation_id, left=left)
    if not left:
        raise Closed(link)
    return n_(
        "That is not the date of birth we have on record. You can try {count} more time.",
        "That is not the date of birth we have on record. You can try {count} more times.",
        left,
    )


def _given_date() -> date | None:
    parts = [request.form.get(name, "").strip() for name in ("year", "month", "day")]
    if not all(re.fullmatch("[0-9]{1,4}", part) for part in parts) or len(parts[0]) != 4:
        return None
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None
