"""P13: our reader of Telegram's updates beside the library's own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from telegram import Update

from assistant.channels import telegram_updates
from bench.goals import Measured
from bench.rig import ratios
from bench.settings import Run
from bench.units import unit

TIMES = 300
USER = {
    "id": 7001001,
    "is_bot": False,
    "first_name": "Camille",
    "last_name": "Roche",
    "username": "camille",
    "language_code": "fr",
}
CHAT = {"id": 7001001, "first_name": "Camille", "last_name": "Roche", "type": "private"}
HEAD = {"message_id": 812, "from": USER, "chat": CHAT, "date": 1794150000}
SIZES = [
    {"file_id": f"AgACAgQAAxkBAAI{side}", "file_unique_id": f"AQAD{side}", "file_size": side * 90}
    | {"width": side, "height": side * 4 // 3}
    for side in (90, 320, 800, 1280)
]
PRESS = {"id": "30069", "from": USER, "chat_instance": "-42", "data": "12:yes"}
UPDATES: list[dict[str, Any]] = [
    {"update_id": 1, "message": {**HEAD, "text": "combien pour des lunettes à 250 € ?"}},
    {"update_id": 2, "message": {**HEAD, "photo": SIZES, "caption": "la facture"}},
    {"update_id": 3, "callback_query": {**PRESS, "message": {**HEAD, "text": "Vérifiez :"}}},
]
BODIES = [json.dumps(update).encode() for update in UPDATES]


def reader(run: Run) -> list[Measured]:
    now = datetime.now(UTC)

    def theirs(body: bytes) -> object:
        return Update.de_json(json.loads(body), None)

    def ours(body: bytes) -> object:
        return telegram_updates.read(telegram_updates.parse(body), "123456", now)

    def plain(body: bytes) -> object:
        return json.loads(body)

    rounds = [(_cost(theirs), _cost(ours), _cost(plain)) for _ in range(max(run.rounds, 4))]
    least = sorted(one[2] for one in rounds)[len(rounds) // 2]
    return [ratios("P13", [one[:2] for one in rounds], json_alone=least)]


def _cost(read: Callable[[bytes], object]) -> float:
    """Units an update."""
    before, began = unit(), time.process_time()
    for _ in range(TIMES):
        for body in BODIES:
            read(body)
    spent = (time.process_time() - began) / TIMES / len(BODIES)
    return spent / ((before + unit()) / 2)
