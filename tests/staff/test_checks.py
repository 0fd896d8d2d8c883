"""A reply is looked at before it leaves: language, price, and what must not leave that way."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from assistant.messages import Text
from assistant.staff.checks import Record, check, record_of
from assistant.store import schema
from assistant.wording import render
from tests.staff.conftest import Browser, Colleagues, Enter, Put, Talks

Rows = Callable[[Any], list[Any]]
KEY = "a-key-of-the-page"
CAMILLE = {
    "number": "A4916-1016",
    "birth_date": "1988-05-12",
    "email": "camille@example.org",
    "address": ["3 rue des Tilleuls", "69003 Lyon", "France"],
    "family": [{"person": "child", "given_name": "Lina", "birth_date": "2019-04-03"}],
}
CASES = [{"items": [{"amount": "143.50", "on": "2026-03-10", "person": 1}], "total": "232.50"}]
RECORD = record_of(CAMILLE, CASES)


def said(texts: tuple[Text, ...]) -> str:
    return " ".join(render(text, "en") for text in texts)


def details(text: str, channel: str = "sms", record: Record = RECORD) -> str:
    return said(check(text, channel, "fr", record, 0.07).from_record)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Votre remboursement de 143,50 EUR est parti.", "a sum of their file"),
        ("143.50 € have left", "a sum of their file"),
        ("232,50", "a sum of their file"),
        ("La facture du 10/03/2026 manque.", "a date of their file"),
        ("your bill of 10 March 2026", "a date of their file"),
        ("la facture du 10 mars", "a date of their file"),
        ("née le 12/05/1988 ?", "a date of birth"),
        ("Lina, 03.04.2019", "the name of someone insured with them a date of birth"),
        ("Pour LINA, oui.", "the name of someone insured with them"),
        ("Nous écrivons au 3, rue des tilleuls", ""),
        ("Nous écrivons 3 Rue des Tilleuls", "an address on record"),
        ("à camille@example.org", "an address on record"),
        ("Contrat A4916-1016", "their membership number"),
    ],
)
def test_what_stands_in_the_record_is_found(text: str, found: str) -> None:
    assert details(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour Camille, je regarde.",
        "Le plafond est de 60 EUR par consultation.",
        "Article II-2, 90 % de 80 EUR.",
        "Réponse sous 10 jours, avant le 18 mars.",
        "Votre demande 4F2K avance.",
        "Linarès est une ville.",
        "1143,50 et 143,505",
    ],
)
def test_what_does_not_stand_in_the_record_passes(text: str) -> None:
    assert details(text) == ""


def test_on_our_own_page_the_record_may_be_spoken_of() -> None:
    assert details("Votre remboursement de 143,50 EUR est parti.", "web") == ""
    for channel in ("sms", "whatsapp", "telegram"):
        assert details("Votre remboursement de 143,50 EUR est parti.", channel) != ""


def test_medical_words_are_remarked_on_channels_that_are_not_ours() -> None:
    text = "Votre diabète et la chimiothérapie"
    remark = said(check(text, "telegram", "fr", Record(), 0.07).remarks)
    assert "diabete and chimiotherapie" in remark
    assert check(text, "web", "fr", Record(), 0.07).remarks == ()
    assert check("Vos lunettes", "sms", "fr", Record(), 0.07).remarks == ()


@pytest.mark.parametrize(
    ("text", "language", "remarked"),
    [
        ("Hello, your claim is being handled.", "fr", True),
        ("Bonjour, votre demande avance.", "en", True),
        ("Bonjour, votre demande avance.", "fr", False),
        ("OK", "fr", False),
        ("Hello there, thank you", None, False),
    ],
)
def test_another_language_than_the_member_s_is_remarked(
    text: str, language: str | None, remarked: bool
) -> None:
    found = check(text, "web", language, Record(), 0.07)
    assert bool(found.remarks) == remarked


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Bonjour, je regarde.", "1 SMS, 0.07 €."),
        ("x" * 161, "2 SMS, 0.14 €."),
        ("\U0001f600 " + "x" * 80, "2 SMS, 0.14 €: a letter"),
        ("Très bientôt", "1 SMS, 0.07 €."),
    ],
)
def test_the_price_of_an_sms_is_told(text: str, says: str) -> None:
    price = check(text, "sms", "fr", Record(), 0.07).price
    assert price is not None
    assert render(price, "en").replace("\u00a0", " ").startswith(says)
    assert check(text, "telegram", "fr", Record(), 0.07).price is None


def test_a_seal_names_the_text_and_what_was_said_of_it() -> None:
    seals = {
        check(text, channel, "fr", record, 0.07).seal
        for text in ("un", "deux")
        for channel in ("sms", "web")
        for record in (Record(), Record(needles=(("number", "deux"),)))
    }
    assert len(seals) == 5
    assert check("un", "sms", "fr", RECORD, 0.07).seal in seals


# --- at the page ----------------------------------------------------------------------------------


def claim_of_camille(put: Put, talks: Talks) -> None:
    now = "2026-03-12T10:00:00.000000Z"
    bill = {"photos": [], "care": "dental", "amount": "143.50", "on": "2026-03-10", "person": 0}
    put(
        schema.claims,
        number="4F2K",
        member_id="camille",
        conversation_id=talks.camille,
        product="ats_a4916",
        status="in_progress",
        items=json.dumps([bill]),
        total_eur="143.50",
        terms_version="1",
        consent_at=now,
        created_at=now,
        updated_at=now,
    )


@pytest.fixture
def alice(enter: Enter, colleagues: Colleagues, talks: Talks, put: Put) -> Browser:
    """She has Camille's conversation; Camille has a claim."""
    claim_of_camille(put, talks)
    browser = enter(colleagues.alice)
    browser.act(talks.camille, "take")
    return browser


def test_an_sms_shows_its_price_before_it_leaves(alice: Browser, talks: Talks, rows: Rows) -> None:
    shown = alice.act(talks.camille, "reply", text="Bonjour, je regarde.", key=KEY)
    assert shown.status_code == 200
    assert "1 SMS, 0,07\u00a0€." in shown.text
    assert rows(schema.outbox) == []
    seal = shown.text.split('name="seen" value="')[1].split('"')[0]
    sent = alice.act(talks.camille, "reply", text="Bonjour, je regarde.", key=KEY, seen=seal)
    assert sent.status_code == 303
    assert len(rows(schema.outbox)) == 1


def test_a_text_changed_after_the_check_is_checked_again(
    alice: Browser, talks: Talks, rows: Rows
) -> None:
    page = f"/staff/conversations/{talks.camille}"
    seal = alice.post(f"{page}/check", text="Bonjour, je regarde.").get_json()["seal"]
    changed = "Bonjour, votre cancer."
    assert alice.act(talks.camille, "reply", text=changed, key=KEY, seen=seal).status_code == 200
    assert rows(schema.outbox) == []


def test_record_details_do_not_leave_by_sms_unless_they_only_look_like_it(
    alice: Browser, talks: Talks, rows: Rows
) -> None:
    text = "143,50 EUR sont partis."
    page = f"/staff/conversations/{talks.camille}"
    found = alice.post(f"{page}/check", text=text).get_json()
    assert found["record"] == ["un montant de son dossier"]
    assert found["seal"] == ""
    shown = alice.act(talks.camille, "reply", text=text, key=KEY)
    assert "ne doit pas partir par ce canal" in shown.text
    assert "Envoyer le lien" in shown.text
    seal = shown.text.split('name="seen" value="')[1].split('"')[0]
    refused = alice.act(talks.camille, "reply", text=text, key=KEY, seen=seal)
    assert refused.status_code == 200
    assert rows(schema.outbox) == []
    owned = {"seen": seal, "not_from_record": "yes"}
    assert alice.act(talks.camille, "reply", text=text, key=KEY, **owned).status_code == 303


def test_on_the_web_chat_a_plain_reply_leaves_at_once(
    enter: Enter, colleagues: Colleagues, talks: Talks, rows: Rows
) -> None:
    alice = enter(colleagues.alice)
    alice.act(talks.ines, "take")
    answer = alice.act(talks.ines, "reply", text="Bonjour, je regarde.", key=KEY)
    assert answer.status_code == 303
    assert len(rows(schema.outbox)) == 1


@pytest.mark.parametrize("what", ["4F2K", "someone else's"])
def test_a_link_is_sent_instead_of_details_and_only_to_the_member_s_own(
    alice: Browser, talks: Talks, rows: Rows, engine: Any, what: str
) -> None:
    if what != "4F2K":
        with engine.begin() as connection:
            connection.execute(schema.claims.update().values(member_id="ines"))
    for _press in range(2):
        answer = alice.act(talks.camille, "link", about="4F2K", key=KEY)
        assert answer.status_code == (303 if what == "4F2K" else 404)
    if what != "4F2K":
        assert rows(schema.outbox) == rows(schema.links) == []
        return
    (sent,) = rows(schema.outbox)
    text = json.loads(sent.body)["text"]
    assert text.startswith("Détails de votre demande 4F2K : http://assistant.test/l/")
    assert str(Decimal("143.50")) not in text
    (link,) = rows(schema.links)
    assert (link.purpose, link.about, link.member_id) == ("record", "4F2K", "camille")


def test_the_check_of_a_conversation_that_is_not_there_is_a_404(alice: Browser) -> None:
    assert alice.post("/staff/conversations/999/check", text="x").status_code == 404
    assert alice.post("/staff/conversations/999/check", text="").get_json()["seal"] == ""


def test_a_form_without_its_one_time_key_is_refused(
    alice: Browser, talks: Talks, rows: Rows
) -> None:
    page = f"/staff/conversations/{talks.camille}"
    seal = alice.post(f"{page}/check", text="Bonjour.").get_json()["seal"]
    for key in ("", "short", "x" * 41, "a key with spaces"):
        answer = alice.act(talks.camille, "reply", text="Bonjour.", seen=seal, key=key)
        assert answer.status_code == 400
    assert rows(schema.outbox) == []
