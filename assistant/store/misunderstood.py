"""What members wrote lately, with the names on their record, for whoever betters the reading."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from assistant.store.schema import conversations, events, members


@dataclass(frozen=True)
class Said:
    """A message and the names that must not be kept with it."""

    text: str
    names: tuple[str, ...]


def said_lately(connection: Connection, most: int) -> Iterator[Said]:
    """The latest messages of members, newest first."""
    query = (
        select(events.c.text, members.c.given_name, members.c.family_name, members.c.family)
        .join(conversations, conversations.c.id == events.c.conversation_id)
        .outerjoin(members, members.c.id == conversations.c.member_id)
        .where(events.c.kind.in_(("message", "edited")), events.c.text != "")
        .order_by(events.c.received_at.desc())
        .limit(most)
    )
    for text, given, family_name, family in connection.execute(query).all():
        relatives = [one["given_name"] for one in json.loads(family or "[]")]
        names = (name for name in (given, family_name, *relatives) if name)
        yield Said(text, tuple(names))
