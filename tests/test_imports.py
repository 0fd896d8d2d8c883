"""The layers: who may know whom. Adding a line here is a decision; say why."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import assistant

CODE = Path(assistant.__file__).parent

# What each part may import of ours (itself always), longest name first where parts nest.
MAY_KNOW: dict[str, set[str]] = {
    "messages": set(),
    "clock": set(),
    "codes": set(),
    "typesetting": set(),
    "demo_members": set(),
    "faults": set(),
    "conversation": set(),
    "settings": set(),
    "understanding": set(),
    "misunderstood": {"secrets_file", "store", "understanding"},
    "rules": set(),
    "secrets_file": {"settings"},
    "wording": {"messages"},
    "house": {"clock", "messages", "settings"},
    "decisions": {"rules"},
    "statements": {
        "clock",
        "decisions",
        "messages",
        "rules",
        "secrets_file",
        "settings",
        "typesetting",
        "wording",
    },
    "api": {"clock", "decisions", "house", "secrets_file"},
    "clauses": {"messages", "rules", "understanding", "wording"},
    "dialogs": {"clauses", "conversation", "messages", "rules", "understanding", "wording"},
    "channels": {"house", "messages", "settings", "store"},
    "store": {"messages", "rules"},
    "documents": {"house", "messages", "settings", "store", "wording"},
    "letters": {"rules", "typesetting", "wording"},
    "mail": {"channels.channel", "settings"},
    "notices": {"messages", "settings", "store", "wording"},
    "breaker": {"store"},
    "reconciling": {"channels.channel", "clock", "faults", "house", "messages", "store"},
    "elsewhere": {"house", "messages", "reconciling", "store", "wording"},
    "readback": {"channels.channel", "house", "messages", "store"},
    "outbox": {
        "breaker",
        "channels.channel",
        "faults",
        "house",
        "messages",
        "reconciling",
        "store",
    },
    "office": {
        "channels.channel",
        "codes",
        "documents",
        "house",
        "letters",
        "mail",
        "store",
        "typesetting",
        "wording",
    },
    "records": {
        "channels.channel",
        "conversation",
        "dialogs",
        "faults",
        "messages",
        "settings",
        "statements",
        "store",
        "wording",
    },
    "turn": {
        "channels.channel",
        "clock",
        "codes",
        "conversation",
        "dialogs",
        "faults",
        "house",
        "messages",
        "records",
        "rules",
        "settings",
        "store",
        "understanding",
    },
    "standins": {"channels", "house", "settings", "store"},
}

# Exceptions, each with its reason.
OPENLY = {
    ("dialogs", "documents.refusals"): "why a file was refused is said in the same words anywhere",
    ("records", "documents.naming"): "an awaited file gets its name as display text",
    ("store", "dialogs.dialog"): "a member's row becomes the noun that dialogs use",
    ("channels.terminal", "app"): "a command of its own: it opens a house",
    ("channels.terminal", "secrets_file"): "the same",
    ("channels.polling", "app"): "the same",
    ("channels.polling", "secrets_file"): "the same",
}

# Outside the standard library, who may use what. Not named here: anyone may.
ONLY_IN = {
    "flask": {
        *("house", "api", "app", "channels", "live"),
        *("ops", "simulator", "staff", "standins", "web"),
    },
    "twilio": {"channels", "standins"},
    "telegram": {"channels"},
    "PIL": {"documents", "demo"},
    "pypdfium2": {"documents"},
    "pillow_heif": {"documents"},
    "typst": {"typesetting"},
    "alembic": {"store"},
    "gunicorn": {"ops"},
    "argon2": {"staff"},
    "cryptography": {"documents", "statements"},
}

# Handles that a caller of the store holds in its hand; everything else of SQLAlchemy is SQL.
HANDLES = {"Connection", "Engine", "Row", "RowMapping"}
# SQL outside the store, for now: these read or write one table of their own.
SQL_OUTSIDE = {
    "channels.replies",  # what a page or a phone has not shown yet
    "channels.reports",  # a provider's status report on its row
    "documents.medical",  # the enclave keeps its SQL to itself, on purpose
    "simulator.inside",  # the demo's view of every table
    "simulator.phones",
    "web.link_door",
    "web.link_letter",
    "web.link_medical",
}


@dataclass(frozen=True)
class Import:
    """One import: by whom, of what (dotted, the name taken included), and where."""

    by: str
    of: str
    place: str


def imports() -> Iterator[Import]:
    for file in sorted(CODE.rglob("*.py")):
        path = file.relative_to(CODE)
        by = ".".join(path.with_suffix("").parts)
        for node in ast.walk(ast.parse(file.read_text())):
            place = f"{path}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{place}: imports are absolute"
                for alias in node.names:
                    yield Import(by, f"{node.module}.{alias.name}", place)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(by, alias.name, place)


ALL = tuple(imports())


def within(name: str, parts: set[str]) -> bool:
    return any(name == part or name.startswith(f"{part}.") for part in parts)


def openly(found: Import, target: str) -> bool:
    return any(within(found.by, {by}) and within(target, {of}) for by, of in OPENLY)


@pytest.mark.parametrize("part", sorted(MAY_KNOW))
def test_a_part_knows_only_what_it_may(part: str) -> None:
    wrong = []
    for found in ALL:
        if not within(found.by, {part}) or not found.of.startswith("assistant."):
            continue
        target = found.of.removeprefix("assistant.")
        allowed = within(target, MAY_KNOW[part] | {part}) or openly(found, target)
        if not allowed:
            wrong.append(f"{found.place} knows {target}")
    assert wrong == []


@pytest.mark.parametrize("part", ["messages", "rules", "clock", "codes", "conversation"])
def test_these_use_the_standard_library_alone(part: str) -> None:
    foreign = {
        f"{found.place} uses {found.of}"
        for found in ALL
        if within(found.by, {part})
        and found.of.split(".")[0] not in {*sys.stdlib_module_names, "assistant"}
    }
    assert foreign == set()


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_library_is_used_where_it_belongs(library: str) -> None:
    wrong = [
        found.place
        for found in ALL
        if found.of.split(".")[0] == library and not within(found.by, ONLY_IN[library])
    ]
    assert wrong == []


def test_sql_lives_in_the_store() -> None:
    wrong = []
    for found in ALL:
        outside = not within(found.by, {"store"} | SQL_OUTSIDE)
        if outside and found.of.startswith("sqlalchemy."):
            handle = found.of.startswith("sqlalchemy.exc.") or found.of.split(".")[-1] in HANDLES
            if not handle:
                wrong.append(f"{found.place} uses {found.of}")
        if outside and found.of.startswith("assistant.store.schema"):
            wrong.append(f"{found.place} knows the tables")
    assert wrong == []


def test_every_exception_is_still_needed() -> None:
    modules = {found.by for found in ALL}
    assert modules >= SQL_OUTSIDE
    needed = {
        (by, of)
        for by, of in OPENLY
        for found in ALL
        if within(found.by, {by}) and within(found.of, {f"assistant.{of}"})
    }
    assert set(OPENLY) == needed
