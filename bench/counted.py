"""P10: what can be counted without noise, over every message of the talks, on both databases."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import Engine, event, func, select
from twilio.request_validator import RequestValidator

from assistant.app import create_app
from assistant.store.schema import conversations
from bench import calls, talks
from bench.crowd import PATTERN
from bench.goals import GOALS, Measured
from bench.settings import Run

NOT_COUNTED = ("BEGIN", "PRAGMA", "SELECT pg_catalog")
PLACE = re.compile(r"%\(\w+\)s")  # as psycopg writes it


@dataclass
class Counts:
    """What one turn did, and the most that any did."""

    statements: int = 0
    commits: int = 0
    calls_out: int = 0
    checks: int = 0
    most: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def next_turn(self) -> None:
        for name in ("statements", "commits", "calls_out", "checks"):
            self.most[name] = max(self.most.get(name, 0), getattr(self, name))
            setattr(self, name, 0)


def turns(run: Run) -> list[Measured]:
    found = [_count(run, kind) for kind in ("sqlite", "postgresql")]
    names = ("P10s", "P10c", "P10n", "P10v", "P10t", "P10k")
    return [
        Measured(
            GOALS[code],
            max(one[code] for one in found),
            details={"sqlite": found[0][code], "postgresql": found[1][code]},
        )
        for code in names
    ]


def _count(run: Run, kind: str) -> dict[str, float]:
    database = run.crowd_on(kind, PATTERN)
    app = create_app(run.settings(database))
    engine: Engine = app.extensions["assistant"].engine
    counts = Counts()
    with engine.connect():
        pass  # connecting is not part of a turn
    with _counting(engine, counts):
        _talk(app, counts)
    scans = [step for statement in counts.seen for step in _scans(engine, statement)]
    with engine.connect() as connection:
        largest = connection.execute(select(func.max(func.length(conversations.c.state)))).scalar()
    engine.dispose()
    return {
        "P10s": counts.most["statements"],
        "P10c": counts.most["commits"],
        "P10n": counts.most["calls_out"],
        "P10v": counts.most["checks"],
        "P10t": len(scans),
        "P10k": (largest or 0) / 1024,
    }


def _talk(app: Flask, counts: Counts) -> None:
    """Every kind of talk in both languages, each with several members."""
    with app.test_client() as phone:
        people = [talks.talk(number) for number in range(64)]
        for address, text in talks.in_turn(people):
            fields = calls.form(address, text)
            answer = phone.post(calls.PATH, data=urlencode(fields), headers=calls.headers(fields))
            if answer.status_code != 200:
                raise RuntimeError("a signed message was refused")
            counts.next_turn()


def _scans(engine: Engine, statement: str) -> list[str]:
    """The steps of its plan that read a whole table; reading again what was read is none."""
    if engine.dialect.name == "sqlite":
        command, numbered, whole = "EXPLAIN QUERY PLAN ", statement, "SCAN "
    else:
        places = count(1)
        numbered = PLACE.sub(lambda _match: f"${next(places)}", statement)
        command, whole = "EXPLAIN (GENERIC_PLAN) ", "Seq Scan"
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        if engine.dialect.name == "sqlite":
            cursor.execute(command + numbered, ("x",) * statement.count("?"))
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")  # else a small table is always scanned
            cursor.execute(command + numbered)
        steps = [str(row[-1]) for row in cursor.fetchall()]
    return [step for step in steps if whole in step and "SCAN (subquery" not in step]


@contextmanager
def _counting(engine: Engine, counts: Counts) -> Iterator[None]:
    def statement(_c: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        if not text.startswith(NOT_COUNTED):
            counts.statements += 1
            counts.seen.add(text)

    def commit(_connection: Any) -> None:
        counts.commits += 1

    real_check, real_connect = RequestValidator.validate, socket.socket.connect

    def check(*given: Any) -> Any:
        counts.checks += 1
        return real_check(*given)

    def connect_out(*given: Any) -> Any:
        counts.calls_out += 1
        return real_connect(*given)

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    with (
        patch.object(RequestValidator, "validate", check),
        patch.object(socket.socket, "connect", connect_out),
    ):
        yield
    event.remove(engine, "before_cursor_execute", statement)
    event.remove(engine, "commit", commit)
