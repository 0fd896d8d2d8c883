"""Who is inside a link page: the browser whose host-only cookie opened it, while it may stay."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import g, render_template, request
from werkzeug.formparser import FormDataParser
from werkzeug.wrappers.response import Response

from assistant.house import here
from assistant.store.engine import reading
from assistant.store.links import OneTimeLink, opened_by, stay
from assistant.web.security import cookie_name
from assistant.wording import _, render

CLOSED = (
    _("This page is closed."),
    _("A link opens once, and its page closes after 15 minutes."),
    _(
        "Go back to your conversation and write “menu”: choose the same thing again, and you will"
        " get a new link."
    ),
)


class Closed(Exception):
    """The link or its page is over; `link` is known when it was one of ours."""

    def __init__(self, link: OneTimeLink | None) -> None:
        super().__init__("closed")
        self.link = link


class InMemory(FormDataParser):
    """Uploads of link pages never touch the disk before they are sealed."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.stream_factory = lambda *_arguments, **_options: BytesIO()


def prepare(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Before one byte of a form is read: whoever has no open page uploads nothing.

    Only the door has a value in its address, the token; all else needs a session.
    """
    request.form_data_parser_class = InMemory
    if not values:
        g.link = _session_link()


def _session_link() -> OneTimeLink:
    house = here()
    link = inside()
    if link is None or link.state != "used":
        raise Closed(link)
    g.seconds_left = int((link.expires_at - house.clock.now()).total_seconds())
    return link


def inside() -> OneTimeLink | None:
    """The link that this browser has opened, over or not."""
    house = here()
    session = request.cookies.get(cookie_name("link", house.settings), "")
    with reading(house.engine) as connection:
        return opened_by(connection, session, house.clock.now())


def extend() -> None:
    """The member is doing something: the quarter of an hour starts again."""
    house = here()
    with house.engine.begin() as connection:
        until = stay(connection, g.link, house.clock.now())
    g.seconds_left = int((until - house.clock.now()).total_seconds())


def with_cookie(answer: Response, session: str) -> Response:
    answer.set_cookie(cookie_name("link", here().settings), session, **_limits())
    return answer


def without_cookie(answer: Response) -> Response:
    answer.delete_cookie(cookie_name("link", here().settings), **_limits())
    return answer


def _limits() -> dict[str, Any]:
    """Our host only, out of reach of scripts, gone with the browser; the server ends it anyway."""
    secure = here().settings.base_url.startswith("https://")
    return {"path": "/", "httponly": True, "secure": secure, "samesite": "Lax"}


def page(template: str, link: OneTimeLink, **values: Any) -> str:
    """A page of an open link, in the link's language."""
    left = g.get("seconds_left", 0)
    return render_template(
        f"links/{template}",
        language=link.language,
        seconds_left=left,
        minutes_left=max(1, left // 60),
        **values,
    )


def closed_page(closed: Closed) -> tuple[str, int]:
    """How to get a new link: in its language, or in both when there never was such a link."""
    languages = (closed.link.language,) if closed.link else ("fr", "en")
    spoken = {language: [render(s, language) for s in CLOSED] for language in languages}
    body = render_template("links/closed.html", language=languages[0], spoken=spoken)
    return body, 410 if closed.link else 404
