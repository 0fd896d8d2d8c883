"""What limits the claims: how fast a channel is, who holds a conversation, what costs nothing."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, select

from assistant.channels.channel import Sent, TryLater, Unanswered
from assistant.clock import FixedClock
from assistant.house import House
from assistant.messages import Outgoing
from assistant.outbox import Outbox
from assistant.store import claiming, providers, schema
from assistant.store.claiming import Gates
from assistant.store.engine import reading, stamp
from assistant.store.providers import FAILURES, SHUT_FOR
from tests import databases
from tests.people import CAMILLE, SAMUEL, bind
from tests.test_outbox import FakeSender, Post

pytestmark = [pytest.mark.usefixtures("members"), pytest.mark.both_databases]

LEASE = {"reply": timedelta(seconds=25), "effect": timedelta(minutes=3)}
FIVE_A_SECOND = Gates(speeds={"sms": 5})


@pytest.fixture
def post(house: House) -> Post:
    return Post(house)


@pytest.fixture
def crowd(house: House) -> list[int]:
    """Twelve conversations by SMS."""
    with house.engine.begin() as connection:
        return [bind(connection, CAMILLE, "sms", f"+3363998{n:04}") for n in range(12)]


def claim(post: Post, gates: Gates = FIVE_A_SECOND, limit: int = 20) -> list[int]:
    with post.house.engine.begin() as connection:
        now = post.house.clock.now()
        return [row.id for row in claiming.claim(connection, now, LEASE, limit, gates)]


def test_no_more_leave_in_a_second_than_the_channel_bears(
    post: Post, crowd: list[int], clock: FixedClock
) -> None:
    numbers = [post.put(conversation, "Bonjour") for conversation in crowd]
    assert claim(post) == numbers[:5]
    assert claim(post) == []
    clock.move(timedelta(milliseconds=400))
    assert claim(post) == numbers[5:7]
    clock.move(timedelta(seconds=30))
    assert claim(post) == numbers[7:]


def test_an_emergency_line_leaves_however_busy_the_channel_is(post: Post, crowd: list[int]) -> None:
    for conversation in crowd:
        post.put(conversation, "Bonjour")
    claim(post)
    urgent = post.put(crowd[9], "Appelez le 15.", purpose="emergency")
    with reading(post.house.engine) as connection:
        assert claiming.anything_due(connection, post.house.clock.now(), FIVE_A_SECOND)
    assert claim(post) == [urgent]


def test_a_busy_channel_does_not_hold_up_the_others(post: Post, crowd: list[int]) -> None:
    for conversation in crowd:
        post.put(conversation, "Bonjour")
    claim(post)
    with post.house.engine.begin() as connection:
        chat = bind(connection, SAMUEL, "telegram")
    other = post.put(chat, "Hello", channel="telegram")
    effect = post.put(crowd[0], "A4916-1016", kind="effect", purpose="send_code")
    assert claim(post, limit=2) == [other, effect]


def test_what_may_not_leave_costs_no_transaction(
    post: Post, crowd: list[int], engine: Engine
) -> None:
    for conversation in crowd:
        post.put(conversation, "Bonjour")
    claim(post)
    with reading(engine) as connection:
        assert not claiming.anything_due(connection, post.house.clock.now(), FIVE_A_SECOND)


def test_P10_no_claim_looks_past_what_left_long_ago(
    post: Post, crowd: list[int], engine: Engine
) -> None:
    post.put(crowd[0], "Bonjour")
    post.put(crowd[1], "Bonjour", channel="web")
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    with reading(engine) as connection:
        claiming.anything_due(connection, post.house.clock.now(), FIVE_A_SECOND)
    claim(post)
    event.remove(engine, "before_cursor_execute", note)
    about = [statement for statement in seen if "outbox" in statement]
    assert len(about) >= 4
    assert [databases.scanned(engine, statement) for statement in about] == [[]] * len(about)


def test_several_workers_send_each_message_once_and_in_the_order_of_its_talk(
    post: Post, crowd: list[int]
) -> None:
    rounds = range(4)
    expected = {c: [f"{c}: {n}" for n in rounds] for c in crowd}
    for number in rounds:
        for conversation in crowd:
            post.put(conversation, f"{conversation}: {number}")
    sender = Busy()
    post.use(sms=sender)
    post.house.settings.sms_per_second = 1000
    outboxes = [post.make() for _worker in range(3)]

    def work(outbox: Outbox) -> None:
        for _look in range(400):
            for delivery in outbox.claim(limit=3):
                outbox.deliver(delivery)
            if len(sender.sent) == len(crowd) * len(rounds):
                return

    threads = [threading.Thread(target=work, args=(outbox,)) for outbox in outboxes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    heard = {c: [text for text in sender.texts() if text.startswith(f"{c}: ")] for c in crowd}
    assert heard == expected


class Busy(FakeSender):
    """A provider that takes a moment for each message, never the same one."""

    def send(self, address: str, outgoing: Outgoing, reference: int) -> Sent:
        time.sleep(0.002 * (reference % 4))
        return super().send(address, outgoing, reference)


# --- a provider that fails ------------------------------------------------------------------------


def failing(
    post: Post, crowd: list[int], clock: FixedClock, *script: Sent | Exception
) -> FakeSender:
    """A provider that has just been shut: `script` is what it does next."""
    sender = FakeSender(*[TryLater("503")] * FAILURES, *script)
    post.use(sms=sender)
    for conversation in crowd[:FAILURES]:
        post.put(conversation, "Bonjour")
    post.outbox.deliver_due()
    return sender


def test_T8_after_five_failures_a_provider_is_left_in_peace_then_tried_once(
    post: Post, crowd: list[int], clock: FixedClock
) -> None:
    sender = failing(post, crowd, clock, TryLater("503"))
    clock.move(SHUT_FOR - timedelta(seconds=1))
    assert post.outbox.deliver_due() == 0
    clock.move(timedelta(seconds=2))
    assert post.outbox.deliver_due() == 1  # and it fails again
    clock.move(SHUT_FOR - timedelta(seconds=1))
    assert post.outbox.deliver_due() == 0
    assert sender.sent == []


def test_T8_when_it_answers_again_everything_that_waited_leaves_at_once(
    post: Post, crowd: list[int], clock: FixedClock
) -> None:
    sender = failing(post, crowd, clock)
    clock.move(SHUT_FOR + timedelta(seconds=1))
    assert post.outbox.deliver_due() == FAILURES
    assert len(sender.sent) == FAILURES
    with reading(post.house.engine) as connection:
        known = providers.states(connection, clock.now())["twilio"]
    assert (known.state, known.failures) == ("open", 0)


def test_T8_two_workers_do_not_both_try_a_provider_that_is_shut(
    post: Post, crowd: list[int], clock: FixedClock
) -> None:
    failing(post, crowd, clock)
    clock.move(SHUT_FOR + timedelta(seconds=1))
    assert len(post.make().claim()) == 1
    assert post.make().claim() == []


def test_an_emergency_line_tries_a_provider_that_is_shut(
    post: Post, crowd: list[int], clock: FixedClock
) -> None:
    sender = failing(post, crowd, clock)
    post.put(crowd[7], "Appelez le 15.", purpose="emergency")
    post.outbox.deliver_due()
    assert sender.texts()[0] == "Appelez le 15."


def test_a_provider_that_is_only_busy_is_not_shut(
    post: Post, crowd: list[int], clock: FixedClock
) -> None:
    post.use(sms=FakeSender(*[TryLater("20429", after=1)] * 8))
    for conversation in crowd[:8]:
        post.put(conversation, "Bonjour")
    post.outbox.deliver_due()
    with reading(post.house.engine) as connection:
        assert providers.states(connection, clock.now())["twilio"].state == "open"


def test_lost_answers_shut_a_provider_and_leave_the_other_open(
    post: Post, crowd: list[int], clock: FixedClock
) -> None:
    post.use(sms=FakeSender(*[Unanswered()] * FAILURES))
    for conversation in crowd[:FAILURES]:
        post.put(conversation, "Bonjour")
    post.outbox.deliver_due()
    with reading(post.house.engine) as connection:
        known = providers.states(connection, clock.now())
    assert (known["twilio"].state, known["telegram"].state) == ("shut", "open")


# --- a conversation held by another transaction ---------------------------------------------------


def test_a_conversation_being_taken_over_gives_no_row(post: Post, crowd: list[int]) -> None:
    """On SQLite the claim waits instead: one transaction writes at a time."""
    if post.house.engine.dialect.name == "sqlite":
        return
    post.put(crowd[0], "Quel montant ?")
    other = post.put(crowd[1], "Bonjour")
    table = schema.conversations
    with post.house.engine.begin() as desk:
        desk.execute(select(table).where(table.c.id == crowd[0]).with_for_update())
        assert claim(post) == [other]


def test_old_replies_left_unread_on_the_web_are_not_counted_as_waiting(
    post: Post, crowd: list[int], clock: FixedClock
) -> None:
    row = {"kind": "reply", "author": "bot", "purpose": "answer", "channel": "web", "address": "x"}
    row |= {"body": "{}", "state": "queued", "run_at": stamp(clock.now())}
    with post.house.engine.begin() as connection:
        connection.execute(
            insert(schema.outbox),
            [
                {**row, "key": f"k{n}", "conversation_id": crowd[0], "created_at": row["run_at"]}
                for n in range(50)
            ],
        )
    with reading(post.house.engine) as connection:
        assert not claiming.anything_due(connection, clock.now(), Gates())
