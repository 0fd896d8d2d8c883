"""The simulator: real signed webhooks, what they cost, the clock, and trouble on demand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pydantic import SecretStr
from sqlalchemy import Engine, select

from assistant.app import create_app
from assistant.channels import webchat
from assistant.clock import FixedClock, MovableClock
from assistant.house import House
from assistant.settings import Settings
from assistant.simulator import controls
from assistant.standins.calls import Call
from assistant.standins.ledger import Ledger, Mail, Message
from assistant.store.schema import conversations, events
from tests.conftest import BareSettings
from tests.people import CAMILLE, bind

STRANGER = "+33639989999"


@pytest.fixture
def app(
    settings: Settings, clock: FixedClock, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """The whole application; the simulator's calls reach it without a network."""
    app = create_app(settings, clock=clock)
    app.testing = True

    def dial(_settings: Settings, call: Call) -> int:
        client = app.test_client()
        return client.post(call.path, data=call.body, headers=call.headers).status_code

    monkeypatch.setattr("assistant.simulator.phones.dial", dial)
    yield app
    app.extensions["assistant"].engine.dispose()


@pytest.fixture
def viewer(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fr"
        yield client


@pytest.fixture
def camille(engine: Engine, members: None) -> None:
    """Camille's telephone is hers, and it is known."""
    with engine.begin() as connection:
        bind(connection, CAMILLE, "sms", CAMILLE.phone)


def screen(viewer: FlaskClient, **phones: str) -> str:
    return viewer.get("/simulator", query_string=phones, follow_redirects=True).text


def act(viewer: FlaskClient, path: str, **fields: Any) -> Any:
    page = screen(viewer)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    headers = {"Accept": "application/json", "X-CSRFToken": token}
    answer = viewer.post(f"/simulator/{path}", data=fields, headers=headers)
    return answer.status_code, answer.get_json()["notice"]


def feed(viewer: FlaskClient, **phones: str) -> dict[str, str]:
    news = viewer.get("/simulator/feed", query_string=phones).get_json()
    assert isinstance(news, dict)
    return news


def heard(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        query = select(conversations.c.channel, events.c.text).join(events)
        return [(channel, text) for channel, text in connection.execute(query)]


def a_photo() -> BytesIO:
    photo = BytesIO()
    Image.new("RGB", (800, 600), "white").save(photo, "JPEG")
    photo.seek(0)
    return photo


def sent(text: str, **more: Any) -> Message:
    message = Message(
        channel="sms",
        address=STRANGER,
        sent_by_us=True,
        sid="SM" + "1" * 32,
        text=text,
        buttons=(),
        status="delivered",
        code="",
        callback="",
        at=datetime(2026, 3, 14, 11, 0, tzinfo=UTC),
    )
    return replace(message, **more)


# --- never in production -------------------------------------------------------------------------


@pytest.fixture
def production(tmp_path: Path) -> Settings:
    return BareSettings(
        env="production",
        var=tmp_path,
        base_url="https://help.example.org",
        secret_key=SecretStr("a secret of production, long enough"),
        vault_key=SecretStr("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        smtp_url=SecretStr("smtp://mail.example.org"),
        mail_from="assistant@example.org",
    )


def test_production_has_no_simulator(production: Settings) -> None:
    app = create_app(production)
    with app.test_client() as client:
        answers = [
            client.get("/simulator"),
            client.get("/simulator/feed"),
            client.post("/simulator/send"),
            client.get("/simulator/static/simulator.js"),
        ]
    app.extensions["assistant"].engine.dispose()
    assert {answer.status_code for answer in answers} == {404}


def test_it_refuses_in_production_even_when_it_was_registered(
    app: Flask, viewer: FlaskClient, production: Settings
) -> None:
    house: House = app.extensions["assistant"]
    app.extensions["assistant"] = replace(house, settings=production)
    assert viewer.get("/simulator").status_code == 404
    assert viewer.post("/simulator/clock", data={"step": "day"}).status_code in (400, 404)


# --- phones --------------------------------------------------------------------------------------


def test_three_phones_lie_side_by_side(viewer: FlaskClient) -> None:
    page = screen(viewer)
    assert page.count('<div class="phone') == 3
    assert '<iframe src="/chat"' in page


def test_the_phones_stand_in_the_address(viewer: FlaskClient) -> None:
    answer = viewer.get("/simulator")
    assert answer.status_code == 302
    assert viewer.get(answer.headers["Location"]).status_code == 200


def test_phones_of_members_can_be_chosen(viewer: FlaskClient, camille: None) -> None:
    page = screen(viewer)
    assert f'<option value="{CAMILLE.phone}" selected>Camille Roche · {CAMILLE.phone}' in page


@pytest.mark.parametrize("carrier", ["sms", "whatsapp"])
def test_a_new_phone_is_one_that_never_wrote(viewer: FlaskClient, carrier: str) -> None:
    page = screen(viewer, carrier=carrier, phone="new", telegram="new")
    assert re.search(r'<option value="\+3363998\d{4}" selected>Inconnu', page)
    assert re.search(r'<option value="\d{9}" selected>Inconnu', page)


@pytest.mark.parametrize("phone", ["123", "+33<script>", "' OR 1=1", "+33639989999\r\nX: y"])
def test_a_phone_that_cannot_be_is_not_taken_from_the_address(
    viewer: FlaskClient, phone: str
) -> None:
    assert phone not in screen(viewer, phone=phone)
    assert act(viewer, "send", carrier="sms", address=phone, text="bonjour")[0] == 400


def test_a_text_goes_round_by_a_signed_webhook(viewer: FlaskClient, engine: Engine) -> None:
    assert act(viewer, "send", carrier="sms", address=STRANGER, text="bonjour") == (200, "")
    assert heard(engine) == [("sms", "bonjour")]
    assert "bonjour" in feed(viewer, phone=STRANGER)["phone-messages"]


def test_whatsapp_and_telegram_go_round_too(viewer: FlaskClient, engine: Engine) -> None:
    act(viewer, "send", carrier="whatsapp", address=STRANGER, text="bonjour")
    act(viewer, "send", carrier="telegram", address="424242", text="salut")
    assert sorted(heard(engine)) == [("telegram", "salut"), ("whatsapp", "bonjour")]
    assert "salut" in feed(viewer, telegram="424242")["telegram-messages"]


@pytest.mark.parametrize(("carrier", "address"), [("whatsapp", STRANGER), ("telegram", "424242")])
def test_photos_can_be_sent(
    viewer: FlaskClient, engine: Engine, carrier: str, address: str
) -> None:
    photos = [(a_photo(), "un.jpg"), (a_photo(), "deux.jpg")]
    status, _notice = act(viewer, "send", carrier=carrier, address=address, text="", files=photos)
    assert status == 200
    with engine.connect() as connection:
        payloads = connection.execute(select(events.c.payload)).scalars().all()
    assert sum(payload.count('"reference": "') for payload in payloads) == 2


def test_a_forged_call_is_shown_as_refused(
    viewer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.simulator.phones.dial", lambda settings, call: 403)
    status, notice = act(viewer, "send", carrier="sms", address=STRANGER, text="bonjour")
    assert (status, notice) == (502, "Le webhook a répondu 403.")


def test_a_base_address_that_does_not_answer_is_said(
    viewer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dial(settings: Settings, call: Call) -> int:
        raise httpx.ConnectError("refused")

    monkeypatch.setattr("assistant.simulator.phones.dial", dial)
    status, notice = act(viewer, "send", carrier="sms", address=STRANGER, text="bonjour")
    assert status == 502
    assert notice.startswith("Notre propre adresse n’a pas répondu")


def test_an_old_button_can_be_pressed(
    viewer: FlaskClient, settings: Settings, engine: Engine
) -> None:
    keyboard = sent(
        "Choisissez",
        channel="telegram",
        address="424242",
        sid="424242:1007",
        buttons=(("1:yes", "Oui"), ("1:no", "Non")),
    )
    Ledger(settings).add(keyboard)
    talk = feed(viewer, telegram="424242")["telegram-messages"]
    assert 'name="data" value="1:yes">Oui</button>' in talk
    assert 'name="number" value="1007"' in talk
    assert act(viewer, "press", address="424242", data="1:yes", number="1007") == (200, "")
    with engine.connect() as connection:
        payload = connection.execute(select(events.c.payload)).scalar_one()
    assert '"key": "yes"' in payload


# --- what they cost, what the house thinks -------------------------------------------------------


def test_F128_segments_price_encoding_and_state_are_shown(
    viewer: FlaskClient, settings: Settings
) -> None:
    ledger = Ledger(settings)
    ledger.add(sent("a" * 161))
    ledger.add(sent("être", sid="SM" + "2" * 32, status="failed", code="30003"))
    talk = feed(viewer, phone=STRANGER)["phone-messages"]
    assert "2 × GSM-7 · 0,14 €" in talk.replace("\xa0", " ")
    assert "1 × UCS-2 · 0,07 €" in talk.replace("\xa0", " ")
    assert '<span class="failed">failed 30003</span>' in talk
    assert "3 segments, 0,21 €" in talk.replace("\xa0", " ")


def test_what_was_written_is_shown_as_text(viewer: FlaskClient, settings: Settings) -> None:
    Ledger(settings).add(sent("<img src=x onerror=alert(1)>"))
    Ledger(settings).add_mail(
        Mail(recipient="a@b.c", subject="<b>x</b>", text="<i>", at=datetime.now(UTC))
    )
    news = feed(viewer, phone=STRANGER)
    assert "<img" not in news["phone-messages"]
    assert "&lt;b&gt;x&lt;/b&gt;" in news["mails"]


def test_a_link_to_one_of_our_pages_can_be_opened(viewer: FlaskClient, settings: Settings) -> None:
    Ledger(settings).add(sent("Photos : http://assistant.test/l/abc. Pas http://evil.example/x"))
    talk = feed(viewer, phone=STRANGER)["phone-messages"]
    assert 'href="http://assistant.test/l/abc"' in talk
    assert 'href="http://evil' not in talk


def test_the_state_of_the_conversation_is_shown(viewer: FlaskClient, camille: None) -> None:
    assert "Camille Roche" in feed(viewer, phone=CAMILLE.phone)["phone-inside"]
    assert "Pas encore de conversation." in feed(viewer, phone=STRANGER)["phone-inside"]


def test_the_web_pane_shows_its_own_conversation(viewer: FlaskClient) -> None:
    assert "Pas encore de conversation." in feed(viewer)["web-inside"]
    viewer.get("/chat")
    assert "Non identifié" in feed(viewer)["web-inside"]


def test_a_new_browser_is_one_without_a_past(viewer: FlaskClient) -> None:
    viewer.get("/chat")
    token = re.findall(r'name="csrf_token" value="([^"]+)"', screen(viewer))[0]
    viewer.post("/simulator/browser", data={"csrf_token": token})
    assert viewer.get_cookie("chat") is None
    assert webchat.address_of("") is None


def test_e_mails_are_shown_newest_first(viewer: FlaskClient, settings: Settings) -> None:
    for number in ("111111", "222222"):
        mail = Mail(recipient="a@b.c", subject="Code", text=number, at=datetime.now(UTC))
        Ledger(settings).add_mail(mail)
    mails = feed(viewer)["mails"]
    assert mails.index("222222") < mails.index("111111")


def test_the_cards_say_what_identifies_a_member(viewer: FlaskClient, members: None) -> None:
    page = screen(viewer)
    assert CAMILLE.number in page
    assert "12/05/1988" in page


# --- the clock and trouble -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "moved"),
    [("hour", timedelta(hours=1)), ("day", timedelta(days=1)), ("fortnight", timedelta(days=14))],
)
def test_the_clock_is_moved_by_a_step(
    viewer: FlaskClient, clock: FixedClock, step: str, moved: timedelta
) -> None:
    before = clock.now()
    assert act(viewer, "clock", step=step)[0] == 200
    assert clock.now() - before == moved


def test_three_months_are_calendar_months() -> None:
    def later(*day: int) -> tuple[int, int, int]:
        moment = controls.months_later(datetime(*day, 12, tzinfo=UTC), 3)  # type: ignore[misc,arg-type]
        return moment.year, moment.month, moment.day

    assert later(2026, 3, 14) == (2026, 6, 14)
    assert later(2026, 11, 30) == (2027, 2, 28)
    assert later(2027, 11, 30) == (2028, 2, 29)
    assert later(2026, 12, 31) == (2027, 3, 31)


def test_the_clock_is_moved_by_what_is_written(viewer: FlaskClient, clock: FixedClock) -> None:
    before = clock.now()
    act(viewer, "clock", step="custom", amount="-90", unit="minutes")
    assert before - clock.now() == timedelta(minutes=90)


@pytest.mark.parametrize(
    "fields",
    [
        {"step": "century"},
        {"step": "custom", "amount": "²", "unit": "days"},
        {"step": "custom", "amount": "1", "unit": "years"},
        {"step": "custom", "amount": "9999999", "unit": "days"},
        {"step": "custom", "amount": "", "unit": "days"},
    ],
)
def test_the_clock_is_not_moved_by_nonsense(
    viewer: FlaskClient, clock: FixedClock, fields: dict[str, str]
) -> None:
    before = clock.now()
    assert act(viewer, "clock", **fields)[0] == 400
    assert clock.now() == before


def test_the_demo_clock_comes_back_to_today(tmp_path: Path) -> None:
    clock = MovableClock(tmp_path / "offset")
    controls.move_clock(clock, "quarter")
    assert controls.offset(clock) > timedelta(days=80)
    controls.move_clock(clock, "reset")
    assert controls.offset(clock) == timedelta()


def test_trouble_is_switched_on_counted_and_ended(viewer: FlaskClient, settings: Settings) -> None:
    act(viewer, "trouble", provider="twilio", trouble="429", times="3")
    (fault,) = Ledger(settings).due_faults()
    assert (fault.provider, fault.kind, fault.times) == ("twilio", "429", 3)
    assert "429 × 3" in feed(viewer)["troubles"]
    act(viewer, "trouble", trouble="none")
    assert Ledger(settings).due_faults() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"provider": "gmail", "trouble": "429", "times": "1"},
        {"provider": "twilio", "trouble": "fire", "times": "1"},
        {"provider": "twilio", "trouble": "429", "times": "many"},
    ],
)
def test_trouble_that_nobody_knows_is_refused(
    viewer: FlaskClient, settings: Settings, fields: dict[str, str]
) -> None:
    assert act(viewer, "trouble", **fields)[0] == 400
    assert Ledger(settings).due_faults() == []


def test_T30_nothing_is_done_without_the_form_token(viewer: FlaskClient, clock: FixedClock) -> None:
    before = clock.now()
    assert viewer.post("/simulator/clock", data={"step": "day"}).status_code == 400
    assert clock.now() == before
