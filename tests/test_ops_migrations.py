"""Migrations lead exactly to the tables that the code uses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from assistant.store import migrations
from assistant.store.engine import connect
from assistant.store.schema import metadata
from tests import databases

pytestmark = pytest.mark.both_databases


@pytest.fixture
def url(tmp_path: Path, database: str) -> Iterator[str]:
    """The address of an empty database."""
    if not database:
        yield f"sqlite:///{tmp_path / 'migrated.sqlite'}"
        return
    with databases.scratch_database(database) as scratch:
        yield scratch


@pytest.fixture
def fresh(url: str) -> Iterator[Engine]:
    """An empty database brought to the newest version."""
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
            assert plain(found) == plain(wanted), (table, look)
        assert migrated.get_pk_constraint(table) == made.get_pk_constraint(table)
        for column, other in zip(migrated.get_columns(table), made.get_columns(table), strict=True):
            assert str(column) == str(other)


def test_the_newest_version_is_the_one_readiness_asks_for(fresh: Engine) -> None:
    head = ScriptDirectory.from_config(migrations.configuration()).get_current_head()
    assert head == migrations.NEWEST
    with fresh.begin() as connection:
        assert migrations.version_of(connection) == migrations.NEWEST


def plain(found: list[Any]) -> list[str]:
    """Conditions of an index as their text: objects that say the same are not equal."""
    for index in found:
        options = index.get("dialect_options", {})
        index["dialect_options"] = {name: str(value) for name, value in options.items()}
    return sorted(str(one) for one in found)


def test_migrating_twice_changes_nothing(fresh: Engine, url: str) -> None:
    migrations.migrate(url)
    with fresh.begin() as connection:
        assert migrations.version_of(connection) == migrations.NEWEST


def test_processes_that_start_together_migrate_once(url: str) -> None:
    migrate = "import sys; from assistant.store.migrations import migrate; migrate(sys.argv[1])"
    command = [sys.executable, "-c", migrate, url]
    together = [subprocess.Popen(command, stderr=subprocess.PIPE) for _process in range(2)]
    complaints = [process.communicate()[1].decode() for process in together]
    assert [process.returncode for process in together] == [0, 0], complaints


def test_a_database_that_was_never_migrated_has_no_version(engine: Engine) -> None:
    with engine.begin() as connection:
        assert migrations.version_of(connection) is None
