"""Connecting: SQLite that is durable and never loses an update, or PostgreSQL; times as text.

The address alone decides. What else differs between the two is said here and in `wakeups.py`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

BUSY = 5000  # milliseconds to wait for another transaction's end, on SQLite

# A provider waits 15 seconds at most for its answer, so nobody here waits that long.
PATIENCE = 3  # seconds, for a free connection and to make one
# Connections of one process: 8 kept open, 8 more while it is busy.
POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 8, "pool_timeout": PATIENCE}

# PostgreSQL.
SERVER_LIMITS = {
    "statement_timeout": "5s",
    "lock_timeout": "4s",
    "idle_in_transaction_session_timeout": "15s",
}
NETWORK_LIMITS = {  # a server that vanished is noticed: libpq's own options
    "connect_timeout": PATIENCE,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
QUIET = 5.0  # seconds after which a kept connection is tried before it is used
TRIES = 3
UNDONE = ("40001", "40P01")  # serialization failure, deadlock: the server asks to try again
GONE = ("25006", "25P03")  # a standby that takes no writes; a session that was ended while idle
UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)

Done = TypeVar("Done")


def connect(url: str) -> Engine:
    """An engine whose transactions begin IMMEDIATE on SQLite (WAL, FULL, foreign keys on).

    `url` is SQLAlchemy's; postgresql:// and postgres:// mean the same.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    return _postgresql(address)


def _sqlite(address: URL) -> Engine:
    how = {"timeout": BUSY / 1000, "check_same_thread": False}
    pool = POOL if address.database not in (None, "", ":memory:") else {}
    engine = create_engine(address, connect_args=how, **pool)
    event.listen(engine, "do_connect", _refuse_read_only)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    event.listen(engine, "handle_error", _drop_when_read_only)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY}",
        "trusted_schema=OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _refuse_read_only(_dialect: Any, _record: Any, given: list[Any], _options: Any) -> None:
    """SQLite would open a file on such a disk for reading alone, and share that with every other
    connection of this process, for as long as one of them lives (T12)."""
    file = str(given[0])
    if Path(file).exists() and not os.access(file, os.W_OK):
        raise sqlite3.OperationalError("the database cannot be written")


def _drop_when_read_only(context: ExceptionContext) -> None:
    """A connection that met such a disk is made anew: it may never notice that it was put right."""
    code = getattr(context.original_exception, "sqlite_errorcode", 0)
    context.is_disconnect = context.is_disconnect or code & 0xFF == sqlite3.SQLITE_READONLY


def _postgresql(address: URL) -> Engine:
    engine = create_engine(
        psycopg_address(address),
        connect_args=libpq_options(),
        isolation_level="READ COMMITTED",
        **POOL,
    )
    event.listen(engine, "checkin", _note_quiet)
    event.listen(engine, "checkout", _try_when_quiet(engine))
    return engine


def psycopg_address(address: URL) -> URL:
    return address.set(drivername="postgresql+psycopg")


def libpq_options() -> dict[str, Any]:
    """What every connection to PostgreSQL asks for, ours and the one that listens."""
    limits = " ".join(f"-c {name}={value}" for name, value in SERVER_LIMITS.items())
    return {"application_name": "assistant", "options": limits, **NETWORK_LIMITS}


def _note_quiet(_connection: Any, record: Any) -> None:
    record.info["quiet_since"] = monotonic()


def _try_when_quiet(engine: Engine) -> Callable[[Any, Any, Any], None]:
    """A busy connection is known to work; one that was quiet may have lost its server."""

    def check(connection: Any, record: Any, _proxy: Any) -> None:
        if monotonic() - record.info.get("quiet_since", monotonic()) < QUIET:
            return
        try:
            engine.dialect.do_ping(connection)
        except Exception as error:
            raise DisconnectionError from error  # the pool makes a new one

    return check


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, and so waits for nobody.

    On PostgreSQL each statement sees the newest data, without the two calls around it.
    """
    how: dict[str, Any] = {"reading": True}
    if engine.dialect.name == "postgresql":
        how["isolation_level"] = "AUTOCOMMIT"
    with engine.connect().execution_options(**how) as connection, connection.begin():
        yield connection


def transact(engine: Engine, work: Callable[[Connection], Done]) -> Done:
    """`work` in one transaction, again when the server undid it or was lost on the way.

    After a lost connection nobody knows whether the commit was kept: `work` must find out by
    its own unique key, or be fenced, so that doing it twice changes nothing.
    """
    for _again in range(TRIES - 1):
        try:
            with engine.begin() as connection:
                return work(connection)
        except DBAPIError as error:
            if not is_passing(error):
                raise
    with engine.begin() as connection:
        return work(connection)


def is_passing(error: DBAPIError) -> bool:
    """A deadlock, or a connection that was lost: the same again may well succeed."""
    return error.connection_invalidated or _code(error) in UNDONE


def is_unavailable(error: BaseException) -> bool:
    """The database cannot be had now (locked, gone, full, no free connection): T11, T12."""
    if isinstance(error, UNAVAILABLE):
        return True
    return isinstance(error, DBAPIError) and (is_passing(error) or _code(error) in GONE)


def _code(error: DBAPIError) -> str | None:
    """PostgreSQL's own; SQLite has none."""
    return getattr(error.orig, "sqlstate", None)


def stamp(instant: datetime) -> str:
    """An instant as stored: UTC, microseconds, fixed width, so that text order is time order."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant(stored: str) -> datetime:
    return datetime.fromisoformat(stored)
