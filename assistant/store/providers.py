"""The providers' circuit breaker, shared by all workers: who fails too often is left in peace.

After five failures in a row nothing is sent for a while; then one message tries. When it arrives
the provider is open again, and what waited for it leaves at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, select, update

from assistant.store.engine import instant, stamp
from assistant.store.once import insert_once
from assistant.store.schema import outbox, providers

FAILURES = 5  # in a row
SHUT_FOR = timedelta(seconds=15)
CHANNELS = {"twilio": ("sms", "whatsapp"), "telegram": ("telegram",)}
PROVIDER = {channel: name for name, channels in CHANNELS.items() for channel in channels}
BUSY = ("429", "20429", "63018", "30001", "21611")  # they set our pace; nothing is wrong

State = Literal["open", "shut", "trying"]  # trying: one message may go, to see


@dataclass(frozen=True)
class Provider:
    """How a provider is doing. `failures` in a row."""

    name: str
    state: State
    failures: int


def states(connection: Connection, now: datetime) -> dict[str, Provider]:
    """Every provider by name; one that never failed is open."""
    rows = {row.name: row for row in connection.execute(select(providers))}
    return {name: _provider(name, rows.get(name), now) for name in CHANNELS}


def note_failure(connection: Connection, name: str, now: datetime) -> bool:
    """A message could not be sent; whether the provider is shut by that."""
    insert_once(connection, providers, {"name": name, "failures": 0}, "name")
    row = connection.execute(_row(name).with_for_update()).one()
    failures: int = row.failures + 1
    values: dict[str, Any] = {"failures": failures}
    if failures >= FAILURES:
        values |= {"shut_until": stamp(now + SHUT_FOR), "shut_at": row.shut_at or stamp(now)}
    _change(connection, name, **values)
    return failures == FAILURES


def note_success(connection: Connection, name: str, now: datetime) -> bool:
    """It took a message, or answered; whether it was shut before."""
    row = connection.execute(_row(name).with_for_update()).first()
    if row is None or not row.failures:
        return False
    was_shut = row.shut_at is not None
    values: dict[str, Any] = {"failures": 0, "shut_until": None, "shut_at": None}
    if was_shut:
        values["opened_at"] = stamp(now)
        _let_go(connection, name, now)
    _change(connection, name, **values)
    return was_shut


def may_try(connection: Connection, name: str, now: datetime) -> bool:
    """Whether a shut provider may be tried now; holds it, so that one worker does."""
    held = connection.execute(_row(name).with_for_update()).one()
    return _provider(name, held, now).state == "trying"


def begin_trying(connection: Connection, name: str, now: datetime) -> None:
    """A message is on its way to see; the next may try a while later."""
    _change(connection, name, shut_until=stamp(now + SHUT_FOR))


# --- what was missed on the way in ---------------------------------------------------------------


def begin_reading_back(
    connection: Connection, name: str, now: datetime, every: timedelta
) -> datetime | None:
    """Since when inbound messages have to be compared; None when it is not time yet.

    Time is when `every` has passed, or when the provider has come back since. The first time
    ever there is nothing to compare: what came before us is not ours to answer.
    """
    first = {"name": name, "failures": 0, "read_back_at": stamp(now)}
    if insert_once(connection, providers, first, "name"):
        return None
    row = connection.execute(_row(name).with_for_update()).one()
    if row.read_back_at is None:
        _change(connection, name, read_back_at=stamp(now))
        return None
    since = instant(row.read_back_at)
    back = row.opened_at is not None and row.opened_at > row.read_back_at
    return since if back or now - since >= every else None


def end_reading_back(connection: Connection, name: str, upto: datetime) -> None:
    """Everything that came in before `upto` is in our inbox."""
    _change(connection, name, read_back_at=stamp(upto))


def _provider(name: str, row: Row[Any] | None, now: datetime) -> Provider:
    if row is None or row.shut_until is None:
        return Provider(name, "open", row.failures if row else 0)
    return Provider(name, "trying" if row.shut_until <= stamp(now) else "shut", row.failures)


def _let_go(connection: Connection, name: str, now: datetime) -> None:
    """What was put off because of the provider's trouble is due now."""
    waiting = update(outbox).where(
        outbox.c.state == "queued",
        outbox.c.kind == "reply",
        outbox.c.channel.in_(CHANNELS[name]),
        outbox.c.run_at > stamp(now),
        outbox.c.code.not_in(BUSY),
    )
    connection.execute(waiting.values(run_at=stamp(now)))


def _row(name: str) -> Any:
    return select(providers).where(providers.c.name == name)


def _change(connection: Connection, name: str, **values: Any) -> None:
    connection.execute(update(providers).where(providers.c.name == name).values(values))
