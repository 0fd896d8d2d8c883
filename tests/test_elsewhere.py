"""A reply that does not arrive: heard of on another channel in time, or a task of the staff."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from assistant.channels.channel import TryLater, Undeliverable
from assistant.channels.fitting import fit_sms
from assistant.channels.gsm7 import encoding
from assistant.channels.reports import Report, note
from assistant.clock import FixedClock
from assistant.elsewhere import tell_elsewhere
from assistant.house import House
from assistant.messages import Outgoing
from assistant.reconciling import outgoing_of
from assistant.store import schema
from assistant.store.engine import reading, stamp
from assistant.store.undelivered import IN_TIME
from tests.people import CAMILLE, INES, SAMUEL, bind
from tests.test_outbox import FakeSender, Post

pytestmark = [pytest.mark.usefixtures("members"), pytest.mark.both_databases]

SECRET_TEXT = "Votre demande 4F2K est validée : 60 €."


@pytest.fixture
def post(house: House) -> Post:
    return Post(house)


@pytest.fixture
def phone(house: House, clock: FixedClock) -> int:
    """Camille's SMS; her Telegram is the other way to reach her."""
    return talk(house, clock, "sms")


@pytest.fixture
def chat(house: House, clock: FixedClock) -> int:
    return talk(house, clock, "telegram")


def talk(house: House, clock: FixedClock, channel: str) -> int:
    with house.engine.begin() as connection:
        number = bind(connection, CAMILLE, channel)
        table = schema.conversations
        seen = table.update().where(table.c.id == number).values(seen_at=stamp(clock.now()))
        connection.execute(seen)
    return number


def queued(post: Post, conversation: int) -> list[str]:
    table = schema.outbox
    with reading(post.house.engine) as connection:
        query = select(table.c.body).where(table.c.conversation_id == conversation)
        return [outgoing_of(body).text for body in connection.execute(query).scalars()]


def test_F10_what_is_refused_on_one_channel_is_told_of_on_another(
    post: Post, phone: int, chat: int
) -> None:
    post.use(sms=FakeSender(Undeliverable("21614", unusable=True)))
    post.put(phone, SECRET_TEXT)
    post.outbox.deliver_due()
    assert tell_elsewhere(post.house) == 1
    (notice,) = queued(post, chat)
    assert "SMS" in notice
    assert "4F2K" not in notice and "60" not in notice  # nothing of the record
    post.outbox.deliver_due()
    assert post.telegram.texts() == [notice]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Une réponse vous attend"), ("en", "We have an answer for you")],
)
def test_F82_it_is_told_in_the_language_of_the_other_talk(
    post: Post, phone: int, chat: int, language: str, words: str
) -> None:
    post.conversation(chat, language=language)
    post.use(sms=FakeSender(Undeliverable("30003")))
    post.put(phone, SECRET_TEXT)
    post.outbox.deliver_due()
    tell_elsewhere(post.house)
    (notice,) = queued(post, chat)
    assert words in notice
    assert encoding(fit_sms(Outgoing(text=notice))) == "GSM-7"  # it may go by SMS as well


def test_F10_a_report_of_loss_counts_as_much(post: Post, phone: int, chat: int) -> None:
    number = post.put(phone, SECRET_TEXT)
    post.outbox.deliver_due()
    with post.house.engine.begin() as connection:
        report = Report(f"id-{number}", "undelivered", "30003")
        assert note(connection, number, report, post.house.clock.now()) == "noted"
    assert tell_elsewhere(post.house) == 1
    assert len(queued(post, chat)) == 1


def test_F10_what_is_still_on_its_way_after_a_quarter_of_an_hour_is_told_of_too(
    post: Post, phone: int, chat: int, clock: FixedClock
) -> None:
    post.use(sms=FakeSender(TryLater("503", after=900)))
    post.put(phone, SECRET_TEXT)
    post.outbox.deliver_due()
    clock.move(IN_TIME - timedelta(seconds=1))
    assert tell_elsewhere(post.house) == 0
    clock.move(timedelta(seconds=2))
    assert tell_elsewhere(post.house) == 1
    assert len(queued(post, chat)) == 1
    clock.move(timedelta(minutes=2))
    post.outbox.deliver_due()
    assert post.sms.texts() == [SECRET_TEXT]  # and it still goes where it was meant to


def test_one_hears_of_it_once_a_day_however_many_messages_are_lost(
    post: Post, phone: int, chat: int, clock: FixedClock
) -> None:
    post.use(sms=FakeSender(*[Undeliverable("30003")] * 5))
    for number in range(3):
        post.put(phone, f"message {number}")
    post.outbox.deliver_due()
    tell_elsewhere(post.house)
    post.put(phone, "later")
    post.outbox.deliver_due()
    tell_elsewhere(post.house)
    assert tell_elsewhere(post.house) == 0
    assert len(queued(post, chat)) == 1


def test_an_emergency_line_itself_goes_the_other_way(post: Post, phone: int, chat: int) -> None:
    post.use(sms=FakeSender(Undeliverable("21610", unusable=True)))
    post.put(phone, "Appelez le 15 ou le 112.", purpose="emergency")
    post.outbox.deliver_due()
    tell_elsewhere(post.house)
    post.outbox.deliver_due()
    assert post.telegram.texts() == ["Appelez le 15 ou le 112."]


@pytest.mark.parametrize(
    "barred",
    [
        {"unusable": "403"},
        {"opted_out": True},
        {"mode": "person"},
        {"bound_at": None},
        {"member_id": SAMUEL.id},
        {"channel": "web"},
        {"seen_at": "2025-01-01T00:00:00.000000Z"},
    ],
)
def test_F82_who_cannot_be_reached_elsewhere_becomes_a_task_of_the_staff(
    post: Post, phone: int, chat: int, clock: FixedClock, barred: dict[str, object]
) -> None:
    post.conversation(chat, **barred)
    post.use(sms=FakeSender(TryLater("503", after=900)))
    post.put(phone, SECRET_TEXT)
    post.outbox.deliver_due()
    clock.move(IN_TIME + timedelta(minutes=1))
    tell_elsewhere(post.house)
    assert queued(post, chat) == []
    assert post.alerts(phone) == ["undeliverable:late"]


def test_of_a_stranger_nobody_is_told_elsewhere(post: Post, chat: int, clock: FixedClock) -> None:
    with post.house.engine.begin() as connection:
        stranger = bind(connection, INES, "sms")
    post.conversation(stranger, member_id=CAMILLE.id, bound_at=None)  # said, never proved
    post.use(sms=FakeSender(Undeliverable("30003")))
    post.put(stranger, "Bonjour")
    post.outbox.deliver_due()
    tell_elsewhere(post.house)
    assert queued(post, chat) == []
    assert post.alerts(stranger) == ["undeliverable:30003"]
