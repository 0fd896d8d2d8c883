"""An answer is kept: on every channel, in one turn; its page, its signed file, its PDF."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import Engine, event, func, select

from assistant.clock import FixedClock
from assistant.house import House
from assistant.messages import Pressed
from assistant.settings import Settings
from assistant.statements.checking import Outcome, check
from assistant.statements.keys import keyring, public_keys
from assistant.store import schema
from assistant.store.links import make_link
from tests.dialogs.talk import CAMILLE as KNOWN
from tests.dialogs.talk import SAMUEL as ABROAD
from tests.dialogs.talk import SMS, TELEGRAM, WEB, Talker
from tests.link_pages import Phone as Browser
from tests.link_pages import pages
from tests.people import CAMILLE, SAMUEL, bind
from tests.turns.world import Phone, World, shown

ADDRESSES = {"sms": CAMILLE.phone, "telegram": CAMILLE.chat, "web": "camille's browser"}
LINK = re.compile(r"http://assistant\.test/l/([\w-]+)")
KEEP = {"fr": "garder la réponse", "en": "keep the answer"}


@pytest.fixture
def world(settings: Settings, clock: FixedClock, engine: Engine, members: None) -> World:
    return World(settings, clock, engine)


def camille(world: World, channel: str) -> Phone:
    with world.engine.begin() as connection:
        bind(connection, CAMILLE, channel, ADDRESSES[channel])
    return Phone(world, channel, ADDRESSES[channel])


def statements(engine: Engine) -> list[Any]:
    with engine.begin() as connection:
        return list(connection.execute(select(schema.statements)).all())


def signed(world: World) -> dict[str, Any]:
    """The only statement on record, which has to be genuine."""
    (row,) = statements(world.engine)
    keys = public_keys(json.dumps(keyring(world.settings).public_list()).encode())
    assert check(row.document.encode(), keys).outcome is Outcome.GENUINE
    found: dict[str, Any] = json.loads(row.document)["statement"]
    assert row.number == found["number"]
    return found


# --- kept in a conversation -----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("channel", ["sms", "telegram", "web"])
def test_an_answer_is_kept_on_every_channel_in_both_languages(
    world: World, channel: str, language: str
) -> None:
    phone = camille(world, channel)
    if language == "en":
        phone.write("english please")
    said = {"fr": "combien pour des lunettes à 250 € ?", "en": "how much for glasses at €250?"}
    phone.write(said[language])
    (reply,) = phone.press(KEEP[language])
    statement = signed(world)
    assert statement["number"] in reply.text
    assert LINK.search(reply.text)
    assert statement["language"] == language
    assert statement["decision"]["reimbursed_eur"] == 225
    assert "225" in statement["said"][0] and "250" in statement["said"][0]


def test_the_text_message_that_keeps_an_answer_is_one_segment_with_its_link(world: World) -> None:
    phone = camille(world, "sms")
    phone.write("combien pour des lunettes à 250 € ?")
    (reply,) = phone.press(KEEP["fr"])
    assert len("\n".join(shown(reply, "sms"))) <= 160


def test_nothing_of_the_record_but_a_link_leaves_by_text_message(world: World) -> None:
    phone = camille(world, "sms")
    phone.write("combien pour des lunettes à 250 € ?")
    (reply,) = phone.press(KEEP["fr"])
    plain = LINK.sub("", reply.text)
    assert not any(sign.isdigit() for sign in plain.replace(statements(world.engine)[0].number, "")
                   .replace("15", ""))  # fmt: skip


def test_P10_keeping_is_one_commit_of_at_most_six_statements(
    world: World, counted: list[str]
) -> None:
    phone = camille(world, "sms")
    phone.write("combien pour des lunettes à 250 € ?")
    assert phone.last is not None
    counted.clear()
    world.take("sms", phone.address, pressed=Pressed(phone.last.serial, "keep"))
    real = [one for one in counted if not one.startswith(("BEGIN", "PRAGMA", "commit"))]
    assert len(real) <= 6, "\n".join(one[:60] for one in real)
    assert counted.count("commit") == 1


@pytest.fixture
def counted(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    def committed(_connection: Any) -> None:
        seen.append("commit")

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", committed)
    yield seen
    event.remove(engine, "before_cursor_execute", note)
    event.remove(engine, "commit", committed)


def test_T4_the_same_press_twice_keeps_one_answer(world: World) -> None:
    phone = camille(world, "telegram")
    phone.write("combien pour des lunettes à 250 € ?")
    phone.press(KEEP["fr"])
    phone.press(KEEP["fr"])  # the old button
    with world.engine.begin() as connection:
        query = select(func.count()).select_from(schema.statements)
        assert connection.execute(query).scalar_one() == 1


def test_what_was_used_this_year_enters_on_our_own_pages_only(world: World) -> None:
    for channel, known in (("web", True), ("sms", False)):
        talk = Talker(KNOWN, "fr", WEB if known else SMS).says("lunettes à 250 €").chooses("keep")
        inputs = talk.effect("open_statement")["inputs"]
        assert (inputs.ytd_reimbursed_eur is not None) <= known, channel


def test_a_refusal_can_be_kept_too(world: World) -> None:
    phone = camille(world, "web")
    phone.write("est-ce que vous payez une cure thermale ?")
    phone.press(KEEP["fr"])
    statement = signed(world)
    assert statement["decision"]["answer"] == "not_covered"
    assert (
        statement["said"][0].startswith("Cure thermale") or "cure" in statement["said"][0].lower()
    )


def test_an_answer_that_depends_is_not_offered_to_be_kept() -> None:
    talk = Talker(ABROAD, "en", TELEGRAM).says("specialist at 80 €")
    while "keep" not in talk.choices and talk.asked:
        talk.says("I don't know")
        if talk.asked == "":
            break
    assert "keep" not in talk.choices


def test_after_an_answer_is_kept_the_last_question_still_goes_on() -> None:
    talk = Talker(KNOWN, "en").says("specialist at 80 €").chooses("keep").says("and at 120?")
    assert "120" in talk.heard


# --- its page -------------------------------------------------------------------------------------


@pytest.fixture
def kept(world: World) -> tuple[int, str]:
    """Camille keeps an answer by text message: her conversation, and its number."""
    phone = camille(world, "sms")
    phone.write("combien pour des lunettes à 250 € ?")
    phone.press(KEEP["fr"])
    (row,) = statements(world.engine)
    return row.conversation_id, row.number


def browser(house: House, conversation: int, person: Any = CAMILLE) -> Browser:
    return Browser(house, pages(house).test_client(), member=person, conversation=conversation)


def test_the_page_shows_result_steps_articles_and_number(
    house: House, kept: tuple[int, str]
) -> None:
    conversation, number = kept
    camilles = browser(house, conversation).asks_for("statement", number)
    assert camilles.proves().status_code == 200
    page = camilles.page.replace("\u00a0", " ")
    assert number in page
    assert "225 €" in page
    assert "Garantie du contrat : 225 €." in page
    assert "Art. II-2." in page
    assert "article I-13" in page
    assert camilles.looks("/l/statement.json").status_code == 200


def test_T26_the_page_of_a_members_answer_asks_for_the_date_of_birth(
    house: House, kept: tuple[int, str]
) -> None:
    conversation, number = kept
    camilles = browser(house, conversation).asks_for("statement", number)
    assert camilles.opens().status_code == 422
    assert camilles.opens(year="1990", month="1", day="1").status_code == 422
    assert camilles.looks("/l/statement.json").status_code in (404, 410)


@pytest.mark.both_databases
def test_the_download_is_the_signed_file_byte_for_byte(
    house: House, kept: tuple[int, str], engine: Engine, settings: Settings
) -> None:
    conversation, number = kept
    camilles = browser(house, conversation).asks_for("statement", number)
    camilles.proves()
    answer = camilles.looks("/l/statement.json")
    assert answer.data == statements(engine)[0].document.encode()
    assert "attachment" in answer.headers["Content-Disposition"]
    keys = public_keys(json.dumps(keyring(settings).public_list()).encode())
    assert check(answer.data, keys).outcome is Outcome.GENUINE


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pdf_says_the_same(house: House, kept: tuple[int, str], language: str) -> None:
    conversation, number = kept
    camilles = browser(house, conversation).asks_for("statement", number, language)
    camilles.proves()
    answer = camilles.looks("/l/statement.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    document = pypdfium2.PdfDocument(answer.data)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    plain = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
    assert number in plain
    assert {"fr": "Garantie du contrat : 225 €", "en": "Guarantee of the contract: 225 €"}[
        language
    ] in plain


@pytest.mark.both_databases
def test_T27_an_answer_opens_for_its_own_conversation_only(
    house: House, kept: tuple[int, str], engine: Engine
) -> None:
    _conversation, number = kept
    with engine.begin() as connection:
        other = bind(connection, SAMUEL, "sms")
    samuels = browser(house, other, SAMUEL).asks_for("statement", number)
    assert samuels.proves().status_code == 404
    assert samuels.looks("/l/statement.json").status_code == 404
    assert samuels.looks("/l/statement.pdf").status_code == 404


def test_another_page_gives_no_statement(house: House, kept: tuple[int, str]) -> None:
    conversation, _number = kept
    camilles = browser(house, conversation).asks_for("record")
    camilles.proves()
    assert camilles.looks("/l/statement.json").status_code == 404


@pytest.mark.both_databases
def test_a_strangers_answer_opens_without_a_date_of_birth(house: House, world: World) -> None:
    phone = Phone(world, "telegram", "5150")
    phone.write("je suis au niveau confort depuis 2020, combien pour une IRM à 900 € ?")
    for _question in range(4):
        if phone.last is not None and ("keep", KEEP["fr"]) in phone.last.choices:
            break
        phone.write("confort" if "formule" in _last_text(phone) else "1er janvier 2020")
    phone.press(KEEP["fr"])
    (row,) = statements(world.engine)
    assert row.member_id is None
    app = pages(house).test_client()
    with world.engine.begin() as connection:
        token = make_link(
            connection, "statement", row.number, row.conversation_id, None, "fr",
            house.clock.now(),
        )  # fmt: skip
    stranger = Browser(house, app, conversation=row.conversation_id, token=token)
    assert stranger.opens().status_code == 200
    assert row.number in stranger.page


def _last_text(phone: Phone) -> str:
    return phone.last.text if phone.last else ""


def test_a_kept_answer_says_when_use_of_the_year_was_left_out(
    house: House, kept: tuple[int, str]
) -> None:
    conversation, number = kept
    camilles = browser(house, conversation).asks_for("statement", number)
    camilles.proves()
    assert "Ce qui a déjà été utilisé cette année" in camilles.page
