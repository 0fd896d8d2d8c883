"""One-time link pages, `/l/<token>`: a door that is opened once, then one page for one purpose.

Photos for a bill, medical papers of a prior agreement, the member's record, a letter, an answer
that is kept. What may not be said by SMS or Telegram stands here (threats.md 2).
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, request, url_for
from werkzeug.exceptions import NotFound, RequestEntityTooLarge
from werkzeug.wrappers.response import Response as Answer

from assistant.house import here
from assistant.store.links import revoke
from assistant.web import link_letter, link_medical, link_photos, link_record, link_statement
from assistant.web.link_door import door, open_link
from assistant.web.link_session import Closed, closed_page, extend, page, prepare, without_cookie
from assistant.web.security import largest_body

PAGES = {
    "photos": link_photos.show,
    "medical": link_medical.show,
    "record": link_record.show,
    "letter": link_letter.show,
    "blank_letter": link_letter.show_blank,
    "statement": link_statement.show,
}


def blueprint() -> Blueprint:
    pages = Blueprint("links", __name__, url_prefix="/l")
    pages.url_value_preprocessor(prepare)
    pages.register_error_handler(Closed, closed_page)
    pages.register_error_handler(RequestEntityTooLarge, _too_large)
    pages.get("/<token>")(door)
    pages.post("/<token>")(open_link)
    pages.get("/view")(view)
    pages.get("/letter.pdf")(letter_pdf)
    pages.get("/statement.json")(statement_file)
    pages.get("/statement.pdf")(statement_pdf)
    pages.post("/photos")(photos)
    pages.post("/medical")(medical)
    pages.post("/papers")(papers)
    pages.post("/more-time")(more_time)
    pages.post("/close")(close)
    return pages


def view() -> Any:
    """The page itself."""
    show = PAGES.get(g.link.purpose)
    if show is None:
        raise NotFound
    return show(g.link)


@largest_body(link_photos.LARGEST_UPLOAD)
def photos() -> Any:
    _only_for("photos")
    extend()
    return link_photos.take(g.link)


@largest_body(link_medical.LARGEST_UPLOAD)
def medical() -> Any:
    _only_for("medical")
    extend()
    return link_medical.take(g.link)


def papers() -> Answer:
    _only_for("record")
    extend()
    return link_record.ask_papers(g.link, request.form.get("number", ""))


def letter_pdf() -> Response:
    _only_for("letter", "blank_letter")
    return link_letter.pdf(g.link)


def statement_file() -> Response:
    _only_for("statement")
    return link_statement.signed_file(g.link)


def statement_pdf() -> Response:
    _only_for("statement")
    return link_statement.pdf(g.link)


def more_time() -> Answer:
    extend()
    return redirect(url_for("links.view"), 303)


def close() -> Answer:
    """The member is done, perhaps on somebody else's phone."""
    house = here()
    with house.engine.begin() as connection:
        revoke(connection, g.link.token_hash, house.clock.now())
    return without_cookie(make_response(page("goodbye.html", g.link)))


def _only_for(*purposes: str) -> None:
    if g.link.purpose not in purposes:
        raise NotFound


def _too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    return page("too_large.html", g.link), 413
