"""How far a conversation has got, in a few numbers: two that differ mean there is something new."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from assistant.store.schema import conversations, events, handovers, outbox


@dataclass(frozen=True)
class Mark:
    """`last` is the id of the newest reply, 0 without one; `heard` when the member last wrote."""

    last: int
    heard: str
    mode: str = ""  # bot, waiting, person
    done: int = 0  # the newest act of the staff

    @property
    def id(self) -> str:
        """As the browser gives it back (`Last-Event-ID`)."""
        return f"{self.last}.{self.done}.{self.mode}.{self.heard}"


def chat_mark(connection: Connection, conversation_id: int) -> Mark:
    """Of a web chat as its member sees it. Rows of the primary keys only, however long the talk."""
    reply = (
        select(outbox.c.id)
        .where(
            outbox.c.conversation_id == conversation_id,
            outbox.c.kind == "reply",
            outbox.c.state != "withheld",
        )
        .order_by(outbox.c.id.desc())
        .limit(1)
    )
    heard = (
        select(events.c.received_at)
        .where(events.c.conversation_id == conversation_id)
        .order_by(events.c.seq.desc())
        .limit(1)
    )
    mode = select(conversations.c.mode).where(conversations.c.id == conversation_id)
    both = select(reply.scalar_subquery(), heard.scalar_subquery(), mode.scalar_subquery())
    last, when, how = connection.execute(both).one()
    return Mark(last or 0, when or "", how or "")


def desk_mark(connection: Connection, conversation_id: int) -> Mark:
    """Of a conversation as staff see it: notes and acts count too."""
    done = select(func.max(handovers.c.id)).where(handovers.c.conversation_id == conversation_id)
    found = chat_mark(connection, conversation_id)
    return Mark(found.last, found.heard, found.mode, connection.execute(done).scalar() or 0)
