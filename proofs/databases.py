"""A database for each proof: SQLite in its folder, or a new one on one PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from tests.databases import GIVEN, Server, scratch_database

Kind = Literal["sqlite", "postgres"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgres")


@contextmanager
def server(kind: Kind) -> Iterator[str]:
    """The address of a PostgreSQL that writes durably; empty for SQLite."""
    if kind == "sqlite":
        yield ""
        return
    if GIVEN:
        yield GIVEN
        return
    own = Server(hasty=False)
    try:
        yield own.url
    finally:
        own.remove()


@contextmanager
def database(kind: Kind, folder: Path, postgres: str = "") -> Iterator[str]:
    """The address of an empty database; `postgres` names a server that runs already."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'assistant.sqlite'}"
        return
    if postgres:
        with scratch_database(postgres) as url:
            yield url
        return
    with server(kind) as own, scratch_database(own) as url:
        yield url
