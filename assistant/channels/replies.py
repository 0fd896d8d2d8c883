"""Replies of a channel that shows them itself: read from the outbox where they lie."""

from __future__ import annotations

import json

from sqlalchemy import select, update

from assistant.house import House
from assistant.messages import Outgoing
from assistant.store.engine import reading, stamp
from assistant.store.schema import outbox


def unshown(house: House, channel: str, address: str) -> list[Outgoing]:
    """Replies not shown yet, oldest first; from now on they count as sent."""
    mine = (outbox.c.channel == channel) & (outbox.c.address == address)
    waiting = mine & (outbox.c.kind == "reply") & (outbox.c.state == "queued")
    query = select(outbox.c.id, outbox.c.body).where(waiting).order_by(outbox.c.id)
    now = stamp(house.clock.now())
    with house.engine.begin() as connection:
        rows = connection.execute(query).all()
        shown = update(outbox).where(outbox.c.id.in_([row.id for row in rows]))
        connection.execute(shown.values(state="sent", sent_at=now, final_at=now))
    return [_outgoing(row.body) for row in rows]


def under_way(house: House, channel: str, address: str) -> bool:
    """Whether something asked for in this conversation is still being done."""
    mine = (outbox.c.channel == channel) & (outbox.c.address == address)
    undone = mine & (outbox.c.kind == "effect") & outbox.c.state.in_(("queued", "sending"))
    with reading(house.engine) as connection:
        return connection.execute(select(outbox.c.id).where(undone).limit(1)).first() is not None


def _outgoing(body: str) -> Outgoing:
    data = json.loads(body)
    choices = tuple((key, label) for key, label in data.pop("choices", ()))
    return Outgoing(choices=choices, **data)
