"""Rows of documents: awaited from a provider, received and sealed, clean to look at, or refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, delete, func, insert, select, update

from assistant.store.engine import stamp
from assistant.store.schema import documents


@dataclass(frozen=True, kw_only=True)
class Document:
    """One file of one conversation. `size` in bytes, `sha256` of the bytes as they came."""

    id: str
    conversation_id: int
    claim: str | None
    state: str  # awaited received clean refused
    reason: str | None
    reference: str
    media_type: str
    display_name: str
    size: int
    sha256: str | None
    pages: int
    created_at: str


def add_document(
    connection: Connection,
    document_id: str,
    conversation_id: int,
    state: str,
    now: datetime,
    **values: Any,
) -> None:
    row = {"id": document_id, "conversation_id": conversation_id, "state": state, **values}
    connection.execute(insert(documents).values(created_at=stamp(now), **row))


def find_document(connection: Connection, document_id: str) -> Document | None:
    row = connection.execute(select(documents).where(documents.c.id == document_id)).mappings()
    found = row.first()
    return Document(**cast(Any, dict(found))) if found else None


def change_document(connection: Connection, document_id: str, **values: Any) -> None:
    connection.execute(update(documents).where(documents.c.id == document_id).values(values))


def remove_documents(connection: Connection, ids: Iterable[str]) -> None:
    connection.execute(delete(documents).where(documents.c.id.in_(list(ids))))


def count_since(connection: Connection, conversation_id: int, since: datetime) -> int:
    """How many files were taken in this conversation from that instant on."""
    query = select(func.count()).where(
        documents.c.conversation_id == conversation_id,
        documents.c.created_at >= stamp(since),
        documents.c.state != "refused",
    )
    return int(connection.execute(query).scalar_one())
