"""Counts of what waits and what ended, from indexes alone: flat however old the service is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from assistant.store.engine import instant, stamp
from assistant.store.schema import events, heartbeats, leaves, outbox

OPEN = ("queued", "sending", "unknown")
ENDED = ("sent", "failed", "withheld")


def outbox_depth(connection: Connection) -> dict[str, float]:
    """Rows not yet ended, by state. Web replies are read by the page and not counted."""
    query = (
        select(outbox.c.state, func.count())
        .where(outbox.c.state.in_(OPEN), leaves())
        .group_by(outbox.c.state)
    )
    found = {state: float(count) for state, count in connection.execute(query).all()}
    return {state: found.get(state, 0.0) for state in OPEN}


def oldest_due(connection: Connection, now: datetime) -> float:
    """Seconds since the oldest queued row became due."""
    query = select(func.min(outbox.c.run_at)).where(
        outbox.c.state == "queued",
        leaves(),
        outbox.c.run_at <= stamp(now),
    )
    oldest = connection.execute(query).scalar()
    return (now - instant(oldest)).total_seconds() if oldest else 0.0


def ended_since(connection: Connection, since: datetime) -> dict[str, float]:
    query = (
        select(outbox.c.state, func.count())
        .where(leaves(), outbox.c.state.in_(ENDED), outbox.c.run_at >= stamp(since))
        .group_by(outbox.c.state)
    )
    found = {state: float(count) for state, count in connection.execute(query).all()}
    return {state: found.get(state, 0.0) for state in ENDED}


def events_left(connection: Connection) -> dict[str, float]:
    """Events that will be taken again, and those set aside that nobody has looked at."""
    query = (
        select(events.c.state, func.count())
        .where(events.c.state.in_(("failed", "parked")), events.c.handled_at.is_(None))
        .group_by(events.c.state)
    )
    found = {state: float(count) for state, count in connection.execute(query).all()}
    return {state: found.get(state, 0.0) for state in ("failed", "parked")}


def last_beat(connection: Connection, process: str) -> datetime | None:
    query = select(heartbeats.c.at).where(heartbeats.c.process == process)
    found = connection.execute(query).scalar()
    return instant(found) if found else None
