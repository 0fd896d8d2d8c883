"""What the office reads and writes: whom a code is for, how many were asked for, letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from assistant.store.engine import stamp
from assistant.store.schema import conversations, letters, members, outbox


@dataclass(frozen=True)
class Addressee:
    """A member as far as a code for them needs it."""

    id: str
    email: str
    language: str


def find_addressee(connection: Connection, number: str, born: date) -> Addressee | None:
    """Who has that membership number and that birth date; both must fit."""
    bare = func.replace(func.replace(func.upper(members.c.number), " ", ""), "-", "")
    wanted = number.upper().replace(" ", "").replace("-", "")
    query = select(members.c.id, members.c.email, members.c.language).where(
        bare == wanted, members.c.birth_date == born.isoformat()
    )
    row = connection.execute(query).first()
    return Addressee(row.id, row.email, row.language) if row else None


def language_of(connection: Connection, conversation_id: int) -> str | None:
    query = select(conversations.c.language).where(conversations.c.id == conversation_id)
    return connection.execute(query).scalar()


def asked_since(connection: Connection, conversation_id: int, upto: int, since: datetime) -> int:
    """How many codes were asked for in a conversation since then, the row `upto` included."""
    query = select(func.count()).where(
        outbox.c.conversation_id == conversation_id,
        outbox.c.kind == "effect",
        outbox.c.purpose == "send_code",
        outbox.c.created_at > stamp(since),
        outbox.c.id <= upto,
    )
    return int(connection.execute(query).scalar_one())


def find_letter(connection: Connection, number: str) -> Row[Any] | None:
    """Its kind, data (JSON) and PDF, None while that is not made."""
    return connection.execute(select(letters).where(letters.c.number == number)).first()


def keep_pdf(connection: Connection, number: str, pdf: bytes) -> None:
    connection.execute(update(letters).where(letters.c.number == number).values(pdf=pdf))
