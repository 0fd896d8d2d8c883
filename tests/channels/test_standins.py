"""The stand-ins answer as the providers do, and the phones call as the providers do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from assistant.channels.channel import Unanswered
from assistant.channels.sms_inbox import TwilioInbox
from assistant.channels.sms_sending import TwilioSender
from assistant.channels.twilio_api import TwilioApi
from assistant.messages import Outgoing
from assistant.settings import Settings
from assistant.standins import callbacks
from assistant.standins.callbacks import report
from assistant.standins.calls import Call, dial
from assistant.standins.fault import Fault
from assistant.standins.ledger import Ledger
from assistant.standins.phone import (
    Picture,
    edit_telegram,
    press,
    send_sms,
    send_telegram,
    send_whatsapp,
)
from assistant.standins.rates import Rate
from assistant.store.schema import outbox
from tests.channels.test_sms_status import enter
from tests.conftest import NOON, Inbox

CAMILLE, CHAT = "+33639980016", "700016"
SAID = Outgoing(text="Bonjour")


def post(client: FlaskClient, call: Call) -> int:
    return client.post(call.path, data=call.body, headers=call.headers).status_code


# --- phones ---------------------------------------------------------------------------------------


def test_a_text_from_a_phone_is_taken_and_stands_in_the_ledger(
    client: FlaskClient, settings: Settings, ledger: Ledger, inbox: Inbox
) -> None:
    assert post(client, send_sms(settings, CAMILLE, "bonjour ça va ?", now=NOON)) == 200
    (message,) = ledger.messages("sms", CAMILLE)
    assert (message.text, message.sent_by_us, message.at) == ("bonjour ça va ?", False, NOON)
    assert inbox.taken[0].text == message.text
    assert inbox.taken[0].event.endswith(message.sid)


def test_whatsapp_and_telegram_phones_are_taken_too(
    client: FlaskClient, settings: Settings, inbox: Inbox
) -> None:
    assert post(client, send_whatsapp(settings, CAMILLE, "bonjour 👋")) == 200
    assert post(client, send_telegram(settings, CHAT, "bonjour", now=NOON)) == 200
    assert post(client, press(settings, CHAT, "7:fr")) == 200
    assert post(client, edit_telegram(settings, CHAT, 1000, "bonsoir")) == 200
    kinds = [(one.channel, one.kind) for one in inbox.taken]
    assert kinds == [
        ("whatsapp", "message"),
        ("telegram", "message"),
        ("telegram", "message"),
        ("telegram", "edited"),
    ]
    assert inbox.taken[1].at == NOON


def test_every_update_of_a_phone_is_another_event(
    client: FlaskClient, settings: Settings, inbox: Inbox
) -> None:
    for _again in range(3):
        post(client, send_telegram(settings, CHAT, "oui"))
        post(client, press(settings, CHAT, "7:fr"))
        post(client, send_sms(settings, CAMILLE, "oui"))
    assert len(inbox.taken) == 9


def test_pictures_of_a_phone_are_kept_by_the_provider(
    client: FlaskClient, settings: Settings, ledger: Ledger, inbox: Inbox
) -> None:
    photo, bill = Picture(b"photo"), Picture(b"%PDF", "application/pdf", "facture.pdf")
    post(client, send_sms(settings, CAMILLE, "", [photo, bill]))
    post(client, send_telegram(settings, CHAT, "ma facture", bill, album="1"))
    by_mms, by_telegram = inbox.taken
    assert [one.kind for one in by_mms.attachments] == ["photo", "file"]
    assert (by_telegram.text, by_telegram.caption_album) == ("ma facture", "1")
    (sms,), (telegram,) = ledger.messages("sms"), ledger.messages("telegram")
    kept = [ledger.media(sid) for sid in (*sms.media, *telegram.media)]
    assert [one.content for one in kept if one] == [b"photo", b"%PDF", b"%PDF"]


def test_a_voice_note_of_a_phone_is_something_else(
    client: FlaskClient, settings: Settings, inbox: Inbox
) -> None:
    voice = {"voice": {"duration": 3, "file_id": "x", "file_unique_id": "x"}}
    post(client, send_telegram(settings, CHAT, extra=voice))
    assert inbox.taken[0].kind == "other"


# --- Twilio ---------------------------------------------------------------------------------------


def send(client: FlaskClient, settings: Settings, **changes: str) -> tuple[int, int]:
    """Creates a message; gives status and error code."""
    account = settings.twilio_account_sid
    form = {"To": CAMILLE, "From": settings.twilio_number, "Body": "Bonjour", **changes}
    token = settings.twilio_auth_token.get_secret_value()
    answer = client.post(
        f"/standins/twilio/2010-04-01/Accounts/{account}/Messages.json",
        data=form,
        auth=(account, token),
    )
    return answer.status_code, (answer.get_json() or {}).get("code", 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": "0639980016"}, 21211),
        ({"To": "+15005550009"}, 21614),
        ({"From": "+33757999999"}, 21606),
        ({"Body": ""}, 21602),
        ({"Body": "a" * 1601}, 21617),
    ],
)
def test_twilio_refuses_what_the_real_one_refuses(
    changes: dict[str, str], code: int, client: FlaskClient, settings: Settings, ledger: Ledger
) -> None:
    assert send(client, settings, **changes) == (400, code)
    assert ledger.outbound() == []


def test_twilio_takes_1600_characters(client: FlaskClient, settings: Settings) -> None:
    assert send(client, settings, Body="a" * 1600)[0] == 201


def test_twilio_asks_for_a_password(client: FlaskClient, settings: Settings) -> None:
    account = settings.twilio_account_sid
    for auth in (None, (account, "wrong"), ("AC" + "f" * 32, "wrong")):
        path = f"/standins/twilio/2010-04-01/Accounts/{account}/Messages.json"
        assert client.post(path, data={}, auth=auth).status_code == 401
        assert client.get(path, auth=auth).status_code == 401


def test_twilio_blocks_a_number_that_wrote_stop_until_it_writes_start(
    client: FlaskClient, settings: Settings, inbox: Inbox
) -> None:
    assert send(client, settings)[0] == 201
    post(client, send_sms(settings, CAMILLE, "Stop"))
    assert send(client, settings) == (400, 21610)
    post(client, send_sms(settings, CAMILLE, "START"))
    assert send(client, settings)[0] == 201
    assert [one.text for one in inbox.taken] == ["Stop", "START"]


def test_delivery_is_reported_as_twilio_reports_it(
    client: FlaskClient, providers: Settings, ledger: Ledger, engine: Engine
) -> None:
    with engine.begin() as connection:
        row = enter(connection, "sending")
    TwilioSender(providers).send(CAMILLE, SAID, row)
    for status in ("sent", "delivered"):
        (message,) = ledger.outbound()
        assert post(client, report(providers, message, status)) == 204
    with engine.begin() as connection:
        state = connection.execute(select(outbox.c.provider_state, outbox.c.state)).one()
    assert tuple(state) == ("delivered", "sent")
    assert ledger.outbound()[0].status == "delivered"


def test_a_failed_delivery_is_reported_with_its_code(
    client: FlaskClient, providers: Settings, ledger: Ledger, engine: Engine
) -> None:
    with engine.begin() as connection:
        row = enter(connection, "sending")
    TwilioSender(providers).send(CAMILLE, SAID, row)
    call = report(providers, ledger.outbound()[0], "undelivered", "30006")
    assert post(client, call) == 204
    with engine.begin() as connection:
        assert connection.execute(select(outbox.c.state, outbox.c.code)).one() == (
            "failed",
            "30006",
        )


def test_in_the_demo_reports_come_by_themselves(
    app: Flask, providers: Settings, ledger: Ledger, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo's own address is the one that listens, and nobody reports by hand."""
    monkeypatch.setattr(callbacks, "PAUSE", 0.01)
    base = providers.twilio_api.removesuffix("/standins/twilio")
    at_home = providers.model_copy(update={"base_url": base})
    app.extensions["assistant"] = replace(app.extensions["assistant"], settings=at_home)
    app.testing = False
    with engine.begin() as connection:
        row = enter(connection, "sending")
    TwilioSender(at_home).send(CAMILLE, SAID, row)
    for reporting in callbacks.under_way():
        reporting.join(5)
    assert ledger.outbound()[0].status == "delivered"
    with engine.begin() as connection:
        assert connection.execute(select(outbox.c.provider_state)).scalar() == "delivered"


def test_a_phone_can_call_over_http(app: Flask, providers: Settings, inbox: Inbox) -> None:
    base = providers.twilio_api.removesuffix("/standins/twilio")
    at_home = providers.model_copy(update={"base_url": base})
    app.extensions["assistant"] = replace(app.extensions["assistant"], settings=at_home)
    assert dial(at_home, send_sms(at_home, CAMILLE, "bonjour")) == 200
    assert inbox.taken[0].text == "bonjour"


# --- Telegram -------------------------------------------------------------------------------------


@pytest.fixture
def bot(client: FlaskClient, settings: Settings) -> Callable[..., dict[str, object]]:
    token = settings.telegram_token.get_secret_value()

    def call(method: str, **given: object) -> dict[str, object]:
        answer = client.post(f"/standins/telegram/bot{token}/{method}", json=given)
        read: dict[str, object] = answer.get_json()
        return read

    return call


def test_telegram_knows_who_we_are(bot: Callable[..., dict[str, object]]) -> None:
    assert bot("getMe")["result"] == {
        "id": 123456,
        "is_bot": True,
        "first_name": "Assistant",
        "username": "assistant_bot",
    }


@pytest.mark.parametrize(
    ("given", "description"),
    [
        ({"chat_id": "999", "text": "x"}, "chat not found"),
        ({"chat_id": CHAT, "text": " "}, "message text is empty"),
        ({"chat_id": CHAT, "text": "a" * 4097}, "message is too long"),
        (
            {
                "chat_id": CHAT,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "k" * 65}]]},
            },
            "BUTTON_DATA_INVALID",
        ),
    ],
)
def test_telegram_refuses_what_the_real_one_refuses(
    given: dict[str, object],
    description: str,
    bot: Callable[..., dict[str, object]],
    settings: Settings,
) -> None:
    send_telegram(settings, CHAT, "bonjour")
    answer = bot("sendMessage", **given)
    assert answer["error_code"] == 400
    assert description in str(answer["description"])


def test_telegram_takes_buttons_away(
    bot: Callable[..., dict[str, object]], settings: Settings, ledger: Ledger
) -> None:
    send_telegram(settings, CHAT, "bonjour")
    markup = {"inline_keyboard": [[{"text": "oui", "callback_data": "1:yes"}]]}
    bot("sendMessage", chat_id=CHAT, text="?", reply_markup=markup)
    (message,) = ledger.outbound()
    assert message.buttons == (("1:yes", "oui"),)
    assert bot("editMessageReplyMarkup", chat_id=CHAT, message_id=message.number)["ok"] is True
    assert ledger.outbound()[0].buttons == ()
    assert bot("editMessageReplyMarkup", chat_id=CHAT, message_id=1)["error_code"] == 400


def test_telegram_asks_for_the_token(client: FlaskClient) -> None:
    assert client.post("/standins/telegram/bot1:wrong/getMe").status_code == 401
    assert client.get("/standins/telegram/file/bot1:wrong/files/x").status_code == 404


def test_telegram_knows_no_other_method(bot: Callable[..., dict[str, object]]) -> None:
    assert bot("launchRocket")["error_code"] == 404
    assert bot("answerCallbackQuery", callback_query_id="1")["ok"] is True


# --- mail, trouble, production --------------------------------------------------------------------


def test_mails_are_kept_to_be_looked_at(client: FlaskClient, ledger: Ledger) -> None:
    mail = {"to": "camille@example.org", "subject": "Votre code", "text": "123456"}
    assert client.post("/standins/mail", json=mail).status_code == 202
    assert client.post("/standins/mail", data={**mail, "to": "x@example.org"}).status_code == 202
    assert client.post("/standins/mail", json={"subject": "x"}).status_code == 400
    (kept,) = ledger.mails("camille@example.org")
    assert (kept.subject, kept.text, kept.at) == ("Votre code", "123456", NOON)
    assert len(ledger.mails()) == 2


def test_trouble_is_ordered_by_a_post_and_counts_down(
    client: FlaskClient, settings: Settings
) -> None:
    order = {"provider": "twilio", "kind": "5xx", "code": "503", "times": 2}
    assert client.post("/standins/faults", json=order).status_code == 204
    assert [send(client, settings)[0] for _call in range(3)] == [503, 503, 201]
    client.post("/standins/faults", json=order)
    assert client.delete("/standins/faults").status_code == 204
    assert send(client, settings)[0] == 201
    assert client.post("/standins/faults", json={"kind": "fire"}).status_code == 400


def test_the_stand_ins_do_not_exist_in_production(app: Flask, client: FlaskClient) -> None:
    house = app.extensions["assistant"]
    live = house.settings.model_copy(update={"env": "production"})
    app.extensions["assistant"] = replace(house, settings=live)
    for path in ("/standins/mail", "/standins/faults"):
        assert client.post(path, json={"to": "x"}).status_code == 404


def test_an_answer_cut_by_trouble_reaches_nobody(
    providers: Settings, trouble: Callable[..., None]
) -> None:
    trouble("twilio", "reset")
    account = providers.twilio_account_sid
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(
            f"{providers.twilio_api}/2010-04-01/Accounts/{account}/Messages.json",
            auth=(account, providers.twilio_auth_token.get_secret_value()),
        )


def test_a_long_list_comes_in_pages_and_loses_nothing(providers: Settings, ledger: Ledger) -> None:
    written = [parse_qs(send_sms(providers, CAMILLE, f"n {n}").body.decode()) for n in range(70)]
    listed = TwilioInbox(providers).between(NOON - timedelta(days=1), NOON + timedelta(days=3650))
    assert [one.event.rpartition(":")[2] for one in listed] == [
        form["MessageSid"][0] for form in written
    ]
    client = TwilioApi(providers).client
    few = client.messages.list(to=providers.twilio_number, page_size=20)
    assert [one.body for one in few] == [f"n {n}" for n in reversed(range(70))]


# --- trouble by chance ----------------------------------------------------------------------------

RATES = {"429": Rate(share=0.3, seconds=1), "lost": Rate(share=0.2)}
PHONES = [f"+3363998{number:04}" for number in range(5)]


def kind_of(fault: Fault | None) -> str:
    return fault.kind if fault else ""


def test_each_phone_draws_the_same_trouble_whatever_happens_elsewhere(
    settings: Settings, tmp_path: Path
) -> None:
    one = Ledger(settings)
    other = Ledger(settings.model_copy(update={"var": tmp_path / "other"}))
    for ledger in (one, other):
        ledger.set_rates("twilio", RATES, seed="7")
    by_turns = [(phone, kind_of(one.next_fault("twilio", phone))) for phone in PHONES * 40]
    for phone in reversed(PHONES):
        alone = [kind_of(other.next_fault("twilio", phone)) for _call in range(40)]
        assert alone == [kind for drawn_for, kind in by_turns if drawn_for == phone]


def test_trouble_by_chance_comes_in_its_share_until_it_is_cleared(ledger: Ledger) -> None:
    ledger.set_rates("twilio", RATES, seed="7")
    for phone in PHONES * 40:
        ledger.next_fault("twilio", phone)
    drawn = ledger.drawn()
    assert 40 < drawn["429"] < 80 and 25 < drawn["lost"] < 55 and sum(drawn.values()) == 200
    ledger.clear_faults()
    assert ledger.next_fault("twilio", PHONES[0]) is None


def test_rates_are_set_over_http_and_a_message_keeps_the_trouble_of_its_call(
    providers: Settings, ledger: Ledger
) -> None:
    rates = {"provider": "twilio", "seed": "7", "rates": {"lost": {"share": 1.0}}}
    url = providers.twilio_api.replace("/twilio", "/rates")
    assert httpx.put(url, json=rates).status_code == 204
    assert httpx.put(url, json={**rates, "rates": {"rain": {}}}).status_code == 400
    with pytest.raises(Unanswered):
        TwilioSender(providers).send(CAMILLE, SAID, 1)
    (message,) = ledger.outbound("sms", CAMILLE)
    assert ledger.troubled() == {message.sid: "lost"}
