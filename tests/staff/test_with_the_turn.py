"""The desk and the real turn: silent while a person speaks, then on where the dialog was."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from assistant.clock import FixedClock
from assistant.house import House
from assistant.messages import Inbound
from assistant.store import schema
from assistant.turn import Turns
from tests.staff.conftest import Colleagues, Enter, Talks

pytestmark = pytest.mark.both_databases

Rows = Callable[[Any], list[Any]]


class Member:
    """Camille, writing by SMS."""

    def __init__(self, house: House, clock: FixedClock, address: str) -> None:
        self.house, self.clock, self.address = house, clock, address
        self.count = 0

    def writes(self, text: str) -> None:
        self.clock.move(timedelta(minutes=1))
        self.count += 1
        taken = self.house.take(
            Inbound(
                event=f"sms:{self.count}",
                channel="sms",
                address=self.address,
                at=self.clock.now(),
                text=text,
            )
        )
        assert taken == "taken"


@pytest.fixture
def house(house: House, clock: FixedClock) -> House:
    """The house with the real way in."""
    return replace(house, take=Turns(house.settings, clock, house.engine).take)


def texts(rows: Rows, author: str = "bot") -> list[str]:
    return [
        json.loads(row.body)["text"]
        for row in rows(schema.outbox)
        if row.author == author and row.kind == "reply" and row.state != "withheld"
    ]


def test_given_back_the_bot_asks_its_open_question_again(
    app: Flask,
    house: House,
    clock: FixedClock,
    enter: Enter,
    colleagues: Colleagues,
    talks: Talks,
    rows: Rows,
) -> None:
    address = next(row.address for row in rows(schema.conversations) if row.id == talks.camille)
    camille = Member(house, clock, address)
    camille.writes("je veux renoncer à mon contrat")
    question = texts(rows)[-1]
    camille.writes("une personne")
    alice = enter(colleagues.alice)
    assert "Camille Roche" in alice.get("/staff/conversations").text
    assert "À la demande de l" in alice.get(f"/staff/conversations/{talks.camille}").text

    alice.act(talks.camille, "take")
    before = texts(rows)
    camille.writes("vous êtes là ?")
    camille.writes("1")
    assert texts(rows) == before
    page = alice.get(f"/staff/conversations/{talks.camille}").text
    assert page.index("une personne") < page.index("vous êtes là ?")

    clock.move(timedelta(minutes=1))
    alice.act(talks.camille, "give-back")
    after = texts(rows)[len(before) :]
    assert after
    last_line = question.strip().splitlines()[-1]
    assert last_line in "\n".join(after)
    alice.act(talks.camille, "take")
    camille.writes("j'ai mal à la poitrine, infarctus")
    assert "15" in texts(rows)[-1]
    urgent = enter(colleagues.bruno).get("/staff/conversations").text
    assert "Urgent" in urgent
