"""Claiming: which rows of the outbox may leave now; each is taken by one worker.

Of a conversation only the oldest reply, and none while one is under way; nothing of the bot while
a person speaks; no faster than the channel bears. An emergency line waits for nothing, effects
wait for nobody. A conversation is held while its row is claimed, so that nobody takes it over in
between; what another transaction holds just now is left for the next look.

The statements are put together once: that costs more than running them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    bindparam,
    case,
    exists,
    null,
    or_,
    select,
    update,
)

from assistant.store import rates
from assistant.store.deliveries import Delivery, delivery_of
from assistant.store.engine import stamp
from assistant.store.schema import conversations, is_open_reply, is_urgent, leaves, outbox


@dataclass(frozen=True)
class Gates:
    """What limits the channels: `speeds` in messages a second, `most` rows to be claimed now."""

    speeds: Mapping[str, float] = field(default_factory=dict)
    most: Mapping[str, int] = field(default_factory=dict)


def anything_due(connection: Connection, now: datetime, gates: Gates) -> bool:
    """Whether a claim would find something: asked often, so it only reads."""
    asked = {"now": stamp(now), "shut": _shut(connection, now, gates)}
    return connection.execute(ANYTHING, asked).first() is not None


def claim(
    connection: Connection, now: datetime, lease: Mapping[str, timedelta], limit: int, gates: Gates
) -> list[Delivery]:
    """Takes up to `limit` due rows, `lease` by kind. A writing transaction is open."""
    connection.execute(SETTLE, {"now": stamp(now)})
    rows = _candidates(connection, now, limit, _shut(connection, now, gates))
    chosen = list(_within(connection, rows, now, gates))
    for kind in sorted({row["kind"] for row in chosen}):
        ids = [row["id"] for row in chosen if row["kind"] == kind]
        until = stamp(now + lease[kind])
        connection.execute(TAKE, {"ids": ids, "now": stamp(now), "until": until})
    return [delivery_of(row, row["attempts"] + 1) for row in chosen]


def _candidates(
    connection: Connection, now: datetime, limit: int, shut: list[str]
) -> list[RowMapping]:
    """Emergency lines first, then the longest due. On PostgreSQL the rows are now ours."""
    asked = {"now": stamp(now), "most": limit}
    found = list(connection.execute(URGENT, asked).mappings())
    if len(found) < limit:
        asked |= {"most": limit - len(found), "shut": shut}
        found += connection.execute(OTHERS, asked).mappings()
    return found


def _within(
    connection: Connection, rows: Sequence[RowMapping], now: datetime, gates: Gates
) -> Iterator[RowMapping]:
    """Those of the rows that the channels' speeds allow; the others stay queued."""
    room = _room(connection, [row for row in rows if row["kind"] == "reply"], now, gates)
    for row in rows:
        if row["kind"] == "reply" and row["purpose"] != "emergency":
            if room[row["channel"]] < 1:
                continue
            room[row["channel"]] -= 1
        yield row


def _room(
    connection: Connection, replies: Sequence[RowMapping], now: datetime, gates: Gates
) -> dict[str, int]:
    """How many replies each channel bears now; emergency lines leave anyway, and count."""
    urgent = Counter(row["channel"] for row in replies if row["purpose"] == "emergency")
    wanted = Counter(row["channel"] for row in replies if row["purpose"] != "emergency")
    room = {
        channel: min(count, gates.most.get(channel, count)) for channel, count in wanted.items()
    }
    for channel in sorted(gates.speeds.keys() & (wanted.keys() | urgent.keys())):
        speed, most = gates.speeds[channel], room.get(channel, 0)
        room[channel] = rates.spend(connection, speed, channel, most, urgent[channel], now)
    return room


def _shut(connection: Connection, now: datetime, gates: Gates) -> list[str]:
    closed = {channel for channel, most in gates.most.items() if most < 1}
    return sorted(closed | rates.used_up(connection, gates.speeds, now))


# --- conditions -----------------------------------------------------------------------------------


def _waiting() -> Any:
    """Queued rows that are due, with their conversation, the longest due first."""
    return (
        select(outbox)
        .join(conversations, conversations.c.id == outbox.c.conversation_id)
        .where(leaves(), outbox.c.state == "queued", outbox.c.run_at <= bindparam("now"))
        .order_by(outbox.c.run_at, outbox.c.id)
    )


def _held(query: Any) -> Any:
    """Rows and conversations held by others are passed over."""
    return query.with_for_update(of=[outbox, conversations], skip_locked=True, key_share=True)


def _passes() -> ColumnElement[bool]:
    """The channel is not shut."""
    shut: Any = bindparam("shut", expanding=True)
    return or_(is_urgent(), outbox.c.kind == "effect", outbox.c.channel.not_in(shut))


def _in_turn() -> ColumnElement[bool]:
    """No earlier reply of the conversation is still to go."""
    before = outbox.alias("before")
    earlier = exists().where(
        before.c.conversation_id == outbox.c.conversation_id,
        is_open_reply(before),
        before.c.id < outbox.c.id,
    )
    return or_(is_urgent(), outbox.c.kind == "effect", ~earlier)


def _may_leave() -> ColumnElement[bool]:
    """A person's word and an emergency always; the bot's only while no person speaks."""
    return or_(
        outbox.c.kind == "effect",
        outbox.c.author != "bot",
        outbox.c.purpose == "emergency",
        conversations.c.mode != "person",
    )


def _unreachable() -> ColumnElement[bool]:
    """Nothing is tried at an address the provider has refused for good (T9)."""
    return and_(outbox.c.kind == "reply", conversations.c.unusable.is_not(None))


def _free() -> ColumnElement[bool]:
    return and_(_may_leave(), ~_unreachable())


def _settle() -> Any:
    """Ends what may not leave: the bot's words while a person speaks, and what cannot arrive."""
    stuck = _waiting().where(~_free()).with_only_columns(outbox.c.id)
    silenced = exists().where(conversations.c.id == outbox.c.conversation_id, ~_may_leave())
    return (
        update(outbox)
        .where(outbox.c.id.in_(_held(stuck)))
        .values(
            state=case((silenced, "withheld"), else_="failed"),
            code=case((silenced, null()), else_="unusable"),
            final_at=bindparam("now"),
        )
    )


def _take() -> Any:
    return (
        update(outbox)
        .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
        .values(
            state="sending",
            attempts=outbox.c.attempts + 1,
            lease_until=bindparam("until"),
            run_at=bindparam("now"),
        )
    )


ANYTHING = _waiting().where(or_(~_free(), and_(_in_turn(), _passes()))).limit(1)
SETTLE = _settle()
URGENT = _held(_waiting().where(is_urgent(), _free()).limit(bindparam("most")))
OTHERS = _held(
    _waiting().where(~is_urgent(), _free(), _in_turn(), _passes()).limit(bindparam("most"))
)
TAKE = _take()
