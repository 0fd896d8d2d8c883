"""The SQL of one turn: at most six statements, one commit (P10).

The statements of every turn are put together once: that costs more than running them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, literal, select, union_all, update

from assistant.store.engine import stamp
from assistant.store.once import insert_once
from assistant.store.schema import (
    agreements,
    claims,
    conversations,
    documents,
    events,
    handovers,
    letters,
    members,
    outbox,
    statements,
)
from assistant.store.wakeups import announce

CONVERSATION = (
    conversations.c.id,
    conversations.c.channel,
    conversations.c.address,
    conversations.c.member_id,
    conversations.c.language,
    conversations.c.mode,
    conversations.c.state,
    conversations.c.serial,
    conversations.c.seen_at,
    conversations.c.bound_at,
    conversations.c.window_start,
    conversations.c.window_count,
    conversations.c.waiting_since,
    conversations.c.urgent,
    conversations.c.opted_out,
)
MEMBER = tuple(column.label(f"m_{column.name}") for column in members.c)

READ_CONVERSATION = (
    select(*CONVERSATION, *MEMBER)
    .outerjoin(members, members.c.id == conversations.c.member_id)
    .where(conversations.c.channel == bindparam("channel"))
    .where(conversations.c.address == bindparam("address"))
    .with_for_update(of=conversations)
)
QUEUE = insert(outbox)
SAVE_CONVERSATION = update(conversations).where(conversations.c.id == bindparam("this_id"))


def read_conversation(connection: Connection, channel: str, address: str) -> Any:
    """The conversation with its member, its row held until the commit."""
    asked = {"channel": channel, "address": address}
    return connection.execute(READ_CONVERSATION, asked).first()


def read_member(connection: Connection, member_id: str) -> Any:
    return connection.execute(select(*MEMBER).where(members.c.id == member_id)).one()


def read_records(connection: Connection, member_id: str) -> Sequence[Any]:
    """Claims and agreement requests of a member, the latest first."""
    both = union_all(
        *(
            select(
                literal(kind).label("kind"),
                table.c.number,
                table.c.status,
                table.c.created_at,
                table.c.updated_at,
            ).where(table.c.member_id == member_id)
            for kind, table in (("claim", claims), ("agreement", agreements))
        )
    ).subquery()
    query = select(both).order_by(both.c.created_at.desc()).limit(20)
    return connection.execute(query).all()


@dataclass(frozen=True)
class EventRow:
    """An event as it is kept: the member's side of the transcript."""

    key: str
    conversation_id: int
    serial: int
    kind: str
    text: str
    payload: Mapping[str, Any]
    provider_at: datetime
    version: str


def keep_event(connection: Connection, row: EventRow, now: datetime) -> bool:
    """Takes the event's permanent key; False when it was seen before (T4)."""
    values = {**_values(row, now), "state": "done", "attempts": 1}
    return insert_once(connection, events, values, "key")


def _values(row: EventRow, now: datetime) -> dict[str, Any]:
    return {
        "key": row.key,
        "conversation_id": row.conversation_id,
        "seq": row.serial,
        "kind": row.kind,
        "text": row.text,
        "payload": json.dumps(row.payload),
        "provider_at": stamp(row.provider_at),
        "received_at": stamp(now),
        "parse_version": row.version,
    }


def keep_failed(
    connection: Connection, row: EventRow, error: str, now: datetime, retry_at: datetime
) -> bool:
    """Keeps the raw event of a turn that failed, to be taken again; False when it is there."""
    failed = {"state": "failed", "attempts": 1, "error": error, "retry_at": stamp(retry_at)}
    return insert_once(connection, events, {**_values(row, now), **failed}, "key")


def due_failures(connection: Connection, now: datetime) -> Sequence[Any]:
    query = (
        select(events.c.key, events.c.payload, events.c.attempts)
        .where(events.c.state == "failed", events.c.retry_at <= stamp(now))
        .order_by(events.c.received_at)
        .limit(20)
    )
    return connection.execute(query).all()


def retake_event(connection: Connection, key: str) -> bool:
    """A failed event becomes the turn now under way; False when another took it."""
    statement = (
        update(events)
        .where(events.c.key == key, events.c.state == "failed")
        .values(state="done", attempts=events.c.attempts + 1, error=None)
    )
    return bool(connection.execute(statement).rowcount)


def mark_failure(
    connection: Connection, key: str, attempts: int, state: str, error: str, retry_at: datetime
) -> bool:
    """Notes the failed attempt of that number; False when it was noted before."""
    this = (
        (events.c.key == key) & (events.c.state == "failed") & (events.c.attempts == attempts - 1)
    )
    values = {"state": state, "error": error, "attempts": attempts, "retry_at": stamp(retry_at)}
    return connection.execute(update(events).where(this).values(values)).rowcount == 1


def queue(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Replies and effects of the turn, in order."""
    if rows:
        connection.execute(QUEUE, list(rows))


def save_conversation(connection: Connection, conversation_id: int, **values: Any) -> None:
    connection.execute(SAVE_CONVERSATION, {**values, "this_id": conversation_id})
    announce(connection, conversation_id)


def open_claim(connection: Connection, **values: Any) -> None:
    connection.execute(insert(claims).values(**values))


def open_agreement(connection: Connection, **values: Any) -> None:
    connection.execute(insert(agreements).values(**values))


def open_letter(connection: Connection, **values: Any) -> None:
    connection.execute(insert(letters).values(**values))


def open_statement(connection: Connection, **values: Any) -> None:
    connection.execute(insert(statements).values(**values))


def note_handover(connection: Connection, **values: Any) -> None:
    connection.execute(insert(handovers).values(**values))


def await_documents(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    connection.execute(insert(documents), list(rows))
