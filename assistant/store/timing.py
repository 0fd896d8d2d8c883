"""When the clock was put back: nothing may wait for years that was to wait for minutes (T13).

All times here are the house's own. A machine that runs ten years ahead, and is put right, leaves
leases, pauses and counters behind that would hold until that far day.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, Table, Update, and_, update

from assistant.store.engine import stamp
from assistant.store.schema import events, leaves, outbox, providers, rates

FARTHEST = timedelta(minutes=20)  # nothing is ever planned for later than a quarter of an hour
READ_AGAIN = timedelta(days=1)  # a list that was asked for the future has told nothing


def put_right(connection: Connection, now: datetime) -> int:
    """Makes due whatever is planned for a time that nobody can have meant; how many rows."""
    return sum(connection.execute(statement).rowcount for statement in _statements(now))


def _statements(now: datetime) -> list[Update]:
    queued = outbox.c.state.in_(("queued", "unknown"))
    sending = outbox.c.state == "sending"
    return [
        _ahead(outbox, outbox.c.run_at, now).where(leaves(), queued),
        _ahead(outbox, outbox.c.lease_until, now).where(leaves(), sending),
        _ahead(events, events.c.retry_at, now).where(events.c.state == "failed"),
        _ahead(providers, providers.c.shut_until, now),
        _ahead(providers, providers.c.read_back_at, now, READ_AGAIN),
        _ahead(providers, providers.c.opened_at, now),
        _ahead(rates, rates.c.at, now),
    ]


def _ahead(
    table: Table, column: Column[str], now: datetime, before: timedelta = timedelta()
) -> Update:
    late = and_(column.is_not(None), column > stamp(now + FARTHEST))
    return update(table).where(late).values({column.name: stamp(now - before)})
