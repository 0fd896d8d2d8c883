"""Many events at once, from two processes, on both databases: one turn at a time, none lost."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import OperationalError

from assistant.clock import FixedClock
from assistant.settings import Settings
from assistant.store import schema
from assistant.store.engine import connect, reading, stamp, transact
from assistant.turn import Turns
from tests.conftest import message
from tests.people import CAMILLE, bind
from tests.postgres.crowd import take_together

pytestmark = [pytest.mark.usefixtures("members"), pytest.mark.both_databases]

STRANGER = "+33639980055"


def rows(engine: Engine, table: Any, *order: Any) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(table).order_by(*order)))


def replies(engine: Engine) -> list[Any]:
    return [row for row in rows(engine, schema.outbox, schema.outbox.c.id) if row.kind == "reply"]


def test_T4_fifty_copies_of_one_event_in_two_processes_are_one_turn(
    engine: Engine, settings: Settings
) -> None:
    copy = message("twilio:AC:SM1", "sms", STRANGER, text="bonjour")
    outcomes = take_together(settings, [copy] * 25, [copy] * 25, threads=25)
    assert sorted(outcomes) == ["duplicate"] * 49 + ["taken"]
    assert len(rows(engine, schema.conversations)) == 1
    assert len(rows(engine, schema.events)) == 1
    assert len(replies(engine)) == 1


def test_T6_twenty_first_messages_of_one_stranger_make_one_conversation_in_order(
    engine: Engine, settings: Settings
) -> None:
    events = [message(f"twilio:AC:SM{n}", "sms", STRANGER, text="bonjour") for n in range(20)]
    outcomes = take_together(settings, events[:10], events[10:])
    assert outcomes == ["taken"] * 20
    (conversation,) = rows(engine, schema.conversations)
    taken = rows(engine, schema.events, schema.events.c.seq)
    assert [row.seq for row in taken] == list(range(1, 21))
    assert conversation.serial == 20
    times = [row.received_at for row in taken]
    assert times == sorted(times)
    answered = list(dict.fromkeys(row.key.rpartition("#")[0] for row in replies(engine)))
    assert answered == [row.key for row in taken]  # answers stand in the order of the turns


def test_T6_a_member_bound_while_a_message_waited_is_known_to_its_turn(
    engine: Engine, settings: Settings, clock: FixedClock
) -> None:
    with engine.begin() as connection:
        conversation = bind(connection, CAMILLE, "web", "a browser")
        unbound = update(schema.conversations).values(member_id=None, bound_at=None, serial=7)
        connection.execute(unbound)
    seen: list[Any] = []
    turns = Turns(settings, clock, engine)
    turns._facts = lambda *given, plain=turns._facts: seen.append(plain(*given)) or seen[-1]  # type: ignore[method-assign, func-returns-value]
    waiting = threading.Thread(
        target=turns.take, args=(message("web:1:second", "web", "a browser", text="bonjour"),)
    )
    with engine.begin() as first:
        first.execute(
            update(schema.conversations)
            .where(schema.conversations.c.id == conversation)
            .values(member_id=CAMILLE.id, bound_at=stamp(clock.now()))
        )
        waiting.start()
        waiting.join(0.4)
        assert waiting.is_alive()  # it waits for this transaction
    waiting.join(10)
    assert [facts.member.id for facts in seen] == [CAMILLE.id]


def test_T11_a_turn_waits_for_a_locked_database_and_goes_on(
    engine: Engine, settings: Settings, clock: FixedClock
) -> None:
    with engine.begin() as connection:
        bind(connection, CAMILLE, "sms")
    turns = Turns(settings, clock, engine)
    outcomes: list[str] = []
    event = message("twilio:AC:SM1", "sms", CAMILLE.phone, text="bonjour")
    waiting = threading.Thread(target=lambda: outcomes.append(turns.take(event)))
    with engine.begin() as connection:
        connection.execute(update(schema.conversations).values(urgent=False))
        waiting.start()
        waiting.join(1.0)
    waiting.join(10)
    assert outcomes == ["taken"]


def test_T11_a_turn_gives_up_on_a_database_that_stays_locked_and_keeps_nothing_half(
    settings: Settings, clock: FixedClock, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.begin() as connection:
        bind(connection, CAMILLE, "sms")
    impatient = hurried(settings.database, monkeypatch)
    turns = Turns(settings, clock, impatient)
    event = message("twilio:AC:SM1", "sms", CAMILLE.phone, text="bonjour")
    with engine.begin() as connection:
        connection.execute(update(schema.conversations).values(urgent=False))
        with pytest.raises(OperationalError):
            turns.take(event)
    assert rows(engine, schema.events) == []
    assert turns.take(event) == "taken"
    impatient.dispose()


def hurried(url: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An engine that waits 300 ms for a lock."""
    monkeypatch.setitem(connect.__globals__["SERVER_LIMITS"], "lock_timeout", "300ms")
    monkeypatch.setitem(connect.__globals__, "BUSY", 300)
    return connect(url)


def test_a_turn_whose_connection_is_cut_is_taken_once(
    engine: Engine, settings: Settings, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL ends the session in the middle of the turn; on SQLite there is none to end."""
    cuts = [True]
    plain = Turns._facts

    def cut_once(turns: Turns, connection: Any, *rest: Any) -> Any:
        if engine.dialect.name == "postgresql" and cuts and cuts.pop():
            with engine.connect() as other:
                mine = connection.execute(text("SELECT pg_backend_pid()")).scalar()
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
        return plain(turns, connection, *rest)

    monkeypatch.setattr(Turns, "_facts", cut_once)
    turns = Turns(settings, clock, engine)
    assert turns.take(message("twilio:AC:SM1", "sms", STRANGER, text="bonjour")) == "taken"
    assert len(rows(engine, schema.events)) == 1
    assert len(replies(engine)) == 1


def test_of_two_transactions_that_block_each_other_both_are_done(
    engine: Engine, clock: FixedClock
) -> None:
    """A deadlock is undone by PostgreSQL and done again by us; SQLite has one writer at a time."""
    with engine.begin() as connection:
        both = [bind(connection, CAMILLE, "sms", f"+3363998{n:04}") for n in range(2)]
    met = threading.Barrier(2)
    table = schema.conversations

    def change(order: list[int]) -> None:
        tries = []

        def work(connection: Any) -> None:
            tries.append(1)
            for place, key in enumerate(order):
                grown = update(table).where(table.c.id == key).values(serial=table.c.serial + 1)
                connection.execute(grown)
                if place == 0 and len(tries) == 1 and engine.dialect.name == "postgresql":
                    met.wait(10)

        transact(engine, work)

    threads = [threading.Thread(target=change, args=(order,)) for order in (both, both[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [row.serial for row in rows(engine, table, table.c.id)] == [2, 2]
