"""What staff do with a conversation: take, reply, note, pass on, give back, close."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from assistant.channels.channel import Sent
from assistant.clock import FixedClock
from assistant.house import House
from assistant.messages import Inbound, Outgoing
from assistant.outbox import Outbox
from assistant.staff.returns import announce_returns
from assistant.store import desk, schema
from assistant.store.deliveries import Delivery
from assistant.store.desk import Act, Refused
from assistant.store.engine import stamp
from assistant.store.staff import Staff
from tests.conftest import Inbox
from tests.staff.conftest import Browser, Colleagues, Enter, Put, Talks

pytestmark = pytest.mark.both_databases

Rows = Callable[[Any], list[Any]]
KEY = "a-key-of-the-page"


def conversation(engine: Engine, conversation_id: int) -> Any:
    with engine.begin() as connection:
        table = schema.conversations
        return connection.execute(select(table).where(table.c.id == conversation_id)).one()


def say(put: Put, talks: Talks, clock: FixedClock, text: str, **values: Any) -> None:
    """A row of the outbox in Camille's conversation."""
    now = stamp(clock.now())
    row = {
        "key": f"event#{text}",
        "conversation_id": talks.camille,
        "kind": "reply",
        "author": "bot",
        "purpose": "answer",
        "channel": "sms",
        "address": "+33639980016",
        "body": json.dumps({"text": text}),
        "state": "queued",
        "run_at": now,
        "created_at": now,
    }
    put(schema.outbox, **{**row, **values})


def states(rows: Rows) -> dict[str, str]:
    return {json.loads(row.body)["text"]: row.state for row in rows(schema.outbox)}


def send(browser: Browser, talk: int, text: str, key: str = KEY) -> Any:
    """Writes a reply, looks at what the check says, sends it."""
    page = f"/staff/conversations/{talk}"
    found = browser.post(f"{page}/check", text=text).get_json()
    return browser.act(talk, "reply", text=text, key=key, seen=found["seal"])


class Phone:
    """A provider that takes everything."""

    def __init__(self) -> None:
        self.received: list[str] = []

    def send(self, address: str, outgoing: Outgoing, reference: int) -> Sent:
        self.received.append(outgoing.text)
        return Sent((f"SM{reference}",))


class NoOffice:
    """There is no effect to perform here."""

    def perform(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any]:
        raise AssertionError(delivery.purpose)

    def failed(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any] | None:
        raise AssertionError(delivery.purpose)


# --- taking -------------------------------------------------------------------------------------


def test_who_takes_a_conversation_has_it_and_the_bot_is_silent(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine, rows: Rows
) -> None:
    alice = enter(colleagues.alice)
    assert alice.act(talks.camille, "take").status_code == 303
    row = conversation(engine, talks.camille)
    assert (row.mode, row.agent_id, row.waiting_since) == ("person", colleagues.alice.id, None)
    assert [row.action for row in rows(schema.handovers)] == ["took"]
    assert ("took", f"conversation:{talks.camille}") in [
        (row.action, row.subject) for row in rows(schema.audit)
    ]


def test_from_the_taking_on_no_bot_reply_leaves_but_an_emergency(
    enter: Enter,
    colleagues: Colleagues,
    talks: Talks,
    put: Put,
    clock: FixedClock,
    engine: Engine,
    rows: Rows,
) -> None:
    say(put, talks, clock, "bot answer")
    say(put, talks, clock, "bot notice", purpose="notice")
    say(put, talks, clock, "call 15", purpose="emergency")
    say(put, talks, clock, "of a colleague", author="staff:x")
    say(put, talks, clock, "a code", kind="effect", purpose="send_code")
    say(put, talks, clock, "already gone", state="sent")
    say(put, talks, clock, "to Inès", conversation_id=talks.ines)
    enter(colleagues.alice).act(talks.camille, "take")
    assert states(rows) == {
        "bot answer": "withheld",
        "bot notice": "withheld",
        "call 15": "queued",
        "of a colleague": "queued",
        "a code": "queued",
        "already gone": "sent",
        "to Inès": "queued",
    }


def test_a_bot_reply_written_while_a_person_has_it_does_not_leave_either(
    enter: Enter,
    colleagues: Colleagues,
    talks: Talks,
    put: Put,
    clock: FixedClock,
    house: House,
    rows: Rows,
) -> None:
    """Whatever was in flight: the worker looks at the conversation again before it sends."""
    alice = enter(colleagues.alice)
    alice.act(talks.camille, "take")
    say(put, talks, clock, "late bot answer")
    send(alice, talks.camille, "Bonjour, je regarde.")
    phone = Phone()
    Outbox(house, {"sms": phone}, NoOffice()).deliver_due()
    assert states(rows) == {"late bot answer": "withheld", "Bonjour, je regarde.": "sent"}
    assert phone.received == ["Bonjour, je regarde."]


def test_who_takes_over_is_told_when_the_bots_last_words_have_arrived(
    enter: Enter,
    colleagues: Colleagues,
    talks: Talks,
    put: Put,
    clock: FixedClock,
    engine: Engine,
) -> None:
    """What had left already cannot be called back; nothing more leaves once the agent is told."""
    say(put, talks, clock, "Bonjour", state="sending")
    arrived: list[float] = []

    def arrive() -> None:
        sleep(0.3)
        with engine.begin() as connection:
            connection.execute(update(schema.outbox).values(state="sent"))
        arrived.append(monotonic())

    provider = Thread(target=arrive)
    browser = enter(colleagues.alice)
    version = browser.field(f"/staff/conversations/{talks.camille}", "version")
    provider.start()
    assert browser.act(talks.camille, "take", version=version).status_code == 303
    told = monotonic()
    provider.join()
    assert arrived and arrived[0] < told


def test_of_two_agents_who_take_at_once_exactly_one_has_it(
    colleagues: Colleagues, talks: Talks, engine: Engine, clock: FixedClock, rows: Rows
) -> None:
    people = [colleagues.alice, colleagues.bruno, colleagues.malik, colleagues.sofia] * 2
    start = Barrier(len(people))

    def take(staff: Staff) -> str:
        act = Act(conversation_id=talks.camille, by=staff, version=0, now=clock.now())
        start.wait()
        try:
            with engine.begin() as connection:
                desk.take(connection, act)
        except Refused as refused:
            return refused.reason
        return staff.id

    with ThreadPoolExecutor(len(people)) as pool:
        outcomes = list(pool.map(take, people))
    winners = [outcome for outcome in outcomes if outcome not in ("stale", "held")]
    assert len(winners) == 1
    assert conversation(engine, talks.camille).agent_id == winners[0]
    assert [row.action for row in rows(schema.handovers)] == ["took"]


def test_a_colleague_s_conversation_cannot_be_taken_away(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine
) -> None:
    enter(colleagues.alice).act(talks.camille, "take")
    for person in (colleagues.bruno, colleagues.sofia):
        answer = enter(person).act(talks.camille, "take")
        assert answer.status_code == 409
        assert "un collègue a déjà cette conversation" in answer.text
    assert conversation(engine, talks.camille).agent_id == colleagues.alice.id


@pytest.mark.parametrize("what", ["take", "give-back", "close", "handled"])
def test_an_act_from_a_stale_page_does_nothing_and_says_so(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine, what: str
) -> None:
    alice, bruno = enter(colleagues.alice), enter(colleagues.bruno)
    stale = alice.field(f"/staff/conversations/{talks.camille}", "version")
    if what == "take":
        bruno.act(talks.camille, "take")
        bruno.act(talks.camille, "close")
    else:
        alice.act(talks.camille, "take")
    before = conversation(engine, talks.camille)
    answer = alice.act(talks.camille, what, version=stale)
    assert answer.status_code == 409
    assert "a bougé depuis que vous avez ouvert cette page" in answer.text
    assert conversation(engine, talks.camille) == before


# --- replying -----------------------------------------------------------------------------------


def test_a_reply_waits_in_the_outbox_in_order_and_under_its_author_s_name(
    enter: Enter, colleagues: Colleagues, talks: Talks, rows: Rows
) -> None:
    alice = enter(colleagues.alice)
    alice.act(talks.camille, "take")
    assert send(alice, talks.camille, "Bonjour, je regarde.", "key-number-one").status_code == 303
    assert send(alice, talks.camille, "Voici la suite.", "key-number-two").status_code == 303
    first, second = rows(schema.outbox)
    assert (first.author, first.channel, first.state) == (
        f"staff:{colleagues.alice.id}",
        "sms",
        "queued",
    )
    assert json.loads(first.body) == json.loads(
        json.dumps(Outgoing(text="Bonjour, je regarde.", author="staff").__dict__)
    )
    assert json.loads(second.body)["text"] == "Voici la suite."


def test_the_same_form_sent_twice_is_one_reply(
    enter: Enter, colleagues: Colleagues, talks: Talks, rows: Rows
) -> None:
    alice = enter(colleagues.alice)
    alice.act(talks.camille, "take")
    for _press in range(2):
        assert send(alice, talks.camille, "Bonjour, je regarde.").status_code == 303
    assert len(rows(schema.outbox)) == 1


@pytest.mark.parametrize("taken_by", ["nobody", "bruno"])
def test_who_does_not_have_the_conversation_cannot_reply_and_keeps_their_text(
    enter: Enter, colleagues: Colleagues, talks: Talks, rows: Rows, taken_by: str
) -> None:
    if taken_by == "bruno":
        enter(colleagues.bruno).act(talks.camille, "take")
    alice = enter(colleagues.alice)
    answer = send(alice, talks.camille, "Bonjour, je regarde.")
    assert answer.status_code == 409
    assert "vous n&#39;avez pas cette conversation" in answer.text
    assert rows(schema.outbox) == []


def test_a_reply_is_not_lost_when_the_conversation_was_passed_on_meanwhile(
    enter: Enter, colleagues: Colleagues, talks: Talks, rows: Rows
) -> None:
    alice = enter(colleagues.alice)
    alice.act(talks.camille, "take")
    enter(colleagues.sofia).act(talks.camille, "pass", to=f"staff:{colleagues.bruno.id}")
    answer = send(alice, talks.camille, "Une réponse longue à écrire.")
    assert answer.status_code == 409
    assert "Une réponse longue à écrire." in answer.text
    assert rows(schema.outbox) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "La réponse est vide"),
        (" \u200b\n ", "La réponse est vide"),
        ("x" * 1501, "trop long"),
    ],
)
def test_a_reply_that_says_nothing_or_too_much_is_sent_back(
    enter: Enter, colleagues: Colleagues, talks: Talks, rows: Rows, text: str, says: str
) -> None:
    alice = enter(colleagues.alice)
    alice.act(talks.camille, "take")
    answer = alice.act(talks.camille, "reply", text=text, key=KEY)
    assert answer.status_code == 400
    assert says in answer.text
    assert rows(schema.outbox) == []


@pytest.mark.parametrize("gone", [{"opted_out": True}, {"unusable": "21610"}])
def test_a_channel_that_does_not_reach_the_member_is_not_used(
    enter: Enter,
    colleagues: Colleagues,
    talks: Talks,
    engine: Engine,
    rows: Rows,
    gone: dict[str, Any],
) -> None:
    alice = enter(colleagues.alice)
    alice.act(talks.camille, "take")
    with engine.begin() as connection:
        table = schema.conversations
        connection.execute(update(table).where(table.c.id == talks.camille).values(**gone))
    page = alice.get(f"/staff/conversations/{talks.camille}").text
    assert "Ce canal n&#39;atteint plus l&#39;adhérent" in page
    assert send(alice, talks.camille, "Bonjour, je regarde.").status_code == 409
    assert rows(schema.outbox) == []


# --- notes, passing on, giving back ---------------------------------------------------------------


def test_a_note_is_for_staff_alone(
    enter: Enter, colleagues: Colleagues, talks: Talks, rows: Rows
) -> None:
    alice, bruno = enter(colleagues.alice), enter(colleagues.bruno)
    assert alice.act(talks.camille, "note", note="Rappeler lundi").status_code == 303
    assert "Rappeler lundi" in bruno.get(f"/staff/conversations/{talks.camille}").text
    assert rows(schema.outbox) == []
    assert alice.act(talks.camille, "note", note="  ").status_code == 400


def test_a_conversation_goes_from_alice_to_bruno_and_back_to_the_assistant(
    enter: Enter,
    colleagues: Colleagues,
    talks: Talks,
    engine: Engine,
    inbox: Inbox,
    clock: FixedClock,
    rows: Rows,
) -> None:
    alice, bruno = enter(colleagues.alice), enter(colleagues.bruno)
    alice.act(talks.camille, "take")
    send(alice, talks.camille, "Bonjour, je regarde.", "key-number-one")
    alice.act(talks.camille, "note", note="Facture illisible, page 2")
    clock.move(timedelta(minutes=1))
    passed = alice.act(
        talks.camille, "pass", to=f"staff:{colleagues.bruno.id}", note="Pour toi : le dentiste"
    )
    assert passed.status_code == 303

    row = conversation(engine, talks.camille)
    assert (row.mode, row.agent_id, row.team) == ("person", colleagues.bruno.id, "claims")
    assert "Camille Roche" in bruno.get("/staff/conversations", show="mine").text
    assert "Camille Roche" not in alice.get("/staff/conversations", show="mine").text
    page = bruno.get(f"/staff/conversations/{talks.camille}").text
    for seen in ("Facture illisible, page 2", "Pour toi : le dentiste", "Bonjour, je regarde."):
        assert seen in page
    assert "Alice Martin l&#39;a passée à Bruno Leroy" in page

    assert send(alice, talks.camille, "Encore moi.", "key-number-three").status_code == 409
    send(bruno, talks.camille, "Je prends la suite.", "key-number-two")
    assert inbox.taken == []
    assert bruno.act(talks.camille, "give-back").status_code == 303

    row = conversation(engine, talks.camille)
    assert (row.mode, row.agent_id, row.team) == ("bot", None, None)
    returned = next(row for row in rows(schema.handovers) if row.action == "returned")
    assert inbox.taken == [
        Inbound(
            event=f"returned:{returned.id}",
            channel="sms",
            address=row.address,
            at=clock.now(),
            kind="result",
            result={"effect": "returned"},
        )
    ]
    assert [row.author for row in rows(schema.outbox)] == [
        f"staff:{colleagues.alice.id}",
        f"staff:{colleagues.bruno.id}",
    ]
    actions = [row.action for row in rows(schema.handovers)]
    assert actions == ["took", "note", "passed", "returned"]


def test_passed_on_to_a_team_it_waits_for_whoever_is_free_and_the_bot_stays_silent(
    enter: Enter,
    colleagues: Colleagues,
    talks: Talks,
    engine: Engine,
) -> None:
    alice, bruno = enter(colleagues.alice), enter(colleagues.bruno)
    alice.act(talks.camille, "take")
    alice.act(talks.camille, "pass", to="team:claims")
    row = conversation(engine, talks.camille)
    assert (row.mode, row.agent_id, row.team) == ("person", None, "claims")
    for shown in ("waiting", "team"):
        assert "Camille Roche" in bruno.get("/staff/conversations", show=shown).text
    assert "Camille Roche" not in alice.get("/staff/conversations", show="team").text
    assert bruno.act(talks.camille, "take").status_code == 303


@pytest.mark.parametrize("to", ["", "team:kitchen", "staff:nobody", "staff:", "x", "staff:self"])
def test_passing_on_to_nobody_does_nothing_and_keeps_the_note(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine, to: str
) -> None:
    alice = enter(colleagues.alice)
    alice.act(talks.camille, "take")
    to = f"staff:{colleagues.alice.id}" if to == "staff:self" else to
    answer = alice.act(talks.camille, "pass", to=to, note="Ce qu'il faut savoir")
    assert answer.status_code == 409
    assert "Ce qu&#39;il faut savoir" in answer.text
    assert conversation(engine, talks.camille).agent_id == colleagues.alice.id


def test_a_supervisor_passes_on_for_someone_who_is_away_and_an_agent_does_not(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine
) -> None:
    enter(colleagues.alice).act(talks.camille, "take")
    to = f"staff:{colleagues.malik.id}"
    assert enter(colleagues.bruno).act(talks.camille, "pass", to=to).status_code == 409
    assert enter(colleagues.sofia).act(talks.camille, "pass", to=to).status_code == 303
    assert conversation(engine, talks.camille).agent_id == colleagues.malik.id


def test_only_who_has_it_or_a_supervisor_gives_back_or_closes(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine
) -> None:
    enter(colleagues.alice).act(talks.camille, "take")
    for what in ("give-back", "close"):
        assert enter(colleagues.bruno).act(talks.camille, what).status_code == 409
    assert conversation(engine, talks.camille).mode == "person"
    assert enter(colleagues.sofia).act(talks.camille, "close").status_code == 303
    assert conversation(engine, talks.camille).mode == "bot"


def test_closing_tells_the_member_and_the_bot_nothing(
    enter: Enter, colleagues: Colleagues, talks: Talks, inbox: Inbox, rows: Rows
) -> None:
    alice = enter(colleagues.alice)
    alice.act(talks.camille, "take")
    alice.act(talks.camille, "close", note="Réglé au téléphone")
    assert inbox.taken == []
    assert rows(schema.outbox) == []
    assert rows(schema.handovers)[-1].note == "Réglé au téléphone"


def test_a_return_that_a_crash_left_unsaid_is_told_later_and_once(
    colleagues: Colleagues, talks: Talks, house: House, put: Put, inbox: Inbox, clock: FixedClock
) -> None:
    act = Act(conversation_id=talks.samuel, by=colleagues.alice, version=0, now=clock.now())
    with house.engine.begin() as connection:
        desk.take(connection, act)
        version = desk.version_of(connection, talks.samuel)
        desk.give_back(connection, replace(act, version=version))
    assert announce_returns(house) == 1
    returned = inbox.taken[0]
    now = stamp(clock.now())
    put(
        schema.events,
        key=returned.event,
        conversation_id=talks.samuel,
        seq=1,
        kind="result",
        text="",
        payload="{}",
        provider_at=now,
        received_at=now,
        state="done",
    )
    assert announce_returns(house) == 0


# --- emergencies --------------------------------------------------------------------------------


def test_an_emergency_stays_on_top_until_someone_marks_it_handled(
    enter: Enter,
    colleagues: Colleagues,
    talks: Talks,
    engine: Engine,
    put: Put,
    clock: FixedClock,
    rows: Rows,
) -> None:
    put(
        schema.handovers,
        conversation_id=talks.samuel,
        at=stamp(clock.now()),
        action="alert",
        note="emergency",
    )
    with engine.begin() as connection:
        table = schema.conversations
        connection.execute(update(table).where(table.c.id == talks.samuel).values(urgent=True))
    bruno = enter(colleagues.bruno)
    assert "Samuel Okafor" in bruno.get("/staff/conversations").text
    bruno.act(talks.samuel, "take")
    assert "Samuel Okafor" in enter(colleagues.alice).get("/staff/conversations").text
    refused = bruno.act(talks.samuel, "close")
    assert refused.status_code == 409
    assert "occupez-vous d&#39;abord de l&#39;urgence" in refused.text
    assert enter(colleagues.alice).act(talks.samuel, "handled").status_code == 303
    assert conversation(engine, talks.samuel).urgent is False
    assert all(row.handled_at for row in rows(schema.handovers) if row.action == "alert")
    assert bruno.act(talks.samuel, "close").status_code == 303


def test_reading_a_conversation_is_in_the_audit_trail_and_refreshing_it_is_not(
    enter: Enter, colleagues: Colleagues, talks: Talks, rows: Rows
) -> None:
    alice = enter(colleagues.alice)
    alice.get(f"/staff/conversations/{talks.camille}")
    for _poll in range(3):
        alice.get(f"/staff/conversations/{talks.camille}/live")
    read = [row for row in rows(schema.audit) if row.action == "read"]
    assert [(row.actor, row.subject) for row in read] == [
        (f"staff:{colleagues.alice.id}", f"conversation:{talks.camille}")
    ]
