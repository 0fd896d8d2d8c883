"""After a conversation was given back: the bot is told, once, so that it asks its question anew."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy.exc import OperationalError

from assistant.house import House
from assistant.messages import Inbound
from assistant.store import desk
from assistant.store.engine import reading

log = structlog.get_logger()

LOOK_BACK = timedelta(days=2)


def announce_returns(house: House) -> int:
    """Tells the bot of every return it has not heard of, and gives how many.

    Called after the act, and by the worker: a crash in between loses nothing, the event's key
    makes it happen once.
    """
    now = house.clock.now()
    try:
        with reading(house.engine) as connection:
            rows = desk.returns_to_announce(connection, now - LOOK_BACK)
        for row in rows:
            house.take(
                Inbound(
                    event=desk.return_key(row["id"]),
                    channel=row["channel"],
                    address=row["address"],
                    at=now,
                    kind="result",
                    result={"effect": "returned"},
                )
            )
    except OperationalError as error:  # the act is done; the worker tells the bot
        log.error("returns_not_announced", error=type(error).__name__)
        return 0
    return len(rows)
