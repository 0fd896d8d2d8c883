"""Web chat: our own page as a channel; a browser is known by a random cookie.

Nothing is sent by the worker here: the page fetches its replies and acknowledges them by number.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime

from assistant.channels.channel import Malformed
from assistant.channels.cleaning import clean
from assistant.messages import Inbound, Pressed

CHANNEL = "web"
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
PRESS = re.compile(r"([0-9]{1,9}):(\S{1,64})")


def new_token() -> str:
    """What the browser keeps: 128 random bits."""
    return secrets.token_urlsafe(16)


def address_of(token: str) -> str | None:
    """The conversation's address, a digest: who reads the database can open no chat.

    None when this can be no token of ours.
    """
    if not TOKEN.fullmatch(token):
        return None
    return hashlib.sha256(token.encode()).hexdigest()


def event_key(conversation: int, message_id: str) -> str:
    """The permanent key of a message, so that sending it again changes nothing (T4).

    Raises Malformed when `message_id` is not one that our page draws.
    """
    if not MESSAGE_ID.fullmatch(message_id):
        raise Malformed("message id")
    return f"web:{conversation}:{message_id}"


def opened(conversation: int, address: str, at: datetime) -> Inbound:
    """The page was opened for the first time: the assistant greets."""
    return Inbound(
        event=f"web:{conversation}:opened", channel=CHANNEL, address=address, at=at, kind="opened"
    )


def read(
    event: str,
    address: str,
    at: datetime,
    *,
    text: str = "",
    choice: str = "",
) -> Inbound:
    """What was typed or pressed (`choice` is "serial:key").

    Raises Malformed for a choice that no button of ours has.
    """
    return Inbound(
        event=event,
        channel=CHANNEL,
        address=address,
        at=at,
        text="" if choice else clean(text),
        pressed=_pressed(choice) if choice else None,
    )


def _pressed(choice: str) -> Pressed:
    match = PRESS.fullmatch(choice)
    if match is None:
        raise Malformed("choice")
    return Pressed(serial=int(match[1]), key=clean(match[2]))
