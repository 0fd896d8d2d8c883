"""The medical enclave: sealed on arrival, moved on once, opened by the medical adviser alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from assistant.documents.medical import (
    NotOpen,
    NotTheAdviser,
    checked,
    read_papers,
    seal_papers,
)
from assistant.documents.refusals import Refused
from assistant.house import House
from assistant.store import schema
from assistant.store.engine import stamp
from tests.documents import files
from tests.people import CAMILLE, bind

CONDITION = "CANARY hernie discale L4-L5"


@pytest.fixture
def agreement(house: House, members: None) -> str:
    """Camille asked for an agreement; her papers are awaited. Three of the staff exist."""
    now = stamp(house.clock.now())
    with house.engine.begin() as connection:
        row = {
            "number": "PA-4F2K",
            "member_id": CAMILLE.id,
            "conversation_id": bind(connection, CAMILLE, "sms"),
            "status": "awaiting_papers",
            "request": json.dumps({"act": "physiotherapy"}),
        }
        connection.execute(insert(schema.agreements).values(created_at=now, updated_at=now, **row))
        for role in ("agent", "medical_adviser", "supervisor"):
            connection.execute(insert(schema.staff).values(_staff(role)))
        connection.execute(insert(schema.staff).values(_staff("medical_adviser", "gone", False)))
    return "PA-4F2K"


def _staff(role: str, name: str = "", active: bool = True) -> dict[str, Any]:
    name = name or role
    row = {"id": name, "name": name, "email": f"{name}@example.org", "password_hash": "-"}
    return row | {"role": role, "team": "medical", "active": active}


def send(house: House, agreement: str, sending: str = "one", member: str = CAMILLE.id) -> None:
    papers = [checked("prescription", files.jpeg()), checked("other", files.scanned_pdf())]
    seal_papers(house, agreement, member, CONDITION, "3 mois", papers, sending)


def status(house: House, agreement: str) -> str:
    query = select(schema.agreements.c.status).where(schema.agreements.c.number == agreement)
    with house.engine.begin() as connection:
        return str(connection.execute(query).scalar_one())


def test_the_medical_adviser_reads_the_words_and_every_page(house: House, agreement: str) -> None:
    send(house, agreement)
    (read,) = read_papers(house, agreement, "medical_adviser")
    assert (read.condition, read.expected_duration) == (CONDITION, "3 mois")
    assert sorted((kind, len(pages)) for kind, pages in read.papers) == [
        ("other", 2),
        ("prescription", 1),
    ]
    assert all(page.startswith(b"\xff\xd8\xff") for _, pages in read.papers for page in pages)


def test_papers_move_the_request_on(house: House, agreement: str) -> None:
    send(house, agreement)
    assert status(house, agreement) == "received"


def test_the_same_sending_twice_is_stored_once(house: House, agreement: str) -> None:
    send(house, agreement)
    send(house, agreement)
    with house.engine.begin() as connection:
        count = select(func.count()).select_from(schema.medical_papers)
        assert connection.execute(count).scalar_one() == 3
    assert len(read_papers(house, agreement, "medical_adviser")) == 1


@pytest.mark.parametrize("who", ["agent", "supervisor", "gone", "nobody", ""])
def test_T28_nobody_but_an_active_medical_adviser_reads(
    house: House, agreement: str, who: str
) -> None:
    send(house, agreement)
    with pytest.raises(NotTheAdviser):
        read_papers(house, agreement, who)


def test_T28_each_reading_is_in_the_audit(house: House, agreement: str) -> None:
    send(house, agreement)
    read_papers(house, agreement, "medical_adviser")
    with house.engine.begin() as connection:
        (entry,) = connection.execute(select(schema.audit)).mappings().all()
    assert (entry["actor"], entry["action"]) == ("staff:medical_adviser", "read_medical_papers")
    assert entry["subject"] == f"agreement:{agreement}"


def test_T28_the_diagnosis_stands_nowhere_in_the_clear(
    house: House, agreement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    send(house, agreement)
    read_papers(house, agreement, "medical_adviser")
    house.engine.dispose()  # everything is in the files now
    for path in house.settings.var.rglob("*"):
        if path.is_file():
            assert b"CANARY" not in path.read_bytes(), path
            assert b"JFIF" not in path.read_bytes(), path
    said = capsys.readouterr()
    assert "CANARY" not in said.out + said.err


def test_another_members_request_takes_no_papers(house: House, agreement: str) -> None:
    with pytest.raises(NotOpen):
        send(house, agreement, member="samuel")
    with pytest.raises(NotOpen):
        send(house, "PA-0000")
    assert status(house, agreement) == "awaiting_papers"


def test_a_paper_that_nobody_could_open_is_refused_while_the_member_is_there() -> None:
    with pytest.raises(Refused) as refused:
        checked("prescription", files.locked_pdf())
    assert refused.value.reason == "encrypted"
