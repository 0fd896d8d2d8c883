"""The web chat's page: whole without JavaScript, and fed piece by piece with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    get_flashed_messages,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as Answer

from assistant.channels import webchat
from assistant.house import here
from assistant.store.engine import reading
from assistant.store.webchat import (
    LATEST,
    LONGEST,
    NOTHING,
    RECENT,
    Chat,
    Line,
    Seen,
    acknowledge,
    seen_with,
    set_language,
    transcript,
    unacknowledged,
)
from assistant.web.chat_form import LARGEST_UPLOAD, take_form, take_text
from assistant.web.chat_text import helpers
from assistant.web.language import page_language
from assistant.web.security import largest_body
from assistant.web.visitor import (
    again,
    known_chat,
    nobody_there,
    open_chat,
    own_chat,
    remember,
)
from assistant.wording import render

SPOKEN = {"fr": "Français", "en": "English"}  # also what a member writes to change language


def blueprint() -> Blueprint:
    pages = Blueprint("chat", __name__)
    pages.add_url_rule("/chat", view_func=page)
    pages.add_url_rule("/chat", view_func=send, methods=["POST"])
    pages.add_url_rule("/chat/messages", view_func=messages)
    pages.add_url_rule("/chat/messages", view_func=send_message, methods=["POST"])
    pages.add_url_rule("/chat/language", view_func=change_language, methods=["POST"])
    pages.add_url_rule("/chat/shown", view_func=shown)
    return pages


def page() -> Response:
    """The whole chat. A first visit opens a conversation, and the assistant greets."""
    chat, token = known_chat(), ""
    if chat is None and nobody_there():
        return Response(status=204)
    if chat is None:
        token = webchat.new_token()
        chat = open_chat(token)
    session.permanent = True
    lines = _lines(chat, limit=LONGEST if request.args.get("all") else LATEST)
    if not lines:
        here().take(webchat.opened(chat.id, chat.address, here().clock.now()))
        chat = again(chat)
        lines = _lines(chat)
    answer = make_response(_render_page(chat, lines))
    remember(answer, token)
    return answer


@largest_body(LARGEST_UPLOAD)
def send() -> Answer:
    """The form without JavaScript: take the message, then show the page again."""
    chat = own_chat()
    _acknowledge(chat, _seen().reply)
    for notice in take_form(chat).notices:
        flash(render(notice, _language(chat)))
    return redirect(url_for("chat.page", _anchor="latest"), 303)


@largest_body(LARGEST_UPLOAD)
def send_message() -> dict[str, Any]:
    """The same for the script: what is new in the transcript comes back at once."""
    chat = own_chat()
    outcome = take_form(chat)
    language = _language(chat)
    return _news(again(chat)) | {
        "kept": outcome.kept,
        "notices": [render(notice, language) for notice in outcome.notices],
    }


def messages() -> dict[str, Any]:
    """What is new after reply `after`; everything up to it counts as shown."""
    return _news(own_chat())


def change_language() -> Answer:
    """The assistant is told in the member's own words, and asks again in that language.

    While a person speaks the bot hears nothing of it; then only the page changes.
    """
    chat, wished = own_chat(), request.form.get("language", "")
    if wished in SPOKEN and wished != chat.language:
        if chat.mode == "person":
            with here().engine.begin() as connection:
                set_language(connection, chat.id, wished)
        else:
            take_text(chat, SPOKEN[wished])
    return redirect(url_for("chat.page", _anchor="latest"), 303)


def shown() -> Response:
    """An empty picture that a browser without JavaScript fetches once it has the page."""
    _acknowledge(own_chat(), _seen().reply)
    return Response(status=204)


def _language(chat: Chat) -> str:
    language = chat.language or ""
    return language if language in SPOKEN else page_language()


def _lines(chat: Chat, seen: Seen | None = None, limit: int = LATEST) -> list[Line]:
    with reading(here().engine) as connection:
        return transcript(connection, chat, seen, limit)


def _acknowledge(chat: Chat, number: int) -> None:
    """Most polls acknowledge nothing new, and then they only read."""
    house = here()
    with reading(house.engine) as connection:
        due = unacknowledged(connection, chat, number)
    if due:
        with house.engine.begin() as connection:
            acknowledge(connection, chat, number, house.clock.now())


def _seen() -> Seen:
    """How far the page says that it has read; nonsense is the beginning."""
    reply, own = request.values.get("after", ""), request.values.get("heard", "")
    known = reply.isascii() and reply.isdecimal() and len(reply) < 16
    return Seen(int(reply) if known else 0, own[:32])


def _news(chat: Chat) -> dict[str, Any]:
    seen = _seen()
    _acknowledge(chat, seen.reply)
    lines = _lines(chat, seen, RECENT)
    now_seen = seen_with(lines, seen)
    return {
        "html": render_template("chat/news.html", lines=lines, seen=now_seen, **_page_values(chat)),
        "last": now_seen.reply,
        "heard": now_seen.own,
        "mode": chat.mode,
        "language": _language(chat),
        "token": generate_csrf(),
    }


def _render_page(chat: Chat, lines: list[Line]) -> str:
    return render_template(
        "chat/page.html",
        lines=_only_open_choices(lines),
        seen=seen_with(lines, NOTHING),
        cut=len(lines) == LATEST,
        notices=get_flashed_messages(),
        spoken=SPOKEN,
        **_page_values(chat),
    )


def _page_values(chat: Chat) -> dict[str, Any]:
    language = _language(chat)
    return {"mode": chat.mode, "language": language, "new_id": webchat.new_token} | helpers(
        language
    )


def _only_open_choices(lines: list[Line]) -> list[Line]:
    """Buttons stay with what the member has not answered yet; the older ones are history."""
    answered = max((at for at, line in enumerate(lines) if line.author == "member"), default=-1)
    return [replace(line, choices=()) if at < answered else line for at, line in enumerate(lines)]
