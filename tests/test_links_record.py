"""The record page: the member's own claims and requests, in their language, and nobody else's."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from assistant.house import House
from assistant.store import schema
from assistant.store.engine import stamp
from tests.link_pages import Phone, pages
from tests.people import CAMILLE, INES, SAMUEL, Person, bind

pytestmark = pytest.mark.both_databases


@pytest.fixture
def office(house: House, members: None) -> Office:
    return Office(house)


@dataclass
class Office:
    """Puts claims and requests on record."""

    house: House
    talks: dict[str, int] = field(default_factory=dict)

    def talk(self, person: Person) -> int:
        if person.id not in self.talks:
            with self.house.engine.begin() as connection:
                self.talks[person.id] = bind(connection, person, "telegram")
        return self.talks[person.id]

    def claim(self, person: Person, number: str, status: str, *items: dict[str, Any]) -> None:
        when = stamp(self.house.clock.now())
        row = {"number": number, "member_id": person.id, "conversation_id": self.talk(person)}
        row |= {"product": person.product, "status": status, "items": json.dumps(items)}
        row |= {"total_eur": "143.50", "terms_version": "1", "consent_at": when}
        with self.house.engine.begin() as connection:
            connection.execute(
                insert(schema.claims).values(created_at=when, updated_at=when, **row)
            )

    def request(self, person: Person, number: str, status: str) -> None:
        when = stamp(self.house.clock.now())
        row = {"number": number, "member_id": person.id, "conversation_id": self.talk(person)}
        row |= {"status": status, "request": json.dumps({"act": "CANARY-ivf"})}
        with self.house.engine.begin() as connection:
            connection.execute(
                insert(schema.agreements).values(created_at=when, updated_at=when, **row)
            )


def bill(
    care: str, amount: str, outcome: str = "", reason: str = "", who: int = 0
) -> dict[str, Any]:
    result = {"outcome": outcome, "reason": reason} if outcome else None
    return {
        "care": care,
        "amount": amount,
        "on": "2026-03-02",
        "person": who,
        "photos": [],
        "result": result,
    }


def inside(house: House, person: Person, about: str = "", language: str = "") -> Phone:
    phone = Phone(house, pages(house).test_client(), member=person)
    assert phone.asks_for("record", about, language).proves().status_code == 200
    return phone


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("En cours", "Validé", "Rejeté")),
        ("en", ("In progress", "Validated", "Rejected")),
    ],
)
def test_each_claim_has_its_status_in_the_members_language(
    house: House, office: Office, language: str, words: tuple[str, ...]
) -> None:
    for number, status in (("AAAA", "in_progress"), ("BBBB", "validated"), ("CCCC", "rejected")):
        office.claim(CAMILLE, number, status, bill("dental", "143.50"))
    page = inside(house, CAMILLE, language=language).page
    for word in words:
        assert word in page
    assert f'<html lang="{language}">' in page


def test_a_claim_validated_in_part_says_so_line_by_line(house: House, office: Office) -> None:
    office.claim(
        INES,
        "4F2K",
        "validated",
        bill("optical", "120", "accepted", who=2),
        bill("pharmacy", "23.50", "refused", "L'ordonnance manque."),
    )
    page = plain(inside(house, INES).page)
    assert "120 €" in page
    assert "23,50 €" in page
    assert "Lina" in page
    assert "Acceptée" in page
    assert "Non acceptée" in page
    assert "L'ordonnance manque." in page
    assert "lundi 2 mars 2026" in page
    assert "143,50 €" in page


def test_the_online_services_originals_are_kept_until_the_day_of_its_rules(
    house: House, office: Office
) -> None:
    office.claim(SAMUEL, "4F2K", "in_progress", bill("dental", "143.50"))
    page = inside(house, SAMUEL).page
    assert "Keep the original bills until Tuesday 14 March 2028 (article 3" in page


def test_contract_a_4916_names_no_day(house: House, office: Office) -> None:
    office.claim(CAMILLE, "4F2K", "in_progress", bill("dental", "143.50"))
    page = inside(house, CAMILLE).page
    assert "II-9.1" in page
    assert "2028" not in page


def test_the_claim_that_the_message_was_about_comes_first(house: House, office: Office) -> None:
    for number in ("AAAA", "BBBB", "CCCC"):
        office.claim(CAMILLE, number, "in_progress", bill("dental", "143.50"))
    page = inside(house, CAMILLE, about="BBBB").page
    assert page.index("BBBB") < min(page.index("AAAA"), page.index("CCCC"))


def test_T28_a_request_shows_its_status_and_never_what_it_is_for(
    house: House, office: Office
) -> None:
    office.request(CAMILLE, "PA-1", "agreed")
    office.request(CAMILLE, "PA-2", "more")
    page = inside(house, CAMILLE).page
    assert "PA-1" in page
    assert "Le médecin conseil a besoin d’autres documents." in page
    assert "CANARY" not in page


def test_papers_can_be_sent_from_the_record_through_a_door_of_their_own(
    house: House, office: Office
) -> None:
    office.request(CAMILLE, "PA-2", "more")
    phone = inside(house, CAMILLE)
    answer = phone.sends("/l/papers", number="PA-2")
    assert "Ouvrir ma page" in phone.page
    phone.sends(answer.request.path)
    assert "Documents médicaux pour la demande PA-2" in plain(phone.page)


@pytest.mark.parametrize("number", ["PA-3", "PA-9", "", "' OR 1=1 --"])
def test_T25_papers_cannot_be_sent_for_a_request_of_somebody_else(
    house: House, office: Office, number: str
) -> None:
    office.request(SAMUEL, "PA-3", "more")
    phone = inside(house, CAMILLE)
    assert phone.sends("/l/papers", number=number).status_code == 404


def test_T25_nobody_sees_the_record_of_another_member(house: House, office: Office) -> None:
    office.claim(SAMUEL, "SAM1", "validated", bill("dental", "777"))
    office.request(SAMUEL, "PA-SAM", "agreed")
    office.claim(CAMILLE, "CAM1", "validated", bill("dental", "20"))
    page = inside(house, CAMILLE, about="SAM1").page
    assert "CAM1" in page
    for canary in ("SAM1", "PA-SAM", "777", SAMUEL.given_name, SAMUEL.family_name):
        assert canary not in page


def test_an_empty_record_says_so(house: House, office: Office) -> None:
    assert "Aucune demande pour l’instant." in inside(house, CAMILLE).page


def test_T29_what_staff_wrote_is_shown_as_text(house: House, office: Office) -> None:
    script = "<script>alert(1)</script>"
    office.claim(CAMILLE, "4F2K", "rejected", bill("dental", "20", "refused", script))
    phone = Phone(house, pages(house).test_client()).asks_for("record")
    phone.looks()
    year, month, day = CAMILLE.birth_date.split("-")
    answer = phone.client.post(
        f"/l/{phone.token}",
        data=phone.hidden() | {"year": year, "month": month, "day": day},
        follow_redirects=True,
    )
    assert script not in answer.get_data(as_text=True)
    assert "&lt;script&gt;" in answer.get_data(as_text=True)


def test_T26_the_record_is_gone_after_fifteen_idle_minutes(house: House, office: Office) -> None:
    office.claim(CAMILLE, "4F2K", "in_progress", bill("dental", "143.50"))
    phone = inside(house, CAMILLE)
    house.clock.move(timedelta(minutes=15))  # type: ignore[attr-defined]
    assert phone.looks("/l/view").status_code == 410
    assert "4F2K" not in phone.page
