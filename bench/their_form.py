"""The yardstick of P5 and P6: python-telegram-bot's ConversationHandler on the same six questions.

Care, amount, day, another bill, another insurer, sending: from the JSON of an update to the call
that sends the reply, which ends before the network. The durable one keeps state and answers in
SQLite at each turn; it keeps no outgoing row and has no duplicate guard.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    BasePersistence,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    filters,
)
from telegram.request import BaseRequest

Answer = Callable[[str], Any]
ME = {"id": 1, "is_bot": True, "first_name": "bench", "username": "bench_bot"}
IT_IS_ME = json.dumps({"ok": True, "result": ME}).encode()
CHAT = {"id": 1000, "type": "private", "first_name": "Camille"}
MESSAGE = {"message_id": 9, "date": 1794150000, "chat": CHAT, "from": ME, "text": "?"}
SENT = json.dumps({"ok": True, "result": MESSAGE}).encode()
AMOUNT = re.compile(r"[0-9]+(?:[.,][0-9]{1,2})?")


def _choice(*keys: str) -> Answer:
    return lambda text: keys[int(text) - 1]


def _amount(text: str) -> str:
    found = AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return found[0].replace(",", ".")


def _day(text: str) -> str:
    if text in ("hier", "yesterday"):
        return (date.today() - timedelta(days=1)).isoformat()  # noqa: DTZ011  (as they would)
    return date.fromisoformat(text).isoformat()


def _yes(text: str) -> bool:
    return {"oui": True, "yes": True, "non": False, "no": False}[text]


QUESTIONS: tuple[tuple[str, str, Answer], ...] = (
    ("care", "What kind of care is it?", _choice("doctor", "pharmacy", "dental", "glasses")),
    ("amount", "How much did you pay, in euros?", _amount),
    ("day", "On which day was the care?", _day),
    ("more", "Is there another bill?", _choice("more", "done")),
    ("insurer", "Has another insurer paid?", _yes),
    ("send", "Please check before sending", _choice("send", "change", "stop")),
)
SAYS = ("2", "45,50", "hier", "2", "non", "1")


async def _begin(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
    assert update.message is not None
    await update.message.reply_text(QUESTIONS[0][1])
    return 0


def _asked(number: int) -> Callable[..., Any]:
    name, _question, read = QUESTIONS[number]

    async def take(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.message is not None and update.message.text is not None
        assert context.user_data is not None
        try:
            context.user_data[name] = read(update.message.text)
        except (ValueError, KeyError, IndexError):
            await update.message.reply_text("Sorry, I didn't get that.")
            return number
        if number + 1 < len(QUESTIONS):
            await update.message.reply_text(QUESTIONS[number + 1][1])
            return number + 1
        await update.message.reply_text("Sent. Keep your originals.")
        context.user_data.clear()
        return ConversationHandler.END

    return take


class Offline(BaseRequest):
    """Answers as Telegram would, from memory."""

    read_timeout = 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, *_given: Any, **_more: Any) -> tuple[int, bytes]:
        return 200, IT_IS_ME if url.endswith("getMe") else SENT


class Kept(BasePersistence[dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """Conversations and their answers in SQLite, durable against a loss of power."""

    def __init__(self, file: Path) -> None:
        super().__init__(PersistenceInput(bot_data=False, chat_data=False, callback_data=False))
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute("CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT)")

    def _keep(self, key: str, value: Any) -> None:
        row = key, json.dumps(value)
        self._database.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", row)

    def begin(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self._database.execute("COMMIT")

    async def update_conversation(self, name: str, key: Any, new_state: object | None) -> None:
        self._keep(f"{name}:{key}", new_state)

    async def update_user_data(self, user_id: int, data: dict[Any, Any]) -> None:
        self._keep(f"user:{user_id}", data)

    async def get_conversations(self, name: str) -> dict[Any, Any]:
        return {}

    async def get_user_data(self) -> dict[int, dict[Any, Any]]:
        return {}

    async def get_chat_data(self) -> dict[int, dict[Any, Any]]:
        return {}

    async def get_bot_data(self) -> dict[Any, Any]:
        return {}

    async def get_callback_data(self) -> None: ...

    async def update_chat_data(self, chat_id: int, data: dict[Any, Any]) -> None: ...

    async def update_bot_data(self, data: dict[Any, Any]) -> None: ...

    async def update_callback_data(self, data: Any) -> None: ...

    async def drop_chat_data(self, chat_id: int) -> None: ...

    async def drop_user_data(self, user_id: int) -> None: ...

    async def refresh_user_data(self, user_id: int, user_data: dict[Any, Any]) -> None: ...

    async def refresh_chat_data(self, chat_id: int, chat_data: dict[Any, Any]) -> None: ...

    async def refresh_bot_data(self, bot_data: dict[Any, Any]) -> None: ...

    async def flush(self) -> None: ...


async def application(kept: Kept | None) -> Application[Any, Any, Any, Any, Any, Any]:
    builder = Application.builder().token("1:bench").request(Offline())
    builder = builder.get_updates_request(Offline()).updater(None)
    app = (builder.persistence(kept) if kept else builder).build()
    states: dict[object, list[Any]] = {
        number: [MessageHandler(filters.TEXT, _asked(number))] for number in range(len(QUESTIONS))
    }
    entry: list[Any] = [MessageHandler(filters.Regex("^bill$"), _begin)]
    app.add_handler(
        ConversationHandler(
            entry_points=entry, states=states, fallbacks=[], name="bill", persistent=bool(kept)
        )
    )
    await app.initialize()
    return app


def body(number: int, user: int, text: str) -> bytes:
    """An update as Telegram posts it."""
    sender = {"id": user, "is_bot": False, "first_name": "Camille", "language_code": "fr"}
    chat = {"id": user, "first_name": "Camille", "type": "private"}
    message = {"message_id": number, "from": sender, "chat": chat, "date": 1794150000}
    return json.dumps({"update_id": number, "message": {**message, "text": text}}).encode()
