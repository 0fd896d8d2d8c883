"""Conversations: one a channel and address, opened at the first message."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from assistant.store.engine import stamp
from assistant.store.once import insert_once
from assistant.store.schema import conversations

EMPTY_STATE = "{}"


def find_conversation(connection: Connection, channel: str, address: str) -> int | None:
    """The id of a conversation, None when that address never wrote."""
    query = select(conversations.c.id).where(
        conversations.c.channel == channel, conversations.c.address == address
    )
    return connection.execute(query).scalar()


def make_conversation(connection: Connection, channel: str, address: str, now: datetime) -> None:
    """A new conversation, or nothing when it is there; two first messages at once make one."""
    row = {"channel": channel, "address": address, "state": EMPTY_STATE}
    row |= {"created_at": stamp(now), "seen_at": stamp(now)}
    insert_once(connection, conversations, row, "channel", "address")


def open_conversation(connection: Connection, channel: str, address: str, now: datetime) -> int:
    """The id of a conversation, made when it is new."""
    found = find_conversation(connection, channel, address)
    if found is not None:
        return found
    make_conversation(connection, channel, address, now)
    found = find_conversation(connection, channel, address)
    assert found is not None
    return found
