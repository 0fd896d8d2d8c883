"""The staff's lists of conversations: who waits, who is spoken to, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    func,
    literal,
    or_,
    select,
)

from assistant.store.engine import instant
from assistant.store.schema import conversations, members, staff
from assistant.store.staff import Staff

FILTERS = ("waiting", "mine", "team", "person", "all")
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of a list: no word of what was said."""

    id: int
    channel: str
    language: str | None
    mode: str  # bot, waiting, person
    urgent: bool
    member_name: str  # empty while nobody was identified
    member_number: str
    proved: bool  # identity proved by a code, not only said
    agent_name: str
    team: str
    topic: str
    waiting_since: datetime | None
    seen_at: datetime
    unread: bool  # the member wrote after the holder's last look


def listed(connection: Connection, shown: str, me: Staff, page: int = 0) -> list[Listed]:
    """A page of a list: urgent first, then whoever waits, the longest first, then the rest."""
    query = (
        select(
            conversations,
            members.c.given_name,
            members.c.family_name,
            members.c.number,
            staff.c.name.label("agent_name"),
        )
        .outerjoin(members, members.c.id == conversations.c.member_id)
        .outerjoin(staff, staff.c.id == conversations.c.agent_id)
        .where(_shown(shown, me))
        .order_by(
            conversations.c.urgent.desc(),
            conversations.c.waiting_since.is_(None),
            conversations.c.waiting_since,
            conversations.c.seen_at.desc(),
            conversations.c.id,
        )
        .limit(PAGE + 1)
        .offset(page * PAGE)
    )
    return [_line(row) for row in connection.execute(query).mappings()]


def counts(connection: Connection, me: Staff) -> dict[str, int]:
    """How many conversations stand in each list but the whole one."""
    names = [name for name in FILTERS if name != "all"]
    sums = [func.count().filter(_shown(name, me)).label(name) for name in names]
    query = select(*sums).select_from(conversations).where(or_(*(_shown(n, me) for n in names)))
    return dict(connection.execute(query).mappings().one())


def _shown(shown: str, me: Staff) -> ColumnElement[bool]:
    conversation = conversations.c
    unheld = and_(conversation.mode == "person", conversation.agent_id.is_(None))
    lists: dict[str, ColumnElement[bool]] = {
        "waiting": or_(conversation.mode == "waiting", unheld, conversation.urgent),
        "mine": and_(conversation.mode == "person", conversation.agent_id == me.id),
        "team": and_(conversation.mode != "bot", conversation.team == me.team),
        "person": conversation.mode == "person",
        "all": literal(True),
    }
    return lists[shown]


def _line(row: RowMapping) -> Listed:
    known = row["member_id"] is not None
    held = row["mode"] == "person" and row["agent_id"] is not None
    return Listed(
        id=row["id"],
        channel=row["channel"],
        language=row["language"],
        mode=row["mode"],
        urgent=row["urgent"],
        member_name=f"{row['given_name']} {row['family_name']}" if known else "",
        member_number=row["number"] if known else "",
        proved=known and row["bound_at"] is not None,
        agent_name=row["agent_name"] or "",
        team=row["team"] or "",
        topic=row["topic"] or "",
        waiting_since=_moment(row["waiting_since"]),
        seen_at=instant(row["seen_at"]),
        unread=held and (row["read_by_staff_at"] or "") < row["seen_at"],
    )


def _moment(stored: Any) -> datetime | None:
    return instant(stored) if stored else None
