"""Migrations lead exactly to the tables that the code uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from assistant.store import migrations
from assistant.store.engine import connect
from assistant.store.schema import metadata


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Engine]:
    """An empty database brought to the newest version."""
    url = f"sqlite:///{tmp_path / 'migrated.sqlite'}"
    migrations.migrate(url)
    engine = connect(url)
    yield engine
    engine.dispose()


def test_a_migrated_database_has_exactly_the_tables_of_the_schema(fresh: Engine) -> None:
    with fresh.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_keys_indexes_and_unique_columns_are_the_schemas_too(fresh: Engine, engine: Engine) -> None:
    migrated, made = inspect(fresh), inspect(engine)
    for table in metadata.tables:
        for look in ("get_indexes", "get_unique_constraints", "get_foreign_keys"):
            found, wanted = getattr(migrated, look)(table), getattr(made, look)(table)
            assert sorted(found, key=str) == sorted(wanted, key=str), (table, look)
        assert migrated.get_pk_constraint(table) == made.get_pk_constraint(table)
        for column, other in zip(migrated.get_columns(table), made.get_columns(table), strict=True):
            assert str(column) == str(other)


def test_the_newest_version_is_the_one_readiness_asks_for(fresh: Engine) -> None:
    head = ScriptDirectory.from_config(migrations.configuration()).get_current_head()
    assert head == migrations.NEWEST
    with fresh.begin() as connection:
        assert migrations.version_of(connection) == migrations.NEWEST


def test_migrating_twice_changes_nothing(fresh: Engine) -> None:
    migrations.migrate(str(fresh.url))
    with fresh.begin() as connection:
        assert migrations.version_of(connection) == migrations.NEWEST


def test_a_database_that_was_never_migrated_has_no_version(engine: Engine) -> None:
    with engine.begin() as connection:
        assert migrations.version_of(connection) is None
