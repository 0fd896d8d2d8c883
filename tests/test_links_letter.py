"""The letter page: the French letter to send, an English copy to read, a PDF that is a download."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import insert, update

from assistant.house import House
from assistant.store import schema
from assistant.store.engine import stamp
from tests.link_pages import Phone, pages
from tests.people import CAMILLE, SAMUEL, Person, bind

PDF = b"%PDF-1.7 a letter"


@pytest.fixture(autouse=True)
def letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """The letters themselves have their own tests."""

    def text(data: dict[str, Any], language: str) -> str:
        return f"[{language}] {data['name']} renonce <b>"

    def model(language: str) -> tuple[str, bytes]:
        return f"[{language}] modele", PDF + language.encode()

    monkeypatch.setattr("assistant.letters.letter_text", text)
    monkeypatch.setattr("assistant.letters.blank_model", model)


def prepare(house: House, person: Person, pdf: bytes | None = PDF) -> int:
    """A letter of that member is on record; gives its conversation."""
    with house.engine.begin() as connection:
        conversation = bind(connection, person, "sms")
        row = {"number": "L-77", "member_id": person.id, "conversation_id": conversation}
        row |= {"kind": "renunciation", "data": json.dumps({"name": person.family_name})}
        created = stamp(house.clock.now())
        connection.execute(insert(schema.letters).values(pdf=pdf, created_at=created, **row))
    return conversation


def phone_of(house: House, person: Person, conversation: int = 0) -> Phone:
    client = pages(house).test_client()
    return Phone(house, client, member=person, conversation=conversation)


def test_the_letter_is_shown_and_downloaded(house: House, members: None) -> None:
    phone = phone_of(house, CAMILLE, prepare(house, CAMILLE)).asks_for("letter", "L-77")
    phone.proves()
    assert "[fr] Roche renonce" in phone.page
    assert "[en]" not in phone.page
    answer = phone.looks("/l/letter.pdf")
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"


def test_an_english_reader_gets_a_copy_to_read(house: House, members: None) -> None:
    phone = phone_of(house, SAMUEL, prepare(house, SAMUEL)).asks_for("letter", "L-77")
    phone.proves()
    assert phone.page.index("[fr] Okafor") < phone.page.index("[en] Okafor")
    assert "Send the French letter" in phone.page


def test_T19_a_download_runs_nowhere_and_is_kept_nowhere(house: House, members: None) -> None:
    phone = phone_of(house, CAMILLE, prepare(house, CAMILLE)).asks_for("letter", "L-77")
    phone.proves()
    headers = phone.looks("/l/letter.pdf").headers
    assert headers["Content-Disposition"] == "attachment; filename=lettre-L-77.pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_a_letter_being_prepared_says_so_until_it_is_there(house: House, members: None) -> None:
    phone = phone_of(house, CAMILLE, prepare(house, CAMILLE, pdf=None)).asks_for("letter", "L-77")
    phone.proves()
    assert "Le PDF se prépare" in phone.page
    assert phone.looks("/l/letter.pdf").status_code == 404
    with house.engine.begin() as connection:
        connection.execute(update(schema.letters).values(pdf=PDF))
    phone.looks("/l/view")
    assert "Télécharger la lettre" in phone.page


def test_T25_a_link_to_somebody_elses_letter_opens_nothing(house: House, members: None) -> None:
    prepare(house, SAMUEL)
    phone = phone_of(house, CAMILLE).asks_for("letter", "L-77")
    assert phone.proves().status_code == 404
    assert phone.looks("/l/letter.pdf").status_code == 404


def test_T24_the_blank_model_goes_to_anyone_who_has_the_link(house: House, members: None) -> None:
    phone = phone_of(house, SAMUEL).asks_for("blank_letter")
    phone.opens()
    assert "[fr] modele" in phone.page
    assert "[en] modele" in phone.page
    assert phone.looks("/l/letter.pdf").data == PDF + b"fr"


def test_T21_what_a_letter_holds_is_text_on_the_page(house: House, members: None) -> None:
    phone = phone_of(house, CAMILLE, prepare(house, CAMILLE)).asks_for("letter", "L-77")
    raw = phone.proves().get_data(as_text=True)
    assert "renonce &lt;b&gt;" in raw
