"""Statements on record: read only, for they are written once (`store/turns.py`)."""

from __future__ import annotations

from sqlalchemy import Connection, select

from assistant.store.links import OneTimeLink
from assistant.store.schema import statements


def document_of(connection: Connection, link: OneTimeLink) -> str | None:
    """The signed document that a link opens; None when it is not of the same conversation."""
    mine = (
        (statements.c.number == link.about)
        & (statements.c.conversation_id == link.conversation_id)
        & statements.c.member_id.is_not_distinct_from(link.member_id)
    )
    found: str | None = connection.execute(select(statements.c.document).where(mine)).scalar()
    return found
