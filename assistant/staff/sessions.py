"""The browser's side of a staff session: one cookie with a random token, and who it is."""

from __future__ import annotations

from flask import g, request
from werkzeug.wrappers import Response

from assistant.house import here
from assistant.store import staff as store
from assistant.store.engine import reading
from assistant.store.staff import Session, Staff
from assistant.web.security import cookie_name


def signed_in() -> Session | None:
    """The live session of this request's cookie. A page that refreshes itself is no activity."""
    token = request.cookies.get(cookie_name("staff", here().settings), "")
    if not token:
        return None
    now = here().clock.now()
    with reading(here().engine) as connection:
        session = store.find_session(connection, token, now)
        if session is None or unattended() or store.seen_lately(connection, session, now):
            return session
    with here().engine.begin() as connection:
        store.touch_session(connection, session, now)
    return session


def unattended() -> bool:
    """Asked by the page itself, and nobody has touched key or mouse since it last asked."""
    return request.args.get("idle") == "1"


def me() -> Staff:
    """Who is signed in, on a page that is open to staff only."""
    return session_here().staff


def session_here() -> Session:
    session: Session | None = g.staff_session
    assert session is not None
    return session


def start_session(response: Response, token: str) -> Response:
    """Puts a fresh token into the browser: out of reach of scripts and of other sites (T30)."""
    settings = here().settings
    response.set_cookie(
        cookie_name("staff", settings),
        token,
        path="/",
        secure=settings.base_url.startswith("https://"),
        httponly=True,
        samesite="Strict",
    )
    return response


def forget_session(response: Response) -> Response:
    settings = here().settings
    response.delete_cookie(
        cookie_name("staff", settings),
        path="/",
        secure=settings.base_url.startswith("https://"),
        httponly=True,
        samesite="Strict",
    )
    return response


def cookie_token() -> str:
    return request.cookies.get(cookie_name("staff", here().settings), "")
