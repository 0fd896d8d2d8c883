"""The turn protocol: one event, one effect; failures kept; a person silences the bot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select, update

from assistant.clock import FixedClock
from assistant.conversation import VERSION
from assistant.conversation import load as load_state
from assistant.dialogs.advance import advance
from assistant.messages import Pressed
from assistant.settings import Settings
from assistant.store.schema import claims, conversations, events, handovers, outbox
from tests import databases
from tests.people import CAMILLE, SAMUEL, bind
from tests.turns.world import Phone, World, claim

pytestmark = pytest.mark.both_databases


@pytest.fixture
def world(settings: Settings, clock: FixedClock, engine: Engine, members: None) -> World:
    return World(settings, clock, engine)


@pytest.fixture
def camille(world: World, engine: Engine) -> Phone:
    with engine.begin() as connection:
        bind(connection, CAMILLE, "sms")
    return Phone(world, "sms", CAMILLE.phone)


@pytest.fixture
def chat(world: World, engine: Engine) -> Phone:
    with engine.begin() as connection:
        bind(connection, CAMILLE, "web", "camille's browser")
    return Phone(world, "web", "camille's browser")


def rows(engine: Engine, table: Any) -> int:
    with engine.begin() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def texts(replies: list[Any]) -> str:
    return "\n".join(reply.text for reply in replies)


def test_T4_ten_copies_of_one_event_are_one_turn(world: World, engine: Engine) -> None:
    outcomes = [world.take("sms", "+33600", event="twilio:1", text="bonjour") for _ in range(10)]
    assert outcomes == ["taken"] + ["duplicate"] * 9
    assert rows(engine, events) == 1
    assert len(world.replies()) == 1


def test_the_first_message_says_assistant_and_how_to_reach_a_person(world: World) -> None:
    french = texts(Phone(world, "telegram", "1").write("Bonjour, je voudrais un renseignement"))
    english = texts(Phone(world, "telegram", "2").write("Hello, I would like some information"))
    assert "assistant automatique" in french and "HUMAIN" in french
    assert "automatic assistant" in english and "PERSON" in english


def test_a_conversation_goes_on_in_the_language_it_was_begun_in(camille: Phone) -> None:
    camille.write("bonjour")
    assert "continuer" not in texts(camille.write("ok"))
    assert "French" not in texts(camille.write("stop it"))


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "said",
    [
        "combien pour des lunettes à 250 € ?",
        "une facture à envoyer",
        "où en est ma demande ?",
        "je veux renoncer à mon contrat",
        "une personne",
        "blablabla",
    ],
)
def test_P10_a_turn_is_at_most_six_statements_and_one_commit(
    camille: Phone, statements: list[str], said: str
) -> None:
    commits: list[str] = []
    event.listen(camille.world.engine, "commit", lambda _c: commits.append("commit"))
    statements.clear()
    camille.world.take("sms", camille.address, text=said)
    real = [s for s in statements if not s.startswith(("BEGIN", "PRAGMA"))]
    assert len(real) <= 6, real
    assert len(commits) == 1


def test_P10_no_statement_of_a_turn_scans_a_table(camille: Phone, statements: list[str]) -> None:
    camille.write("combien pour des lunettes ?")
    selects = {s for s in statements if s.startswith("SELECT") and "outbox" not in s}
    for statement in selects:
        assert databases.scanned(camille.world.engine, statement) == []


def test_T14_a_turn_that_fails_is_kept_then_parked_and_the_member_told(
    camille: Phone, engine: Engine, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    def poison(*_args: Any) -> Any:
        raise ZeroDivisionError("poison")

    monkeypatch.setattr("assistant.turn.advance", poison)
    assert camille.world.take("sms", camille.address, text="bonjour") == "kept"
    for _attempt in range(2):
        clock.move(timedelta(minutes=2))
        camille.world.turns.retry_failed()
    with engine.begin() as connection:
        kept = connection.execute(select(events.c.state, events.c.text, events.c.attempts)).one()
        alerted = connection.execute(select(handovers.c.action, handovers.c.note)).one()
    assert tuple(kept) == ("parked", "bonjour", 3)
    assert tuple(alerted) == ("alert", "parked")
    assert "problème chez nous" in texts(camille.world.replies())


def test_T14_an_event_parked_while_a_person_speaks_is_theirs_and_the_dialog_stays_as_it_was(
    camille: Phone, engine: Engine, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    camille.write("je veux renoncer à mon contrat")
    before = camille.world.state("sms", camille.address)
    with engine.begin() as connection:
        connection.execute(update(conversations).values(mode="person"))
    monkeypatch.setattr("assistant.turn.advance", lambda *_a: 1 / 0)
    camille.world.take("sms", camille.address, text="bonjour")
    for _attempt in range(2):
        clock.move(timedelta(minutes=2))
        camille.world.turns.retry_failed()
    assert camille.world.replies() == []
    assert camille.world.state("sms", camille.address) == before
    with engine.begin() as connection:
        assert connection.execute(select(handovers.c.note)).scalars().all() == ["parked"]


def test_T14_a_kept_event_is_taken_once_the_fault_is_mended(
    camille: Phone, engine: Engine, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("assistant.turn.advance", lambda *_a: 1 / 0)
        camille.world.take("sms", camille.address, event="one", text="une personne")
    clock.move(timedelta(minutes=1))
    camille.world.turns.retry_failed()
    assert "personne" in texts(camille.world.replies())
    assert camille.world.take("sms", camille.address, event="one", text="x") == "duplicate"


def test_T14_one_poisoned_conversation_leaves_the_others_alone(
    camille: Phone, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "assistant.turn.advance",
        lambda s, i, u, f: 1 / 0 if i.text == "poison" else advance(s, i, u, f),
    )
    assert world.take("sms", camille.address, text="poison") == "kept"
    assert Phone(world, "telegram", "99").write("bonjour")


def test_T14_a_state_of_an_older_version_is_migrated() -> None:
    stored = {
        "v": 1,
        "frames": [{"dialog": "receipt", "answers": {"items+": []}, "asked": "items"}],
        "offers": [],
        "queue": ["claim_status"],
        "last": None,
        "greeted": True,
    }
    state = load_state(json.dumps(stored))
    assert state.queue[0].dialog == "claim_status" and state.frames[0].dialog == "receipt"
    with pytest.raises(KeyError):
        load_state(json.dumps({"v": VERSION + 1}))


def test_T38_a_flood_gets_one_notice_then_silence_and_an_emergency_passes(
    camille: Phone, clock: FixedClock
) -> None:
    replies = [camille.write("bonjour") for _ in range(30)]
    assert "une minute" in texts(replies[20])
    assert not any(replies[21:])
    assert "112" in texts(camille.write("mon mari fait un infarctus, il ne respire plus"))
    clock.move(timedelta(minutes=2))
    assert camille.write("bonjour")


def test_T38_stop_is_honoured_in_any_case_and_confirmed_once(
    camille: Phone, engine: Engine
) -> None:
    assert "plus d'avis ici" in texts(camille.write("Arrêt"))
    assert "plus d'avis ici" not in texts(camille.write("STOP"))
    with engine.begin() as connection:
        assert connection.execute(select(conversations.c.opted_out)).scalar_one()


def test_the_bot_is_silent_while_a_person_speaks_but_for_an_emergency(
    camille: Phone, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(update(conversations).values(mode="person", agent_id="lea"))
    assert camille.write("combien pour des lunettes ?") == []
    urgent = camille.write("au secours, elle ne respire plus")
    assert len(urgent) == 1 and "112" in urgent[0].text
    assert rows(engine, events) == 2


def test_given_back_the_dialog_goes_on_where_it_was(camille: Phone, engine: Engine) -> None:
    camille.write("je veux renoncer à mon contrat")
    with engine.begin() as connection:
        connection.execute(update(conversations).values(mode="person"))
    camille.write("vous êtes là ?")
    with engine.begin() as connection:
        connection.execute(update(conversations).values(mode="bot"))
    camille.world.take("sms", camille.address, kind="result", result={"effect": "returned"})
    assert "Comment avez-vous signé" in texts(camille.read())


EMERGENCY = "il ne respire plus, aidez-moi"


@pytest.mark.parametrize(
    "before",
    [
        [],
        ["une facture à envoyer"],
        ["je veux renoncer à mon contrat", "3"],
        ["une personne"],
        ["je veux renoncer à mon contrat", "recommencer"],
        ["stop"],
    ],
)
@pytest.mark.parametrize("channel", ["sms", "telegram", "web"])
def test_T40_an_emergency_is_answered_first_in_every_state_and_the_state_is_kept(
    world: World, before: list[str], channel: str, engine: Engine
) -> None:
    phone = Phone(world, channel, "someone")
    for said in before:
        phone.write(said)
    kept = world.state(channel, "someone")["frames"] if before else []
    replies = phone.write(EMERGENCY)
    assert len(replies) == 1
    assert "numéro d'urgence" in replies[0].text or "112" in replies[0].text
    assert replies[0].purpose == "emergency" and len(replies[0].text) <= 160
    assert world.state(channel, "someone")["frames"] == kept
    with engine.begin() as connection:
        assert "alert" in connection.execute(select(handovers.c.action)).scalars().all()


def test_T5_an_old_button_is_answered_as_already_done(chat: Phone) -> None:
    first = chat.write("je veux renoncer à mon contrat")[-1]
    chat.press("par internet ou par téléphone")
    key = next(key for key, label in first.choices if label == "à mon domicile")
    chat.world.take("web", chat.address, pressed=Pressed(first.serial, key))
    again = texts(chat.read())
    assert "déjà fait" in again and "Quel jour avez-vous signé" in again


def test_T5_an_edited_message_is_new_input_with_a_notice(camille: Phone) -> None:
    camille.write("je veux renoncer à mon contrat")
    assert "corrigé" in texts(camille.write("par internet", kind="edited"))


def test_T24_number_and_birth_date_open_nothing_without_the_code(
    world: World, engine: Engine
) -> None:
    phone = Phone(world, "telegram", "5150")
    phone.write("où en est ma demande ?")
    phone.write(CAMILLE.number)
    phone.write("12/05/1988")
    assert world.row("telegram", "5150").member_id is None
    assert "ne correspond pas" in texts(phone.write("123456"))
    assert world.row("telegram", "5150").member_id is None
    told = texts(phone.write("424242"))
    assert "c'est bien vous" in told and "numéro d'adhérent" not in told
    assert "/l/" in told  # what was asked for before is answered at once
    assert world.row("telegram", "5150").member_id == "camille"
    assert world.state("telegram", "5150")["frames"] == []


def test_T24_a_stranger_reads_the_same_words_as_a_member(world: World) -> None:
    def asked(address: str, number: str) -> str:
        phone = Phone(world, "telegram", address)
        lines = ("où en est ma demande ?", number, "12/05/1988")
        return texts([reply for said in lines for reply in phone.write(said)])

    assert asked("1", CAMILLE.number) == asked("2", "490999")
    assert world.mails == ["camille@example.org"]


def test_T24_a_code_serves_ten_minutes_and_five_tries(world: World, clock: FixedClock) -> None:
    phone = Phone(world, "telegram", "7")
    for said in ("où en est ma demande ?", CAMILLE.number, "12/05/1988"):
        phone.write(said)
    clock.move(timedelta(minutes=11))
    assert "plus valable" in texts(phone.write("424242"))
    phone.press("m'envoyer un autre code")
    for _try in range(5):
        phone.write("111111")
    assert "plus valable" in texts(phone.write("424242"))


def test_T24_a_letter_in_the_members_name_needs_a_fresh_proof(camille: Phone) -> None:
    for said in ("je veux renoncer à mon contrat", "3", "le 5 mars 2026"):
        camille.write(said)
    assert "numéro d'adhérent" in texts(camille.write("1"))


def test_T24_the_blank_letter_is_for_anyone_at_once(world: World) -> None:
    said = texts(
        Phone(world, "sms", "+33699").write("envoyez-moi le modèle de lettre de renonciation")
    )
    assert "/l/" in said


def test_T24_a_binding_lapses_after_180_quiet_days(camille: Phone, clock: FixedClock) -> None:
    clock.move(timedelta(days=181))
    assert "numéro d'adhérent" in texts(camille.write("où en est ma demande ?"))


def test_nothing_of_the_record_is_said_on_sms_and_telegram(
    world: World, engine: Engine, chat: Phone
) -> None:
    with engine.begin() as connection:
        bind(connection, CAMILLE, "sms")
        connection.execute(claims.insert().values(claim("4F2KXYZQ", CAMILLE.id)))
    phone = Phone(world, "sms", CAMILLE.phone)
    assert "4F2KXYZQ" not in texts(phone.write("où en est ma demande ?"))
    assert "4F2KXYZQ" in texts(chat.write("où en est ma demande ?"))


def test_a_welcare_member_gets_a_person_for_what_only_a_health_contract_answers(
    world: World, engine: Engine
) -> None:
    with engine.begin() as connection:
        bind(connection, SAMUEL, "telegram")
    said = texts(Phone(world, "telegram", SAMUEL.chat).write("what do I get back for glasses?"))
    assert "A person can" in said and "%" not in said
    assert world.row("telegram", SAMUEL.chat).mode == "waiting"


def test_every_effect_and_reply_has_a_key_derived_from_its_event(camille: Phone) -> None:
    camille.world.take("sms", camille.address, event="twilio:AC:SM1", text="bonjour")
    with camille.world.engine.begin() as connection:
        keys = connection.execute(select(outbox.c.key)).scalars().all()
    assert all(key.startswith("twilio:AC:SM1#") for key in keys) and keys
