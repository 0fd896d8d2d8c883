"""The web chat as its page shows it: one transcript of what came in and what went out.

Replies are numbered by their outbox id. The page says up to which number it has shown them:
those rows become `sent`, and each reply is shown exactly once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, or_, select, update

from assistant.store.engine import instant, stamp
from assistant.store.schema import conversations, events, outbox

CHANNEL = "web"
SHOWN_KINDS = ("message", "edited", "other", "files")
LATEST = 100  # lines of a page; a longer talk is shown on request
LONGEST = 2000
RECENT = 30  # enough for a page that asks every two seconds
AFTER_ALL = 1 << 62


@dataclass(frozen=True, kw_only=True)
class Chat:
    """A conversation as its page needs it. `seen_at` is where an idle lock will start (T26)."""

    id: int
    address: str
    language: str | None
    mode: str  # bot, waiting, person
    member_id: str | None
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class Line:
    """One message of the transcript. `number` is a reply's outbox id, 0 for the member's own."""

    mark: str  # unique in the page
    author: Literal["member", "bot", "staff"]
    text: str
    at: datetime
    number: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    serial: int = 0
    files: int = 0


@dataclass(frozen=True)
class Seen:
    """How far a page has read: the number of its last reply, when its last own line was taken."""

    reply: int = 0
    own: str = ""  # a stored instant


NOTHING = Seen()


def seen_with(lines: Iterable[Line], seen: Seen) -> Seen:
    """How far it has read once it shows these lines too."""
    shown = list(lines)
    return Seen(
        max((seen.reply, *(line.number for line in shown))),
        max((seen.own, *(stamp(line.at) for line in shown if not line.number))),
    )


def find_chat(connection: Connection, address: str) -> Chat | None:
    query = select(conversations).where(
        conversations.c.channel == CHANNEL, conversations.c.address == address
    )
    row = connection.execute(query).mappings().first()
    return _chat(row) if row else None


def set_language(connection: Connection, conversation: int, language: str) -> None:
    """For what happens outside turns: the page is opened, or switched while a person speaks."""
    connection.execute(
        update(conversations).where(conversations.c.id == conversation).values(language=language)
    )


def was_taken(connection: Connection, event: str) -> bool:
    """Whether this message is already on record, so that its files need not be read again."""
    query = select(events.c.key).where(events.c.key == event)
    return connection.execute(query).first() is not None


def transcript(
    connection: Connection, chat: Chat, seen: Seen | None = None, limit: int = LATEST
) -> list[Line]:
    """The last lines in order. To a page that says what it has `seen`: all others, however many.

    Its next question acknowledges them all: one that was left out would never be shown.
    """
    rows = _last_replies(connection, chat, limit)
    if seen is None:
        seen = NOTHING
    else:
        if len(rows) == limit and rows[0]["id"] > seen.reply:
            rows = _last_replies(connection, chat, LONGEST)
        limit = LONGEST
    own = connection.execute(_own_messages(chat, seen, limit)).mappings().all()
    labels = _labels(rows)
    placed = [((row["id"], 1, 0), _reply_line(row)) for row in rows if row["id"] > seen.reply]
    placed += [((_before(row, rows), 0, row["seq"]), _own_line(row, labels)) for row in own]
    return [line for _place, line in sorted(placed, key=lambda pair: pair[0])][-limit:]


def _last_replies(connection: Connection, chat: Chat, limit: int) -> list[RowMapping]:
    return list(connection.execute(_replies(chat, limit)).mappings())[::-1]


def _before(event: RowMapping, replies: Sequence[RowMapping]) -> int:
    """Which reply a message stands before: its own first answer, else the next one in time."""
    answers = (row["id"] for row in replies if row["key"].rpartition("#")[0] == event["key"])
    later = (row["id"] for row in replies if row["created_at"] > event["received_at"])
    return next(answers, 0) or next(later, AFTER_ALL)


def unacknowledged(connection: Connection, chat: Chat, number: int) -> bool:
    query = select(outbox.c.id).where(_waiting(chat, number)).limit(1)
    return connection.execute(query).first() is not None


def acknowledge(connection: Connection, chat: Chat, number: int, now: datetime) -> int:
    """The page has shown all replies up to `number`: how many of them became `sent`."""
    fresh = {"state": "sent", "sent_at": stamp(now), "final_at": stamp(now)}
    return connection.execute(update(outbox).where(_waiting(chat, number)).values(fresh)).rowcount


def _visible(chat: Chat) -> ColumnElement[bool]:
    """Nothing withheld; and while a person speaks, no reply of the bot that had not left yet."""
    kept = and_(
        outbox.c.conversation_id == chat.id,
        outbox.c.kind == "reply",
        outbox.c.channel == CHANNEL,
        outbox.c.state != "withheld",
    )
    if chat.mode != "person":
        return kept
    gone_or_human = or_(
        outbox.c.state == "sent", outbox.c.author != "bot", outbox.c.purpose == "emergency"
    )
    return and_(kept, gone_or_human)


def _waiting(chat: Chat, number: int) -> ColumnElement[bool]:
    states = ("queued", "sending", "unknown")
    return and_(_visible(chat), outbox.c.id <= number, outbox.c.state.in_(states))


def _replies(chat: Chat, limit: int) -> Any:
    return select(outbox).where(_visible(chat)).order_by(outbox.c.id.desc()).limit(limit)


def _own_messages(chat: Chat, seen: Seen, limit: int) -> Any:
    return (
        select(events)
        .where(
            events.c.conversation_id == chat.id,
            events.c.kind.in_(SHOWN_KINDS),
            events.c.received_at > seen.own,
        )
        .order_by(events.c.received_at.desc(), events.c.seq.desc())
        .limit(limit)
    )


def _chat(row: RowMapping) -> Chat:
    return Chat(
        id=row["id"],
        address=row["address"],
        language=row["language"],
        mode=row["mode"],
        member_id=row["member_id"],
        seen_at=instant(row["seen_at"]),
    )


def _reply_line(row: RowMapping) -> Line:
    body: Mapping[str, Any] = json.loads(row["body"])
    return Line(
        mark=f"reply-{row['id']}",
        author="bot" if row["author"] == "bot" else "staff",
        text=body["text"],
        at=instant(row["created_at"]),
        number=row["id"],
        choices=tuple((key, label) for key, label in body.get("choices", ())),
        serial=body.get("serial", 0),
    )


def _own_line(row: RowMapping, labels: Mapping[tuple[int, str], str]) -> Line:
    payload: Mapping[str, Any] = json.loads(row["payload"])
    pressed = payload.get("pressed") or {}
    label = labels.get((pressed.get("serial", 0), pressed.get("key", "")), "")
    return Line(
        mark=f"own-{row['key'].rsplit(':', 1)[-1]}",
        author="member",
        text=row["text"] or label,
        at=instant(row["received_at"]),
        files=len(payload.get("attachments") or ()),
    )


def _labels(rows: Iterable[RowMapping]) -> dict[tuple[int, str], str]:
    """What stood on each button: a press is recorded by its key, and read by its label."""
    bodies = [json.loads(row["body"]) for row in rows]
    return {
        (body.get("serial", 0), key): label
        for body in bodies
        for key, label in body.get("choices", ())
    }
