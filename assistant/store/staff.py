"""Staff on record: who may sign in, their open sessions, the failed tries that slow guessing."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import Connection, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.store.engine import instant, stamp
from assistant.store.schema import sign_ins, staff, staff_sessions

Stage = Literal["code", "enrol", "open"]  # password given, second factor still to set up, signed in

ROLES = ("agent", "medical_adviser", "supervisor")
TEAMS = ("members", "claims", "medical")

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
TOUCH_EVERY = timedelta(minutes=1)  # a session's last use is written at most that often
FREE_TRIES = 5
LONGEST_PAUSE = timedelta(minutes=15)
FORGET = timedelta(hours=2)


class EmailTaken(Exception):
    """Someone on record has that e-mail address already."""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """A person of the staff. `password_hash` and `totp_secret` never leave the sign-in."""

    id: str
    name: str
    email: str
    role: str
    team: str
    active: bool
    password_hash: str
    totp_secret: str | None
    totp_last: int | None

    @property
    def actor(self) -> str:
        """How they stand in the audit trail and as the author of a reply."""
        return f"staff:{self.id}"


@dataclass(frozen=True, kw_only=True)
class Session:
    """An open sign-in of one browser; its token is kept as a digest only."""

    token_hash: str
    stage: Stage
    staff: Staff
    totp_offer: str | None  # sealed


def add_staff(connection: Connection, **values: Any) -> str:
    """Puts a person on record and gives their id; raises EmailTaken."""
    key = secrets.token_hex(8)
    if find_by_email(connection, values["email"]) is not None:
        raise EmailTaken(values["email"])
    try:
        connection.execute(insert(staff).values(id=key, active=True, **values))
    except IntegrityError:  # added at the same moment by someone else
        raise EmailTaken(values["email"]) from None
    return key


def find_by_email(connection: Connection, email: str) -> Staff | None:
    return _one(connection, staff.c.email == normal_email(email))


def find_staff(connection: Connection, staff_id: str) -> Staff | None:
    return _one(connection, staff.c.id == staff_id)


def everyone(connection: Connection, active_only: bool = True) -> list[Staff]:
    """All staff by name."""
    query = select(staff).order_by(staff.c.name, staff.c.id)
    if active_only:
        query = query.where(staff.c.active)
    return [_staff(row) for row in connection.execute(query).mappings()]


def change_staff(connection: Connection, staff_id: str, **values: Any) -> None:
    """Changes a person's record and ends all their sessions (T30)."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(values))
    end_sessions(connection, staff_id)


def use_code(connection: Connection, staff_id: str, step: int) -> bool:
    """Marks a time step as used; False when it, or a later one, was used before."""
    unused = staff.c.totp_last.is_(None) | (staff.c.totp_last < step)
    statement = update(staff).where(staff.c.id == staff_id, unused).values(totp_last=step)
    return connection.execute(statement).rowcount == 1


# --- sessions -----------------------------------------------------------------------------------


def open_session(connection: Connection, staff_id: str, stage: Stage, now: datetime) -> str:
    """A new session's token, for the cookie alone."""
    token = secrets.token_urlsafe(32)
    row = {"token_hash": digest(token), "staff_id": staff_id, "stage": stage}
    connection.execute(
        insert(staff_sessions).values(created_at=stamp(now), seen_at=stamp(now), **row)
    )
    return token


def find_session(connection: Connection, token: str, now: datetime) -> Session | None:
    """The live session of a token: not idle for 30 minutes, not older than 8 hours."""
    joined = select(staff_sessions, staff).join(staff, staff.c.id == staff_sessions.c.staff_id)
    row = (
        connection.execute(
            joined.where(
                staff_sessions.c.token_hash == digest(token),
                staff_sessions.c.seen_at > stamp(now - IDLE),
                staff_sessions.c.created_at > stamp(now - LONGEST),
                staff.c.active,
            )
        )
        .mappings()
        .first()
    )
    if row is None:
        return None
    return Session(
        token_hash=row["token_hash"],
        stage=cast(Stage, row["stage"]),
        staff=_staff(row),
        totp_offer=row["totp_offer"],
    )


def touch_session(connection: Connection, session: Session, now: datetime) -> None:
    """A person did something: the idle time starts again."""
    change_session(connection, session, seen_at=stamp(now))


def seen_lately(connection: Connection, session: Session, now: datetime) -> bool:
    query = select(staff_sessions.c.seen_at).where(
        staff_sessions.c.token_hash == session.token_hash
    )
    seen = connection.execute(query).scalar()
    return seen is not None and now - instant(seen) < TOUCH_EVERY


def change_session(connection: Connection, session: Session, **values: Any) -> None:
    mine = staff_sessions.c.token_hash == session.token_hash
    connection.execute(update(staff_sessions).where(mine).values(values))


def end_session(connection: Connection, token: str) -> None:
    connection.execute(delete(staff_sessions).where(staff_sessions.c.token_hash == digest(token)))


def end_sessions(connection: Connection, staff_id: str) -> None:
    connection.execute(delete(staff_sessions).where(staff_sessions.c.staff_id == staff_id))


# --- tries -------------------------------------------------------------------------------------


def begin_try(connection: Connection, email: str, now: datetime) -> timedelta:
    """Counts a sign-in before it is checked, so that parallel guesses count too.

    Gives the time to wait, zero when it may be checked now; the e-mail may be on record or not.
    """
    query = (
        select(sign_ins.c.at)
        .where(sign_ins.c.email == normal_email(email), sign_ins.c.at > stamp(now - FORGET))
        .order_by(sign_ins.c.at)
    )
    tries = [instant(at) for at in connection.execute(query).scalars()]
    if tries and (left := tries[-1] + pause(len(tries)) - now) > timedelta():
        return left
    connection.execute(insert(sign_ins).values(email=normal_email(email), at=stamp(now)))
    connection.execute(delete(sign_ins).where(sign_ins.c.at < stamp(now - FORGET)))
    return timedelta()


def pause(tries: int) -> timedelta:
    """None for the first five, then 30 seconds, a minute, two, four ... a quarter of an hour."""
    if tries < FREE_TRIES:
        return timedelta()
    return min(timedelta(seconds=30 * 2 ** min(tries - FREE_TRIES, 10)), LONGEST_PAUSE)


def forget_tries(connection: Connection, email: str) -> None:
    connection.execute(delete(sign_ins).where(sign_ins.c.email == normal_email(email)))


def normal_email(email: str) -> str:
    return email.strip().casefold()[:200]


def digest(token: str) -> str:
    """How a token is stored: it is random, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _one(connection: Connection, where: Any) -> Staff | None:
    row = connection.execute(select(staff).where(where)).mappings().first()
    return _staff(row) if row else None


def _staff(row: RowMapping) -> Staff:
    fields = Staff.__dataclass_fields__
    return Staff(**{name: row[staff.c[name]] for name in fields})
