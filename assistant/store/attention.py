"""What needs a person of the staff: parked events, messages that did not arrive, open alerts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, and_, func, select, update

from assistant.store import audit
from assistant.store.engine import stamp
from assistant.store.schema import conversations, events, handovers, members, outbox
from assistant.store.staff import Staff

MOST = 100  # of each kind on the page
UNDELIVERED = ("failed", "unknown")


@dataclass(frozen=True, kw_only=True)
class Attention:
    """Everything on the page, the oldest first: ids, times and codes, no text."""

    parked: list[RowMapping]
    undelivered: list[RowMapping]
    alerts: list[RowMapping]


def attention(connection: Connection) -> Attention:
    return Attention(
        parked=_rows(connection, events, events.c.received_at, _parked()),
        undelivered=_rows(connection, outbox, outbox.c.created_at, _undelivered()),
        alerts=_rows(connection, handovers, handovers.c.at, _alerts()),
    )


def how_many(connection: Connection) -> int:
    """For the number beside the page's name."""
    counted = [
        select(func.count()).select_from(table).where(where).scalar_subquery()
        for table, where in ((events, _parked()), (outbox, _undelivered()), (handovers, _alerts()))
    ]
    return int(connection.execute(select(counted[0] + counted[1] + counted[2])).scalar_one())


def retry_event(connection: Connection, key: str, by: Staff, now: datetime) -> bool:
    """A parked event is taken again by the worker, with three new tries."""
    again = {"state": "failed", "attempts": 0, "retry_at": stamp(now)}
    return _act(connection, events, events.c.key == key, _parked(), by, now, "retry", **again)


def dismiss_event(connection: Connection, key: str, by: Staff, now: datetime) -> bool:
    this = events.c.key == key
    return _act(connection, events, this, _parked(), by, now, "dismiss", handled_at=stamp(now))


def retry_message(connection: Connection, outbox_id: int, by: Staff, now: datetime) -> bool:
    """Sends again what failed; what may have arrived is marked as a possible repeat."""
    again = {
        "state": "queued",
        "attempts": 0,
        "run_at": stamp(now),
        "code": None,
        "provider_id": None,
        "provider_state": None,
        "final_at": None,
        "possible_duplicate": outbox.c.possible_duplicate | (outbox.c.state == "unknown"),
    }
    this = outbox.c.id == outbox_id
    return _act(connection, outbox, this, _undelivered(), by, now, "retry", **again)


def dismiss_message(connection: Connection, outbox_id: int, by: Staff, now: datetime) -> bool:
    this = outbox.c.id == outbox_id
    return _act(connection, outbox, this, _undelivered(), by, now, "dismiss", handled_at=stamp(now))


def dismiss_alert(connection: Connection, handover_id: int, by: Staff, now: datetime) -> bool:
    """An alert that is no emergency; an emergency is handled in its conversation."""
    this = handovers.c.id == handover_id
    urgent = select(conversations.c.id).where(
        conversations.c.id == handovers.c.conversation_id, conversations.c.urgent
    )
    still = and_(_alerts(), ~urgent.exists())
    return _act(connection, handovers, this, still, by, now, "dismiss", handled_at=stamp(now))


def _parked() -> Any:
    return and_(events.c.state == "parked", events.c.handled_at.is_(None))


def _undelivered() -> Any:
    return and_(outbox.c.state.in_(UNDELIVERED), outbox.c.handled_at.is_(None))


def _alerts() -> Any:
    return and_(handovers.c.action == "alert", handovers.c.handled_at.is_(None))


def _rows(connection: Connection, table: Table, when: Any, where: Any) -> list[RowMapping]:
    query = (
        select(
            table,
            conversations.c.channel.label("conversation_channel"),
            conversations.c.urgent,
            members.c.given_name,
            members.c.family_name,
        )
        .outerjoin(conversations, conversations.c.id == table.c.conversation_id)
        .outerjoin(members, members.c.id == conversations.c.member_id)
        .where(where)
    )
    return list(connection.execute(query.order_by(when).limit(MOST)).mappings())


def _act(
    connection: Connection,
    table: Table,
    this: Any,
    still: Any,
    by: Staff,
    now: datetime,
    action: str,
    **values: Any,
) -> bool:
    """False when it was dealt with meanwhile: nothing is done then."""
    done = connection.execute(update(table).where(this, still).values(**values)).rowcount == 1
    if done:
        audit.note(connection, now, by.actor, action, f"{table.name}:{_id(this)}")
    return done


def _id(this: Any) -> str:
    return str(this.right.value)
