"""A row that may be written twice and stands once: its unique key decides, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Executable, Table


def insert_once(connection: Connection, table: Table, values: Mapping[str, Any], *key: str) -> bool:
    """Whether it was new; when a row with the same `key` columns is there, nothing is done.

    A transaction that is about to write the same key is waited for.
    """
    fresh = _insert(connection.dialect.name, table, key)
    return connection.execute(fresh, dict(values)).first() is not None


@lru_cache
def _insert(database: str, table: Table, key: tuple[str, ...]) -> Executable:
    """Made once: putting a statement together costs more than running it."""
    dialect = import_module(f"sqlalchemy.dialects.{database}")  # the other's takes long to load
    fresh = dialect.insert(table).on_conflict_do_nothing(index_elements=key)
    statement: Executable = fresh.returning(table.c[key[0]])
    return statement
