"""Claims by photo through the turn: limits of each product, albums, the read-back, the record."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select, update

from assistant.clock import FixedClock
from assistant.messages import Attachment
from assistant.settings import Settings
from assistant.store.schema import claims, documents
from assistant.store.schema import members as people_on_record
from tests.people import CAMILLE, INES, SAMUEL, Person, bind
from tests.turns.world import Phone, World

pytestmark = pytest.mark.both_databases


@pytest.fixture
def world(settings: Settings, clock: FixedClock, engine: Engine, members: None) -> World:
    return World(settings, clock, engine)


def phone(world: World, person: Person, channel: str) -> Phone:
    with world.engine.begin() as connection:
        bind(connection, person, channel, f"{person.id} on {channel}")
    return Phone(world, channel, f"{person.id} on {channel}")


def said(replies: list) -> str:  # type: ignore[type-arg]
    return "\n".join(reply.text for reply in replies).replace("\u00a0", " ")


def one_bill(talk: Phone, amount: str = "45,50", care: str = "2") -> None:
    """From the photo question to "another bill?", for someone alone on their contract."""
    talk.photo()
    for line in ("1", care, amount, "le 10 mars 2026"):
        talk.write(line)


def test_a_claim_is_on_record_with_consent_and_total(world: World) -> None:
    camille = phone(world, CAMILLE, "web")
    camille.photo()
    for line in ("1", "2", "45,50", "le 10 mars 2026", "1"):
        camille.write(line)
    one_bill(camille, "20", "1")
    for line in ("2", "non"):
        camille.write(line)
    assert "65,50 €" in said(camille.write("1"))
    with world.engine.begin() as connection:
        row = connection.execute(select(claims)).one()
    assert Decimal(row.total_eur) == Decimal("65.50")
    assert row.status == "in_progress" and row.consent_at and row.terms_version
    assert [item["amount"] for item in json.loads(row.items)] == ["45.50", "20.00"]


def test_nothing_is_on_record_before_the_member_chooses_to_send(world: World) -> None:
    camille = phone(world, CAMILLE, "telegram")
    one_bill_first = camille.photo()
    assert "1 photo" in said(one_bill_first)
    for line in ("1", "2", "45,50", "le 10 mars 2026", "2", "non", "3"):
        camille.write(line)
    with world.engine.begin() as connection:
        assert connection.execute(select(claims)).all() == []


def test_an_album_is_one_answer_and_one_bill(world: World) -> None:
    camille = phone(world, CAMILLE, "telegram")
    answers = []
    for part in range(3):
        files = (Attachment(reference=f"part-{part}"),)
        world.take("telegram", camille.address, attachments=files, caption_album="holiday")
        answers.append(camille.read())
    assert [len(replies) for replies in answers] == [1, 0, 0]
    state = world.state("telegram", camille.address)
    assert len(state["frames"][-1]["answers"]["photos+"]) == 3


def test_a_sixth_photo_is_refused_kindly_and_five_are_kept(world: World) -> None:
    samuel = phone(world, SAMUEL, "web")
    assert "5 photos at most" in said(samuel.photo(6))
    samuel.write("1")
    with world.engine.begin() as connection:
        assert len(connection.execute(select(documents.c.id)).all()) == 6
    state = world.state("web", samuel.address)
    assert len(state["frames"][-1]["answers"]["photos"]) == 5


@pytest.mark.parametrize(
    ("person", "amount", "taken"),
    [
        (SAMUEL, "499.99", True),
        (SAMUEL, "500", False),
        (CAMILLE, "999,99", True),
        (CAMILLE, "1000", False),
    ],
)
def test_each_product_has_its_own_limit_for_a_photo(
    world: World, person: Person, amount: str, taken: bool
) -> None:
    talk = phone(world, person, "web")
    talk.photo()
    talk.write("1")
    talk.write("2")
    answer = said(talk.write(amount))
    asks_day = "quel jour" in answer.lower() or "which day" in answer.lower()
    assert asks_day == taken
    if not taken:
        assert ("500 €" if person is SAMUEL else "1 000 €") in answer.replace("\u202f", " ")
        assert "rticle" in answer


def test_welcare_takes_no_hospital_bill_online_and_names_no_address_of_the_other_contract(
    world: World,
) -> None:
    samuel = phone(world, SAMUEL, "web")
    samuel.photo()
    samuel.write("1")
    samuel.write("6")
    answer = said(samuel.write("120"))
    assert "Hospital bills cannot go" in answer and "Article 3" in answer
    assert "GAPI" not in answer


def test_a_suspended_access_gets_the_contracts_answer_and_a_person(world: World) -> None:
    with world.engine.begin() as connection:
        certificate = json.dumps({"product": "welcare", "status": "suspended"})
        connection.execute(
            update(people_on_record)
            .where(people_on_record.c.id == "samuel")
            .values(certificate=certificate)
        )
    samuel = phone(world, SAMUEL, "telegram")
    answer = said(samuel.photo())
    assert "suspended" in answer and "Article 5" in answer
    assert world.row("telegram", samuel.address).mode == "waiting"


def test_a_bill_older_than_two_years_goes_on_only_with_the_members_word(world: World) -> None:
    camille = phone(world, CAMILLE, "web")
    camille.photo()
    for line in ("1", "2", "45"):
        camille.write(line)
    assert "2 ans" in said(camille.write("le 13 mars 2024"))
    assert "1 facture" in said(camille.write("oui"))


def test_a_refused_photo_is_told_and_taken_off_the_bill(world: World) -> None:
    camille = phone(world, CAMILLE, "web")
    camille.photo(2)
    document = world.state("web", camille.address)["frames"][-1]["answers"]["photos+"][0]
    result = {"effect": "clean_document", "document": document, "state": "refused"}
    world.take("web", camille.address, kind="result", result={**result, "reason": "blank"})
    assert "1 photo" in said(camille.read())
    assert len(world.state("web", camille.address)["frames"][-1]["answers"]["photos+"]) == 1


def test_P10_the_largest_draft_stays_under_four_kilobytes(world: World) -> None:
    ines = phone(world, INES, "sms")
    ines.write("envoyer une facture")
    for bill in range(10):
        if bill:
            ines.write("1")
        ines.photo(5)
        for line in ("1", "1", "123,45", "le 10 mars 2026", "3"):
            ines.write(line)
    assert "10 factures" in said(ines.write("2")) or world.state("sms", ines.address)["frames"]
    assert len(world.row("sms", ines.address).state.encode()) <= 4096


def test_on_sms_the_family_is_named_by_kinship_only(world: World) -> None:
    ines = phone(world, INES, "sms")
    ines.write("envoyer une facture")
    ines.photo()
    for line in ("1", "1", "45"):
        ines.write(line)
    asked = ines.write("le 10 mars 2026")
    labels = [label for _key, label in asked[-1].choices]
    assert labels[:3] == ["moi", "mon conjoint", "mon enfant"]
    assert not any(name in said(asked) for name in ("Lina", "Mehdi"))
