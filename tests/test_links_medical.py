"""The medical page: typed and uploaded here, sealed at once, and nowhere else afterwards."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from assistant.clock import FixedClock
from assistant.documents.medical import read_papers
from assistant.house import House
from assistant.store import schema
from assistant.store.engine import stamp
from tests.conftest import Inbox
from tests.documents import files
from tests.link_pages import Phone, pages
from tests.people import CAMILLE, SAMUEL

pytestmark = pytest.mark.both_databases

CONDITION = "CANARY hernie discale"
NUMBER = "PA-4F2K"


@pytest.fixture
def phone(house: House, members: None) -> Phone:
    """Camille has asked for an agreement and opens the link to its papers."""
    phone = Phone(house, pages(house).test_client()).asks_for("medical", NUMBER)
    now = stamp(house.clock.now())
    row = {"number": NUMBER, "member_id": CAMILLE.id, "conversation_id": phone.conversation}
    row |= {"status": "awaiting_papers", "request": json.dumps({}), "created_at": now}
    adviser = {"id": "anne", "name": "Anne", "email": "anne@example.org", "password_hash": "-"}
    with house.engine.begin() as connection:
        connection.execute(insert(schema.agreements).values(updated_at=now, **row))
        connection.execute(
            insert(schema.staff).values(role="medical_adviser", team="medical", **adviser)
        )
    phone.opens()
    return phone


def paper(data: bytes = b"", name: str = "ordonnance CANARY.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(data or files.jpeg()), name


def status(house: House) -> str:
    with house.engine.begin() as connection:
        return str(connection.execute(select(schema.agreements.c.status)).scalar_one())


def count(house: House) -> int:
    with house.engine.begin() as connection:
        papers = select(func.count()).select_from(schema.medical_papers)
        return connection.execute(papers).scalar_one()


def test_papers_are_sealed_and_the_conversation_is_told_their_number_only(
    phone: Phone, inbox: Inbox
) -> None:
    given = {"condition": CONDITION, "duration": "dix séances"}
    phone.sends("/l/medical", **given, prescription=[paper()], other=[paper(files.scanned_pdf())])
    assert "Vos documents sont arrivés, scellés" in phone.page
    assert status(phone.house) == "received"
    (inbound,) = inbox.taken
    assert (inbound.kind, inbound.channel, inbound.address) == ("result", "sms", CAMILLE.phone)
    assert inbound.result == {"effect": "medical_papers", "agreement": NUMBER}
    assert "CANARY" not in repr(inbound)
    (read,) = read_papers(phone.house, NUMBER, "anne")
    assert (read.condition, read.expected_duration) == (CONDITION, "dix séances")
    assert sorted(len(pages) for _, pages in read.papers) == [1, 2]


def test_T28_nothing_of_it_is_stored_in_the_clear_or_logged_or_shown_again(
    phone: Phone, capsys: pytest.CaptureFixture[str]
) -> None:
    phone.sends("/l/medical", condition=CONDITION, duration="3 mois", prescription=[paper()])
    assert "CANARY" not in phone.page
    phone.looks("/l/view")
    assert "CANARY" not in phone.page
    phone.house.engine.dispose()
    for path in phone.house.settings.var.rglob("*"):
        assert not path.is_file() or b"CANARY" not in path.read_bytes()
    said = capsys.readouterr()
    assert "medical_papers_sealed" in said.out + said.err
    assert "CANARY" not in said.out + said.err


def test_what_is_missing_is_asked_for_and_nothing_is_half_sent(phone: Phone, inbox: Inbox) -> None:
    answer = phone.sends("/l/medical", condition=CONDITION)
    assert answer.status_code == 422
    assert "Rien n’est encore parti." in phone.page
    assert "Indiquez la durée prévue des soins." in phone.page
    assert "Ajoutez une photo de l’ordonnance." in phone.page
    assert f">{CONDITION}</textarea>" in phone.page
    assert 'href="#duration"' in phone.page
    assert (inbox.taken, count(phone.house), status(phone.house)) == ([], 0, "awaiting_papers")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (files.locked_pdf(), "mot de passe"),
        (b"<svg/>", "que les photos"),
        (files.jpeg()[:3_000], "endommagé"),
        (b"", "Ce fichier est vide"),
    ],
)
def test_T17_a_paper_the_adviser_could_not_open_is_refused_at_once(
    phone: Phone, inbox: Inbox, data: bytes, says: str
) -> None:
    bad = io.BytesIO(data), "ordonnance.pdf"
    answer = phone.sends("/l/medical", condition="x", duration="y", prescription=[bad])
    assert answer.status_code == 422
    assert says in phone.page
    assert (inbox.taken, count(phone.house)) == ([], 0)


def test_six_papers_are_one_too_many(phone: Phone, inbox: Inbox) -> None:
    six = [paper(name=f"{n}.jpg") for n in range(6)]
    answer = phone.sends("/l/medical", condition="x", duration="y", prescription=six)
    assert answer.status_code == 422
    assert "Cinq documents au plus à la fois." in phone.page
    assert inbox.taken == []


def test_T4_a_form_sent_twice_is_sealed_once_and_told_once(phone: Phone, inbox: Inbox) -> None:
    before = phone.page
    for _ in range(2):
        phone.page = before
        phone.sends("/l/medical", condition=CONDITION, duration="3 mois", prescription=[paper()])
    assert len(inbox.taken) == 1
    assert count(phone.house) == 2


def test_more_papers_can_follow(phone: Phone, inbox: Inbox, clock: FixedClock) -> None:
    phone.sends("/l/medical", condition=CONDITION, duration="3 mois", prescription=[paper()])
    assert "Envoyer d’autres documents" in phone.page
    clock.move(timedelta(minutes=1))
    phone.sends("/l/medical", condition="autre", duration="3 mois", prescription=[paper()])
    assert len(inbox.taken) == 2
    assert {read.condition for read in read_papers(phone.house, NUMBER, "anne")} == {
        CONDITION,
        "autre",
    }


@pytest.mark.parametrize("answered", ["agreed", "refused"])
def test_a_request_that_was_answered_takes_no_papers(
    phone: Phone, inbox: Inbox, answered: str
) -> None:
    before = phone.page
    with phone.house.engine.begin() as connection:
        connection.execute(update(schema.agreements).values(status=answered))
    phone.looks("/l/view")
    assert "Cette demande a reçu sa réponse" in phone.page
    phone.page = before
    phone.sends("/l/medical", condition="x", duration="y", prescription=[paper()])
    assert (inbox.taken, count(phone.house), status(phone.house)) == ([], 0, answered)


def test_T25_a_link_to_somebody_elses_request_opens_nothing(phone: Phone) -> None:
    other = Phone(phone.house, phone.client.application.test_client(), member=SAMUEL)
    answer = other.asks_for("medical", NUMBER).opens()
    assert answer.status_code == 404
    assert NUMBER not in other.page
