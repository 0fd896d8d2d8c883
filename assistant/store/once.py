"""A row that may be written twice and stands once: its unique key decides, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, values: Mapping[str, Any], *key: str) -> bool:
    """Whether it was new; when a row with the same `key` columns is there, nothing is done.

    A transaction that is about to write the same key is waited for.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    fresh = dialect.insert(table).values(dict(values)).on_conflict_do_nothing(index_elements=key)
    return connection.execute(fresh.returning(table.c[key[0]])).first() is not None
