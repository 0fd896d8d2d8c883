"""A phone with Telegram: the updates that the Bot API would post to our webhook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from assistant.channels.telegram import PATH, SECRET_HEADER
from assistant.settings import Settings
from assistant.standins.calls import Call, Picture, written
from assistant.standins.ledger import FIRST_MESSAGE, Ledger, new_sid

FIRST_UPDATE, FIRST_QUERY = 900_000_000, 4_382_000_000_000_000
BOT = {"id": 1, "is_bot": True, "first_name": "Assistant"}


def send_telegram(
    settings: Settings,
    chat: str,
    text: str = "",
    media: Picture | None = None,
    *,
    album: str = "",
    language: str = "fr",
    now: datetime | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Call:
    """A text, a photo or a file from a private chat; with a picture the text is its caption.

    A photo goes compressed as an image; any other type, or a named one, goes as a document. Parts
    of one album share `album`; `extra` adds fields, such as a voice note.
    """
    ledger = Ledger(settings)
    sid = ledger.next_telegram_sid(chat)
    content: dict[str, Any] = dict(extra or {})
    if media is not None:
        content |= _picture(ledger, sid, media)
        content |= {"caption": text} if text else {}
        content |= {"media_group_id": album} if album else {}
    elif text or not content:
        content["text"] = text
    ledger.add(written("telegram", chat, sid, text, now))
    return _update(ledger, settings, {"message": {**_frame(chat, sid, now, language), **content}})


def edit_telegram(
    settings: Settings, chat: str, message_id: int, text: str, *, now: datetime | None = None
) -> Call:
    """The member changes a message that was sent before."""
    message = _frame(chat, f"{chat}:{message_id}", now)
    edited = {**message, "edit_date": message["date"], "text": text}
    return _update(Ledger(settings), settings, {"edited_message": edited})


def press(
    settings: Settings,
    chat: str,
    data: str,
    *,
    message_id: int = FIRST_MESSAGE,
    now: datetime | None = None,
) -> Call:
    """The member presses a button; `data` is what stands in the ledger's `buttons`."""
    ledger = Ledger(settings)
    message = _frame(chat, f"{chat}:{message_id}", now)
    query = {
        "id": str(ledger.next_number("telegram-query", FIRST_QUERY)),
        "from": message["from"],
        "message": {**message, "from": BOT, "text": "…"},
        "chat_instance": "-3823",
        "data": data,
    }
    return _update(ledger, settings, {"callback_query": query})


def _frame(chat: str, sid: str, now: datetime | None, language: str = "fr") -> dict[str, Any]:
    """What every message of a private chat has around its content."""
    person = {"id": int(chat), "first_name": "Phone"}
    return {
        "message_id": int(sid.rpartition(":")[2]),
        "from": {**person, "is_bot": False, "language_code": language},
        "chat": {**person, "type": "private"},
        "date": int((now or datetime.now(UTC)).timestamp()),
    }


def _picture(ledger: Ledger, sid: str, picture: Picture) -> dict[str, Any]:
    file_id = "AgAC" + new_sid("")
    ledger.add_media(picture.kept(file_id, sid))
    size = len(picture.content)
    known = {"file_id": file_id, "file_unique_id": file_id[4:20], "file_size": size}
    if picture.media_type != "image/jpeg" or picture.name:
        return {"document": {**known, "file_name": picture.name, "mime_type": picture.media_type}}
    small = {**known, "file_id": f"{file_id}s", "width": 320, "height": 240, "file_size": size // 9}
    return {"photo": [small, {**known, "width": 1280, "height": 960}]}


def _update(ledger: Ledger, settings: Settings, content: dict[str, Any]) -> Call:
    number = ledger.next_number("telegram-update", FIRST_UPDATE)
    headers = {
        "Content-Type": "application/json",
        SECRET_HEADER: settings.telegram_secret.get_secret_value(),
    }
    body = json.dumps({"update_id": number, **content}, ensure_ascii=False)
    return Call(PATH, headers, body.encode())
