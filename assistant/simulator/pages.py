"""The simulator's screen: phones, what the house thinks, e-mails, clock and trouble."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as Answer

from assistant.channels import webchat
from assistant.house import here
from assistant.messages import Text
from assistant.simulator import controls
from assistant.simulator.feed import Screen, feed, page_values
from assistant.simulator.phones import (
    NoSuchPhone,
    checked,
    known_phones,
    new_address,
    press_button,
    send,
)
from assistant.standins.phone import Picture
from assistant.store.engine import reading
from assistant.web.language import page_language, remember_language
from assistant.web.security import MB, cookie_name, largest_body
from assistant.wording import _, render

PICTURES = 10  # the most that one MMS or album carries
UNREACHED = _("Our own address did not answer: is the web process running at the base address?")
UNKNOWN = _("The simulator does not know that.")


def blueprint() -> Blueprint:
    pages = Blueprint(
        "simulator",
        __name__,
        url_prefix="/simulator",
        template_folder="templates",
        static_folder="static",
    )
    pages.before_request(_never_in_production)
    pages.add_url_rule("", view_func=page)
    pages.add_url_rule("/feed", view_func=news)
    for path, act in ACTS.items():
        pages.add_url_rule(f"/{path}", view_func=act, methods=["POST"])
    return pages


def _never_in_production() -> None:
    if here().settings.production:
        abort(404)


# --- looking --------------------------------------------------------------------------------------


def page() -> Response | Answer:
    """The whole screen; the phones stand in the address, so that it can be opened again."""
    remember_language(page_language())
    screen = _screen()
    if screen != _asked_for():
        return redirect(f"{url_for('simulator.page')}?{urlencode(screen.address())}")
    return Response(render_template("simulator/page.html", **page_values(here(), screen)))


def news() -> dict[str, str]:
    """Each part of the screen that changes, by its id in the page."""
    return feed(here(), _screen())


def _asked_for() -> Screen:
    wished = request.args
    return Screen(
        carrier=wished.get("carrier", ""),
        phone=wished.get("phone", ""),
        telegram=wished.get("telegram", ""),
        browser=_browser(),
    )


def _screen() -> Screen:
    """The phones asked for, or the first known ones, or new ones."""
    asked = _asked_for()
    carrier = asked.carrier if asked.carrier in ("sms", "whatsapp") else "sms"
    return Screen(
        carrier=carrier,
        phone=_address(carrier, asked.phone),
        telegram=_address("telegram", asked.telegram),
        browser=asked.browser,
    )


def _address(carrier: str, asked: str) -> str:
    try:
        checked(carrier, asked)
        return asked
    except NoSuchPhone:
        pass
    with reading(here().engine) as connection:
        known = known_phones(connection, carrier)
    return known[0].address if known and asked != "new" else new_address(carrier)


def _browser() -> str:
    """The address of the web chat in the third pane."""
    return webchat.address_of(request.cookies.get(_chat_cookie(), "")) or ""


def _chat_cookie() -> str:
    return cookie_name("chat", here().settings)


# --- doing ----------------------------------------------------------------------------------------


@largest_body((PICTURES * 10 + 2) * MB)
def send_message() -> Any:
    """A text or photos from one of the phones."""
    form = request.form
    pictures = [_picture(file) for file in request.files.getlist("files") if file.filename]
    text = form.get("text", "").strip()
    if not (text or pictures):
        return _done()
    carrier, address = form.get("carrier", ""), form.get("address", "")
    return _called(lambda: send(here(), carrier, address, text, pictures[:PICTURES]))


def press_old_or_new() -> Any:
    """A button of an inline keyboard."""
    form = request.form
    number = form.get("number", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 12):
        raise BadRequest("number")
    address, data = form.get("address", ""), form.get("data", "")
    return _called(lambda: [press_button(here(), address, data, int(number))])


def move_clock() -> Any:
    form = request.form
    moved = controls.move_clock(
        here().clock, form.get("step", ""), form.get("amount", ""), form.get("unit", "")
    )
    return _done() if moved else _done(UNKNOWN, 400)


def make_trouble() -> Any:
    form = request.form
    settings = here().settings
    if form.get("trouble") == "none":
        controls.end_trouble(settings)
        return _done()
    made = controls.make_trouble(
        settings, form.get("provider", ""), form.get("trouble", ""), form.get("times", "1")
    )
    return _done() if made else _done(UNKNOWN, 400)


def new_browser() -> Any:
    """The third pane becomes a browser that never was here."""
    answer = _back()
    answer.delete_cookie(_chat_cookie())
    return answer


ACTS = {
    "send": send_message,
    "press": press_old_or_new,
    "clock": move_clock,
    "trouble": make_trouble,
    "browser": new_browser,
}


def _picture(file: FileStorage) -> Picture:
    """A JPEG travels as a photo; anything else as a file with its name."""
    photo = file.mimetype == "image/jpeg"
    name = "" if photo else (file.filename or "")
    return Picture(content=file.read(), media_type=file.mimetype, name=name)


def _called(call: Any) -> Any:
    """Makes webhook calls; the viewer sees when one of them was not taken."""
    try:
        statuses: list[int] = call()
    except NoSuchPhone:
        return _done(UNKNOWN, 400)
    except httpx.HTTPError:
        return _done(UNREACHED, 502)
    refused = [status for status in statuses if status >= 300]
    if refused:
        return _done(_("The webhook answered {status}.", status=str(refused[0])), 502)
    return _done()


def _done(notice: Text | None = None, status: int = 200) -> Any:
    """For the script what to say; without it, back to the screen."""
    if request.accept_mimetypes.best == "application/json":
        return {"notice": render(notice, page_language()) if notice else ""}, status
    return _back()


def _back() -> Answer:
    query = urlsplit(request.referrer or "").query
    return redirect(url_for("simulator.page") + (f"?{query}" if query else ""), 303)
