"""T13: the clock runs far ahead and is put right, or jumps while messages are on their way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import Engine, insert, select, update

from assistant.clock import FixedClock
from assistant.house import House
from assistant.messages import Inbound
from assistant.outbox import Outbox
from assistant.reconciling import GRACE
from assistant.settings import Settings
from assistant.store import schema, timing
from assistant.store.engine import stamp
from assistant.store.schema import events, outbox, providers, rates
from tests.people import CAMILLE, bind
from tests.test_outbox import FakeOffice, FakeSender
from tests.turns.world import Phone, World

pytestmark = [pytest.mark.usefixtures("members"), pytest.mark.both_databases]

JUMPS = [timedelta(hours=1), timedelta(days=3653)]


@pytest.fixture
def camille(settings: Settings, clock: FixedClock, engine: Engine) -> Phone:
    with engine.begin() as connection:
        bind(connection, CAMILLE, "sms")
    return Phone(World(settings, clock, engine), "sms", CAMILLE.phone)


def put_right(engine: Engine, clock: FixedClock) -> int:
    with engine.begin() as connection:
        return timing.put_right(connection, clock.now())


def values(engine: Engine, column: Any) -> list[Any]:
    with engine.begin() as connection:
        return list(connection.execute(select(column)).scalars())


@pytest.mark.parametrize("ahead", JUMPS, ids=str)
def test_T13_replies_of_a_clock_that_ran_ahead_leave_once_it_is_put_right(
    camille: Phone, house: House, engine: Engine, clock: FixedClock, ahead: timedelta
) -> None:
    sender = FakeSender()
    worker = Outbox(house, {"sms": sender}, FakeOffice())
    clock.move(ahead)
    camille.world.take("sms", CAMILLE.phone, text="bonjour")
    clock.move(-ahead)
    assert worker.deliver_due() == 0
    assert put_right(engine, clock) == 1
    assert worker.deliver_due() == 1 and len(sender.sent) == 1


def test_T13_a_lease_taken_far_ahead_lapses_once_the_clock_is_put_right(
    camille: Phone, house: House, engine: Engine, clock: FixedClock
) -> None:
    worker = Outbox(house, {"sms": FakeSender()}, FakeOffice())
    clock.move(timedelta(days=3653))
    camille.world.take("sms", CAMILLE.phone, text="bonjour")
    assert len(worker.claim()) == 1  # and then the process dies
    clock.move(timedelta(days=-3653))
    worker.sweep()
    assert values(engine, outbox.c.state) == ["sending"]
    put_right(engine, clock)
    clock.move(timedelta(seconds=1))
    worker.sweep()
    assert values(engine, outbox.c.state) != ["sending"]


@pytest.mark.parametrize("by", [*JUMPS, *(-jump for jump in JUMPS)], ids=str)
def test_T13_a_message_being_sent_does_not_look_left_behind_when_the_clock_is_set(
    camille: Phone, house: House, engine: Engine, clock: FixedClock, by: timedelta
) -> None:
    sender = FakeSender()
    worker = Outbox(house, {"sms": sender}, FakeOffice())
    worker.sweep()
    camille.world.take("sms", CAMILLE.phone, text="bonjour")
    (under_way,) = worker.claim()
    clock.jump(by)
    put_right(engine, clock)
    worker.sweep()
    clock.move(timedelta(seconds=10))
    worker.sweep()
    assert values(engine, outbox.c.state) == ["sending"]
    worker.deliver(under_way)
    assert values(engine, outbox.c.state) == ["sent"] and len(sender.sent) == 1


def test_T13_what_a_crash_left_behind_is_resumed_half_a_minute_after_the_clock_was_set(
    camille: Phone, house: House, engine: Engine, clock: FixedClock
) -> None:
    worker = Outbox(house, {"sms": FakeSender()}, FakeOffice())
    worker.sweep()
    camille.world.take("sms", CAMILLE.phone, text="bonjour")
    assert len(worker.claim()) == 1  # and then the process dies
    clock.jump(timedelta(hours=1))
    worker.sweep()
    assert values(engine, outbox.c.state) == ["sending"]
    clock.move(GRACE)
    worker.sweep()
    assert values(engine, outbox.c.state) != ["sending"]


def test_T13_a_turn_looks_at_the_clock_once_for_all_that_it_says(
    camille: Phone, clock: FixedClock
) -> None:
    world = camille.world
    asked = "combien pour une couronne à 433 € ?"
    inbound = Inbound(
        event="once", channel="sms", address=CAMILLE.phone, at=clock.now(), text=asked
    )
    with patch.object(clock, "now", wraps=clock.now) as looks:
        assert world.turns.take(inbound) == "taken"
    assert looks.call_count == 1


def test_T13_everything_else_that_waits_is_due_again_too(
    camille: Phone, engine: Engine, clock: FixedClock
) -> None:
    far = stamp(clock.now() + timedelta(days=3653))
    camille.world.take("sms", CAMILLE.phone, event="one", text="bonjour")
    with engine.begin() as connection:
        connection.execute(update(events).values(state="failed", retry_at=far))
        connection.execute(
            insert(providers).values(
                name="twilio", failures=5, shut_until=far, opened_at=far, read_back_at=far
            )
        )
        connection.execute(insert(rates).values(name="sms", tokens=0.0, at=far))
    assert put_right(engine, clock) == 5
    now = stamp(clock.now())
    assert values(engine, events.c.retry_at) == values(engine, rates.c.at) == [now]
    assert values(engine, providers.c.shut_until) == values(engine, providers.c.opened_at) == [now]
    assert values(engine, providers.c.read_back_at) == [stamp(clock.now() - timing.READ_AGAIN)]


def test_T13_what_is_planned_for_the_next_quarter_of_an_hour_is_left_alone(
    camille: Phone, engine: Engine, clock: FixedClock
) -> None:
    camille.world.take("sms", CAMILLE.phone, text="bonjour")
    soon = stamp(clock.now() + timedelta(minutes=15))
    with engine.begin() as connection:
        connection.execute(update(outbox).values(run_at=soon))
    assert put_right(engine, clock) == 0
    assert values(engine, outbox.c.run_at) == [soon]


def test_T13_T38_a_member_is_not_silenced_for_ten_years(camille: Phone, clock: FixedClock) -> None:
    clock.move(timedelta(days=3653))
    for _message in range(15):
        camille.write("bonjour")
    clock.move(timedelta(days=-3653))
    replies = [camille.write("bonjour") for _message in range(15)]
    assert all(replies) and "une minute" not in str(replies)


def test_T13_every_moment_that_something_waits_for_is_put_right() -> None:
    """A new column of this kind must be thought of here."""
    waits = {
        f"{table.name}.{column.name}"
        for table in schema.metadata.sorted_tables
        for column in table.c
        if column.name.endswith(("_until", "run_at", "retry_at"))
    }
    assert waits == {"outbox.run_at", "outbox.lease_until", "events.retry_at"} | {
        "providers.shut_until"
    }
