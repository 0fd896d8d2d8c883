"""Wake-ups: a worker, or a page that is open, hears at once that a conversation has changed.

A wake-up is never the only copy of anything: whoever hears one looks into the tables, and looks
there by itself from time to time. On PostgreSQL it is a NOTIFY with the conversation's number,
sent as soon as the transaction is committed: inside it, all commits would wait for one another
(docs/decisions/0005-wake-up-after-commit.md). On SQLite the file itself tells that it changed.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from assistant.store.engine import libpq_options, psycopg_address

CHANNEL = "assistant_conversations"
CHANGED = "changed_conversations"  # where a connection keeps what its transaction announced
AGAIN_AFTER = 1.0  # seconds, when the server is gone
TOGETHER = 0.01  # seconds between two calls: what happens meanwhile goes in one
BRISK, CALM = 0.02, 0.1  # seconds between two looks at the SQLite file
STAYS_BRISK = 2.0  # seconds after the last change
STOPS_WITHIN = 0.5  # seconds
RING = "SELECT pg_notify(%s, number) FROM unnest(%s::text[]) AS number"
NEWS = text(
    "SELECT conversation_id FROM outbox WHERE id > :outbox"
    " UNION SELECT conversation_id FROM events WHERE rowid > :events"
    " UNION SELECT conversation_id FROM handovers WHERE id > :handovers"
)
PLACES = text(
    "SELECT coalesce((SELECT max(id) FROM outbox), 0) AS outbox,"
    " coalesce((SELECT max(rowid) FROM events), 0) AS events,"
    " coalesce((SELECT max(id) FROM handovers), 0) AS handovers"
)


class Lost(Exception):
    """The connection that listens, or rings, is gone."""


Heard = Callable[[int | None], None]  # a conversation's number; None: look everywhere

log = structlog.get_logger()


def announce(connection: Connection, conversation_id: int) -> None:
    """This transaction changes that conversation; told to all who listen once it is committed."""
    connection.info.setdefault(CHANGED, set()).add(conversation_id)


class Bell:
    """Tells the other processes what this one's transactions have announced. PostgreSQL only."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: set[int] = set()
        self._something = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False
        event.listen(engine, "checkin", self._collect)

    def close(self) -> None:
        """Ends its thread and its connection."""
        self._closed = True
        self._something.set()
        if self._thread is not None:
            self._thread.join(5)

    def _collect(self, _connection: Any, record: Any) -> None:
        """The transaction has ended. One that was rolled back wakes somebody for nothing."""
        changed = record.info.pop(CHANGED, None)
        if changed and self._engine.dialect.name == "postgresql":
            with self._lock:
                self._waiting |= changed
                self._start()
            self._something.set()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._keep, name="bell", daemon=True)
            self._thread.start()

    def _keep(self) -> None:
        while self._something.wait() and not self._closed:
            try:
                with listening_connection(self._engine) as connection:
                    self._ring(connection)
            except Lost as error:  # who listens looks by itself soon
                log.warning("wakeup_not_sent", error=str(error))
                self._take()
                sleep(AGAIN_AFTER)

    def _ring(self, connection: Any) -> None:
        while self._something.wait():
            if changed := self._take():
                connection.execute(RING, (CHANNEL, [str(number) for number in changed]))
            if self._closed:
                break
            sleep(TOGETHER)

    def _take(self) -> list[int]:
        """What is to be told now."""
        if not self._closed:
            self._something.clear()
        with self._lock:
            changed, self._waiting = sorted(self._waiting), set()
        return changed


class Listener:
    """Calls `heard` in a thread of its own, for each conversation that changes anywhere.

    After a gap (at the start, when the connection was lost) it is called with None.
    """

    def __init__(self, engine: Engine, heard: Heard) -> None:
        self._engine = engine
        self._heard = heard
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="listener", daemon=True)

    def start(self) -> Listener:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(5)

    def _keep(self) -> None:
        listen = self._postgresql if self._engine.dialect.name == "postgresql" else self._sqlite
        while not self._stop.is_set():
            try:
                listen()
            except (Lost, SQLAlchemyError, sqlite3.Error) as error:
                log.warning("listener_lost", error=type(error).__name__)
                self._stop.wait(AGAIN_AFTER)

    def _postgresql(self) -> None:
        with listening_connection(self._engine) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._heard(None)
            while not self._stop.is_set():
                for notice in connection.notifies(timeout=STOPS_WITHIN):
                    if notice.payload.isdecimal():
                        self._heard(int(notice.payload))
                    if self._stop.is_set():
                        break

    def _sqlite(self) -> None:
        """`data_version` changes with each commit of another connection, and costs nothing."""
        with self._engine.connect().execution_options(reading=True) as connection:
            raw: Any = connection.connection.dbapi_connection
            version, places = None, _since(connection, None)[1]
            self._heard(None)
            changed_at = monotonic()
            while not self._stop.is_set():
                fresh = raw.execute("PRAGMA data_version").fetchone()[0]
                if fresh != version:
                    version, changed_at = fresh, monotonic()
                    changed, places = _since(connection, places)
                    for number in changed:
                        self._heard(number)
                brisk = monotonic() - changed_at < STAYS_BRISK
                self._stop.wait(BRISK if brisk else CALM)


def _since(
    connection: Connection, places: dict[str, int] | None
) -> tuple[list[int], dict[str, int]]:
    """Conversations with something new since those places, and the places now: one snapshot."""
    with connection.begin():
        changed = list(connection.execute(NEWS, places).scalars()) if places else []
        return changed, dict(connection.execute(PLACES).mappings().one())


@contextmanager
def listening_connection(engine: Engine) -> Iterator[Any]:
    """A connection of psycopg beside the pool's; each statement is a commit. Raises Lost."""
    import psycopg

    _ours, given = engine.dialect.create_connect_args(psycopg_address(engine.url))
    try:
        with psycopg.connect(autocommit=True, **{**given, **libpq_options()}) as connection:
            connection.execute("SET synchronous_commit = off")  # a lost wake-up loses nothing
            yield connection
    except psycopg.Error as error:
        raise Lost(type(error).__name__) from None
