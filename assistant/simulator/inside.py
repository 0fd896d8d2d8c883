"""What the house thinks, under each phone: language, mode, open dialogs and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from assistant.conversation import Frame, load
from assistant.store.engine import instant
from assistant.store.schema import conversations, members, outbox

LONGEST_ANSWER = 60
PENDING = ("queued", "sending", "unknown")


@dataclass(frozen=True)
class OpenDialog:
    """A dialog under way: its answers as (name, value), and what was asked last."""

    name: str
    asked: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Inside:
    """A conversation as its row has it."""

    id: int
    language: str
    mode: str
    member: str  # empty while nobody has proved who they are
    dialogs: tuple[OpenDialog, ...]  # the one under way comes last
    misses: int
    opted_out: bool
    unusable: str
    waiting: int  # messages that have not left
    attempts: int  # at the most tried of them
    next_try: Any = None  # datetime of the next attempt


def look_inside(connection: Connection, channel: str, address: str) -> Inside | None:
    """None while this phone has not written."""
    query = (
        select(conversations, members.c.given_name, members.c.family_name)
        .outerjoin(members, members.c.id == conversations.c.member_id)
        .where(conversations.c.channel == channel, conversations.c.address == address)
    )
    row = connection.execute(query).mappings().first()
    return _inside(row, _waiting(connection, row["id"])) if row else None


def _waiting(connection: Connection, conversation: int) -> RowMapping:
    query = select(
        func.count().label("waiting"),
        func.max(outbox.c.attempts).label("attempts"),
        func.min(outbox.c.run_at).label("run_at"),
    ).where(
        outbox.c.conversation_id == conversation,
        outbox.c.kind == "reply",
        outbox.c.channel != "web",  # its page fetches them
        outbox.c.state.in_(PENDING),
    )
    return connection.execute(query).mappings().one()


def _inside(row: RowMapping, waiting: RowMapping) -> Inside:
    state = load(row["state"])
    return Inside(
        id=row["id"],
        language=row["language"] or "",
        mode=row["mode"],
        member=f"{row['given_name']} {row['family_name']}" if row["given_name"] else "",
        dialogs=tuple(_dialog(frame) for frame in state.frames),
        misses=state.misses,
        opted_out=row["opted_out"],
        unusable=row["unusable"] or "",
        waiting=waiting["waiting"],
        attempts=waiting["attempts"] or 0,
        next_try=instant(waiting["run_at"]) if waiting["run_at"] else None,
    )


def _dialog(frame: Frame) -> OpenDialog:
    answers: Mapping[str, Any] = frame.answers
    shown = tuple((name, _short(value)) for name, value in answers.items())
    return OpenDialog(frame.dialog, frame.asked, shown)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_ANSWER else f"{text[:LONGEST_ANSWER]}…"
