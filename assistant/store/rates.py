"""How fast messages may leave, however many workers there are: one bucket of tokens a channel.

A bucket holds one second's worth and fills steadily; a message costs one token.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from assistant.store.engine import instant, stamp
from assistant.store.once import insert_once
from assistant.store.schema import rates

Speeds = Mapping[str, float]  # messages a second by channel; a channel not named is not limited


def used_up(connection: Connection, speeds: Speeds, now: datetime) -> set[str]:
    """The channels on which nothing may leave just now. Only reads."""
    rows = connection.execute(select(rates).where(rates.c.name.in_(list(speeds)))).all()
    return {row.name for row in rows if _filled(row, speeds[row.name], now) < 1}


def spend(
    connection: Connection, speed: float, channel: str, wanted: int, urgent: int, now: datetime
) -> int:
    """Takes tokens for `wanted` messages and gives how many may leave; `urgent` ones always may.

    Holds the bucket until the commit: two workers never spend the same token.
    """
    bucket = select(rates).where(rates.c.name == channel).with_for_update()
    row = connection.execute(bucket).first()
    if row is None:
        full = {"name": channel, "tokens": _full(speed), "at": stamp(now)}
        insert_once(connection, rates, full, "name")
        row = connection.execute(bucket).one()
    tokens = _filled(row, speed, now) - urgent
    granted = max(0, min(wanted, int(tokens)))
    mine = update(rates).where(rates.c.name == channel)
    connection.execute(mine.values(tokens=tokens - granted, at=stamp(now)))
    return granted


def _filled(row: Row[Any], speed: float, now: datetime) -> float:
    """Tokens by now; a clock that was put back takes none away."""
    seconds = max(0.0, (now - instant(row.at)).total_seconds())
    return min(_full(speed), float(row.tokens) + seconds * speed)


def _full(speed: float) -> float:
    return max(speed, 1.0)
