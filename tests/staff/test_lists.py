"""The lists of conversations, and one conversation as its page shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update

from assistant.clock import FixedClock
from assistant.store import schema
from assistant.store.engine import reading, stamp
from assistant.store.queues import PAGE, listed
from assistant.store.transcript import SHOWN, transcript
from tests.staff.conftest import Colleagues, Enter, Put, Talks

pytestmark = pytest.mark.both_databases

Rows = Callable[[Any], list[Any]]


def change(engine: Engine, conversation_id: int, **values: Any) -> None:
    with engine.begin() as connection:
        table = schema.conversations
        connection.execute(update(table).where(table.c.id == conversation_id).values(**values))


def ago(clock: FixedClock, minutes: int) -> str:
    return stamp(clock.now() - timedelta(minutes=minutes))


def wait(
    engine: Engine, clock: FixedClock, conversation_id: int, minutes: int, **more: Any
) -> None:
    values = {"mode": "waiting", "waiting_since": ago(clock, minutes), "team": "members"}
    change(engine, conversation_id, **{**values, **more})


def names(page: str) -> list[str]:
    return re.findall(r"<bdi>(Camille|Samuel|Inès) ", page)


def test_the_longest_wait_comes_first_and_an_emergency_before_everyone(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine, clock: FixedClock
) -> None:
    wait(engine, clock, talks.camille, 42)
    wait(engine, clock, talks.samuel, 90)
    wait(engine, clock, talks.ines, 3, urgent=True)
    page = enter(colleagues.alice).get("/staff/conversations").text
    assert names(page) == ["Inès", "Samuel", "Camille"]
    assert "42 min" in page.replace("\u00a0", " ")
    assert "Urgent" in page


def test_each_list_shows_its_own(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine, clock: FixedClock
) -> None:
    wait(engine, clock, talks.camille, 42, team="claims")
    held = {"mode": "person", "agent_id": colleagues.alice.id, "team": "members"}
    change(engine, talks.samuel, **held)
    alice, bruno = enter(colleagues.alice), enter(colleagues.bruno)

    def shown(browser: Any, name: str) -> list[str]:
        return sorted(names(browser.get("/staff/conversations", show=name).text))

    assert shown(alice, "waiting") == ["Camille"]
    assert shown(alice, "mine") == ["Samuel"]
    assert shown(bruno, "mine") == []
    assert shown(alice, "team") == ["Samuel"]
    assert shown(bruno, "team") == ["Camille"]
    assert shown(bruno, "person") == ["Samuel"]
    assert shown(bruno, "all") == ["Camille", "Inès", "Samuel"]
    assert shown(bruno, "nonsense") == ["Camille"]


def test_a_list_tells_who_and_where_and_nothing_that_was_said(
    enter: Enter,
    colleagues: Colleagues,
    talks: Talks,
    engine: Engine,
    clock: FixedClock,
    put: Put,
) -> None:
    wait(engine, clock, talks.camille, 42, topic="receipt")
    hear(put, talks.camille, 1, "j'ai un cancer", ago(clock, 42))
    page = enter(colleagues.alice).get("/staff/conversations").text
    for seen in ("Camille Roche", "A4916-1016", "SMS", "Français", "Factures à envoyer"):
        assert seen in page
    assert "cancer" not in page


def test_a_new_message_is_marked_until_the_holder_looks(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine, clock: FixedClock
) -> None:
    alice = enter(colleagues.alice)
    alice.act(talks.camille, "take")
    alice.get(f"/staff/conversations/{talks.camille}")
    assert "Nouveau message" not in alice.get("/staff/conversations", show="mine").text
    clock.move(timedelta(minutes=2))
    change(engine, talks.camille, seen_at=stamp(clock.now()))
    clock.move(timedelta(minutes=2))
    assert "Nouveau message" in alice.get("/staff/conversations", show="mine").text
    alice.get(f"/staff/conversations/{talks.camille}/live", idle="1")
    assert "Nouveau message" in alice.get("/staff/conversations", show="mine").text
    alice.get(f"/staff/conversations/{talks.camille}/live")
    assert "Nouveau message" not in alice.get("/staff/conversations", show="mine").text


def test_long_lists_come_in_pages(
    enter: Enter, colleagues: Colleagues, engine: Engine, clock: FixedClock
) -> None:
    row = {"channel": "sms", "state": "{}", "mode": "waiting", "created_at": ago(clock, 500)}
    many = [
        {**row, "address": str(n), "waiting_since": ago(clock, n), "seen_at": ago(clock, n)}
        for n in range(PAGE + 3)
    ]
    with engine.begin() as connection:
        connection.execute(insert(schema.conversations), many)
    alice = enter(colleagues.alice)
    first = alice.get("/staff/conversations").text
    assert first.count('class="queue-line') == PAGE
    assert "page=1" in first
    second = alice.get("/staff/conversations", page="1").text
    assert second.count('class="queue-line') == 3
    with reading(engine) as connection:
        everyone = {
            line.id
            for page in (0, 1)
            for line in listed(connection, "waiting", colleagues.alice, page)[:PAGE]
        }
    assert len(everyone) == PAGE + 3


def test_an_unchanged_list_or_transcript_costs_nothing(
    enter: Enter, colleagues: Colleagues, talks: Talks, put: Put, clock: FixedClock
) -> None:
    alice = enter(colleagues.alice)
    for path in ("/staff/conversations/live", f"/staff/conversations/{talks.camille}/live"):
        tag = alice.get(path).headers["ETag"]
        again = alice.client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.text) == (304, "")
    hear(put, talks.camille, 1, "vous êtes là ?", stamp(clock.now()))
    path = f"/staff/conversations/{talks.camille}/live"
    answer = alice.client.get(path, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "vous êtes là ?" in answer.text


# --- one conversation -----------------------------------------------------------------------------


def hear(put: Put, talk: int, turn: int, text: str, at: str, **values: Any) -> None:
    row = {"key": f"e{talk}-{turn}", "conversation_id": talk, "seq": turn, "kind": "message"}
    row |= {"text": text, "payload": "{}", "provider_at": at, "received_at": at, "state": "done"}
    put(schema.events, **{**row, **values})


def tell(put: Put, talk: int, turn: int, text: str, at: str, part: int = 0, **values: Any) -> None:
    row = {"key": f"e{talk}-{turn}#{part}", "conversation_id": talk, "kind": "reply"}
    row |= {"author": "bot", "purpose": "answer", "channel": "sms", "address": "x"}
    row |= {"body": json.dumps({"text": text}), "state": "sent", "run_at": at, "created_at": at}
    put(schema.outbox, **{**row, **values})


def test_a_transcript_is_in_the_order_in_which_things_were_said(
    talks: Talks, put: Put, engine: Engine, clock: FixedClock
) -> None:
    now = stamp(clock.now())
    hear(put, talks.camille, 1, "bonjour", now)
    hear(put, talks.camille, 2, "lunettes ?", now)
    tell(put, talks.camille, 2, "300 €", now)
    tell(put, talks.camille, 1, "bonjour, je suis un assistant", now)
    tell(put, talks.camille, 1, "que puis-je ?", now, part=1)
    later = stamp(clock.now() + timedelta(seconds=1))
    tell(put, talks.camille, 9, "c'est Alice", later, author="staff:x", key="staff:1")
    put(
        schema.handovers,
        conversation_id=talks.camille,
        at=now,
        action="took",
        staff_id=None,
    )
    with reading(engine) as connection:
        entries, earlier = transcript(connection, talks.camille)
    assert [entry.text or entry.kind for entry in entries] == [
        "bonjour",
        "bonjour, je suis un assistant",
        "que puis-je ?",
        "lunettes ?",
        "300 €",
        "took",
        "c'est Alice",
    ]
    assert earlier is None


def test_a_long_transcript_shows_its_end_and_leads_to_its_beginning(
    talks: Talks, put: Put, engine: Engine, clock: FixedClock
) -> None:
    for turn in range(SHOWN):
        at = stamp(clock.now() + timedelta(seconds=turn))
        hear(put, talks.camille, turn, f"message {turn}", at)
        tell(put, talks.camille, turn, f"answer {turn}", at)
    seen: list[str] = []
    before = None
    with reading(engine) as connection:
        while True:
            entries, before = transcript(connection, talks.camille, before)
            seen[:0] = [entry.text for entry in entries]
            if before is None:
                break
    expected = [f"{kind} {turn}" for turn in range(SHOWN) for kind in ("message", "answer")]
    assert seen == expected


def test_a_page_shows_delivery_failures_files_and_what_was_never_answered(
    enter: Enter, colleagues: Colleagues, talks: Talks, put: Put, clock: FixedClock
) -> None:
    now = stamp(clock.now())
    attachments = json.dumps({"attachments": [{}, {}]})
    hear(put, talks.camille, 1, "", now, kind="files", payload=attachments)
    hear(put, talks.camille, 2, "boum", now, state="parked")
    hear(put, talks.camille, 3, "", now, kind="result")
    tell(put, talks.camille, 1, "reçu", now, provider_state="delivered")
    tell(put, talks.camille, 2, "pas reçu", now, state="failed", code="30003")
    tell(put, talks.camille, 3, "peut-être", now, state="unknown", possible_duplicate=True)
    page = enter(colleagues.alice).get(f"/staff/conversations/{talks.camille}").text
    page = page.replace("&#39;", "'")
    for seen in (
        "2 fichiers",
        "Sans réponse : l'assistant a échoué",
        "Remis",
        "Non remis (30003)",
        "On ne sait pas s'il est arrivé",
        "a pu arriver deux fois",
    ):
        assert seen in page
    assert page.count('class="member') == 2


def test_a_page_shows_the_member_s_file_and_what_is_under_way(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine
) -> None:
    bill = {"photos": ["a", "b"], "care": "dental", "amount": "143.50", "for_whom": "2"}
    frames = [{"dialog": "bill", "answers": bill}, {"dialog": "identify", "answers": {"code": "1"}}]
    state = {"v": 2, "frames": frames, "offers": [], "queue": [], "last": None}
    change(engine, talks.ines, state=json.dumps(state))
    page = enter(colleagues.alice).get(f"/staff/conversations/{talks.ines}").text
    page = page.replace("\u00a0", " ").replace("&#39;", "'")
    for seen in (
        "Inès Benali",
        "CONFORT",
        "Complément de la CFE",
        "Singapour",
        "150 €",
        "Mehdi",
        "Une facture",
        "dentiste",
        "143,50 €",
        "Lina",
        "Identité prouvée par un code",
    ):
        assert seen in page, seen


def test_an_identity_that_was_not_proved_or_has_lapsed_is_said_so(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine, clock: FixedClock
) -> None:
    alice = enter(colleagues.alice)
    warning = "Identité non prouvée"
    assert warning not in alice.get(f"/staff/conversations/{talks.ines}").text
    change(engine, talks.ines, bound_at=None)
    assert warning in alice.get(f"/staff/conversations/{talks.ines}").text
    change(engine, talks.camille, seen_at=stamp(clock.now() - timedelta(days=181)))
    assert warning in alice.get(f"/staff/conversations/{talks.camille}").text
    change(engine, talks.samuel, member_id=None)
    page = alice.get(f"/staff/conversations/{talks.samuel}").text
    assert "Personne n&#39;est identifié" in page
    assert "Okafor" not in page


def test_T28_a_condition_left_out_by_the_certificate_is_the_adviser_s_to_see(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine
) -> None:
    with engine.begin() as connection:
        facts = {"plan": "premium", "certificate_excluded_pathology": "canari-pathologie"}
        table = schema.members
        connection.execute(
            update(table).where(table.c.id == "camille").values(certificate=json.dumps(facts))
        )
    page = f"/staff/conversations/{talks.camille}"
    assert "canari-pathologie" in enter(colleagues.malik).get(page).text
    for person in (colleagues.alice, colleagues.sofia):
        text = enter(person).get(page).text
        assert "canari-pathologie" not in text
        assert "scellé" in text


def test_the_member_s_other_conversations_are_one_step_away(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine
) -> None:
    change(engine, talks.ines, member_id="camille")
    page = enter(colleagues.alice).get(f"/staff/conversations/{talks.camille}").text
    assert f'href="/staff/conversations/{talks.ines}"' in page
