"""One-time pages: a link is opened once, by one browser, within a quarter of an hour.

Tokens are kept as digests only: whoever reads the database opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, insert, select, update

from assistant.store.engine import instant, stamp
from assistant.store.schema import conversations, links

LIFETIME = timedelta(minutes=15)  # to open it, then to stay without doing anything
LONGEST_STAY = timedelta(hours=1)  # however busy
TRIES = 3  # birth dates that may be given before a link is closed

MAKE = insert(links)


@dataclass(frozen=True, kw_only=True)
class OneTimeLink:
    """What a link opens, and whether it still does."""

    token_hash: str
    purpose: str  # photos, medical, record, letter, blank_letter
    about: str
    conversation_id: int
    member_id: str | None
    language: str
    created_at: datetime
    expires_at: datetime
    state: Literal["open", "used", "expired"]  # used: a browser is on its page


def make_link(
    connection: Connection,
    purpose: str,
    about: str,
    conversation_id: int,
    member_id: str | None,
    language: str,
    now: datetime,
) -> str:
    """A new link's token (128 bits, 22 URL-safe characters): the address is `/l/<token>`."""
    token = secrets.token_urlsafe(16)
    row = {
        "token_hash": digest(token),
        "purpose": purpose,
        "about": about,
        "conversation_id": conversation_id,
        "member_id": member_id,
        "language": language,
        "created_at": stamp(now),
        "expires_at": stamp(now + LIFETIME),
    }
    connection.execute(MAKE, row)
    return token


def peek(connection: Connection, token: str, now: datetime) -> OneTimeLink | None:
    """What a token opens, without opening it; None when there never was such a link."""
    return _one(connection, links.c.token_hash == digest(token), now)


def consume(connection: Connection, token: str, opening: str, now: datetime) -> str | None:
    """Opens a link for one browser: its session token, or None when it is too late.

    `opening` was drawn for the page that held the button. The session follows from both, so a
    button tapped twice opens the same session twice, and nobody else's page can open it again.
    """
    session = digest(f"session:{token}:{opening}")
    first = (
        update(links)
        .where(
            links.c.token_hash == digest(token),
            links.c.used_at.is_(None),
            links.c.expires_at > stamp(now),
        )
        .values(
            used_at=stamp(now),
            session_hash=digest(session),
            expires_at=stamp(now + LIFETIME),
        )
    )
    if connection.execute(first).rowcount:
        return session
    same = opened_by(connection, session, now)
    return session if same and same.state == "used" else None


def opened_by(connection: Connection, session: str, now: datetime) -> OneTimeLink | None:
    """The link that a browser's session token has opened: `used` while it may stay."""
    return _one(connection, links.c.session_hash == digest(session), now)


def stay(connection: Connection, link: OneTimeLink, now: datetime) -> datetime:
    """The member is busy on the page: the quarter of an hour starts again, up to an hour in all."""
    until = max(link.expires_at, min(now + LIFETIME, link.created_at + LONGEST_STAY))
    _change(connection, link.token_hash, expires_at=stamp(until))
    return until


def count_try(connection: Connection, link: OneTimeLink, now: datetime) -> int:
    """Notes a wrong birth date: how many tries are left; with none left the link is revoked."""
    connection.execute(
        update(links).where(links.c.token_hash == link.token_hash).values(tries=links.c.tries + 1)
    )
    query = select(links.c.tries).where(links.c.token_hash == link.token_hash)
    left = TRIES - int(connection.execute(query).scalar_one())
    if left <= 0:
        revoke(connection, link.token_hash, now)
    return max(left, 0)


def revoke(connection: Connection, token_hash: str, now: datetime) -> None:
    """Closes a link and the page it has opened, at once."""
    _change(connection, token_hash, used_at=stamp(now), expires_at=stamp(now), session_hash=None)


def destination(connection: Connection, link: OneTimeLink) -> tuple[str, str]:
    """Channel and address of the conversation that asked for the link."""
    columns = conversations.c.channel, conversations.c.address
    query = select(*columns).where(conversations.c.id == link.conversation_id)
    channel, address = connection.execute(query).one()
    return channel, address


def digest(token: str) -> str:
    """How a token is stored: it is random, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _change(connection: Connection, token_hash: str, **values: Any) -> None:
    connection.execute(update(links).where(links.c.token_hash == token_hash).values(values))


def _one(connection: Connection, where: Any, now: datetime) -> OneTimeLink | None:
    row = connection.execute(select(links).where(where)).mappings().first()
    return _link(row, now) if row else None


def _link(row: RowMapping, now: datetime) -> OneTimeLink:
    expires = instant(row["expires_at"])
    return OneTimeLink(
        token_hash=row["token_hash"],
        purpose=row["purpose"],
        about=row["about"],
        conversation_id=row["conversation_id"],
        member_id=row["member_id"],
        language=row["language"],
        created_at=instant(row["created_at"]),
        expires_at=expires,
        state="expired" if expires <= now else "used" if row["used_at"] else "open",
    )
