"""Rows of docs/features.md shown by whole talks through the turn, in French and in English.

Here stand the rows that no other test shows: what a member gets when they send what cannot be read,
come back after weeks, think better of it, ask for two things; and what a crash leaves.
"""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from assistant import faults
from assistant.channels.fitting import fit_sms, segments
from assistant.clock import FixedClock
from assistant.dialogs import registry
from assistant.settings import Settings
from assistant.store import schema
from assistant.store.engine import connect, stamp
from assistant.store.schema import claims, conversations, events, outbox
from assistant.turn import Turns
from tests.people import CAMILLE, bind, enrol
from tests.test_conversations import FOLDER, header, lived, prepare
from tests.turns.world import Phone, World
from tests.web.talk import Script, talking_app

LANGUAGES = ("fr", "en")
each_language = pytest.mark.parametrize("language", LANGUAGES)

SAID = {
    "bill": {"fr": "j'ai une facture à envoyer", "en": "I have a bill to send"},
    "letter": {"fr": "je veux renoncer à mon contrat", "en": "I want to renounce my contract"},
    "glasses": {
        "fr": "combien pour des lunettes à 250 € ?",
        "en": "how much do I get back for glasses at 250 €?",
    },
    "online": {"fr": "3", "en": "3"},
    "signed": {"fr": "le 5 mars 2026", "en": "5 March 2026"},
    "status": {"fr": "où en est ma demande ?", "en": "where is my claim?"},
    "paid": {"fr": "45,50", "en": "45.50"},
    "day": {"fr": "le 10 mars 2026", "en": "10 March 2026"},
    "no": {"fr": "non", "en": "no"},
}


@pytest.fixture
def world(settings: Settings, clock: FixedClock, engine: Engine, members: None) -> World:
    return World(settings, clock, engine)


def camille(world: World, channel: str, language: str) -> Phone:
    """Camille, who proved just now that it is her, spoken to in this language."""
    fresh = stamp(world.clock.now())
    with world.engine.begin() as connection:
        bind(connection, CAMILLE, channel, f"camille on {channel}")
        connection.execute(
            update(conversations).values(language=language, bound_at=fresh, seen_at=fresh)
        )
    return Phone(world, channel, f"camille on {channel}")


def heard(replies: Sequence[Any]) -> str:
    text = "\n".join(reply.text for reply in replies)
    return text.translate(str.maketrans("\u00a0\u202f", "  "))


def frames(phone: Phone) -> list[dict[str, Any]]:
    return list(phone.world.state(phone.channel, phone.address)["frames"])


# --- A. channels ----------------------------------------------------------------------------------


@each_language
def test_F3_the_chat_page_loads_nothing_from_anybody_else(
    settings: Settings, clock: FixedClock, engine: Engine, language: str
) -> None:
    app: Flask = talking_app(settings, clock, engine, Script(engine, clock))
    answer = app.test_client().get("/chat", headers={"Accept-Language": language})
    assert f'lang="{language}"' in answer.text
    loaded = re.findall(r'<(?:script|link|img|iframe)\b[^>]*?(?:src|href)="([^"]+)"', answer.text)
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@each_language
@pytest.mark.parametrize("word", ["STOP", "Arrêt", "stop", "ARRET"])
def test_F9_stop_is_confirmed_in_the_members_language(
    world: World, word: str, language: str
) -> None:
    said = heard(camille(world, "sms", language).write(word))
    assert ("plus d'avis ici" if language == "fr" else "no more notices here") in said


@each_language
def test_F11_the_rest_of_a_short_answer_comes_with_one_word(world: World, language: str) -> None:
    phone = camille(world, "sms", language)
    short = heard(phone.write(SAID["glasses"][language]))
    word = {"fr": "PLUS", "en": "MORE"}[language]
    assert word in short
    full = phone.write(word)
    assert heard(full) not in short and len(heard(full)) > 80
    nothing = {"fr": "rien de plus", "en": "nothing more"}[language]
    assert nothing in heard(phone.write(word)).lower()


@each_language
@pytest.mark.parametrize("channel", ["telegram", "whatsapp", "sms"])
@pytest.mark.parametrize("inside", [False, True], ids=["at_rest", "in_a_dialog"])
def test_F13_a_voice_note_gets_words_and_choices_and_loses_nothing(
    world: World, channel: str, inside: bool, language: str
) -> None:
    phone = camille(world, channel, language)
    if inside:
        phone.write(SAID["letter"][language])
    before = frames(phone) if inside else []
    replies = phone.write("", kind="other")
    assert {"fr": "le texte et les photos", "en": "text and photos"}[language] in heard(replies)
    assert replies[-1].choices[-1][0] == "person" and len(replies[-1].choices) > 1
    assert frames(phone) == before


@each_language
@pytest.mark.parametrize("channel", ["sms", "telegram", "web"])
def test_F14_the_first_message_of_every_channel_says_assistant_and_person(
    world: World, channel: str, language: str
) -> None:
    said = heard(Phone(world, channel, "somebody new").write(SAID["glasses"][language]))
    wanted = {"fr": ("assistant automatique", "HUMAIN"), "en": ("automatic assistant", "PERSON")}
    assert all(word in said for word in wanted[language])


# --- B. understanding -----------------------------------------------------------------------------


@each_language
def test_F16_every_event_on_record_names_the_version_that_read_it(
    world: World, language: str
) -> None:
    camille(world, "sms", language).write(SAID["glasses"][language])
    with world.engine.begin() as connection:
        versions = connection.execute(select(events.c.parse_version)).scalars().all()
    assert versions and all(versions) and len(set(versions)) == 1


@each_language
def test_F21_not_knowing_is_an_answer(world: World, language: str) -> None:
    phone = Phone(world, "telegram", "somebody new")
    phone.write(SAID["glasses"][language])
    said = heard(phone.write({"fr": "je ne sais pas", "en": "I don't know"}[language]))
    assert not any(word in said for word in ("pas compris", "didn't get that"))
    assert said


@each_language
def test_F22_what_cannot_be_answered_leads_to_choices_then_to_a_person(
    world: World, language: str
) -> None:
    phone = camille(world, "sms", language)
    first = phone.write("xyzzy qwrtp")
    assert first[-1].choices[-1][0] == "person"
    second = heard(phone.write("xyzzy qwrtp"))
    assert {"fr": "vous passer une personne", "en": "pass you to a person"}[language] in second
    assert world.row("sms", phone.address).mode == "waiting"


@each_language
@pytest.mark.parametrize("channel", ["sms", "telegram", "web"])
def test_F23_an_emergency_is_answered_first_in_one_segment(
    world: World, channel: str, language: str
) -> None:
    phone = camille(world, channel, language)
    phone.write(SAID["letter"][language])
    words = {"fr": "il ne respire plus, aidez-moi", "en": "he is not breathing, help me"}
    replies = phone.write(words[language])
    assert len(replies) == 1 and "112" in heard(replies)
    assert {"fr": "Appelez", "en": "Call"}[language] in heard(replies)
    assert segments(fit_sms(replies[0])) == 1


# --- C. dialogs -----------------------------------------------------------------------------------


@each_language
def test_F27_F28_a_question_in_between_is_answered_and_the_step_asked_again(
    world: World, language: str
) -> None:
    phone = camille(world, "web", language)
    phone.write(SAID["letter"][language])
    before = frames(phone)
    said = heard(phone.write(SAID["glasses"][language]))
    assert "225" in said
    assert {"fr": "Comment avez-vous signé", "en": "How did you sign"}[language] in said
    assert [frame["answers"] for frame in frames(phone)] == [frame["answers"] for frame in before]


@each_language
def test_F27_the_stack_is_three_deep_at_most_and_what_comes_then_waits_its_turn(
    world: World, language: str
) -> None:
    phone = camille(world, "telegram", language)
    phone.write(SAID["letter"][language])
    phone.write({"fr": SAID["bill"]["fr"], "en": "I want to send a bill"}[language])
    assert [frame["dialog"] for frame in frames(phone)] == ["renunciation", "receipt", "bill"]
    said = heard(phone.write(SAID["glasses"][language]))
    assert {"fr": "d'abord", "en": "finish this first"}[language] in said
    assert len(frames(phone)) == 3
    assert [waiting["dialog"] for waiting in world.state("telegram", phone.address)["queue"]] == [
        "coverage"
    ]


@each_language
def test_F29_a_corrected_answer_changes_what_depends_on_it(world: World, language: str) -> None:
    phone = camille(world, "web", language)
    first = heard(phone.write(SAID["glasses"][language]))
    assert "225" in first
    again = {"fr": "et à 120 € ?", "en": "and at 120 €?"}[language]
    second = heard(phone.write(again))
    assert "108" in second and "225" not in second


@each_language
def test_F30_back_asks_the_question_before(world: World, language: str) -> None:
    phone = camille(world, "sms", language)
    phone.write(SAID["letter"][language])
    phone.write(SAID["online"][language])
    said = heard(phone.write({"fr": "RETOUR", "en": "BACK"}[language]))
    assert {"fr": "Comment avez-vous signé", "en": "How did you sign"}[language] in said


def to_the_read_back(phone: Phone, language: str) -> list[Any]:
    """One bill for medicines, up to the read-back."""
    phone.write(SAID["bill"][language])
    phone.photo()
    for said in ("1", "2", SAID["paid"][language], SAID["day"][language], "2"):
        phone.write(said)
    return list(phone.write(SAID["no"][language]))


def claims_of(world: World) -> list[Any]:
    with world.engine.begin() as connection:
        return list(connection.execute(select(claims)).all())


@each_language
@pytest.mark.parametrize("channel", ["sms", "telegram", "web"])
def test_F31_giving_up_is_confirmed_and_leaves_nothing_half_sent(
    world: World, channel: str, language: str
) -> None:
    phone = camille(world, channel, language)
    to_the_read_back(phone, language)
    asked = heard(phone.write({"fr": "recommencer", "en": "start over"}[language]))
    assert {"fr": "Abandonner", "en": "Give up"}[language] in asked
    assert frames(phone)
    done = heard(phone.write({"fr": "oui", "en": "yes"}[language]))
    assert {"fr": "rien n'a été envoyé", "en": "nothing was sent"}[language] in done
    assert frames(phone) == [] and claims_of(world) == []


@each_language
def test_F32_a_line_of_the_read_back_is_changed_by_its_number_and_sent_by_choice(
    world: World, language: str
) -> None:
    phone = camille(world, "sms", language)
    assert "1. " in heard(to_the_read_back(phone, language))
    phone.write("2")
    phone.write("2")
    again = heard(phone.write({"fr": "oui", "en": "yes"}[language]))
    assert {"fr": "Autre assureur : oui", "en": "Another insurer: yes"}[language] in again
    assert claims_of(world) == []
    phone.write("1")
    (claim,) = claims_of(world)
    assert claim.consent_at and json.loads(claim.items)[0]["other_insurer"] is True


JOBS = ("coverage", "prior_agreement", "receipt", "claim_status", "renunciation", "handover")
POINTS = ("turn.event", "turn.advanced", "turn.saved", "turn.committed")


class Mortal(World):
    """Each event is first read by a process that dies at a labelled point of the turn."""

    points: tuple[str, ...] = POINTS
    deaths: int = 0

    def take(self, channel: str, address: str, **event: Any) -> Any:
        child = os.fork()
        if child == 0:
            self._die(channel, address, event)
        _pid, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        self.deaths += 1
        return super().take(channel, address, **event)  # the provider delivers it again

    def _die(self, channel: str, address: str, event: dict[str, Any]) -> None:
        faults.arm(self.points[self.deaths % len(self.points)])
        try:
            apart = connect(self.settings.database)
            self.turns = Turns(self.settings, self.clock, apart)
            super().take(channel, address, **event)
        finally:
            os._exit(0)  # alive after all: the parent sees no signal and fails


def mortal(settings: Settings, clock: FixedClock, engine: Engine) -> Mortal:
    return Mortal(settings, clock, engine)


@each_language
@pytest.mark.parametrize("job", JOBS)
def test_F33_killed_at_every_step_of_every_job_the_talk_goes_as_written(
    settings: Settings,
    clock: FixedClock,
    engine: Engine,
    members: None,
    job: str,
    language: str,
) -> None:
    written = (FOLDER / job / f"camille.sms.{language}.txt").read_text()
    phone = prepare(header(written), settings, clock, engine)
    phone.world = mortal(settings, clock, engine)
    assert "\n".join(lived(written, phone, clock)) + "\n" == written
    assert phone.world.deaths >= written.count("\n<")


@each_language
@pytest.mark.parametrize("point", POINTS)
def test_F33_killed_at_each_point_of_every_turn_a_claim_is_on_record_once(
    settings: Settings,
    clock: FixedClock,
    engine: Engine,
    members: None,
    point: str,
    language: str,
) -> None:
    world = mortal(settings, clock, engine)
    world.points = (point,)
    phone = camille(world, "telegram", language)
    to_the_read_back(phone, language)
    last = phone.write("1")
    (claim,) = claims_of(world)
    assert claim.number in heard(last)
    with engine.begin() as connection:
        keys = connection.execute(select(outbox.c.key)).scalars().all()
    assert len(keys) == len(set(keys))


@each_language
@pytest.mark.parametrize("days", [2, 30, 170])
def test_F34_what_was_left_weeks_ago_is_offered_again_where_it_was(
    world: World, clock: FixedClock, days: int, language: str
) -> None:
    phone = camille(world, "sms", language)
    phone.write(SAID["letter"][language])
    phone.write(SAID["online"][language])
    clock.move(timedelta(days=days))
    replies = phone.write({"fr": "bonjour", "en": "hello"}[language])
    assert [key for key, _label in replies[-1].choices] == ["keep", "drop", "person"]
    assert {"fr": "pas fini", "en": "not finished"}[language] in heard(replies)
    said = heard(phone.write("1"))
    assert {"fr": "Quel jour avez-vous signé", "en": "which day did you sign"}[language] in said


@each_language
def test_F34_starting_over_is_the_other_choice(
    world: World, clock: FixedClock, language: str
) -> None:
    phone = camille(world, "telegram", language)
    phone.write(SAID["letter"][language])
    phone.write(SAID["online"][language])
    clock.move(timedelta(days=30))
    phone.write({"fr": "bonjour", "en": "hello"}[language])
    phone.write("2")
    assert frames(phone) == []


def walk(name: str, language: str) -> Iterator[tuple[str, ...]]:
    """What is said to come to each question of a dialog, one after the other."""
    said = {
        "bill": (
            SAID["bill"][language],
            "[photo]",
            "1",
            "2",
            SAID["paid"][language],
            SAID["day"][language],
            "2",
            SAID["no"][language],
        ),
        "letter": (
            SAID["letter"][language],
            "3",
            SAID["signed"][language],
            "1",
            {"fr": "oui", "en": "yes"}[language],
            "Lyon",
        ),
    }[name]
    for length in range(1, len(said) + 1):
        yield said[:length]


WALKS = [
    pytest.param(said, language, id=f"{name}-{len(said)}-{language}")
    for name in ("bill", "letter")
    for language in LANGUAGES
    for said in walk(name, language)
    if not (name == "letter" and len(said) == 3)  # the right is told; no question is open
]


def walked(world: World, said: Sequence[str], language: str) -> Phone:
    phone = camille(world, "web", language)
    for word in said:
        if word == "[photo]":
            phone.photo()
        else:
            phone.write(word)
    assert frames(phone) and not any(frame["dialog"] == "identify" for frame in frames(phone))
    return phone


@pytest.mark.parametrize(("said", "language"), WALKS)
def test_F36_a_change_of_language_keeps_every_answer_of_a_claim_and_a_letter(
    world: World, said: Sequence[str], language: str
) -> None:
    phone = walked(world, said, language)
    before = frames(phone)
    other = {"fr": ("english", "en"), "en": ("français", "fr")}[language]
    assert heard(phone.write(other[0]))
    assert world.row("web", phone.address).language == other[1]
    after = frames(phone)
    assert [(f["dialog"], f["answers"], f["asked"]) for f in after] == [
        (f["dialog"], f["answers"], f["asked"]) for f in before
    ]


CHOSEN = [walk for walk in WALKS if not str(walk.id).startswith("letter-5")]  # any town is one


@pytest.mark.parametrize(("said", "language"), CHOSEN)
def test_F44_no_question_of_a_claim_or_a_letter_is_put_three_times(
    world: World, said: Sequence[str], language: str
) -> None:
    phone = walked(world, said, language)
    prompts = [heard(phone.write("xyzzy qwrtp")) for _miss in range(2)]
    assert prompts[0] != prompts[1]
    assert world.row("web", phone.address).mode == "waiting"


@pytest.mark.parametrize(("said", "language"), WALKS)
def test_F84_a_person_is_one_word_away_in_a_claim_and_a_letter_with_the_delay(
    world: World, said: Sequence[str], language: str
) -> None:
    phone = walked(world, said, language)
    before = frames(phone)
    answer = heard(phone.write({"fr": "une personne", "en": "a person"}[language]))
    assert {"fr": "Réponse avant", "en": "Answer by"}[language] in answer
    assert world.row("web", phone.address).mode == "waiting"
    assert frames(phone) == before


@each_language
def test_F42_a_dialog_left_open_goes_on_under_its_next_version(
    world: World, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    phone = camille(world, "sms", language)
    phone.write(SAID["letter"][language])
    phone.write(SAID["online"][language])

    def renamed(answers: Mapping[str, Any]) -> dict[str, Any]:
        return {"signed_by": answers["sale"], "signed_at": "2026-03-05"}

    now = registry.dialog("renunciation")
    after = replace(now, version=now.version + 1, migrations={now.version: renamed})
    monkeypatch.setitem(registry.BY_NAME, "renunciation", after)
    assert heard(phone.write({"fr": "english", "en": "français"}[language]))
    (kept,) = frames(phone)
    assert kept["version"] == after.version
    assert kept["answers"]["signed_at"] and "sale" not in kept["answers"]
    assert kept["answers"]["signed_by"] == "distance"


STREAM = st.lists(
    st.tuples(st.sampled_from(["camille", "ines"]), st.integers(0, 5)), min_size=1, max_size=14
)


@trials(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(stream=STREAM)
def test_F40_quick_messages_are_taken_in_order_and_each_exactly_once(
    settings: Settings, clock: FixedClock, tmp_path_factory: pytest.TempPathFactory, stream: Any
) -> None:
    """Any stream of messages with any repeats: each has one turn, in the order it first came."""
    folder: Path = tmp_path_factory.mktemp("stream")
    engine = connect(settings.model_copy(update={"var": folder}).database)
    schema.metadata.create_all(engine)
    with engine.begin() as connection:
        enrol(connection, CAMILLE)
    world = World(settings, clock, engine)
    first: list[str] = []
    for who, number in stream:
        event = f"{who}:{number}"
        taken = world.take("sms", who, event=event, text=f"message {number}")
        assert taken == ("duplicate" if event in first else "taken")
        first += [event] if taken == "taken" else []
    with engine.begin() as connection:
        rows = connection.execute(select(events).order_by(events.c.conversation_id, events.c.seq))
        kept = [(row.key, row.seq) for row in rows]
    for who in ("camille", "ines"):
        own = [event for event in first if event.startswith(who)]
        assert [key for key, _seq in kept if key.startswith(who)] == own
        assert [seq for key, seq in kept if key.startswith(who)] == list(range(1, len(own) + 1))
    engine.dispose()


@each_language
def test_F43_who_is_asking_and_each_bill_are_dialogs_of_their_own_used_by_others(
    world: World, language: str
) -> None:
    for opening in ("bill", "status"):
        phone = Phone(world, "telegram", f"somebody new {opening}")
        phone.write({"fr": "bonjour", "en": "hello"}[language])
        phone.write(SAID[opening][language])
        assert frames(phone)[-1]["dialog"] == "identify"
    known = camille(world, "web", language)
    known.write(SAID["bill"][language])
    assert [frame["dialog"] for frame in frames(known)] == ["receipt", "bill"]


# --- K. operations --------------------------------------------------------------------------------

ROOT = Path(__file__).parent.parent


def test_F126_everything_is_under_one_open_licence() -> None:
    licence = (ROOT / "LICENSE").read_text()
    assert "Apache License" in licence and "Version 2.0" in licence
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text()
    assert "Licence: Apache-2.0." in (ROOT / "README.md").read_text()
