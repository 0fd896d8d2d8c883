"""Notices of what staff did: a sentence and a link, on the member's channel, in their language."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, Row, insert, select, update

from assistant.channels.gsm7 import is_gsm7, segments
from assistant.clock import FixedClock
from assistant.notices import agreement_updated, claim_updated
from assistant.settings import Settings
from assistant.store import schema
from assistant.store.engine import stamp
from assistant.store.links import digest
from assistant.store.staff import Staff
from tests.people import CAMILLE, SAMUEL, Person, bind

pytestmark = pytest.mark.both_databases

BRUNO = Staff(
    id="bruno",
    name="Bruno Leroy",
    email="bruno@example.org",
    role="agent",
    team="claims",
    active=True,
    password_hash="-",
    totp_secret=None,
    totp_last=None,
)
LINES = {
    "fr": "Votre demande 4F2K a avancé. Détails : http://assistant.test/l/{token} (15 min).",
    "en": "Your request 4F2K was updated. Details: http://assistant.test/l/{token} (15 min).",
}
Told = Callable[[], list[Row[Any]]]


class Office:
    """A claim of one member, and what is said of it."""

    def __init__(self, engine: Engine, settings: Settings, clock: FixedClock) -> None:
        self.engine, self.settings, self.clock = engine, settings, clock

    def bind(self, person: Person, channel: str, address: str = "") -> int:
        with self.engine.begin() as connection:
            talk = bind(connection, person, channel, address)
            table, now = schema.conversations, stamp(self.clock.now())
            connection.execute(update(table).where(table.c.id == talk).values(seen_at=now))
        return talk

    def open(self, person: Person, talk: int, table: Any = schema.claims) -> None:
        now = stamp(self.clock.now())
        row = {"number": "4F2K", "member_id": person.id, "conversation_id": talk}
        row |= {"created_at": now, "updated_at": now}
        if table is schema.claims:
            row |= {"product": person.product, "status": "validated", "items": "[]"}
            row |= {"total_eur": "143.50", "terms_version": "1", "consent_at": now}
        else:
            row |= {"status": "agreed", "request": "{}"}
        with self.engine.begin() as connection:
            connection.execute(insert(table).values(row))

    def change(self, talk: int, **values: Any) -> None:
        with self.engine.begin() as connection:
            table = schema.conversations
            connection.execute(update(table).where(table.c.id == talk).values(**values))

    def tell(self, notice: Any = claim_updated) -> bool:
        with self.engine.begin() as connection:
            told: bool = notice(connection, "4F2K", BRUNO, self.settings, self.clock.now())
        return told

    def rows(self, table: Any) -> list[Row[Any]]:
        with self.engine.begin() as connection:
            return list(connection.execute(select(table)))


@pytest.fixture
def office(engine: Engine, settings: Settings, clock: FixedClock, members: None) -> Office:
    return Office(engine, settings, clock)


@pytest.mark.parametrize("notice", [claim_updated, agreement_updated])
@pytest.mark.parametrize("channel", ["sms", "whatsapp", "telegram", "web"])
@pytest.mark.parametrize("person", [CAMILLE, SAMUEL], ids=["fr", "en"])
def test_the_member_hears_on_their_channel_in_their_language(
    office: Office, person: Person, channel: str, notice: Any
) -> None:
    talk = office.bind(person, channel)
    table = schema.claims if notice is claim_updated else schema.agreements
    office.open(person, talk, table)
    assert office.tell(notice)
    (row,) = office.rows(schema.outbox)
    (link,) = office.rows(schema.links)
    body = json.loads(row.body)
    token = body["text"].split("/l/")[1].split(" ")[0]
    assert body["text"] == LINES[person.language].format(token=token)
    assert digest(token) == link.token_hash
    assert (link.purpose, link.about, link.member_id) == ("record", "4F2K", person.id)
    assert link.language == person.language
    assert (row.conversation_id, row.channel, row.state) == (talk, channel, "queued")
    assert (row.author, row.purpose, body["purpose"]) == ("staff:bruno", "notice", "notice")
    assert is_gsm7(body["text"])
    assert segments(body["text"]) == 1


def test_a_notice_is_in_the_language_spoken_in_the_conversation(office: Office) -> None:
    talk = office.bind(CAMILLE, "sms")
    office.open(CAMILLE, talk)
    office.change(talk, language="en")
    office.tell()
    assert json.loads(office.rows(schema.outbox)[0].body)["text"].startswith("Your request")


def test_the_same_decision_is_told_once_and_the_next_one_again(office: Office) -> None:
    talk = office.bind(CAMILLE, "sms")
    office.open(CAMILLE, talk)
    assert office.tell()
    assert not office.tell()
    assert len(office.rows(schema.outbox)) == len(office.rows(schema.links)) == 1
    with office.engine.begin() as connection:
        connection.execute(update(schema.claims).values(version=1))
    assert office.tell()
    assert len(office.rows(schema.outbox)) == 2


@pytest.mark.parametrize(
    "gone",
    [
        {"opted_out": True},
        {"unusable": "30005"},
        {"bound_at": None},
        {"member_id": "samuel"},
        {"member_id": None},
        {"seen_at": "2025-09-01T00:00:00.000000Z"},
    ],
    ids=["opted out", "refused", "not proved", "another member's", "nobody's", "lapsed"],
)
def test_where_the_request_was_made_is_not_theirs_any_more_another_conversation_is_used(
    office: Office, gone: dict[str, Any]
) -> None:
    sms = office.bind(CAMILLE, "sms")
    office.open(CAMILLE, sms)
    office.change(sms, **gone)
    assert not office.tell()
    (alert,) = office.rows(schema.handovers)
    assert (alert.action, alert.note, alert.conversation_id) == ("alert", "untold:claim 4F2K", sms)
    assert office.rows(schema.outbox) == office.rows(schema.links) == []
    web = office.bind(CAMILLE, "web", "visitor-camille")
    assert office.tell()
    assert office.rows(schema.outbox)[0].conversation_id == web


def test_T25_of_several_conversations_the_one_of_the_request_is_used(
    office: Office, clock: FixedClock
) -> None:
    sms = office.bind(CAMILLE, "sms")
    office.open(CAMILLE, sms)
    clock.move(timedelta(hours=1))
    office.bind(CAMILLE, "telegram")
    office.bind(SAMUEL, "telegram")
    office.tell()
    assert office.rows(schema.outbox)[0].conversation_id == sms
