"""The landing page: the chat; in the demo also the three phones and the console."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template, url_for

from assistant.house import here
from assistant.messages import Text
from assistant.web.language import page_language, remember_language
from assistant.wording import _

# How the parts of the demo name their first page.
SIMULATOR, CONSOLE = "simulator.page", "staff.home"


@dataclass(frozen=True)
class Door:
    """Somewhere to go from here."""

    name: Text
    what: Text
    address: str


def blueprint() -> Blueprint:
    pages = Blueprint("home", __name__)
    pages.add_url_rule("/", view_func=landing)
    return pages


def landing() -> str:
    language = page_language()
    remember_language(language)
    return render_template("home.html", doors=_doors(), demo=not here().settings.production)


def _doors() -> list[Door]:
    chat = Door(
        _("Web chat"),
        _("Write to the assistant, as a member does on our own page."),
        url_for("chat.page"),
    )
    if here().settings.production:
        return [chat]
    return [chat, *_demo_doors()]


def _demo_doors() -> list[Door]:
    found = []
    if address := _address_of(SIMULATOR):
        phones = _("SMS, Telegram and web chat side by side, with a clock that can be moved.")
        found.append(Door(_("Three phones"), phones, address))
    if address := _address_of(CONSOLE):
        console = _("Where staff take a conversation over, answer, and hand it on.")
        found.append(Door(_("Staff console"), console, address))
    return found


def _address_of(endpoint: str) -> str:
    """Empty when that part is not there."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""
