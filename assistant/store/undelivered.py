"""Replies that did not arrive: refused for good, reported as lost, or too long on their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, or_, select, update

from assistant.store.deliveries import Delivery, delivery_of
from assistant.store.engine import stamp
from assistant.store.reach import BINDING_LAPSES
from assistant.store.schema import conversations, leaves, members, outbox

IN_TIME = timedelta(minutes=15)  # F10
FORGET = timedelta(days=1)
AT_A_TIME = 50
KEY = "elsewhere:"  # begins the keys of our notices, which are not told of in their turn
REACH = ("telegram", "whatsapp", "sms")  # what rings a phone; nobody may be looking at the web chat


@dataclass(frozen=True)
class Undelivered:
    """A reply that did not arrive, and who was to read it: `member_id` once that was proved."""

    delivery: Delivery
    state: str  # failed, or queued and unknown for the slow ones
    member_id: str | None
    language: str


def undelivered(connection: Connection, now: datetime) -> list[Undelivered]:
    """Those nobody has seen to; held until the commit, so that one worker does."""
    failed = and_(outbox.c.state == "failed", outbox.c.run_at > stamp(now - FORGET))
    slow = and_(
        outbox.c.state.in_(("queued", "unknown")), outbox.c.created_at < stamp(now - IN_TIME)
    )
    query = (
        select(
            outbox, conversations.c.member_id, conversations.c.bound_at, conversations.c.language
        )
        .join(conversations, conversations.c.id == outbox.c.conversation_id)
        .where(leaves(), outbox.c.kind == "reply", outbox.c.elsewhere_at.is_(None))
        .where(~outbox.c.key.startswith(KEY))
        .where(or_(failed, slow))
        .order_by(outbox.c.id)
        .limit(AT_A_TIME)
        .with_for_update(of=outbox, skip_locked=True)
    )
    return [_undelivered(row) for row in connection.execute(query).mappings()]


def mark_seen_to(connection: Connection, found: Sequence[Undelivered], now: datetime) -> None:
    ids = [one.delivery.id for one in found]
    done = update(outbox).where(outbox.c.id.in_(ids)).values(elsewhere_at=stamp(now))
    connection.execute(done)


def elsewhere(connection: Connection, lost: Undelivered, now: datetime) -> RowMapping | None:
    """Another conversation of the same member that can be reached, the latest used; or None."""
    if lost.member_id is None:
        return None
    here = conversations.c
    query = (
        select(conversations, members.c.language.label("member_language"))
        .join(members, members.c.id == here.member_id)
        .where(
            here.member_id == lost.member_id,
            here.id != lost.delivery.conversation_id,
            here.channel.in_(REACH),
            here.bound_at.is_not(None),
            here.seen_at > stamp(now - BINDING_LAPSES),
            here.unusable.is_(None),
            here.mode != "person",  # a person speaks there: they tell, not the assistant
            ~here.opted_out,
        )
        .order_by(here.seen_at.desc())
    )
    return connection.execute(query.limit(1)).mappings().first()


def _undelivered(row: Any) -> Undelivered:
    proved = row["member_id"] if row["bound_at"] else None
    delivery = delivery_of(row, row["attempts"])
    return Undelivered(delivery, row["state"], proved, row["language"] or "fr")
