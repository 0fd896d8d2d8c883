"""The outbox's rows on their way out: claimed by one worker at a time, ended once.

Every change is fenced by the attempt it belongs to, so that a worker that comes back late, or a
status report that overtakes it, changes nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    exists,
    insert,
    or_,
    select,
    update,
)

from assistant.store.engine import instant, stamp
from assistant.store.schema import conversations, events, handovers, heartbeats, outbox

READ_BY_PAGE = ("web", "terminal")  # the page reads these replies itself
SPACING = {"telegram": timedelta(seconds=1)}  # between two messages of one chat
UNREPORTED = timedelta(hours=6)  # without a status report, sent is all that will be known


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


def anything_due(connection: Connection, now: datetime) -> bool:
    """Whether a claim would find something: asked often, so it only reads."""
    query = select(outbox.c.id).where(_leaves(), outbox.c.state == "queued", _due(now)).limit(1)
    return connection.execute(query).first() is not None


def claim(
    connection: Connection, now: datetime, lease: dict[str, timedelta], limit: int
) -> list[Delivery]:
    """Takes up to `limit` due rows, `lease` by kind. A writing transaction is open."""
    _withhold(connection, now)
    _give_up_unusable(connection, now)
    claimed = []
    for row in connection.execute(_claimable(now).limit(limit)).mappings().all():
        if not _hold(connection, row["conversation_id"]):
            continue
        attempt = row["attempts"] + 1
        taken = (
            update(outbox)
            .where(outbox.c.id == row["id"], outbox.c.state == "queued", _may_leave())
            .values(
                state="sending",
                attempts=attempt,
                lease_until=stamp(now + lease[row["kind"]]),
                run_at=stamp(now),
            )
        )
        if connection.execute(taken).rowcount:
            claimed.append(_delivery(row, attempt))
    return claimed


def _hold(connection: Connection, conversation_id: int) -> bool:
    """Holds a conversation until the commit, so that nobody takes it over in between.

    False when somebody else has it just now: its row is claimed at the next look. On SQLite the
    transaction holds everything already.
    """
    if connection.dialect.name == "sqlite":
        return True
    query = select(conversations.c.id).where(conversations.c.id == conversation_id)
    return connection.execute(query.with_for_update(skip_locked=True)).first() is not None


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
    return _end(connection, delivery, values)


def mark_failed(connection: Connection, delivery: Delivery, now: datetime, code: str) -> bool:
    values = {"state": "failed", "code": code[:24], "final_at": stamp(now), "lease_until": None}
    return _end(connection, delivery, values)


def mark_unknown(connection: Connection, delivery: Delivery, look_at: datetime) -> bool:
    """Nobody knows whether it went; `look_at` is when it is looked into."""
    return _end(connection, delivery, _unknown(look_at))


def put_back(connection: Connection, delivery: Delivery, run_at: datetime, code: str) -> bool:
    """It did not go; it is tried again at `run_at`."""
    values = {"state": "queued", "run_at": stamp(run_at), "code": code[:24], "lease_until": None}
    return _end(connection, delivery, values)


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
    lapsed = and_(outbox.c.state == "sending", outbox.c.lease_until < stamp(now))
    replies = update(outbox).where(lapsed, outbox.c.kind == "reply").values(_unknown(look_at))
    effects = update(outbox).where(lapsed, outbox.c.kind == "effect")
    again = effects.values(state="queued", run_at=stamp(now), lease_until=None)
    return connection.execute(replies).rowcount + connection.execute(again).rowcount


def unknown_due(
    connection: Connection, now: datetime, again_at: datetime, limit: int
) -> list[Delivery]:
    """Unknown rows to look into now; `again_at` keeps others from looking meanwhile."""
    query = select(outbox).where(outbox.c.state == "unknown", _due(now)).order_by(outbox.c.id)
    found = []
    for row in connection.execute(query.limit(limit)).mappings().all():
        delivery = _delivery(row, row["attempts"])
        if _end(connection, delivery, {"run_at": stamp(again_at)}, state="unknown"):
            found.append(delivery)
    return found


def settle_sent(connection: Connection, delivery: Delivery, now: datetime, provider: str) -> bool:
    """An unknown row was found at the provider."""
    values = {"state": "sent", "sent_at": stamp(now), "provider_id": provider}
    return _end(connection, delivery, values, state="unknown")


def settle_again(
    connection: Connection, delivery: Delivery, now: datetime, possible_duplicate: bool
) -> bool:
    """An unknown row is sent again: not found at the provider, or it cannot be asked."""
    values: dict[str, Any] = {"state": "queued", "run_at": stamp(now)}
    if possible_duplicate:
        values["possible_duplicate"] = True
    return _end(connection, delivery, values, state="unknown")


def settle_failed(connection: Connection, delivery: Delivery, now: datetime, code: str) -> bool:
    values = {"state": "failed", "code": code[:24], "final_at": stamp(now)}
    return _end(connection, delivery, values, state="unknown")


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
        outbox.c.channel.not_in(READ_BY_PAGE),
        outbox.c.run_at < stamp(now - UNREPORTED),
    )
    return connection.execute(silent.values(final_at=stamp(now))).rowcount


def was_taken(connection: Connection, event: str) -> bool:
    """Whether an event, such as the result of an effect, is in the inbox already."""
    return connection.execute(select(events.c.key).where(events.c.key == event)).first() is not None


def beat(connection: Connection, process: str, now: datetime) -> None:
    """A process says that it is alive. `now` is the machine's time, not the demo's."""
    mine = heartbeats.c.process == process
    if not connection.execute(update(heartbeats).where(mine).values(at=stamp(now))).rowcount:
        connection.execute(insert(heartbeats).values(process=process, at=stamp(now)))


# --- conditions ----------------------------------------------------------------------------------


def _leaves() -> ColumnElement[bool]:
    return or_(outbox.c.kind == "effect", outbox.c.channel.not_in(READ_BY_PAGE))


def _due(now: datetime) -> ColumnElement[bool]:
    return outbox.c.run_at <= stamp(now)


def _claimable(now: datetime) -> Any:
    """Due rows in order: of a conversation only the oldest, and none while one is under way.

    An emergency line waits for nothing; effects wait for nobody.
    """
    before = outbox.alias("before")
    earlier = exists().where(
        before.c.conversation_id == outbox.c.conversation_id,
        before.c.kind == "reply",
        before.c.state.in_(("queued", "sending", "unknown")),
        before.c.id < outbox.c.id,
    )
    in_turn = or_(outbox.c.kind == "effect", outbox.c.purpose == "emergency", ~earlier)
    due = select(outbox).where(outbox.c.state == "queued", _leaves(), _due(now), in_turn)
    for channel, gap in SPACING.items():
        recent = exists().where(
            before.c.conversation_id == outbox.c.conversation_id,
            before.c.kind == "reply",
            before.c.sent_at > stamp(now - gap),
        )
        due = due.where(or_(outbox.c.channel != channel, outbox.c.kind == "effect", ~recent))
    return due.order_by(outbox.c.id)


def _may_leave() -> ColumnElement[bool]:
    """A person's word and an emergency always; the bot's only while no person speaks.

    Part of the claiming statement itself: taking a conversation over cannot slip in between.
    """
    taken_over = exists().where(
        conversations.c.id == outbox.c.conversation_id, conversations.c.mode == "person"
    )
    return or_(
        outbox.c.kind == "effect",
        outbox.c.author != "bot",
        outbox.c.purpose == "emergency",
        ~taken_over,
    )


def _withhold(connection: Connection, now: datetime) -> None:
    silenced = update(outbox).where(outbox.c.state == "queued", _leaves(), _due(now), ~_may_leave())
    connection.execute(silenced.values(state="withheld", final_at=stamp(now)))


def _give_up_unusable(connection: Connection, now: datetime) -> None:
    """Nothing is tried at an address the provider has refused for good (T9)."""
    unusable = exists().where(
        conversations.c.id == outbox.c.conversation_id, conversations.c.unusable.is_not(None)
    )
    hopeless = update(outbox).where(
        outbox.c.state == "queued", outbox.c.kind == "reply", _leaves(), _due(now), unusable
    )
    connection.execute(hopeless.values(state="failed", code="unusable", final_at=stamp(now)))


def _end(
    connection: Connection, delivery: Delivery, values: dict[str, Any], state: str = "sending"
) -> bool:
    mine = update(outbox).where(
        outbox.c.id == delivery.id,
        outbox.c.attempts == delivery.attempts,
        outbox.c.state == state,
    )
    return connection.execute(mine.values(values)).rowcount == 1


def _unknown(look_at: datetime) -> dict[str, Any]:
    return {"state": "unknown", "run_at": stamp(look_at), "lease_until": None}


def _delivery(row: RowMapping, attempts: int) -> Delivery:
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
