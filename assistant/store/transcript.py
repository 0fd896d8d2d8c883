"""A conversation as staff read it: what the member, the bot and staff said, in order.

In order of time; in the same instant what was heard comes before what was answered to it, then what
the desk did.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, select

from assistant.store.engine import instant, stamp
from assistant.store.schema import conversations, events, handovers, members, outbox, staff
from assistant.store.turns import MEMBER

SHOWN = 200  # entries of a page
SPOKEN = ("message", "edited", "other", "files")  # kinds of events that a member makes


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that was said or done."""

    at: datetime
    who: str  # member, bot, staff, or desk for notes and handovers
    name: str  # of the staff
    kind: str  # an event's kind, a reply's purpose, or a handover's action
    text: str
    choices: tuple[str, ...] = ()
    files: int = 0
    state: str = ""  # of a reply, or of an event that failed
    provider_state: str = ""
    code: str = ""
    possible_duplicate: bool = False
    to: str = ""  # name or team that a conversation was passed to


def conversation_of(connection: Connection, conversation_id: int) -> Row[Any] | None:
    """The conversation with its member's columns (`m_*`) and its holder's name (`agent_name`)."""
    query = (
        select(conversations, *MEMBER, staff.c.name.label("agent_name"))
        .outerjoin(members, members.c.id == conversations.c.member_id)
        .outerjoin(staff, staff.c.id == conversations.c.agent_id)
        .where(conversations.c.id == conversation_id)
    )
    return connection.execute(query).first()


def other_conversations(connection: Connection, row: Row[Any]) -> list[Row[Any]]:
    """The same member's conversations elsewhere, the latest first."""
    if row.member_id is None:
        return []
    query = select(conversations.c.id, conversations.c.channel, conversations.c.seen_at).where(
        conversations.c.member_id == row.member_id, conversations.c.id != row.id
    )
    return list(connection.execute(query.order_by(conversations.c.seen_at.desc()).limit(10)))


def transcript(
    connection: Connection, conversation_id: int, before: datetime | None = None
) -> tuple[list[Entry], datetime | None]:
    """The newest entries, oldest first; and the instant to ask before for earlier ones."""
    heard = _heard(connection, conversation_id, before)
    turns = {event: order[1] for event, order, _entry in heard}
    said = [(order, entry) for _event, order, entry in heard]
    said += _told(connection, conversation_id, before, turns)
    said.sort(key=lambda pair: pair[0])
    first = max(0, len(said) - SHOWN)
    while first > 0 and said[first - 1][1].at == said[first][1].at:
        first -= 1  # entries of one instant stay together
    entries = [entry for _order, entry in said[first:]]
    earlier = entries[0].at if first else None
    desk = _within(history(connection, conversation_id), earlier, before)
    return _merged(entries, desk), earlier


def history(connection: Connection, conversation_id: int) -> list[Entry]:
    """Who asked, took, passed on, noted and gave back, oldest first."""
    receiver = staff.alias("receiver")
    query = (
        select(
            handovers,
            staff.c.name.label("name"),
            receiver.c.name.label("receiver_name"),
        )
        .outerjoin(staff, staff.c.id == handovers.c.staff_id)
        .outerjoin(receiver, receiver.c.id == handovers.c.to_staff_id)
        .where(handovers.c.conversation_id == conversation_id)
        .order_by(handovers.c.id)
    )
    return [
        Entry(
            at=instant(row["at"]),
            who="desk",
            name=row["name"] or "",
            kind=row["action"],
            text=row["note"],
            to=row["receiver_name"] or row["to_team"] or "",
        )
        for row in connection.execute(query).mappings()
    ]


Order = tuple[datetime, int, int, int]  # instant, turn, heard before told, row
LATER = 1 << 62  # said outside any turn shown


def _heard(
    connection: Connection, conversation_id: int, before: datetime | None
) -> list[tuple[str, Order, Entry]]:
    query = select(events).where(
        events.c.conversation_id == conversation_id, events.c.kind.in_(SPOKEN)
    )
    if before is not None:
        query = query.where(events.c.received_at < stamp(before))
    newest = query.order_by(events.c.received_at.desc(), events.c.seq.desc()).limit(SHOWN + 1)
    return [
        (row["key"], (instant(row["received_at"]), row["seq"], 0, 0), _event(row))
        for row in connection.execute(newest).mappings()
    ]


def _event(row: RowMapping) -> Entry:
    payload: Mapping[str, Any] = json.loads(row["payload"] or "{}")
    return Entry(
        at=instant(row["received_at"]),
        who="member",
        name="",
        kind=row["kind"],
        text=row["text"],
        files=len(payload.get("attachments") or ()),
        state="" if row["state"] == "done" else row["state"],
    )


def _told(
    connection: Connection,
    conversation_id: int,
    before: datetime | None,
    turns: Mapping[str, int],
) -> list[tuple[Order, Entry]]:
    author = staff.alias("author")
    query = (
        select(outbox, author.c.name.label("name"))
        .outerjoin(author, outbox.c.author == "staff:" + author.c.id)
        .where(outbox.c.conversation_id == conversation_id, outbox.c.kind == "reply")
    )
    if before is not None:
        query = query.where(outbox.c.created_at < stamp(before))
    newest = query.order_by(outbox.c.created_at.desc(), outbox.c.id.desc()).limit(SHOWN + 1)
    told = []
    for row in connection.execute(newest).mappings():
        turn = turns.get(row["key"].rpartition("#")[0], LATER)
        told.append(((instant(row["created_at"]), turn, 1, row["id"]), _reply(row)))
    return told


def _reply(row: RowMapping) -> Entry:
    body: Mapping[str, Any] = json.loads(row["body"])
    return Entry(
        at=instant(row["created_at"]),
        who="bot" if row["author"] == "bot" else "staff",
        name=row["name"] or "",
        kind=row["purpose"],
        text=str(body.get("text", "")),
        choices=tuple(str(label) for _key, label in body.get("choices") or ()),
        state=row["state"],
        provider_state=row["provider_state"] or "",
        code=row["code"] or "",
        possible_duplicate=row["possible_duplicate"],
    )


def _within(done: list[Entry], since: datetime | None, before: datetime | None) -> list[Entry]:
    return [
        entry
        for entry in done
        if (since is None or entry.at >= since) and (before is None or entry.at < before)
    ]


def _merged(said: list[Entry], done: list[Entry]) -> list[Entry]:
    """Puts what the desk did where its time belongs, after what was said at that instant."""
    return sorted([*said, *done], key=lambda entry: (entry.at, entry.who == "desk"))
