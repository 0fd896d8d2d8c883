"""Wake-ups: heard at once from any process, and never the only copy of anything."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from assistant.clock import FixedClock
from assistant.settings import Settings
from assistant.store.engine import connect
from assistant.store.wakeups import Bell, Listener, announce
from assistant.turn import Turns
from tests.conftest import message
from tests.people import CAMILLE, bind

pytestmark = [pytest.mark.usefixtures("members"), pytest.mark.both_databases]

SOON = 5.0  # seconds; much more than it takes on a busy machine


class Ear:
    """What a listener of another process hears."""

    def __init__(self, engine: Engine) -> None:
        self.heard: queue.Queue[int | None] = queue.Queue()
        self.listener = Listener(engine, self.heard.put).start()
        assert self.next() is None  # it listens now, and what came before is in the tables

    def next(self) -> int | None:
        return self.heard.get(timeout=SOON)


@pytest.fixture
def turns(settings: Settings, clock: FixedClock, engine: Engine) -> Iterator[Turns]:
    bell = Bell(engine)
    yield Turns(settings, clock, engine)
    bell.close()


@pytest.fixture
def elsewhere(settings: Settings) -> Iterator[Engine]:
    """The same database as another process has it."""
    engine = connect(settings.database)
    yield engine
    engine.dispose()


@pytest.fixture
def ear(elsewhere: Engine, engine: Engine) -> Iterator[Ear]:
    ear = Ear(elsewhere)
    yield ear
    ear.listener.stop()


def test_a_turn_wakes_who_listens_in_another_process(
    ear: Ear, turns: Turns, engine: Engine
) -> None:
    with engine.begin() as connection:
        conversation = bind(connection, CAMILLE, "sms")
    turns.take(message("twilio:AC:SM1", "sms", CAMILLE.phone, text="bonjour"))
    assert ear.next() == conversation


def test_what_is_rolled_back_wakes_nobody_for_long(ear: Ear, turns: Turns, engine: Engine) -> None:
    with engine.begin() as connection:
        conversation = bind(connection, CAMILLE, "sms")
    with engine.connect() as connection, connection.begin() as transaction:
        announce(connection, conversation + 1)
        transaction.rollback()
    turns.take(message("twilio:AC:SM1", "sms", CAMILLE.phone, text="bonjour"))
    while ear.next() != conversation:
        pass


def test_after_a_lost_connection_everything_is_looked_at_again(
    ear: Ear, turns: Turns, engine: Engine
) -> None:
    """On SQLite there is no connection to lose."""
    if engine.dialect.name == "postgresql":
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        with engine.begin() as connection:
            connection.execute(text(cut))
        assert ear.next() is None
    turns.take(message("twilio:AC:SM1", "sms", CAMILLE.phone, text="bonjour"))
    assert ear.next() == 1


def test_many_changes_at_once_wake_each_conversation(ear: Ear, turns: Turns) -> None:
    numbers = [f"+3363998{n:04}" for n in range(30)]
    for number in numbers:
        turns.take(message(f"twilio:{number}", "sms", number, text="bonjour"))
    heard: set[int | None] = set()
    until = time.monotonic() + SOON
    while len(heard) < len(numbers) and time.monotonic() < until:
        heard.add(ear.next())
    assert heard == set(range(1, 31))
