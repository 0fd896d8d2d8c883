"""Prior agreement requests: the adviser decides and reads; everyone else sees where they stand."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from assistant.documents.medical import Paper, seal_papers
from assistant.house import House
from assistant.store import schema
from tests.staff.conftest import Browser, Colleagues, Enter, Put, Talks

pytestmark = pytest.mark.both_databases

Rows = Callable[[Any], list[Any]]
NOW = "2026-03-12T10:00:00.000000Z"
CONDITION = "canari-hernie"


@pytest.fixture
def request_of_samuel(put: Put, talks: Talks, house: House) -> str:
    """Samuel asked for a stay and sent his prescription, sealed."""
    asked = {
        "number": "9K8Q",
        "act": "hospitalisation_medical_surgical",
        "given_name": "Samuel",
        "date": "2026-05-02",
        "country": "GB",
        "cost": "4200",
        "deadline": "2026-04-18",
        "diagnosis": CONDITION,  # nothing of ours writes it here; if it did, nobody would see it
    }
    put(
        schema.agreements,
        number="9K8Q",
        member_id="samuel",
        conversation_id=talks.samuel,
        status="awaiting_papers",
        request=json.dumps(asked),
        created_at=NOW,
        updated_at=NOW,
    )
    picture = io.BytesIO()
    Image.effect_noise((600, 800), 80).save(picture, "JPEG")
    paper = Paper("prescription", "image/jpeg", picture.getvalue())
    seal_papers(house, "9K8Q", "samuel", CONDITION, "six weeks", [paper], "first")
    return "9K8Q"


def decide(browser: Browser, status: str, version: str = "0") -> Any:
    return browser.post("/staff/agreements/9K8Q/decide", status=status, version=version)


def test_T28_the_adviser_alone_opens_the_sealed_part_and_it_is_on_record(
    enter: Enter, colleagues: Colleagues, request_of_samuel: str, rows: Rows
) -> None:
    malik = enter(colleagues.malik)
    assert CONDITION not in malik.get("/staff/agreements/9K8Q").text
    opened = malik.post("/staff/agreements/9K8Q/papers").text
    assert CONDITION in opened
    assert "six weeks" in opened
    assert 'src="data:image/jpeg;base64,' in opened
    entry = next(row for row in rows(schema.audit) if row.action == "read_medical_papers")
    assert entry.actor == f"staff:{colleagues.malik.id}"


@pytest.mark.parametrize("who", ["alice", "bruno", "sofia"])
def test_T28_nobody_else_sees_it_on_any_page(
    enter: Enter, colleagues: Colleagues, talks: Talks, request_of_samuel: str, who: str
) -> None:
    browser = enter(getattr(colleagues, who))
    page = browser.get("/staff/agreements/9K8Q").text
    assert "scellé" in page
    refused = browser.post("/staff/agreements/9K8Q/papers")
    assert refused.status_code == 403
    for answer in (
        browser.get("/staff/agreements/9K8Q"),
        browser.get("/staff/agreements"),
        browser.get(f"/staff/conversations/{talks.samuel}"),
        browser.get("/staff/conversations?show=all"),
        browser.get("/staff/attention"),
        refused,
    ):
        assert CONDITION not in answer.text


@pytest.mark.parametrize("status", ["agreed", "refused", "more"])
def test_the_adviser_s_answer_is_kept_and_the_member_told_never_why(
    enter: Enter,
    colleagues: Colleagues,
    request_of_samuel: str,
    rows: Rows,
    status: str,
) -> None:
    malik = enter(colleagues.malik)
    assert decide(malik, status).status_code == 303
    row = rows(schema.agreements)[0]
    assert (row.status, row.version) == (status, 1)
    (notice,) = rows(schema.outbox)
    text = json.loads(notice.body)["text"]
    assert notice.channel == "telegram"
    assert text.startswith("Your request 9K8Q was updated. Details: http://assistant.test/l/")
    assert CONDITION not in text + repr(rows(schema.audit))


@pytest.mark.parametrize("who", ["alice", "bruno", "sofia"])
def test_nobody_else_decides(
    enter: Enter, colleagues: Colleagues, request_of_samuel: str, rows: Rows, who: str
) -> None:
    assert decide(enter(getattr(colleagues, who)), "agreed").status_code == 403
    assert rows(schema.agreements)[0].status == "received"


@pytest.mark.parametrize("status", ["", "received", "awaiting_papers", "nonsense"])
def test_an_answer_that_is_none_changes_nothing(
    enter: Enter, colleagues: Colleagues, request_of_samuel: str, rows: Rows, status: str
) -> None:
    assert decide(enter(colleagues.malik), status).status_code == 400
    assert rows(schema.agreements)[0].status == "received"
    assert rows(schema.outbox) == []


def test_an_answer_from_a_stale_page_does_nothing(
    enter: Enter, colleagues: Colleagues, request_of_samuel: str, rows: Rows
) -> None:
    malik = enter(colleagues.malik)
    decide(malik, "more")
    assert decide(malik, "refused", version="0").status_code == 409
    assert rows(schema.agreements)[0].status == "more"
    assert len(rows(schema.outbox)) == 1


def test_the_list_and_the_page_show_the_request_without_its_condition(
    enter: Enter, colleagues: Colleagues, request_of_samuel: str
) -> None:
    alice = enter(colleagues.alice)
    assert "9K8Q" in alice.get("/staff/agreements", status="received").text
    assert "9K8Q" not in alice.get("/staff/agreements", status="agreed").text
    page = alice.get("/staff/agreements/9K8Q").text
    for seen in ("Samuel", "samedi 2 mai 2026", "Royaume-Uni", "200", "samedi 18 avril 2026"):
        assert seen in page
