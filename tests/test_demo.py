"""The demo: everything a visitor needs to try, nothing real in it, never in production."""

from __future__ import annotations

import json
import re
import stat
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from assistant import demo
from assistant.clock import FixedClock
from assistant.demo_members import DemoMember, members
from assistant.house import House
from assistant.rules.facts import Inputs
from assistant.rules.product import product
from assistant.secrets_file import Refused
from assistant.settings import Settings
from assistant.staff.passwords import fits
from assistant.store import schema
from assistant.store.members import certificate

DAYS = [date(2026, 3, 14), date(2026, 1, 1), date(2024, 2, 29), date(2026, 12, 31)]
FICTION = re.compile(r"\+3363998\d{4}|\+447700900\d{3}")  # kept for it by ARCEP and Ofcom


@pytest.fixture
def filled(house: House) -> House:
    assert demo.fill(house)
    return house


def rows(house: House, table: Any) -> list[Any]:
    with house.engine.begin() as connection:
        return list(connection.execute(select(table)).all())


def people() -> dict[str, DemoMember]:
    return {person.key: person for person in members(DAYS[0])}


def test_there_are_twelve_with_every_plan_zone_regime_and_both_products() -> None:
    everyone = members(DAYS[0])
    facts = [person.certificate for person in everyone]
    assert len(everyone) == 12
    assert {f.get("plan") for f in facts} - {None} == {
        plan.code for plan in product("ats_a4916").plans
    }
    assert {f.get("zone") for f in facts} - {None} == {"A", "B", "C", "D"}
    assert {f.get("regime") for f in facts} - {None} == {"first_euro", "cfe", "secu"}
    assert {f.get("household") for f in facts} - {None} == {"individual", "couple", "family"}
    assert {f.get("deductible") for f in facts} - {None} == {0, 150, 300}
    assert {person.product for person in everyone} == {"ats_a4916", "welcare"}
    assert {person.language for person in everyone} == {"fr", "en"}
    online = {p.certificate["status"] for p in everyone if p.product == "welcare"}
    assert online == {"active", "suspended", "terminated"}
    assert any("upgraded_from" in f for f in facts)
    assert any(person.usage for person in everyone)


@pytest.mark.parametrize("today", DAYS)
def test_the_rules_can_read_every_certificate_on_any_day(today: date) -> None:
    for person in members(today):
        facts = {**person.certificate, "birth_date": person.born}
        member = certificate(json.dumps(facts), person.product)
        if person.product == "ats_a4916":
            inputs = Inputs(act="glasses", date=today, country=person.certificate["country"])
            decision = product("ats_a4916").decide("reimbursement", member, inputs)
            assert decision.clauses, person.key
            assert decision.answer != "depends", (person.key, decision.missing)


def test_every_plan_is_open_in_its_members_zone() -> None:
    plans = {plan.code: plan for plan in product("ats_a4916").plans}
    for person in members(DAYS[0]):
        if plan := person.certificate.get("plan"):
            assert person.certificate["zone"] in plans[plan].zones, person.key


def test_a_fresh_joiner_still_waits_for_glasses() -> None:
    ines = people()["ines"]
    member = certificate(json.dumps(ines.certificate), "ats_a4916")
    decision = product("ats_a4916").decide(
        "reimbursement", member, Inputs(act="glasses", date=DAYS[0], country="SG")
    )
    assert (decision.answer, decision.reason) == ("not_covered", "waiting_period")


def test_nothing_in_it_is_real() -> None:
    everyone = members(DAYS[0])
    for person in everyone:
        assert FICTION.fullmatch(person.phone), person.key
        assert demo.member_row(person)["email"].endswith("@example.org")
    for unique in ("key", "number", "phone", "chat", "names"):
        assert len({getattr(person, unique) for person in everyone}) == 12, unique
    assert all(email.endswith("@example.org") for _name, email, _role, _team in demo.STAFF)


def test_every_member_has_a_proved_telephone_and_telegram_chat(filled: House) -> None:
    found = rows(filled, schema.conversations)
    assert len(found) == 24
    assert {row.channel for row in found} == {"sms", "telegram"}
    assert all(row.bound_at and row.member_id and row.state == "{}" for row in found)


def test_there_are_claims_in_each_status_and_a_photo_to_look_at(filled: House) -> None:
    claims = rows(filled, schema.claims)
    assert {claim.status for claim in claims} == {"in_progress", "validated", "rejected"}
    assert {claim.product for claim in claims} == {"ats_a4916", "welcare"}
    shown = [json.loads(claim._mapping["items"])[0]["photos"] for claim in claims]
    photos = {photo for group in shown for photo in group}
    documents = rows(filled, schema.documents)
    assert {document.id for document in documents} == photos
    assert {document.state for document in documents} == {"clean"}
    assert len(rows(filled, schema.agreements)) == 1


def test_F116_staff_get_random_passwords_that_only_the_owner_of_var_can_read(
    filled: House,
) -> None:
    file = filled.settings.var / demo.PASSWORDS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    by_email = {row.email: row for row in rows(filled, schema.staff)}
    assert {(row.role, row.team) for row in by_email.values()} == {
        ("agent", "members"),
        ("agent", "claims"),
        ("medical_adviser", "medical"),
    }
    lines = file.read_text().splitlines()
    passwords = {line.split()[0]: line.split()[1] for line in lines}
    assert len(set(passwords.values())) == 3
    for email, password in passwords.items():
        assert fits(password, by_email[email].password_hash)


def test_filling_again_adds_nothing(filled: House) -> None:
    before = {table: len(rows(filled, table)) for table in schema.metadata.sorted_tables}
    passwords = (filled.settings.var / demo.PASSWORDS).read_text()
    assert not demo.fill(filled)
    assert {table: len(rows(filled, table)) for table in schema.metadata.sorted_tables} == before
    assert (filled.settings.var / demo.PASSWORDS).read_text() == passwords


def test_a_filling_that_was_cut_begins_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(demo, "member_row", lambda _person: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            demo.fill(house)
    assert demo.fill(house)
    hashes = {row.email: row.password_hash for row in rows(house, schema.staff)}
    for line in (house.settings.var / demo.PASSWORDS).read_text().splitlines():
        email, password = line.split()[:2]
        assert fits(password, hashes[email])


def test_it_is_refused_in_production(settings: Settings, engine: Engine) -> None:
    production = settings.model_copy(update={"env": "production"})
    with pytest.raises(Refused, match="production"):
        demo.fill_and_describe(production)
    with engine.begin() as connection:
        assert connection.execute(select(func.count()).select_from(schema.members)).scalar() == 0


def test_passwords_are_printed_once(settings: Settings, engine: Engine, clock: FixedClock) -> None:
    first = "\n".join(demo.fill_and_describe(settings))
    again = "\n".join(demo.fill_and_describe(settings))
    passwords = re.findall(r"@example\.org +(\S+) ", first)
    assert len(passwords) == 3
    assert not any(password in again for password in passwords)
    assert str(settings.var / demo.PASSWORDS) in again
    for address in ("/simulator", "/chat", "/staff"):
        assert f"{settings.base_url}{address}" in again
