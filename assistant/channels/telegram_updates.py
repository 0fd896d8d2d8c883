"""Reading Telegram's updates without its library: the few fields we need, each checked.

The web process stays 28 MB smaller that way. `tests/channels/test_telegram_updates.py` holds this
reader against `telegram.Update.de_json`. Provider document: Bot API, Update and Message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, NoReturn

from assistant.channels.channel import Malformed, NotForUs
from assistant.channels.cleaning import clean, clean_name
from assistant.channels.fitting import pressed
from assistant.messages import Attachment, Inbound

BIGGEST_ID = 2**63 - 1
LATEST = 2**32  # seconds; the year 2106
FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")
QUERY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
ALBUM = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Things a member sends that are neither text nor a picture of a paper (F13: never a dead end).
OTHER = frozenset(
    {"voice", "audio", "video", "video_note", "animation", "sticker", "location", "venue"}
    | {"contact", "poll", "dice", "story", "paid_media", "checklist", "game"}
)

Json = Mapping[str, Any]


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object of a request. Raises Malformed, however deep or large it is."""
    try:
        update = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    if not isinstance(update, dict):
        raise Malformed("not an update")
    return update


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def read(update: Json, bot: str, now: datetime) -> Inbound:
    """One message, edit or pressed button of a private chat. Raises Malformed or NotForUs."""
    key = f"telegram:{bot}:{_integer(update, 'update_id')}"
    if "message" in update:
        return _message(_object(update, "message"), key, edited=False)
    if "edited_message" in update:
        return _message(_object(update, "edited_message"), key, edited=True)
    if "callback_query" in update:
        return _press(_object(update, "callback_query"), key, now)
    raise NotForUs("another kind of update")


def _message(message: Json, key: str, edited: bool) -> Inbound:
    address = _private_chat(message)
    _person(message)
    attachments = _attachments(message)
    text = clean(_string(message, "text") or _string(message, "caption"))
    return Inbound(
        event=f"{key}:m{_integer(message, 'message_id')}",
        channel="telegram",
        address=address,
        at=_time(message, "edit_date" if "edit_date" in message else "date"),
        text=text,
        attachments=attachments,
        kind=_kind(message, edited, bool(text or attachments)),
        caption_album=_pattern(message, "media_group_id", ALBUM, required=False),
    )


def _kind(message: Json, edited: bool, readable: bool) -> Literal["message", "edited", "other"]:
    """Raises NotForUs for what no person wrote: a pinned message, the moves of a live location."""
    if edited and readable:
        return "edited"
    if not edited and (readable or "text" in message):
        return "message"
    if not edited and not OTHER.isdisjoint(message):
        return "other"
    raise NotForUs("a notice of Telegram itself")


def _press(query: Json, key: str, now: datetime) -> Inbound:
    """A pressed button. It carries no time of its own: it is now."""
    _person(query)
    identity = _pattern(query, "id", QUERY_ID)
    if "message" not in query or "data" not in query:
        raise NotForUs("a button of an inline message or a game")
    return Inbound(
        event=f"{key}:c{identity}",
        channel="telegram",
        address=_private_chat(_object(query, "message")),
        at=now,
        pressed=pressed(clean(_string(query, "data"), 64)),
    )


def _private_chat(message: Json) -> str:
    chat = _object(message, "chat")
    if _string(chat, "type") != "private":
        raise NotForUs("a group or a channel")
    return str(_integer(chat, "id"))


def _person(message: Json) -> None:
    if _object(message, "from").get("is_bot") is not False:
        raise NotForUs("another bot")


def _attachments(message: Json) -> tuple[Attachment, ...]:
    if "photo" in message:
        return (_photo(message),)
    if "document" in message and "animation" not in message:
        return (_document(_object(message, "document")),)
    return ()


def _photo(message: Json) -> Attachment:
    """Telegram gives one photo in several sizes: the largest is the one that can be read."""
    sizes = message["photo"]
    if not isinstance(sizes, list) or not sizes:
        raise Malformed("photo")
    if not all(isinstance(size, dict) for size in sizes):
        raise Malformed("photo")
    largest = max(sizes, key=lambda size: _integer(size, "width") * _integer(size, "height"))
    return Attachment(
        reference=f"telegram:{_pattern(largest, 'file_id', FILE_ID)}",
        kind="photo",
        media_type="image/jpeg",
        size=_integer(largest, "file_size", default=0),
    )


def _document(document: Json) -> Attachment:
    return Attachment(
        reference=f"telegram:{_pattern(document, 'file_id', FILE_ID)}",
        kind="file",
        media_type=clean(_string(document, "mime_type"), 40),
        size=_integer(document, "file_size", default=0),
        name=clean_name(_string(document, "file_name")),
    )


# --- one field each: of the right type and range, or Malformed ------------------------------------


def _object(parent: Json, name: str) -> Json:
    value = parent.get(name)
    if not isinstance(value, dict):
        raise Malformed(name)
    return value


def _string(parent: Json, name: str) -> str:
    value = parent.get(name, "")
    if not isinstance(value, str):
        raise Malformed(name)
    return value


def _pattern(parent: Json, name: str, pattern: re.Pattern[str], required: bool = True) -> str:
    value = _string(parent, name)
    if (value or required) and not pattern.fullmatch(value):
        raise Malformed(name)
    return value


def _integer(parent: Json, name: str, default: int | None = None) -> int:
    value = parent.get(name, default)
    if type(value) is not int or not -BIGGEST_ID <= value <= BIGGEST_ID:
        raise Malformed(name)
    return value


def _time(message: Json, name: str) -> datetime:
    seconds = _integer(message, name)
    if not 0 <= seconds <= LATEST:
        raise Malformed(name)
    return datetime.fromtimestamp(seconds, UTC)
