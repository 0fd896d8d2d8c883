"""After an outage Twilio's own list is compared with our inbox: what is missing enters, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from assistant.channels.channel import TryLater
from assistant.clock import FixedClock
from assistant.house import House
from assistant.messages import Inbound
from assistant.readback import EVERY, JUST_COME, OVERLAP, STRETCH, ReadBack
from assistant.settings import Settings
from assistant.store import schema
from assistant.store.engine import reading
from assistant.turn import Turns
from tests.people import CAMILLE

pytestmark = [pytest.mark.usefixtures("members"), pytest.mark.both_databases]


@pytest.fixture
def house(settings: Settings, clock: FixedClock, engine: Engine) -> House:
    """A house with the real turn as its one way in."""
    turns = Turns(settings, clock, engine)
    return House(settings=settings, clock=clock, engine=engine, take=turns.take)


class FakeInbox:
    """A provider's list, which may be out of reach."""

    def __init__(self, *listed: Inbound) -> None:
        self.listed = list(listed)
        self.asked: list[datetime] = []
        self.away = False
        self.spoilt: tuple[int, ...] = ()  # which askings fail

    def between(self, first: datetime, last: datetime) -> list[Inbound]:
        self.asked.append(first)
        if self.away or len(self.asked) in self.spoilt:
            raise TryLater("503")
        return [inbound for inbound in self.listed if first <= inbound.at <= last]


def written(event: str, clock: FixedClock) -> Inbound:
    """Camille writes an SMS now."""
    said = "Bonjour, ma facture est arrivée ?"
    return Inbound(event=event, channel="sms", address=CAMILLE.phone, at=clock.now(), text=said)


def keys(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        query = select(schema.events.c.key).order_by(schema.events.c.seq)
        return list(connection.execute(query).scalars())


def texts(engine: Engine) -> str:
    with reading(engine) as connection:
        return "\n".join(connection.execute(select(schema.outbox.c.body)).scalars())


def test_T7_an_hour_of_messages_that_found_our_door_shut_is_taken_in_order(
    house: House, clock: FixedClock, engine: Engine
) -> None:
    inbox = FakeInbox()
    assert ReadBack(house, "twilio", inbox).run() == 0  # the service starts for the first time
    for minute in range(60):
        clock.move(timedelta(minutes=1))
        inbox.listed.append(written(f"twilio:AC:SM{minute:02}", clock))
    house.take(inbox.listed[30])  # one did reach us
    clock.move(timedelta(minutes=1))
    assert ReadBack(house, "twilio", inbox).run() == 59
    assert sorted(keys(engine)) == [f"twilio:AC:SM{minute:02}" for minute in range(60)]
    assert [key for key in keys(engine) if key != "twilio:AC:SM30"] == [
        f"twilio:AC:SM{minute:02}" for minute in range(60) if minute != 30
    ]
    assert ReadBack(house, "twilio", inbox).run() == 0


def test_T7_who_waited_longer_than_a_quarter_of_an_hour_is_told_so(
    house: House, clock: FixedClock, engine: Engine
) -> None:
    inbox = FakeInbox()
    ReadBack(house, "twilio", inbox).run()
    inbox.listed.append(written("twilio:AC:SM1", clock))
    clock.move(timedelta(minutes=16))
    ReadBack(house, "twilio", inbox).run()
    assert texts(engine).count("Désolé de vous répondre si tard.") == 1
    house.take(written("twilio:AC:SM2", clock))
    assert texts(engine).count("Désolé de vous répondre si tard.") == 1


def test_T7_a_message_that_has_just_come_is_left_to_its_webhook(
    house: House, clock: FixedClock
) -> None:
    inbox = FakeInbox()
    ReadBack(house, "twilio", inbox).run()
    inbox.listed.append(written("twilio:AC:SM1", clock))
    assert ReadBack(house, "twilio", inbox).run() == 0
    clock.move(JUST_COME + timedelta(seconds=1))
    assert ReadBack(house, "twilio", inbox).run() == 1


def test_T7_it_asks_now_and_then_and_at_once_after_trouble(house: House, clock: FixedClock) -> None:
    inbox = FakeInbox()
    read_back = ReadBack(house, "twilio", inbox)
    read_back.run()
    clock.move(EVERY / 2)
    read_back.run()
    assert inbox.asked == []
    read_back.soon()
    read_back.run()
    clock.move(EVERY * 2)
    read_back.run()
    assert len(inbox.asked) == 2


def test_T7_a_list_that_cannot_be_had_is_asked_for_again_from_the_same_moment(
    house: House, clock: FixedClock, engine: Engine
) -> None:
    inbox = FakeInbox()
    read_back = ReadBack(house, "twilio", inbox)
    read_back.run()
    inbox.listed.append(written("twilio:AC:SM1", clock))
    inbox.away = True
    for _try in range(3):
        clock.move(timedelta(minutes=20))
        assert read_back.run() == 0
    assert len(inbox.asked) == 3 and len(set(inbox.asked)) == 1
    inbox.away = False
    assert read_back.run() == 1
    assert inbox.asked[3] == inbox.asked[0]


def test_T7_what_was_settled_stays_so_when_the_rest_of_a_long_list_cannot_be_had(
    house: House, clock: FixedClock, engine: Engine
) -> None:
    inbox = FakeInbox()
    read_back = ReadBack(house, "twilio", inbox)
    read_back.run()
    for minute in range(60):
        clock.move(timedelta(minutes=1))
        inbox.listed.append(written(f"twilio:AC:SM{minute:02}", clock))
    inbox.spoilt = (3, 9)
    for _look in range(3):
        read_back.run()
    assert len(keys(engine)) == 60 - 1  # the last has just come
    assert [inbox.asked[n] - inbox.asked[n - 1] for n in inbox.spoilt] == [-OVERLAP, -OVERLAP]
    assert len(inbox.asked) <= 2 + 3 + timedelta(hours=1) // STRETCH
