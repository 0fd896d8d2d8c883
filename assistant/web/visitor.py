"""Who is at the web chat: the conversation that a browser's cookie belongs to."""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import Conflict

from assistant.channels import webchat
from assistant.house import House, here
from assistant.store.conversations import open_conversation
from assistant.store.engine import reading
from assistant.store.webchat import Chat, find_chat, set_language
from assistant.web.language import page_language
from assistant.web.security import REMEMBERED, cookie_name


def known_chat() -> Chat | None:
    """The conversation of this browser, None at a first visit."""
    address = webchat.address_of(_token())
    if address is None:
        return None
    with reading(here().engine) as connection:
        return find_chat(connection, address)


def own_chat() -> Chat:
    """The same, where there must be one. 409: the cookie is gone, the page must be opened anew."""
    chat = known_chat()
    if chat is None:
        raise Conflict("no conversation")
    return chat


def nobody_there() -> bool:
    """The page is asked for by no member: fetched ahead, looked up, or framed by a strange site.

    Such a visit opens no conversation.
    """
    headers = request.headers
    ahead = "prefetch" in headers.get("Sec-Purpose", "") or request.method == "HEAD"
    strange = headers.get("Sec-Fetch-Site") == "cross-site"
    return ahead or (strange and headers.get("Sec-Fetch-Dest") in ("iframe", "frame", "object"))


def open_chat(token: str) -> Chat:
    """A new conversation, in the language of the page that was asked for."""
    house, address = here(), webchat.address_of(token)
    assert address is not None
    with house.engine.begin() as connection:
        conversation = open_conversation(connection, webchat.CHANNEL, address, house.clock.now())
        set_language(connection, conversation, page_language())
        chat = find_chat(connection, address)
    assert chat is not None
    return chat


def again(chat: Chat) -> Chat:
    """The conversation after a turn has changed it."""
    with reading(here().engine) as connection:
        return find_chat(connection, chat.address) or chat


def remember(answer: Response, token: str = "") -> None:
    """The cookie lives on from each visit, so that an unfinished talk can be resumed."""
    house = here()
    answer.set_cookie(
        _cookie(house),
        token or _token(),
        max_age=REMEMBERED,
        secure=house.settings.base_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )


def _token() -> str:
    return request.cookies.get(_cookie(here()), "")


def _cookie(house: House) -> str:
    return cookie_name("chat", house.settings)
