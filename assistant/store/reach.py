"""Where a member can be told something: the conversation it is about, or another one of theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, insert, select

from assistant.store.engine import stamp
from assistant.store.schema import conversations, handovers, members, outbox

BINDING_LAPSES = timedelta(days=180)  # without a message: the number may be someone else's (T24)


def conversation_for(
    connection: Connection, member_id: str, conversation_id: int, now: datetime
) -> RowMapping | None:
    """The conversation that a notice goes to, with `member_language`; None when there is none.

    Bound to that member still (numbers change hands), not opted out, not refused by the provider.
    When it is not so where the request was made, the member's latest other one.
    """
    here = conversations.c
    query = (
        select(conversations, members.c.language.label("member_language"))
        .join(members, members.c.id == here.member_id)
        .where(
            here.member_id == member_id,
            here.bound_at.is_not(None),
            here.seen_at > stamp(now - BINDING_LAPSES),
            here.unusable.is_(None),
            ~here.opted_out,
        )
        .order_by((here.id == conversation_id).desc(), here.seen_at.desc())
    )
    return connection.execute(query).mappings().first()


def said(connection: Connection, key: str) -> bool:
    """Whether a message with this key is in the outbox already."""
    return connection.execute(select(outbox.c.id).where(outbox.c.key == key)).first() is not None


def alert_untold(connection: Connection, conversation_id: int, what: str, now: datetime) -> None:
    """Staff see that a member could not be told: they write or call."""
    row = {"conversation_id": conversation_id, "at": stamp(now), "action": "alert"}
    connection.execute(insert(handovers).values(note=f"untold:{what}", **row))
