"""Puts the demo's rows on record; nothing else writes members, which come from the insurer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from assistant.store.engine import stamp
from assistant.store.schema import agreements, claims, conversations, documents, members


def anyone_on_record(connection: Connection) -> bool:
    return bool(connection.execute(select(func.count()).select_from(members)).scalar())


def put_members(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    connection.execute(insert(members), [dict(row) for row in rows])


def put_conversation(
    connection: Connection, member: str, language: str, channel: str, address: str, now: datetime
) -> int:
    """A conversation whose holder has proved who they are; gives its id."""
    fresh = insert(conversations).values(
        channel=channel,
        address=address,
        member_id=member,
        bound_at=stamp(now),
        language=language,
        state="{}",
        created_at=stamp(now),
        seen_at=stamp(now),
    )
    key = connection.execute(fresh).inserted_primary_key
    assert key is not None
    return int(key[0])


def put_claim(connection: Connection, row: Mapping[str, Any]) -> None:
    connection.execute(insert(claims).values(**row))


def put_agreement(connection: Connection, row: Mapping[str, Any]) -> None:
    connection.execute(insert(agreements).values(**row))


def hang_photo(connection: Connection, claim: str, document: str) -> None:
    """A photo becomes the first item's."""
    mine = claims.c.number == claim
    items = json.loads(connection.execute(select(claims.c["items"]).where(mine)).scalar_one())
    items[0]["photos"] = [document]
    connection.execute(update(claims).where(mine).values(items=json.dumps(items)))
    this = documents.c.id == document
    connection.execute(update(documents).where(this).values(claim=claim))
