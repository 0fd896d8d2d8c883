"""T29, T30: what members write stays text in the console, and other sites cannot act in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, update

from assistant.clock import FixedClock
from assistant.store import schema
from assistant.store.engine import stamp
from tests.people import CAMILLE
from tests.staff.conftest import PASSWORD, Browser, Colleagues, Enter, Put, Talks

Rows = Callable[[Any], list[Any]]

OUR_SCRIPTS = {"/static/live.js", "/staff/static/console.js"}
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><iframe src=javascript:alert(1)></iframe>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<a href=javascript:alert(1)>ici</a>",
    "{{7*7}} {% raw %} ${7*7} {0.__class__} %n",
    '" autofocus onfocus=alert(1) x="',
    "\u202egnp.exe",
    "<style>*{display:none}</style>",
    "--><script>alert(1)</script>",
)


class Elements(HTMLParser):
    """The tags and attributes of a page, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.links: list[str] = []
        self.scripts: list[str | None] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, _value in attrs if name.startswith("on")]
        found = dict(attrs)
        self.links += [str(found[name]) for name in ("href", "src") if found.get(name)]
        if tag == "script":
            self.scripts.append(found.get("src"))

    def handle_data(self, data: str) -> None:
        self.text += data


def elements(text: str) -> Elements:
    parser = Elements()
    parser.feed(text)
    return parser


def fill(put: Put, engine: Engine, talks: Talks, colleagues: Colleagues, payload: str) -> None:
    """The payload through every field that comes from outside, or from a colleague."""
    now = "2026-03-14T10:00:00.000000Z"
    document = "d" * 32
    with engine.begin() as connection:
        connection.execute(
            update(schema.members)
            .where(schema.members.c.id == CAMILLE.id)
            .values(
                given_name=payload,
                family_name=payload,
                number=payload[:32],
                certificate=json.dumps({"plan": payload, "country": payload, "zone": payload}),
                family=json.dumps(
                    [{"person": "child", "given_name": payload, "birth_date": "2019-04-03"}]
                ),
            )
        )
        connection.execute(update(schema.staff).values(name=payload))
        frame = {"dialog": "receipt", "answers": {"items": payload, "other_insurer": payload}}
        connection.execute(
            update(schema.conversations).values(
                topic=payload[:32], mode="waiting", waiting_since=now, team="members"
            )
        )
        state = json.dumps({"v": 2, "frames": [frame], "offers": [], "queue": [], "last": None})
        connection.execute(update(schema.conversations).values(state=state))
    at = {"provider_at": now, "received_at": now}
    where = {"conversation_id": talks.camille}
    payload_json = json.dumps({"attachments": [{"name": payload}]})
    event = {"seq": 1, "kind": "message", "text": payload, "payload": payload_json}
    put(schema.events, key=f"e1{payload}", state="done", **event, **at, **where)
    put(
        schema.events,
        key=f"e2{payload}",
        state="parked",
        error=payload[:80],
        **event,
        **at,
        **where,
    )
    body = json.dumps({"text": payload, "choices": [["key", payload]]})
    message = {"kind": "reply", "author": f"staff:{colleagues.alice.id}", "purpose": "answer"}
    message |= {"channel": "sms", "address": payload, "body": body, "run_at": now}
    put(
        schema.outbox,
        key=f"o{payload}",
        state="failed",
        code=payload[:24],
        created_at=now,
        **message,
        **where,
    )
    history = {"at": now, "staff_id": colleagues.alice.id, "note": payload}
    put(schema.handovers, action="note", **history, **where)
    put(schema.handovers, action="alert", at=now, note=payload, **where)
    put(
        schema.documents,
        id=document,
        state="refused",
        display_name=payload,
        sha256="0" * 64,
        claim="4F2K",
        created_at=now,
        **where,
    )
    result = {"outcome": "refused", "reason": payload}
    bill = {"photos": [document], "care": payload, "amount": "10.00", "person": 1}
    case = {"member_id": CAMILLE.id, "created_at": now, "updated_at": now, **where}
    put(
        schema.claims,
        number="4F2K",
        product=payload[:32],
        status="in_progress",
        items=json.dumps([{**bill, "result": result}]),
        total_eur="10.00",
        terms_version="1",
        consent_at=now,
        **case,
    )
    asked = {"act": payload, "given_name": payload, "country": payload, "cost": payload}
    put(
        schema.agreements,
        number="9K8Q",
        status="received",
        request=json.dumps(asked),
        **case,
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_T29_what_comes_from_outside_is_text_on_every_page(
    enter: Enter,
    colleagues: Colleagues,
    talks: Talks,
    put: Put,
    engine: Engine,
    payload: str,
) -> None:
    malik = enter(colleagues.malik)
    pages = (
        "/staff/conversations?show=all",
        "/staff/conversations/live?show=all",
        f"/staff/conversations/{talks.camille}",
        f"/staff/conversations/{talks.camille}/live",
        "/staff/claims",
        "/staff/claims/4F2K",
        "/staff/agreements",
        "/staff/agreements/9K8Q",
        "/staff/attention",
        "/staff/account",
    )
    fill(put, engine, talks, colleagues, payload)
    for page in pages:
        answer = malik.get(page)
        assert answer.status_code == 200, page
        found = elements(answer.text)
        assert payload[:20] in found.text, page
        assert found.handlers == [], page
        assert not [link for link in found.links if link.startswith("javascript")], page
        assert set(found.scripts) <= OUR_SCRIPTS, page
        assert not {"iframe", "style", "svg"} & set(found.tags), page
        assert found.tags.count("script") <= len(OUR_SCRIPTS), page


@pytest.mark.parametrize("payload", PAYLOADS)
def test_T29_what_staff_type_comes_back_as_text(
    enter: Enter, colleagues: Colleagues, talks: Talks, payload: str
) -> None:
    alice = enter(colleagues.alice)
    alice.act(talks.camille, "take")
    checked = alice.act(talks.camille, "reply", text=payload, key="a-key-of-the-page")
    for answer in (checked, alice.act(talks.ines, "note", note=payload)):
        found = elements(answer.text)
        assert found.handlers == []
        assert set(found.scripts) <= OUR_SCRIPTS
    signing_in = Browser(alice.app).sign_in(payload[:200], payload)
    assert elements(signing_in.text).handlers == []


def test_T29_no_template_of_the_console_switches_escaping_off(app: Flask) -> None:
    loader = app.jinja_env.list_templates(filter_func=lambda name: name.startswith("staff/"))
    assert len(loader) > 10
    for name in loader:
        assert app.jinja_env.loader is not None
        source = app.jinja_env.loader.get_source(app.jinja_env, name)[0]
        assert not re.search(r"\|\s*safe|autoescape|Markup|\son[a-z]+=|style=", source), name


# --- T30 ------------------------------------------------------------------------------------------


def test_T30_no_site_may_frame_the_console(
    app: Flask, enter: Enter, colleagues: Colleagues, talks: Talks
) -> None:
    alice = enter(colleagues.alice)
    for page in ("/staff/sign-in", "/staff/conversations", f"/staff/conversations/{talks.ines}"):
        headers = alice.get(page).headers
        policy = headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"


def acts(talks: Talks) -> list[tuple[str, dict[str, str]]]:
    page = f"/staff/conversations/{talks.camille}"
    return [
        (f"{page}/take", {"version": "0"}),
        (f"{page}/note", {"note": "x"}),
        (f"{page}/reply", {"text": "x", "key": "a-key-of-the-page"}),
        ("/staff/claims/4F2K/decide", {"version": "0"}),
        ("/staff/agreements/9K8Q/papers", {}),
        ("/staff/attention", {"kind": "event", "act": "retry", "subject": "x"}),
        ("/staff/account/password", {"current": PASSWORD}),
        ("/staff/sign-out", {}),
        ("/staff/sign-in", {"email": "alice@example.org", "password": PASSWORD}),
        ("/staff/language", {"language": "en"}),
    ]


def test_T30_an_act_without_the_form_s_token_is_refused(
    enter: Enter, colleagues: Colleagues, talks: Talks, rows: Rows
) -> None:
    alice = enter(colleagues.alice)
    before = rows(schema.audit)
    for path, form in acts(talks):
        for token in (None, "", "invented", alice.token[:-1]):
            data = form if token is None else {**form, "csrf_token": token}
            assert alice.client.post(path, data=data).status_code == 400, (path, token)
    assert rows(schema.audit) == before
    assert rows(schema.handovers) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://assistant.test.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_T30_an_act_sent_from_another_site_is_refused(
    enter: Enter, colleagues: Colleagues, talks: Talks, rows: Rows, headers: dict[str, str]
) -> None:
    alice = enter(colleagues.alice)
    for path, form in acts(talks):
        data = {**form, "csrf_token": alice.token}
        assert alice.client.post(path, data=data, headers=headers).status_code == 400, path
    assert rows(schema.handovers) == []


def test_T30_nothing_changes_by_a_link(
    app: Flask, enter: Enter, colleagues: Colleagues, talks: Talks
) -> None:
    alice = enter(colleagues.alice)
    for path, _form in acts(talks):
        known = ("/staff/sign-in", "/staff/attention")
        assert alice.get(path).status_code in ((200, 302) if path in known else (404, 405)), path


def test_the_console_speaks_english_to_who_wants_it(
    enter: Enter, colleagues: Colleagues, talks: Talks
) -> None:
    alice = enter(colleagues.alice)
    assert "Conversations" in alice.get("/staff/claims").text
    answer = alice.post("/staff/language", language="en", next="/staff/claims?status=validated")
    assert answer.location == "/staff/claims?status=validated"
    page = alice.get("/staff/claims").text
    assert 'lang="en"' in page
    assert "No claim here." in page
    assert alice.post("/staff/language", language="xx").status_code == 302
    assert 'lang="en"' in alice.get("/staff/claims").text


def test_logs_hold_no_address_and_no_password(
    app: Flask, colleagues: Colleagues, capsys: pytest.CaptureFixture[str], clock: FixedClock
) -> None:
    browser = Browser(app, colleagues.alice)
    browser.sign_in("alice@example.org", "a wrong password")
    browser.sign_in()
    said = "".join(capsys.readouterr())
    assert "sign_in_refused" in said
    for canary in ("alice", "example.org", "a wrong password", PASSWORD, stamp(clock.now())):
        assert canary not in said.lower()
