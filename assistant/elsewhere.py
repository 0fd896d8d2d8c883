"""A reply that cannot be delivered: in a quarter of an hour its reader hears of it elsewhere.

Nothing of the reply goes there but an emergency line, which holds nothing of anybody's record. Who
cannot be reached elsewhere becomes a task of the staff (F10, F82).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection

from assistant.house import House
from assistant.messages import Outgoing, Text
from assistant.reconciling import outgoing_of
from assistant.store import deliveries, undelivered
from assistant.store.desk import queue_reply
from assistant.store.engine import transact
from assistant.store.undelivered import KEY, Undelivered
from assistant.wording import N_, _, render

UNREACHED = N_(
    "We have an answer for you but could not reach you by {channel}. Write to us here to go on."
)
NAMES: Mapping[str, Text | str] = {
    "sms": _("text message"),
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
}

log = structlog.get_logger()


def tell_elsewhere(house: House) -> int:
    """Sees to every reply that did not arrive; how many there were."""
    now = house.clock.now()
    return transact(house.engine, lambda connection: _see_to_all(connection, now))


def _see_to_all(connection: Connection, now: datetime) -> int:
    found = undelivered.undelivered(connection, now)
    undelivered.mark_seen_to(connection, found, now)
    for lost in found:
        outcome = _see_to(connection, lost, now)
        log.info("undelivered", outbox=lost.delivery.id, outcome=outcome)
    return len(found)


def _see_to(connection: Connection, lost: Undelivered, now: datetime) -> str:
    other = undelivered.elsewhere(connection, lost, now)
    if other is None:
        if lost.state != "failed":  # of one that failed staff know already
            deliveries.alert_staff(connection, lost.delivery, now, "late")
        return "nowhere_else"
    key = _key(lost, now)
    told = queue_reply(connection, other, _message(lost, other), "bot", key, now)
    return "told_elsewhere" if told else "told_before"


def _key(lost: Undelivered, now: datetime) -> str:
    """An emergency line moves each time; of answers one hears once a day."""
    row = lost.delivery
    if row.purpose == "emergency":
        return f"{KEY}{row.conversation_id}:{row.id}"
    return f"{KEY}{row.conversation_id}:{now.date().isoformat()}"


def _message(lost: Undelivered, other: Any) -> Outgoing:
    if lost.delivery.purpose == "emergency":
        return outgoing_of(lost.delivery.body)
    language = other["language"] or other["member_language"]
    channel = NAMES.get(lost.delivery.channel, "")
    return Outgoing(text=render(Text(UNREACHED, {"channel": channel}), language), purpose="notice")
