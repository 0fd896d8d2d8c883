"""`assistant staff`: what the operator does from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Engine

from assistant.staff.commands import commands
from assistant.store import schema
from tests.staff.conftest import Browser

Rows = Callable[[Any], list[Any]]


@pytest.fixture
def run(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs a command on the database of this test."""
    monkeypatch.setenv("ASSISTANT_VAR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(commands, list(words))


def password_in(output: str) -> str:
    return output.splitlines()[0].split(": ")[1]


def test_an_account_is_made_shown_once_changed_and_closed(
    run: Callable[..., Any], app: Flask, rows: Rows
) -> None:
    added = run("add", "alice@example.org", "--name", "Alice Martin", "--team", "claims")
    assert added.exit_code == 0, added.output
    password = password_in(added.output)
    assert Browser(app).sign_in("alice@example.org", password).status_code == 302
    listing = run("list").output
    assert "alice@example.org  agent  claims  active  password only" in listing
    assert password not in listing

    fresh = password_in(run("reset", "alice@example.org").output)
    assert Browser(app).sign_in("alice@example.org", password).status_code == 401
    assert Browser(app).sign_in("alice@example.org", fresh).status_code == 302

    run("role", "alice@example.org", "--role", "supervisor", "--team", "members")
    assert "supervisor  members" in run("list").output
    run("deactivate", "alice@example.org")
    assert "closed" in run("list").output
    assert Browser(app).sign_in("alice@example.org", fresh).status_code == 401
    assert [row.actor for row in rows(schema.audit) if row.action == "reset_staff"] == ["operator"]


@pytest.mark.parametrize(
    "words",
    [
        ("reset", "nobody@example.org"),
        ("deactivate", "nobody@example.org"),
        ("role", "nobody@example.org", "--role", "agent", "--team", "claims"),
        ("add", "not an address", "--name", "Alice"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    run: Callable[..., Any], words: tuple[str, ...]
) -> None:
    answer = run(*words)
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ")
    assert "Traceback" not in answer.output


def test_the_same_address_twice_is_refused(run: Callable[..., Any]) -> None:
    run("add", "alice@example.org", "--name", "Alice")
    again = run("add", "Alice@Example.org", "--name", "Alice")
    assert again.exit_code == 1
    assert "already" in again.output
