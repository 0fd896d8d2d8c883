"""The outbox: in order, once, silent while a person speaks, and honest about what is unknown."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Set
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import OperationalError

from assistant.channels.channel import Sent, TryLater, Unanswered, Undeliverable
from assistant.clock import FixedClock
from assistant.house import House
from assistant.messages import Outgoing
from assistant.outbox import LEASE, MOST_ATTEMPTS, Outbox
from assistant.reconciling import GRACE, outgoing_of
from assistant.settings import Settings
from assistant.store import deliveries, schema
from assistant.store.deliveries import Delivery
from assistant.store.engine import reading, stamp, transact
from assistant.turn import Turns
from assistant.worker import SWEEP_EVERY
from tests.conftest import Inbox, message
from tests.people import CAMILLE, SAMUEL, bind

pytestmark = [pytest.mark.usefixtures("members"), pytest.mark.both_databases]

Outcome = Sent | Exception


class FakeSender:
    """A provider that answers as the script says, then takes everything; keeps what it was sent."""

    def __init__(self, *script: Outcome) -> None:
        self.script = list(script)
        self.sent: list[tuple[str, str, int]] = []

    def send(self, address: str, outgoing: Outgoing, reference: int) -> Sent:
        outcome = self.script.pop(0) if self.script else Sent((f"id-{reference}",))
        if isinstance(outcome, Exception) and not isinstance(outcome, Unanswered):
            raise outcome
        self.sent.append((address, outgoing.text, reference))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def texts(self) -> list[str]:
        return [text for _address, text, _reference in self.sent]


class AskableSender(FakeSender):
    """One that can be asked what it was sent, as Twilio can."""

    def __init__(self, *script: Outcome, found: str | Exception | None = None) -> None:
        super().__init__(*script)
        self.found = found
        self.asked = 0

    def find(self, address: str, outgoing: Outgoing, known: Set[str]) -> str | None:
        self.asked += 1
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


class FakeOffice:
    """Performs what the script says."""

    def __init__(self, *script: dict[str, Any] | Exception) -> None:
        self.script = list(script)
        self.done: list[tuple[str, Mapping[str, Any]]] = []

    def perform(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any]:
        outcome = self.script.pop(0) if self.script else {}
        if isinstance(outcome, Exception):
            raise outcome
        self.done.append((delivery.purpose, data))
        return outcome

    def failed(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any] | None:
        return {"given_up": True}


class Post:
    """The outbox of one test, with what is put into it and what stands in its rows."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.sms: FakeSender = FakeSender()
        self.telegram: FakeSender = FakeSender()
        self.office = FakeOffice()
        self.outbox = self.make()

    def make(self) -> Outbox:
        senders = {"sms": self.sms, "telegram": self.telegram}
        return Outbox(self.house, senders, self.office, dice=lambda: 0.0)

    def use(self, **parts: Any) -> None:
        vars(self).update(parts)
        self.outbox = self.make()

    def put(
        self,
        conversation: int,
        text: str,
        channel: str = "sms",
        author: str = "bot",
        purpose: str = "answer",
        kind: str = "reply",
    ) -> int:
        now = stamp(self.house.clock.now())
        body = json.dumps({"text": text} if kind == "reply" else {"number": text})
        row = {
            "conversation_id": conversation,
            "key": f"{conversation}:{text}:{author}:{purpose}",
            "kind": kind,
            "author": author,
            "purpose": purpose,
            "channel": channel,
            "address": "+33639980016",
            "body": body,
            "state": "queued",
            "run_at": now,
            "created_at": now,
        }
        with self.house.engine.begin() as connection:
            key = connection.execute(insert(schema.outbox).values(row)).inserted_primary_key
        assert key is not None
        return int(key[0])

    def row(self, number: int) -> Any:
        with reading(self.house.engine) as connection:
            return connection.execute(
                select(schema.outbox).where(schema.outbox.c.id == number)
            ).one()

    def conversation(self, number: int, **values: Any) -> Any:
        table = schema.conversations
        with self.house.engine.begin() as connection:
            if values:
                connection.execute(update(table).where(table.c.id == number).values(values))
            return connection.execute(select(table).where(table.c.id == number)).one()

    def alerts(self, conversation: int) -> list[str]:
        table = schema.handovers
        with reading(self.house.engine) as connection:
            found = connection.execute(
                select(table.c.note).where(
                    table.c.conversation_id == conversation, table.c.action == "alert"
                )
            )
            return list(found.scalars())


@pytest.fixture
def post(house: House) -> Post:
    return Post(house)


@pytest.fixture
def camille(house: House) -> int:
    with house.engine.begin() as connection:
        return bind(connection, CAMILLE, "sms")


@pytest.fixture
def samuel(house: House) -> int:
    with house.engine.begin() as connection:
        return bind(connection, SAMUEL, "sms")


@pytest.fixture
def chat(house: House) -> int:
    with house.engine.begin() as connection:
        return bind(connection, CAMILLE, "telegram")


# --- leaving --------------------------------------------------------------------------------------


def test_a_reply_leaves_once_and_keeps_the_providers_id(post: Post, camille: int) -> None:
    number = post.put(camille, "Bonjour")
    assert post.outbox.deliver_due() == 1
    assert post.outbox.deliver_due() == 0
    assert post.sms.sent == [("+33639980016", "Bonjour", number)]
    row = post.row(number)
    assert (row.state, row.provider_id, row.attempts) == ("sent", f"id-{number}", 1)
    assert row.final_at is None  # a status report will tell


def test_a_telegram_reply_is_final_when_it_was_taken(post: Post, chat: int) -> None:
    number = post.put(chat, "Bonjour", channel="telegram")
    post.outbox.deliver_due()
    assert post.row(number).final_at is not None


def test_replies_of_the_web_chat_are_left_to_the_page(post: Post, camille: int) -> None:
    number = post.put(camille, "Bonjour", channel="web")
    assert post.outbox.deliver_due() == 0
    assert post.row(number).state == "queued"


def test_one_conversation_keeps_its_order_and_others_go_on(
    post: Post, camille: int, samuel: int
) -> None:
    post.use(sms=FakeSender(TryLater("30001")))
    first, second = post.put(camille, "un"), post.put(camille, "deux")
    post.put(samuel, "one")
    post.outbox.deliver_due()
    assert post.sms.texts() == ["one"]  # "deux" waits for "un", which waits for the provider
    assert (post.row(first).state, post.row(second).state) == ("queued", "queued")
    post.house.clock.move(timedelta(seconds=5))  # type: ignore[attr-defined]
    post.outbox.deliver_due()
    assert post.sms.texts() == ["one", "un", "deux"]


def test_a_later_reply_does_not_pass_one_whose_fate_is_unknown(post: Post, camille: int) -> None:
    post.use(sms=AskableSender(Unanswered(), found=None))
    post.put(camille, "un")
    post.put(camille, "deux")
    post.outbox.deliver_due()
    assert post.sms.texts() == ["un"]


def test_an_emergency_line_waits_for_nothing(post: Post, camille: int) -> None:
    post.use(sms=FakeSender(TryLater("30001")))
    post.put(camille, "un")
    post.outbox.deliver_due()
    post.put(camille, "Appelez le 15 ou le 112.", purpose="emergency")
    post.outbox.deliver_due()
    assert post.sms.texts() == ["Appelez le 15 ou le 112."]


def test_a_telegram_chat_gets_one_message_a_second(
    post: Post, chat: int, clock: FixedClock
) -> None:
    post.put(chat, "un", channel="telegram")
    post.put(chat, "deux", channel="telegram")
    post.outbox.deliver_due()
    assert post.telegram.texts() == ["un"]
    clock.move(timedelta(seconds=1, milliseconds=1))
    post.outbox.deliver_due()
    assert post.telegram.texts() == ["un", "deux"]


def test_workers_at_the_same_time_never_claim_the_same_row(post: Post, camille: int) -> None:
    numbers = [post.put(camille, f"m{n}", purpose="emergency") for n in range(20)]
    claimed: list[int] = []

    def work() -> None:
        while len(claimed) < len(numbers):
            claimed.extend(row.id for row in post.make().claim(limit=2))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == numbers


def test_a_channel_without_a_sender_fails_loudly(post: Post, camille: int) -> None:
    number = post.put(camille, "Bonjour", channel="whatsapp")
    post.outbox.deliver_due()
    assert (post.row(number).state, post.row(number).code) == ("failed", "not_configured")
    assert post.alerts(camille) == ["undeliverable:not_configured"]


# --- a person has taken over ----------------------------------------------------------------------


def test_while_a_person_speaks_the_bot_is_silent_and_the_person_is_heard(
    post: Post, camille: int
) -> None:
    bot = post.put(camille, "Quel montant ?")
    post.conversation(camille, mode="person")
    person = post.put(camille, "Ici Léa.", author="staff:lea")
    post.outbox.deliver_due()
    assert post.sms.texts() == ["Ici Léa."]
    assert (post.row(bot).state, post.row(person).state) == ("withheld", "sent")
    assert post.row(bot).final_at is not None


def test_an_emergency_line_passes_even_then(post: Post, camille: int) -> None:
    post.conversation(camille, mode="person")
    post.put(camille, "Appelez le 15.", purpose="emergency")
    post.outbox.deliver_due()
    assert post.sms.texts() == ["Appelez le 15."]


def test_a_reply_waiting_to_be_repeated_is_withheld_when_a_person_takes_over(
    post: Post, camille: int, clock: FixedClock
) -> None:
    post.use(sms=FakeSender(TryLater("20429", after=30)))
    number = post.put(camille, "Quel montant ?")
    post.outbox.deliver_due()
    post.conversation(camille, mode="person")
    clock.move(timedelta(minutes=2))
    post.outbox.deliver_due()
    assert post.sms.sent == []
    assert post.row(number).state == "withheld"


def test_effects_are_done_whoever_speaks(post: Post, camille: int) -> None:
    post.conversation(camille, mode="person")
    post.put(camille, "A4916-1016", kind="effect", purpose="send_code")
    post.outbox.deliver_due()
    assert [kind for kind, _data in post.office.done] == ["send_code"]


# --- refusals -------------------------------------------------------------------------------------


def test_T8_a_busy_provider_is_asked_again_when_it_says_so(
    post: Post, camille: int, clock: FixedClock
) -> None:
    post.use(sms=FakeSender(TryLater("20429", after=40)))
    number = post.put(camille, "Bonjour")
    post.outbox.deliver_due()
    clock.move(timedelta(seconds=39))
    assert post.outbox.deliver_due() == 0
    clock.move(timedelta(seconds=2))
    assert post.outbox.deliver_due() == 1
    assert post.row(number).state == "sent"


def test_T8_pauses_double_up_to_a_quarter_of_an_hour(
    post: Post, camille: int, clock: FixedClock
) -> None:
    post.use(sms=FakeSender(*(TryLater("503") for _ in range(MOST_ATTEMPTS - 1))))
    number = post.put(camille, "Bonjour")
    pauses = []
    for _attempt in range(MOST_ATTEMPTS - 1):
        began = clock.now()
        assert post.outbox.deliver_due() == 1
        clock.move(datetime.fromisoformat(post.row(number).run_at) - began)
        pauses.append((clock.now() - began).total_seconds())
    assert pauses[:4] == [1.0, 2.0, 4.0, 8.0]  # the dice show nothing: half of each pause
    assert max(pauses) == 450.0
    assert pauses == sorted(pauses)
    post.outbox.deliver_due()
    assert post.row(number).state == "sent"


def test_after_the_last_attempt_staff_are_alerted(
    post: Post, camille: int, clock: FixedClock
) -> None:
    post.use(sms=FakeSender(*(TryLater("503") for _ in range(MOST_ATTEMPTS))))
    number = post.put(camille, "Bonjour")
    for _attempt in range(MOST_ATTEMPTS + 3):
        post.outbox.deliver_due()
        clock.move(timedelta(minutes=16))
    assert (post.row(number).state, post.row(number).attempts) == ("failed", MOST_ATTEMPTS)
    assert post.alerts(camille) == ["undeliverable:503"]


@pytest.mark.parametrize("code", ["21610", "21211", "21614", "30005", "30006", "blocked"])
def test_T9_an_address_refused_for_good_is_never_tried_again(
    post: Post, camille: int, code: str, clock: FixedClock
) -> None:
    post.use(sms=FakeSender(Undeliverable(code, unusable=True)))
    first, second = post.put(camille, "un"), post.put(camille, "deux")
    post.outbox.deliver_due()
    clock.move(timedelta(hours=1))
    post.outbox.deliver_due()
    assert post.sms.sent == []
    assert (post.row(first).state, post.row(first).code) == ("failed", code)
    assert (post.row(second).state, post.row(second).code) == ("failed", "unusable")
    assert post.conversation(camille).unusable == code
    assert post.alerts(camille) == [f"undeliverable:{code}"]


def test_a_refused_message_leaves_the_address_usable(post: Post, camille: int) -> None:
    post.use(sms=FakeSender(Undeliverable("21617")))
    post.put(camille, "un")
    post.put(camille, "deux")
    post.outbox.deliver_due()
    assert post.sms.texts() == ["deux"]
    assert post.conversation(camille).unusable is None


# --- the answer was lost --------------------------------------------------------------------------


def test_T8_a_lost_answer_is_never_blindly_repeated_where_the_provider_can_be_asked(
    post: Post, camille: int, clock: FixedClock
) -> None:
    sender = AskableSender(Unanswered(), found="SM1")
    post.use(sms=sender)
    number = post.put(camille, "Bonjour")
    post.outbox.deliver_due()
    assert post.row(number).state == "unknown"
    post.outbox.sweep()
    assert sender.asked == 0  # a status report may still come
    clock.move(GRACE + timedelta(seconds=1))
    post.outbox.sweep()
    assert (post.row(number).state, post.row(number).provider_id) == ("sent", "SM1")
    post.outbox.deliver_due()
    assert sender.texts() == ["Bonjour"]


def test_T8_what_the_provider_does_not_have_is_sent_again(
    post: Post, camille: int, clock: FixedClock
) -> None:
    sender = AskableSender(Unanswered(), found=None)
    post.use(sms=sender)
    number = post.put(camille, "Bonjour")
    post.outbox.deliver_due()
    clock.move(GRACE + timedelta(seconds=1))
    post.outbox.sweep()
    post.outbox.deliver_due()
    row = post.row(number)
    assert (row.state, row.attempts, row.possible_duplicate) == ("sent", 2, False)


def test_a_status_report_settles_it_before_anyone_asks(
    post: Post, camille: int, clock: FixedClock
) -> None:
    sender = AskableSender(Unanswered(), found=None)
    post.use(sms=sender)
    number = post.put(camille, "Bonjour")
    post.outbox.deliver_due()
    table = schema.outbox
    with post.house.engine.begin() as connection:  # as channels/reports.py notes it
        connection.execute(
            update(table).where(table.c.id == number).values(state="sent", provider_id="SM9")
        )
    clock.move(GRACE * 3)
    post.outbox.sweep()
    post.outbox.deliver_due()
    assert sender.asked == 0
    assert sender.texts() == ["Bonjour"]


def test_while_the_provider_cannot_be_asked_nothing_is_repeated(
    post: Post, camille: int, clock: FixedClock
) -> None:
    sender = AskableSender(Unanswered(), found=TryLater("503"))
    post.use(sms=sender)
    number = post.put(camille, "Bonjour")
    post.outbox.deliver_due()
    for _minute in range(5):
        clock.move(timedelta(minutes=2))
        post.outbox.sweep()
        post.outbox.deliver_due()
    assert post.row(number).state == "unknown"
    assert sender.texts() == ["Bonjour"]
    clock.move(timedelta(hours=25))
    post.outbox.sweep()
    assert (post.row(number).state, post.row(number).code) == ("failed", "unresolved")
    assert post.alerts(camille) == ["undeliverable:unresolved"]


def test_an_earlier_message_with_the_same_words_is_not_taken_for_this_one(
    post: Post, camille: int, clock: FixedClock
) -> None:
    sender = AskableSender(Sent(("SM1",)), Unanswered(), found="SM1")
    post.use(sms=sender)
    post.put(camille, "Je n'ai pas compris.", author="staff:lea")
    second = post.put(camille, "Je n'ai pas compris.")
    post.outbox.deliver_due()
    clock.move(GRACE + timedelta(seconds=1))
    post.outbox.sweep()
    post.outbox.deliver_due()
    assert post.row(second).state == "sent"
    assert len(sender.texts()) == 3


def test_two_of_the_same_words_with_lost_answers_are_each_found_once(
    post: Post, camille: int, clock: FixedClock
) -> None:
    """Were the first one's id taken for the second too, the second would be sent again."""
    asked: list[Set[str]] = []

    class Twice(AskableSender):
        def find(self, address: str, outgoing: Outgoing, known: Set[str]) -> str | None:
            asked.append(known)
            return next((sid for sid in ("SM1", "SM2") if sid not in known), None)

    sender = Twice(Unanswered(), Unanswered())
    post.use(sms=sender)
    numbers = [post.put(camille, "Noté.", author=author) for author in ("bot", "staff:lea")]
    for _answer in numbers:
        post.outbox.deliver_due()
        clock.move(GRACE + timedelta(seconds=1))
        post.outbox.sweep()
    assert [post.row(number).provider_id for number in numbers] == ["SM1", "SM2"]
    assert asked == [set(), {"SM1"}]
    assert sender.texts() == ["Noté.", "Noté."]


def test_telegram_is_repeated_and_marked_as_a_possible_duplicate(
    post: Post, chat: int, clock: FixedClock
) -> None:
    post.use(telegram=FakeSender(Unanswered()))
    number = post.put(chat, "Bonjour", channel="telegram")
    post.outbox.deliver_due()
    assert post.row(number).state == "unknown"
    clock.move(timedelta(seconds=3))
    post.outbox.sweep()
    post.outbox.deliver_due()
    row = post.row(number)
    assert (row.state, row.possible_duplicate, row.attempts) == ("sent", True, 2)
    assert post.telegram.texts() == ["Bonjour", "Bonjour"]


def test_T8_what_a_slow_telegram_may_still_take_is_not_sent_again_before_it_can_be_done(
    post: Post, chat: int, clock: FixedClock
) -> None:
    """Else its late copy arrives after the messages that follow."""
    post.use(telegram=FakeSender(Unanswered("ReadTimeout", under_way=True)))
    number = post.put(chat, "Bonjour", channel="telegram")
    post.outbox.deliver_due()
    clock.move(GRACE - timedelta(seconds=1))
    post.outbox.sweep()
    assert post.row(number).state == "unknown"
    clock.move(timedelta(seconds=2))
    post.outbox.sweep()
    post.outbox.deliver_due()
    assert (post.row(number).state, post.row(number).possible_duplicate) == ("sent", True)


def test_a_fault_of_ours_while_sending_counts_as_a_lost_answer(post: Post, camille: int) -> None:
    post.use(sms=AskableSender(RuntimeError("a bug"), found=None))
    number = post.put(camille, "Bonjour")
    post.outbox.deliver_due()
    assert post.row(number).state == "unknown"


def test_a_claimed_reply_of_the_bot_does_not_leave_once_a_person_has_taken_over(
    post: Post, camille: int
) -> None:
    bots = post.put(camille, "Bonjour")
    (claimed,) = post.outbox.claim()
    post.conversation(camille, mode="person", agent_id="lea")
    post.outbox.deliver(claimed)
    assert post.row(bots).state == "withheld" and post.sms.texts() == []


@pytest.mark.parametrize(
    ("author", "purpose"), [("staff:lea", "answer"), ("bot", "emergency")], ids=["person", "urgent"]
)
def test_a_claimed_word_of_a_person_or_of_an_emergency_leaves_all_the_same(
    post: Post, camille: int, author: str, purpose: str
) -> None:
    number = post.put(camille, "112", author=author, purpose=purpose)
    (claimed,) = post.outbox.claim()
    post.conversation(camille, mode="person", agent_id="lea")
    post.outbox.deliver(claimed)
    assert post.row(number).state == "sent"


# --- the worker was killed ------------------------------------------------------------------------


def test_T10_a_row_left_in_sending_is_asked_about_when_its_lease_lapses(
    post: Post, camille: int, clock: FixedClock
) -> None:
    sender = AskableSender(found="SM1")
    post.use(sms=sender)
    number = post.put(camille, "Bonjour")
    assert len(post.outbox.claim()) == 1  # and then the process dies, message sent or not
    post.outbox.sweep()
    assert (post.row(number).state, sender.asked) == ("sending", 0)
    clock.move(LEASE["reply"] + timedelta(seconds=1))
    post.outbox.sweep()
    assert (post.row(number).state, sender.asked) == ("sent", 1)
    assert sender.texts() == []


def test_G3_what_a_killed_worker_held_leaves_within_half_a_minute(
    post: Post, camille: int, chat: int, clock: FixedClock
) -> None:
    post.use(sms=AskableSender(found=None))
    post.put(camille, "Bonjour")
    post.put(chat, "Bonjour", channel="telegram")
    assert len(post.outbox.claim()) == 2
    died = clock.now()
    while len(post.sms.sent) + len(post.telegram.sent) < 2:
        clock.move(timedelta(seconds=SWEEP_EVERY))
        post.outbox.sweep()
        post.outbox.deliver_due()
    assert clock.now() - died <= timedelta(seconds=30)


def test_T10_a_worker_that_comes_back_late_changes_nothing(
    post: Post, camille: int, clock: FixedClock
) -> None:
    number = post.put(camille, "Bonjour")
    (late,) = post.outbox.claim()
    clock.move(LEASE["reply"] + timedelta(seconds=1))
    post.outbox.sweep()
    clock.move(GRACE + timedelta(seconds=1))
    post.outbox.sweep()
    (again,) = post.outbox.claim()
    assert again.attempts == 2
    now = clock.now()
    with post.house.engine.begin() as connection:
        assert not deliveries.mark_failed(connection, late, now, "late")
        assert not deliveries.put_back(connection, late, now, "late")
        assert not deliveries.mark_sent(connection, late, now, "late", final=True)
    assert post.row(number).state == "sending"


@pytest.mark.parametrize("looked_into", [False, True])
def test_T11_what_the_provider_said_counts_however_late_it_is_written_down(
    post: Post, chat: int, clock: FixedClock, looked_into: bool
) -> None:
    """A database that was locked until the lease had lapsed; not sent again in between."""

    class Late(FakeSender):
        def send(self, address: str, outgoing: Outgoing, reference: int) -> Sent:
            sent = super().send(address, outgoing, reference)
            clock.move(LEASE["reply"] + timedelta(seconds=1))
            post.outbox.sweep()
            if looked_into:
                clock.move(GRACE + timedelta(seconds=1))
                post.outbox.sweep()
            return sent

    post.use(telegram=Late())
    number = post.put(chat, "Bonjour", channel="telegram")
    post.outbox.deliver_due()
    assert post.row(number).state == "sent"
    assert post.outbox.deliver_due() == 0
    assert post.telegram.texts() == ["Bonjour"]


def test_T10_a_worker_that_was_stopped_does_not_send_what_another_has_sent(
    post: Post, camille: int, clock: FixedClock
) -> None:
    number = post.put(camille, "Bonjour")
    (stopped,) = post.outbox.claim()
    clock.move(LEASE["reply"] + timedelta(seconds=1))
    post.outbox.sweep()
    clock.move(GRACE + timedelta(seconds=1))
    post.outbox.sweep()
    post.outbox.deliver_due()
    post.outbox.deliver(stopped)
    assert post.sms.texts() == ["Bonjour"]
    assert (post.row(number).state, post.row(number).attempts) == ("sent", 2)


def test_T11_an_outcome_waits_for_a_database_that_is_away(
    post: Post, chat: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = post.put(chat, "Bonjour", channel="telegram")
    (delivery,) = post.outbox.claim()
    away = [OperationalError("", None, Exception("database is locked"))] * 3

    def locked(engine: Engine, work: Callable[[Connection], object]) -> object:
        if away:
            raise away.pop()
        return transact(engine, work)

    monkeypatch.setattr("assistant.outbox.transact", locked)
    monkeypatch.setattr("assistant.outbox.sleep", lambda _seconds: None)
    post.outbox.deliver(delivery)
    assert not away and post.row(number).state == "sent"


def test_T10_an_effect_left_behind_is_done_again(
    post: Post, camille: int, clock: FixedClock
) -> None:
    number = post.put(camille, "A4916-1016", kind="effect", purpose="send_code")
    post.outbox.claim()
    clock.move(LEASE["effect"] + timedelta(seconds=1))
    post.outbox.sweep()
    post.outbox.deliver_due()
    assert post.row(number).state == "sent"
    assert len(post.office.done) == 1


def test_T10_an_effect_whose_result_was_taken_is_not_done_again(
    post: Post, camille: int, clock: FixedClock
) -> None:
    number = post.put(camille, "A4916-1016", kind="effect", purpose="send_code")
    row = {
        "key": f"result:{number}",
        "conversation_id": camille,
        "seq": 1,
        "kind": "result",
        "text": "",
        "payload": "{}",
        "provider_at": stamp(clock.now()),
        "received_at": stamp(clock.now()),
        "state": "done",
    }
    with post.house.engine.begin() as connection:
        connection.execute(insert(schema.events).values(row))
    post.outbox.deliver_due()
    assert post.office.done == []
    assert post.row(number).state == "sent"


def test_G3_what_waits_in_a_restored_copy_is_asked_about_before_it_leaves(
    post: Post, camille: int, chat: int
) -> None:
    sms = AskableSender(found="SM1")
    post.use(sms=sms)
    first, second = post.put(camille, "Bonjour"), post.put(chat, "Bonjour", channel="telegram")
    on_the_page = post.put(camille, "Bonjour", channel="web", author="staff:lea")
    with post.house.engine.begin() as connection:
        assert deliveries.doubt_all(connection, post.house.clock.now()) == 2
    post.outbox.sweep()
    post.outbox.deliver_due()
    assert (post.row(first).state, sms.texts()) == ("sent", [])
    assert (post.row(second).state, post.row(second).possible_duplicate) == ("sent", True)
    assert post.row(on_the_page).state == "queued"


# --- effects --------------------------------------------------------------------------------------


def test_an_effects_result_comes_back_by_the_one_way_in(
    post: Post, camille: int, inbox: Inbox
) -> None:
    post.use(office=FakeOffice({"member": "camille"}))
    number = post.put(camille, "A4916-1016", kind="effect", purpose="send_code")
    post.outbox.deliver_due()
    (result,) = inbox.taken
    assert (result.event, result.kind, result.channel) == (f"result:{number}", "result", "sms")
    assert result.result == {"effect": "send_code", "member": "camille"}


def test_an_effect_that_fails_for_now_is_tried_again(
    post: Post, camille: int, clock: FixedClock, inbox: Inbox
) -> None:
    post.use(office=FakeOffice(TryLater("smtp_421"), RuntimeError("a bug"), {"ok": True}))
    number = post.put(camille, "A4916-1016", kind="effect", purpose="send_code")
    for _attempt in range(3):
        post.outbox.deliver_due()
        clock.move(timedelta(minutes=1))
    assert post.row(number).state == "sent"
    assert len(inbox.taken) == 1


def test_an_effect_given_up_is_told_to_the_dialog_and_to_staff(
    post: Post, camille: int, inbox: Inbox
) -> None:
    post.use(office=FakeOffice(Undeliverable("mail_refused")))
    number = post.put(camille, "A4916-1016", kind="effect", purpose="send_code")
    post.outbox.deliver_due()
    assert post.row(number).state == "failed"
    assert inbox.taken[0].result == {"effect": "send_code", "given_up": True}
    assert post.alerts(camille) == ["undeliverable:mail_refused"]


def test_a_slow_effect_holds_back_no_reply(post: Post, camille: int) -> None:
    post.put(camille, "A4916-1016", kind="effect", purpose="fetch_media")
    (effect,) = post.outbox.claim()
    post.put(camille, "Bonjour")
    post.outbox.deliver_due()
    assert post.sms.texts() == ["Bonjour"]
    assert effect.purpose == "fetch_media"


# --- ends -----------------------------------------------------------------------------------------


def test_F1_a_message_nobody_reports_on_ends_as_sent_after_hours(
    post: Post, camille: int, clock: FixedClock
) -> None:
    number = post.put(camille, "Bonjour")
    post.outbox.deliver_due()
    clock.move(timedelta(hours=5))
    post.outbox.sweep()
    assert post.row(number).final_at is None
    clock.move(timedelta(hours=2))
    post.outbox.sweep()
    assert post.row(number).final_at is not None


def test_a_stored_reply_reads_back_as_it_was_said() -> None:
    body = json.dumps({"text": "Quel soin ?", "choices": [["optical", "lunettes"]], "serial": 4})
    expected = Outgoing(text="Quel soin ?", choices=(("optical", "lunettes"),), serial=4)
    assert outgoing_of(body) == expected


def test_who_writes_again_is_answered_again(
    post: Post, camille: int, clock: FixedClock, settings: Settings
) -> None:
    """Blocked, then unblocked: the next message of the member opens the address."""
    post.conversation(camille, unusable="21610")
    turns = Turns(settings, clock, post.house.engine)
    turns.take(message("twilio:1", "sms", CAMILLE.phone, text="bonjour"))
    assert post.conversation(camille).unusable is None
    post.outbox.deliver_due()
    assert len(post.sms.sent) == 1
