"""The database's versions. `python -m assistant.store.migrations "why"` writes the next one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, inspect, select, text

from assistant.store.engine import connect

FOLDER = Path(__file__).parent
OUR_LOCK = 4916  # any number, the same for all of us
NEWEST = "0003"


def migrate(url: str) -> None:
    """Brings a database to the newest version; an empty one is made whole."""
    from alembic import command

    engine = connect(url)
    try:
        with engine.begin() as connection:
            _alone(connection)
            command.upgrade(configuration(connection), "head")
    finally:
        engine.dispose()


def _alone(connection: Connection) -> None:
    """Machines that start together migrate one after the other, however long it takes.

    On SQLite a writing transaction is alone already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(select(func.pg_advisory_xact_lock(OUR_LOCK)))


def version_of(connection: Connection) -> str | None:
    """The version a database is at, None when it never was migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def write_next(engine: Engine, number: str, why: str) -> None:
    """Compares a migrated database with `schema.py` and writes what is between them."""
    from alembic import command

    with engine.begin() as connection:
        command.revision(configuration(connection), why, autogenerate=True, rev_id=number)


def configuration(connection: Connection | None = None) -> Any:
    """Alembic's configuration, without a file of its own."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
