"""Telegram's Bot API as far as we use it. Provider document: Bot API."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from assistant.channels.fitting import CALLBACK_BYTES, TELEGRAM_TEXT, utf16
from assistant.house import here
from assistant.standins.faults import answered
from assistant.standins.ledger import Ledger, Message

ROOT = "/standins/telegram"
WORDS = {  # an error status and the description Telegram gives with it
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    429: "Too Many Requests: retry later",
}


def add_routes(doors: Blueprint) -> None:
    @doors.route(f"{ROOT}/bot<token>/<method>", methods=["GET", "POST"])
    def telegram_method(token: str, method: str) -> Response:
        if not _is_ours(token):
            return refuse(401, "", 0)
        if method not in METHODS:
            return refuse(404, "", 0)
        ledger, about = Ledger(here().settings), str(_parameters().get("chat_id", ""))
        return answered(ledger, "telegram", lambda: METHODS[method](ledger), refuse, about)

    @doors.get(f"{ROOT}/file/bot<token>/files/<file_id>")
    def telegram_file(token: str, file_id: str) -> Response:
        media = Ledger(here().settings).media(file_id)
        if not _is_ours(token) or media is None:
            return refuse(404, "", 0)
        return Response(media.content, content_type="application/octet-stream")


def _is_ours(token: str) -> bool:
    return token == here().settings.telegram_token.get_secret_value()


def refuse(status: int, code: str, wait: float) -> Response:
    """An error as Telegram words it; `code` may be a description of its own ("403" blocks)."""
    if re.fullmatch(r"4[0-9][0-9]", code):
        status = int(code)
    words = WORDS.get(status, f"Bad Request: {code or 'refused by the stand-in'}")
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": words}
    if wait:
        body["parameters"] = {"retry_after": int(wait)}
    answer = jsonify(body)
    answer.status_code = status
    return answer


def _ok(result: Any) -> Response:
    return jsonify(ok=True, result=result)


def _parameters() -> Mapping[str, Any]:
    return request.get_json(silent=True) or request.values


# --- methods ----------------------------------------------------------------------------------


def _send_message(ledger: Ledger) -> Response:
    given = _parameters()
    address, text = str(given.get("chat_id", "")), str(given.get("text", ""))
    buttons = _buttons(given.get("reply_markup"))
    if wrong := _wrong(ledger, address, text, buttons):
        return refuse(400, wrong, 0)
    message = Message(
        channel="telegram",
        address=address,
        sent_by_us=True,
        sid=ledger.next_telegram_sid(address),
        text=text,
        buttons=buttons,
        status="sent",
        code="",
        callback="",
        at=here().clock.now(),
    )
    ledger.add(message)
    return _ok(_resource(message))


def _wrong(ledger: Ledger, address: str, text: str, buttons: tuple[tuple[str, str], ...]) -> str:
    """What Telegram would say against a message, empty for a good one."""
    if not ledger.knows("telegram", address):
        return "chat not found"  # a bot cannot write first
    if ledger.is_closed("telegram", address):
        return "403"
    if not text.strip():
        return "message text is empty"
    if utf16(text) > TELEGRAM_TEXT:
        return "message is too long"
    if any(not 1 <= len(data.encode()) <= CALLBACK_BYTES for data, _label in buttons):
        return "BUTTON_DATA_INVALID"
    return ""


def _buttons(markup: Any) -> tuple[tuple[str, str], ...]:
    if not markup:
        return ()
    keyboard = json.loads(markup) if isinstance(markup, str) else markup
    rows = keyboard.get("inline_keyboard", [])
    return tuple((button["callback_data"], button["text"]) for row in rows for button in row)


def _resource(message: Message) -> dict[str, Any]:
    return {
        "message_id": message.number,
        "from": _me(),
        "chat": {"id": int(message.address), "type": "private", "first_name": "Phone"},
        "date": int(message.at.timestamp()),
        "text": message.text,
    }


def _me() -> dict[str, Any]:
    token = here().settings.telegram_token.get_secret_value()
    number = re.sub(r"[^0-9]", "", token.partition(":")[0]) or "1"
    return {
        "id": int(number),
        "is_bot": True,
        "first_name": "Assistant",
        "username": "assistant_bot",
    }


def _get_file(ledger: Ledger) -> Response:
    file_id = str(_parameters().get("file_id", ""))
    media = ledger.media(file_id)
    if media is None:
        return refuse(400, "invalid file_id", 0)
    found = {"file_id": file_id, "file_unique_id": file_id, "file_size": len(media.content)}
    return _ok({**found, "file_path": f"files/{file_id}"})


def _edit_reply_markup(ledger: Ledger) -> Response:
    given = _parameters()
    message = ledger.message(f"{given.get('chat_id')}:{given.get('message_id')}")
    if message is None:
        return refuse(400, "message to edit not found", 0)
    ledger.drop_buttons(message.sid)
    return _ok(_resource(message))


METHODS: Mapping[str, Callable[[Ledger], Response]] = {
    "getMe": lambda ledger: _ok(_me()),
    "sendMessage": _send_message,
    "getFile": _get_file,
    "answerCallbackQuery": lambda ledger: _ok(True),
    "editMessageReplyMarkup": _edit_reply_markup,
    "setWebhook": lambda ledger: _ok(True),
    "deleteWebhook": lambda ledger: _ok(True),
    "getUpdates": lambda ledger: _ok([]),
}
