"""The worker's loop: trouble in one delivery, chore or database look does not end it."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError

from assistant import worker as working
from assistant.clock import SystemClock
from assistant.house import House
from assistant.outbox import Outbox
from assistant.store import figures
from assistant.store.deliveries import Delivery
from assistant.store.engine import reading, stamp
from assistant.store.schema import rates
from assistant.turn import Turns
from assistant.worker import AT_ONCE, Worker


class FakeOutbox:
    """Hands out deliveries by number; `act` is what delivering one does."""

    def __init__(self, count: int, act: Callable[[int], None] = lambda _number: None) -> None:
        self.waiting = list(range(count))
        self.act = act
        self.delivered: list[int] = []
        self.swept = 0
        self.trouble: list[Exception] = []

    def claim(self, limit: int) -> list[Delivery]:
        if self.trouble:
            raise self.trouble.pop()
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return [cast(Delivery, FakeDelivery(number)) for number in taken]

    def deliver(self, delivery: Delivery) -> None:
        self.act(delivery.id)
        self.delivered.append(delivery.id)

    def sweep(self) -> None:
        self.swept += 1
        if self.swept == 1:
            raise RuntimeError("a chore in trouble")


class FakeDelivery:
    def __init__(self, number: int) -> None:
        self.id = number


class FakeTurns:
    def __init__(self) -> None:
        self.retried = 0

    def retry_failed(self) -> int:
        self.retried += 1
        return 0


def until(there: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not there() and time.monotonic() < end:
        time.sleep(0.02)
    return there()


class Shift:
    """A worker at work, until the test is over."""

    def __init__(self, house: House, outbox: FakeOutbox) -> None:
        self.turns = FakeTurns()
        self.stop = threading.Event()
        made = Worker(house, cast(Turns, self.turns), cast(Outbox, outbox))
        self.thread = threading.Thread(target=made.run, args=(self.stop,))
        self.thread.start()

    def end(self) -> None:
        self.stop.set()
        self.thread.join(15)
        assert not self.thread.is_alive()


@pytest.fixture
def begin(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Shift]]:
    monkeypatch.setattr(working, "SWEEP_EVERY", 0.1)
    monkeypatch.setattr(working, "AFTER_TROUBLE", 0.05)
    shifts: list[Shift] = []

    def start(outbox: FakeOutbox) -> Shift:
        shifts.append(Shift(house, outbox))
        return shifts[-1]

    yield start
    for shift in shifts:
        shift.end()


def test_everything_that_is_due_is_delivered(begin: Callable[..., Shift]) -> None:
    outbox = FakeOutbox(50)
    begin(outbox)
    assert until(lambda: sorted(outbox.delivered) == list(range(50)))


class Away(FakeOutbox):
    """The database is away at the first sweep."""

    def __init__(self) -> None:
        super().__init__(0)
        self.swept_at: list[float] = []

    def sweep(self) -> None:
        self.swept_at.append(time.monotonic())
        if len(self.swept_at) == 1:
            raise OperationalError("", {}, sqlite3.OperationalError("database is locked"))


def test_T11_after_trouble_what_is_known_is_noted_before_anything_counts_as_left_behind(
    begin: Callable[..., Shift], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "AFTER_TROUBLE", 0.6)
    outbox = Away()
    shift = begin(outbox)
    assert until(lambda: len(outbox.swept_at) == 1)
    assert shift.turns.retried == 0  # the other chores need the database too
    assert until(lambda: shift.turns.retried > 0)
    assert outbox.swept_at[1] - outbox.swept_at[0] >= 0.6


def test_a_delivery_that_breaks_frees_its_hand(begin: Callable[..., Shift]) -> None:
    def break_often(number: int) -> None:
        if number % 2:
            raise RuntimeError(number)

    outbox = FakeOutbox(8 * AT_ONCE, break_often)
    begin(outbox)
    assert until(lambda: len(outbox.delivered) == 4 * AT_ONCE)


def test_no_more_is_claimed_than_there_are_hands(begin: Callable[..., Shift]) -> None:
    gate = threading.Event()
    outbox = FakeOutbox(3 * AT_ONCE, lambda _number: cast(Any, gate.wait(10)))
    begin(outbox)
    time.sleep(0.5)
    assert len(outbox.waiting) == 2 * AT_ONCE
    gate.set()
    assert until(lambda: len(outbox.delivered) == 3 * AT_ONCE)


def test_when_told_to_stop_it_ends_what_is_under_way_and_claims_nothing_more(
    begin: Callable[..., Shift],
) -> None:
    gate = threading.Event()
    outbox = FakeOutbox(AT_ONCE + 5, lambda _number: cast(Any, gate.wait(10)))
    shift = begin(outbox)
    assert until(lambda: len(outbox.waiting) == 5)
    shift.stop.set()
    gate.set()
    shift.end()
    assert len(outbox.delivered) == AT_ONCE
    assert len(outbox.waiting) == 5


def test_T11_a_database_in_trouble_is_asked_again(begin: Callable[..., Shift]) -> None:
    outbox = FakeOutbox(3)
    outbox.trouble = [OperationalError("locked", {}, Exception()) for _ in range(3)]
    begin(outbox)
    assert until(lambda: len(outbox.delivered) == 3)


def test_a_chore_in_trouble_does_not_keep_the_others_from_being_done(
    begin: Callable[..., Shift], house: House
) -> None:
    outbox = FakeOutbox(0)
    shift = begin(outbox)
    assert until(lambda: outbox.swept >= 3 and shift.turns.retried >= 3)
    with reading(house.engine) as connection:
        beat = figures.last_beat(connection, "worker")
    assert beat is not None
    assert abs((SystemClock().now() - beat).total_seconds()) < 30


def test_T13_the_worker_puts_right_what_a_clock_that_ran_ahead_has_left(
    begin: Callable[..., Shift], house: House
) -> None:
    far = stamp(house.clock.now() + timedelta(days=3653))
    with house.engine.begin() as connection:
        connection.execute(insert(rates).values(name="sms", tokens=0.0, at=far))
    begin(FakeOutbox(0))

    def is_right() -> bool:
        with reading(house.engine) as connection:
            return bool(connection.execute(select(rates.c.at)).scalar() != far)

    assert until(is_right)
