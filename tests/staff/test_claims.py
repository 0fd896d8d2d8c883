"""Claims in the console: bills line by line, the decision, the member who is told."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine, update

from assistant.documents.cleaning import page_name, thumbnail_name
from assistant.documents.intake import files, original_name
from assistant.documents.vault import vault
from assistant.house import House
from assistant.store import schema
from assistant.store.casework import Verdict, status_of
from tests.staff.conftest import Browser, Colleagues, Enter, Put, Talks

pytestmark = pytest.mark.both_databases

Rows = Callable[[Any], list[Any]]
PHOTO = "a" * 32
NOW = "2026-03-12T10:00:00.000000Z"
BILLS = (
    {"photos": [PHOTO], "care": "dental", "amount": "143.50", "on": "2026-03-10", "person": 0},
    {"photos": ["b" * 32], "care": "optical", "amount": "89.00", "on": "2026-03-11", "person": 2},
)


def open_claim(put: Put, conversation_id: int, member: str, number: str = "4F2K") -> None:
    put(
        schema.claims,
        number=number,
        member_id=member,
        conversation_id=conversation_id,
        product="ats_a4916",
        status="in_progress",
        items=json.dumps(BILLS),
        total_eur="232.50",
        terms_version="1",
        consent_at=NOW,
        created_at=NOW,
        updated_at=NOW,
    )


@pytest.fixture
def claim(put: Put, talks: Talks) -> str:
    """Inès has sent two bills by the web chat."""
    open_claim(put, talks.ines, "ines")
    return "4F2K"


@pytest.fixture
def bruno(enter: Enter, colleagues: Colleagues) -> Browser:
    return enter(colleagues.bruno)


def decide(browser: Browser, number: str, *lines: tuple[str, str], version: str = "") -> Any:
    form = {"version": version or browser.field(f"/staff/claims/{number}", "version")}
    form["lines"] = str(len(lines))
    for place, (outcome, reason) in enumerate(lines):
        form |= {f"outcome-{place}": outcome, f"reason-{place}": reason}
    return browser.post(f"/staff/claims/{number}/decide", **form)


def status(rows: Rows) -> str:
    return str(rows(schema.claims)[0].status)


ACCEPTED, OPEN = ("accepted", ""), ("", "")
REFUSED = ("refused", "La date est illisible : envoyez une photo plus nette.")


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ((), "in_progress"),
        ((None,), "in_progress"),
        (("accepted", None), "in_progress"),
        (("refused", None), "in_progress"),
        (("accepted",), "validated"),
        (("accepted", "accepted"), "validated"),
        (("accepted", "refused"), "validated"),
        (("refused",), "rejected"),
        (("refused", "refused"), "rejected"),
    ],
)
def test_the_status_follows_the_lines(outcomes: Any, expected: str) -> None:
    """WEL-3-v, WEL-3-w, WEL-3-x."""
    assert status_of([Verdict(outcome, "x") for outcome in outcomes]) == expected


def test_a_claim_validated_in_part_and_its_member_told(
    bruno: Browser, claim: str, colleagues: Colleagues, talks: Talks, rows: Rows
) -> None:
    assert decide(bruno, claim, ACCEPTED, REFUSED).status_code == 303
    row = rows(schema.claims)[0]
    assert (row.status, row.version) == ("validated", 1)
    results = [item["result"] for item in json.loads(row.items)]
    assert results == [
        {"outcome": "accepted", "reason": ""},
        {"outcome": "refused", "reason": REFUSED[1]},
    ]
    (notice,) = rows(schema.outbox)
    assert (notice.author, notice.purpose, notice.channel) == (
        f"staff:{colleagues.bruno.id}",
        "notice",
        "web",
    )
    text = json.loads(notice.body)["text"]
    assert text.startswith("Votre demande 4F2K a avancé. Détails : http://assistant.test/l/")
    for canary in ("dent", "143", "illisible", "Inès", "refus"):
        assert canary not in text
    actions = [(entry.actor, entry.action, entry.subject) for entry in rows(schema.audit)]
    assert (f"staff:{colleagues.bruno.id}", "decide_claim", "claim:4F2K") in actions


def test_a_claim_all_refused_is_rejected(bruno: Browser, claim: str, rows: Rows) -> None:
    decide(bruno, claim, REFUSED, REFUSED)
    assert status(rows) == "rejected"
    assert len(rows(schema.outbox)) == 1


def test_a_decision_half_made_is_kept_and_told_to_nobody_yet(
    bruno: Browser, claim: str, rows: Rows
) -> None:
    decide(bruno, claim, ACCEPTED, OPEN)
    assert status(rows) == "in_progress"
    assert rows(schema.outbox) == []
    assert 'value="accepted" checked' in bruno.get("/staff/claims/4F2K").text
    decide(bruno, claim, ACCEPTED, ACCEPTED)
    assert status(rows) == "validated"
    assert len(rows(schema.outbox)) == 1


def test_a_refused_line_without_a_reason_changes_nothing_and_loses_nothing(
    bruno: Browser, claim: str, rows: Rows
) -> None:
    answer = decide(bruno, claim, ("accepted", "Note pour vous"), ("refused", "  "))
    assert answer.status_code == 400
    assert "Note pour vous" in answer.text
    assert status(rows) == "in_progress"
    assert rows(schema.claims)[0].version == 0


def test_a_decision_from_a_stale_page_does_nothing(
    bruno: Browser, enter: Enter, colleagues: Colleagues, claim: str, rows: Rows
) -> None:
    decide(enter(colleagues.alice), claim, ACCEPTED, ACCEPTED)
    answer = decide(bruno, claim, REFUSED, REFUSED, version="0")
    assert answer.status_code == 409
    assert "quelqu&#39;un a décidé" in answer.text
    assert status(rows) == "validated"
    assert len(rows(schema.outbox)) == 1


def test_a_decision_corrected_later_is_told_again(bruno: Browser, claim: str, rows: Rows) -> None:
    decide(bruno, claim, REFUSED, REFUSED)
    decide(bruno, claim, ACCEPTED, REFUSED)
    assert status(rows) == "validated"
    assert [row.key for row in rows(schema.outbox)] == ["claim:4F2K:1", "claim:4F2K:2"]


@pytest.mark.parametrize("lines", ["", "1", "3", "-1", "²", "9999999999"])
def test_a_form_that_does_not_match_the_claim_changes_nothing(
    bruno: Browser, claim: str, rows: Rows, lines: str
) -> None:
    form = {"version": "0", "lines": lines, "outcome-0": "accepted", "outcome-1": "accepted"}
    assert bruno.post("/staff/claims/4F2K/decide", **form).status_code == 400
    assert status(rows) == "in_progress"


def test_the_medical_adviser_sees_claims_and_does_not_decide_them(
    enter: Enter, colleagues: Colleagues, claim: str, rows: Rows
) -> None:
    malik = enter(colleagues.malik)
    page = malik.get("/staff/claims/4F2K").text
    assert "<fieldset disabled>" in page
    assert decide(malik, claim, ACCEPTED, ACCEPTED).status_code == 403
    assert status(rows) == "in_progress"


def test_claims_are_listed_by_status(
    bruno: Browser, put: Put, talks: Talks, engine: Engine, claim: str
) -> None:
    open_claim(put, talks.camille, "camille", "7H3M")
    with engine.begin() as connection:
        table = schema.claims
        done = update(table).where(table.c.number == "7H3M").values(status="rejected")
        connection.execute(done)
    everything = bruno.get("/staff/claims").text
    assert "4F2K" in everything
    assert "7H3M" in everything
    rejected = bruno.get("/staff/claims", status="rejected").text
    assert "7H3M" in rejected
    assert "4F2K" not in rejected
    assert "232,50" in rejected


def test_one_claim_shows_its_bills_with_sums_days_and_persons(bruno: Browser, claim: str) -> None:
    page = bruno.get("/staff/claims/4F2K").text.replace("\u00a0", " ")
    for seen in ("dentiste", "143,50 €", "mardi 10 mars 2026", "Lina", "89 €", "232,50 €"):
        assert seen in page


# --- documents ------------------------------------------------------------------------------------


@pytest.fixture
def photo(house: House, put: Put, talks: Talks) -> bytes:
    """The first bill's photo: its original bytes, with a clean page and a thumbnail beside."""
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "JPEG")
    original = b"as it came, GPS included"
    names = {
        page_name(PHOTO, 1): picture.getvalue(),
        thumbnail_name(PHOTO, 1): picture.getvalue(),
        original_name(PHOTO): original,
    }
    for name, data in names.items():
        files(house).write(name, vault(house.settings).seal("originals", name, data))
    digest = hashlib.sha256(original).hexdigest()
    put(
        schema.documents,
        id=PHOTO,
        conversation_id=talks.ines,
        state="clean",
        pages=1,
        sha256=digest,
        display_name="IMG_0042.jpg",
        created_at=NOW,
    )
    return original


def test_staff_look_at_the_clean_pages(bruno: Browser, claim: str, photo: bytes) -> None:
    page = bruno.get("/staff/claims/4F2K").text
    assert f"/staff/documents/{PHOTO}/1" in page
    assert "IMG_0042.jpg" in page
    for path in (f"/staff/documents/{PHOTO}/1", f"/staff/documents/{PHOTO}/1/small"):
        answer = bruno.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert b"GPS" not in answer.data
        assert answer.headers["Cache-Control"] == "no-store"
    assert bruno.get(f"/staff/documents/{PHOTO}/2").status_code == 404


def test_T18_the_original_is_opened_by_an_act_that_stands_in_the_audit_trail(
    bruno: Browser, colleagues: Colleagues, claim: str, photo: bytes, rows: Rows
) -> None:
    assert bruno.get(f"/staff/documents/{PHOTO}/original").status_code in (404, 405)
    answer = bruno.post(f"/staff/documents/{PHOTO}/original")
    assert answer.data == photo
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    entry = rows(schema.audit)[-1]
    assert (entry.actor, entry.action, entry.subject) == (
        f"staff:{colleagues.bruno.id}",
        "open_original",
        f"document:{PHOTO}",
    )


def test_the_adviser_has_no_business_with_a_bill_s_original(
    enter: Enter, colleagues: Colleagues, claim: str, photo: bytes
) -> None:
    malik = enter(colleagues.malik)
    assert malik.post(f"/staff/documents/{PHOTO}/original").status_code == 403


def test_a_file_that_is_still_on_its_way_says_so(
    bruno: Browser, claim: str, put: Put, talks: Talks
) -> None:
    put(
        schema.documents,
        id="b" * 32,
        conversation_id=talks.ines,
        state="awaited",
        created_at=NOW,
    )
    page = bruno.get("/staff/claims/4F2K").text
    assert "En chemin" in page
    assert "Aucun fichier au dossier" in page
    assert bruno.get(f"/staff/documents/{'b' * 32}/1").status_code == 404
    assert bruno.post(f"/staff/documents/{'b' * 32}/original").status_code == 404
