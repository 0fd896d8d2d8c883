"""The outbox's rows on their way out, once they are claimed (`claiming.py`): each ends once.

Every change is fenced by the attempt it belongs to, so that a worker that comes back late, or a
status report that overtakes it, changes nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, and_, insert, select, update

from assistant.store.engine import instant, stamp
from assistant.store.once import insert_once
from assistant.store.schema import (
    conversations,
    events,
    handovers,
    heartbeats,
    is_open_reply,
    leaves,
    outbox,
)

SPACING = {"telegram": timedelta(seconds=1)}  # between two messages of one chat
# A provider's answer is true however late we write it down: after the lease has lapsed, even when
# the row waits to be sent again; not once it is: that is another attempt.
OPEN = ("sending", "unknown", "queued")
UNREPORTED = timedelta(hours=6)  # without a status report, sent is all that will be known


Standing = Literal["ours", "another's", "withheld"]


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One claimed row. `attempts` counts this one too."""

    id: int
    conversation_id: int
    kind: str
    author: str
    purpose: str
    channel: str
    address: str
    body: str
    attempts: int
    created_at: datetime


def mark_sent(
    connection: Connection,
    delivery: Delivery,
    now: datetime,
    provider_id: str | None,
    final: bool,
    possible_duplicate: bool = False,
) -> bool:
    """The provider took it; `final` when no status report will follow."""
    values: dict[str, Any] = {"state": "sent", "sent_at": stamp(now), "lease_until": None}
    values["provider_id"] = provider_id
    if final:
        values["final_at"] = stamp(now)
    if possible_duplicate:
        values["possible_duplicate"] = True
    gap = SPACING.get(delivery.channel)
    if gap is not None:
        _keep_distance(connection, delivery.conversation_id, now + gap)
    return _end(connection, delivery, values, *OPEN)


def standing(connection: Connection, delivery: Delivery) -> Standing:
    """Whether a claimed row is still this attempt's, and may still leave."""
    query = (
        select(outbox.c.state, outbox.c.attempts, conversations.c.mode)
        .join(conversations, conversations.c.id == outbox.c.conversation_id)
        .where(outbox.c.id == delivery.id)
    )
    row = connection.execute(query).first()
    if row is None or (row.state, row.attempts) != ("sending", delivery.attempts):
        return "another's"
    bots = delivery.author == "bot" and delivery.purpose != "emergency"
    return "withheld" if bots and row.mode == "person" else "ours"


def withhold(connection: Connection, delivery: Delivery, now: datetime) -> bool:
    """Ends a claimed reply of the bot's that must not leave any more."""
    values = {"state": "withheld", "final_at": stamp(now), "lease_until": None}
    return _end(connection, delivery, values, "sending")


def mark_failed(connection: Connection, delivery: Delivery, now: datetime, code: str) -> bool:
    values = {"state": "failed", "code": code[:24], "final_at": stamp(now), "lease_until": None}
    return _end(connection, delivery, values, *OPEN)


def mark_unknown(connection: Connection, delivery: Delivery, look_at: datetime) -> bool:
    """Nobody knows whether it went; `look_at` is when it is looked into."""
    return _end(connection, delivery, _unknown(look_at), "sending")


def put_back(connection: Connection, delivery: Delivery, run_at: datetime, code: str) -> bool:
    """It did not go; it is tried again at `run_at`."""
    values = {"state": "queued", "run_at": stamp(run_at), "code": code[:24], "lease_until": None}
    return _end(connection, delivery, values, "sending", "unknown")


def alert_staff(connection: Connection, delivery: Delivery, now: datetime, code: str) -> None:
    """Staff see that a message could not be delivered, and why, by its code."""
    row = {
        "conversation_id": delivery.conversation_id,
        "at": stamp(now),
        "action": "alert",
        "note": f"undeliverable:{code}",
    }
    connection.execute(insert(handovers).values(row))


def make_unusable(connection: Connection, conversation_id: int, code: str) -> None:
    """Nothing more can reach this address; cleared when its holder writes again."""
    gone = update(conversations).where(conversations.c.id == conversation_id)
    connection.execute(gone.values(unusable=code[:32]))


# --- what a crash or a lost answer left behind ---------------------------------------------------


def lapse(connection: Connection, now: datetime, look_at: datetime) -> int:
    """Rows whose worker is gone: replies become unknown, effects (idempotent) are queued again."""
    lapsed = and_(leaves(), outbox.c.state == "sending", outbox.c.lease_until < stamp(now))
    replies = update(outbox).where(lapsed, outbox.c.kind == "reply").values(_unknown(look_at))
    effects = update(outbox).where(lapsed, outbox.c.kind == "effect")
    again = effects.values(state="queued", run_at=stamp(now), lease_until=None)
    return connection.execute(replies).rowcount + connection.execute(again).rowcount


def doubt_all(connection: Connection, now: datetime) -> int:
    """After a backup was restored: what waits to leave may have left since the copy was made."""
    waiting = update(outbox).where(leaves(), is_open_reply(), outbox.c.state != "unknown")
    return connection.execute(waiting.values(_unknown(now))).rowcount


def unknown_due(
    connection: Connection, now: datetime, again_at: datetime, limit: int
) -> list[Delivery]:
    """Unknown rows to look into now; `again_at` keeps others from looking meanwhile."""
    due = and_(leaves(), outbox.c.state == "unknown", outbox.c.run_at <= stamp(now))
    query = select(outbox).where(due).order_by(outbox.c.id).limit(limit)
    found = []
    for row in connection.execute(query.with_for_update(skip_locked=True)).mappings().all():
        delivery = delivery_of(row, row["attempts"])
        if _end(connection, delivery, {"run_at": stamp(again_at)}, "unknown"):
            found.append(delivery)
    return found


def settle_sent(connection: Connection, delivery: Delivery, now: datetime, provider: str) -> bool:
    """An unknown row was found at the provider."""
    values = {"state": "sent", "sent_at": stamp(now), "provider_id": provider}
    return _end(connection, delivery, values, "unknown")


def settle_again(
    connection: Connection, delivery: Delivery, now: datetime, possible_duplicate: bool
) -> bool:
    """An unknown row is sent again: not found at the provider, or it cannot be asked."""
    values: dict[str, Any] = {"state": "queued", "run_at": stamp(now)}
    if possible_duplicate:
        values["possible_duplicate"] = True
    return _end(connection, delivery, values, "unknown")


def settle_failed(connection: Connection, delivery: Delivery, now: datetime, code: str) -> bool:
    values = {"state": "failed", "code": code[:24], "final_at": stamp(now)}
    return _end(connection, delivery, values, "unknown")


def known_ids(connection: Connection, conversation_id: int) -> set[str]:
    """The provider's ids of a conversation's messages, each part's own."""
    query = select(outbox.c.provider_id).where(
        outbox.c.conversation_id == conversation_id, outbox.c.provider_id.is_not(None)
    )
    joined = connection.execute(query).scalars()
    return {one for ids in joined for one in ids.split(",")}


def is_ours(connection: Connection, provider_id: str) -> bool:
    """Whether a provider's id is on record for some row already."""
    query = select(outbox.c.id).where(outbox.c.provider_id == provider_id).limit(1)
    return connection.execute(query).first() is not None


def close_unreported(connection: Connection, now: datetime) -> int:
    """Sent long ago and never reported on: nothing more will be known, so it ends as sent."""
    silent = update(outbox).where(
        outbox.c.state == "sent",
        outbox.c.final_at.is_(None),
        outbox.c.kind == "reply",
        leaves(),
        outbox.c.run_at < stamp(now - UNREPORTED),
    )
    return connection.execute(silent.values(final_at=stamp(now))).rowcount


def was_taken(connection: Connection, event: str) -> bool:
    """Whether an event, such as the result of an effect, is in the inbox already."""
    return connection.execute(select(events.c.key).where(events.c.key == event)).first() is not None


def taken_of(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Which of these events are in the inbox already."""
    found: set[str] = set()
    for start in range(0, len(keys), 500):  # SQLite takes so many values and no more
        some = events.c.key.in_(keys[start : start + 500])
        found.update(connection.execute(select(events.c.key).where(some)).scalars())
    return found


def beat(connection: Connection, process: str, now: datetime) -> None:
    """A process says that it is alive. `now` is the machine's time, not the demo's."""
    if not insert_once(connection, heartbeats, {"process": process, "at": stamp(now)}, "process"):
        mine = update(heartbeats).where(heartbeats.c.process == process)
        connection.execute(mine.values(at=stamp(now)))


# --- what they have in common --------------------------------------------------------------------


def _keep_distance(connection: Connection, conversation_id: int, run_at: datetime) -> None:
    """The conversation's next messages wait, so that the provider takes them all."""
    following = update(outbox).where(
        outbox.c.conversation_id == conversation_id,
        is_open_reply(),
        outbox.c.state == "queued",
        outbox.c.run_at < stamp(run_at),
    )
    connection.execute(following.values(run_at=stamp(run_at)))


def _end(connection: Connection, delivery: Delivery, values: dict[str, Any], *states: str) -> bool:
    """Writes what became of this attempt, if the row is still in one of these states."""
    mine = update(outbox).where(
        outbox.c.id == delivery.id,
        outbox.c.attempts == delivery.attempts,
        outbox.c.state.in_(states),
    )
    return connection.execute(mine.values(values)).rowcount == 1


def _unknown(look_at: datetime) -> dict[str, Any]:
    return {"state": "unknown", "run_at": stamp(look_at), "lease_until": None}


def delivery_of(row: RowMapping, attempts: int) -> Delivery:
    return Delivery(
        id=row["id"],
        conversation_id=row["conversation_id"],
        kind=row["kind"],
        author=row["author"],
        purpose=row["purpose"],
        channel=row["channel"],
        address=row["address"],
        body=row["body"],
        attempts=attempts,
        created_at=instant(row["created_at"]),
    )
