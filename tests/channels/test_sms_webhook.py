"""Twilio's webhook: only what Twilio signed, as often as it likes, with one effect."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import REGISTRY
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from twilio.request_validator import SIGNATURE_HEADER, SIGNATURE_SETTINGS_HEADER, RequestValidator
from werkzeug.test import TestResponse

from assistant.channels.sms import INBOUND_PATH
from assistant.clock import FixedClock
from assistant.house import House, Taken
from assistant.messages import Inbound
from assistant.settings import Settings
from assistant.standins.calls import Call, signed_form
from tests.channels.conftest import form
from tests.conftest import NOON, Inbox

Sign = Callable[..., Call]
SID = "SM6f1c2d3e4a5b60718293a4b5c6d7e8f9"


def post(client: FlaskClient, call: Call, **more: Any) -> TestResponse:
    return client.post(call.path, data=call.body, headers=call.headers, **more)


def refused(reason: str) -> float:
    labels = {"channel": "twilio", "reason": reason}
    return REGISTRY.get_sample_value("assistant_webhook_refused_total", labels) or 0


def replace_app_house(app: Flask, **changes: Any) -> None:
    app.extensions["assistant"] = replace(app.extensions["assistant"], **changes)


# --- reading what is genuine ------------------------------------------------------------------


def test_a_text_is_taken_and_answered_with_nothing(
    client: FlaskClient, sign: Sign, inbox: Inbox, settings: Settings
) -> None:
    answer = post(client, sign(form("twilio_sms")))
    assert (answer.status_code, answer.text) == (200, "<Response/>")
    assert answer.content_type.startswith("text/xml")
    assert inbox.taken == [
        Inbound(
            event=f"twilio:{settings.twilio_account_sid}:{SID}",
            channel="sms",
            address="+33639980016",
            at=NOON,
            text="Je paye combien chez le spécialiste à 80 € ?",
        )
    ]


def test_pictures_are_references_rebuilt_from_their_ids(
    client: FlaskClient, sign: Sign, inbox: Inbox
) -> None:
    post(client, sign(form("twilio_mms")))
    (inbound,) = inbox.taken
    sid = "MM0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    assert [(one.reference, one.kind, one.media_type) for one in inbound.attachments] == [
        (f"twilio:{sid}/ME{0:032x}", "photo", "image/jpeg"),
        (f"twilio:{sid}/ME{1:032x}", "photo", "image/png"),
    ]
    assert inbound.text == "Ma facture, lunettes"


def test_whatsapp_is_a_channel_of_its_own_with_the_bare_number(
    client: FlaskClient, sign: Sign, inbox: Inbox
) -> None:
    post(client, sign(form("twilio_whatsapp_text")))
    post(client, sign(form("twilio_whatsapp_photo")))
    text, photo = inbox.taken
    assert (text.channel, text.address, text.text) == ("whatsapp", "+33639980016", "bonjour 👋")
    assert (photo.kind, len(photo.attachments)) == ("message", 1)


@pytest.mark.parametrize("name", ["twilio_whatsapp_voice", "twilio_whatsapp_place"])
def test_what_shows_no_bill_is_something_else(
    name: str, client: FlaskClient, sign: Sign, inbox: Inbox
) -> None:
    post(client, sign(form(name)))
    assert (inbox.taken[0].kind, inbox.taken[0].attachments) == ("other", ())


def test_stop_comes_through_as_text(client: FlaskClient, sign: Sign, inbox: Inbox) -> None:
    post(client, sign(form("twilio_stop")))
    assert (inbox.taken[0].text, inbox.taken[0].kind) == ("STOP", "message")


def test_a_sender_that_nobody_can_answer_is_left_alone(
    client: FlaskClient, sign: Sign, inbox: Inbox
) -> None:
    assert post(client, sign(form("twilio_short_sender"))).status_code == 200
    assert inbox.taken == []


def test_parameters_that_twilio_adds_one_day_change_nothing(
    client: FlaskClient, sign: Sign, inbox: Inbox
) -> None:
    more = {**form("twilio_sms"), "Àtoute": "é\u2028", "zz": ""}
    assert post(client, sign(more)).status_code == 200
    assert len(inbox.taken) == 1


def test_the_address_may_carry_a_query_which_is_signed_too(
    client: FlaskClient, sign: Sign, inbox: Inbox
) -> None:
    call = sign(form("twilio_sms"), f"{INBOUND_PATH}?rc=2&x=a%20b")
    assert post(client, call).status_code == 200
    other = Call(call.path.replace("rc=2", "rc=3"), call.headers, call.body)
    assert post(client, other).status_code == 403


def test_T33_the_token_before_is_valid_while_it_is_rotated(
    client: FlaskClient, app: Flask, sign: Sign, settings: Settings, inbox: Inbox
) -> None:
    call = sign(form("twilio_sms"))
    new = {"twilio_auth_token": SecretStr("a new one")}
    replace_app_house(app, settings=settings.model_copy(update=new))
    assert post(client, call).status_code == 403
    both = new | {"twilio_previous_auth_token": settings.twilio_auth_token}
    replace_app_house(app, settings=settings.model_copy(update=both))
    assert post(client, call).status_code == 200


def test_a_signature_with_sha256_is_good_when_announced(
    client: FlaskClient, sign: Sign, settings: Settings
) -> None:
    call = sign(form("twilio_sms"))
    validator = RequestValidator(settings.twilio_auth_token.get_secret_value())
    url = settings.base_url + call.path
    signature = validator.compute_signature(url, form("twilio_sms"), "HMAC_SHA256")
    headers = {**call.headers, SIGNATURE_HEADER: signature}
    assert post(client, Call(call.path, headers, call.body)).status_code == 403
    headers[SIGNATURE_SETTINGS_HEADER] = "key=k1,algorithm=HMAC_SHA256"
    assert post(client, Call(call.path, headers, call.body)).status_code == 200


# --- T1: forgeries ----------------------------------------------------------------------------


def _form_with(**changes: str | None) -> dict[str, str]:
    changed = {**form("twilio_sms"), **{k: v for k, v in changes.items() if v is not None}}
    return {name: value for name, value in changed.items() if changes.get(name, "") is not None}


def _body(parameters: dict[str, str]) -> bytes:
    return urlencode(parameters, errors="surrogatepass").encode()


def _header(name: str, value: str | None) -> Callable[[Call], Call]:
    def change(call: Call) -> Call:
        headers = {key: kept for key, kept in call.headers.items() if key != name}
        return Call(call.path, headers | ({name: value} if value is not None else {}), call.body)

    return change


def _signature(change: Callable[[str], str | None]) -> Callable[[Call], Call]:
    return lambda call: _header(SIGNATURE_HEADER, change(call.headers[SIGNATURE_HEADER]))(call)


def _sent(body: bytes) -> Callable[[Call], Call]:
    return lambda call: Call(call.path, call.headers, body)


def _at(path: str) -> Callable[[Call], Call]:
    return lambda call: Call(path, call.headers, call.body)


def _typed(content_type: str) -> Callable[[Call], Call]:
    return _header("Content-Type", content_type)


def _mac(key: bytes, message: bytes, digest: str = "sha1") -> str:
    return base64.b64encode(hmac.new(key, message, digest).digest()).decode()


FORGERIES: dict[str, Callable[[Call], Call]] = {
    "no signature": _signature(lambda s: None),
    "empty signature": _signature(lambda s: ""),
    "blank signature": _signature(lambda s: " " * 28),
    "signature in small letters": _signature(str.lower),
    "signature turned round": _signature(lambda s: s[::-1]),
    "signature with its first letter changed": _signature(
        lambda s: ("A" if s[0] != "A" else "B") + s[1:]
    ),
    "signature with its last letter changed": _signature(
        lambda s: s[:-2] + ("A" if s[-2] != "A" else "Q") + s[-1]
    ),
    "signature without padding": _signature(lambda s: s.rstrip("=")),
    "signature twice": _signature(lambda s: s + s),
    "signature of non-ASCII letters": _signature(lambda s: "é" * 28),
    "signature one letter non-ASCII": _signature(lambda s: "é" + s[1:]),
    "signature of a megabyte": _signature(lambda s: "A" * 60_000),
    "signature of the empty key": _signature(lambda s: _mac(b"", b"x")),
    "signature of nothing": _signature(lambda s: _mac(b"a twilio token for tests", b"")),
    "signature in hexadecimal": _signature(lambda s: base64.b64decode(s).hex()),
    "signature announced as SHA-256": _header(
        SIGNATURE_SETTINGS_HEADER, "key=k,algorithm=HMAC_SHA256"
    ),
    "an algorithm that does not exist": _header(SIGNATURE_SETTINGS_HEADER, "algorithm=none"),
    "an algorithm in control characters": _header(
        SIGNATURE_SETTINGS_HEADER, "algorithm=HMAC_SHA1\tx"
    ),
    "another text": _sent(_body(_form_with(Body="une personne"))),
    "no text": _sent(_body(_form_with(Body=None))),
    "a text with a space more": _sent(_body(_form_with(Body=form("twilio_sms")["Body"] + " "))),
    "another sender": _sent(_body(_form_with(From="+33639980031"))),
    "another message": _sent(_body(_form_with(MessageSid="SM" + "0" * 32))),
    "another account": _sent(_body(_form_with(AccountSid="AC" + "f" * 32))),
    "no account": _sent(_body(_form_with(AccountSid=None))),
    "a parameter more": _sent(_body(_form_with(Extra="1"))),
    "a picture more": _sent(_body(_form_with(NumMedia="1", MediaUrl0="https://evil.test/x"))),
    "an empty body": _sent(b""),
    "a body of one percent sign": _sent(b"%"),
    "a body that is no UTF-8": _sent(b"Body=\xff\xfe&From=\xc3\x28"),
    "a body with NUL": _sent(b"Body=\x00&MessageSid=\x00"),
    "a lone surrogate": _sent(_body(_form_with(Body="\ud800"))),
    "a lone surrogate in a name": _sent(b"%ED%A0%80=1&Body=x"),
    "five thousand parameters": _sent(b"&".join(b"p%d=1" % n for n in range(5000))),
    "a query more": _at(f"{INBOUND_PATH}?Body=une+personne"),
    "a query that asks for a body hash": _at(f"{INBOUND_PATH}?bodySHA256=00"),
    "a query that is no UTF-8": _at(f"{INBOUND_PATH}?x=%ff%fe"),
    "the path of a delivery report": _at("/webhooks/twilio/status/1"),
    "JSON": _typed("application/json"),
    "plain text": _typed("text/plain"),
    "multipart without a boundary": _typed("multipart/form-data"),
    "multipart that never ends": _typed("multipart/form-data; boundary=x"),
    "no content type": _header("Content-Type", None),
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_T1_a_forged_request_is_refused_and_leaves_nothing(
    forgery: Callable[[Call], Call],
    client: FlaskClient,
    sign: Sign,
    inbox: Inbox,
) -> None:
    before = refused("signature")
    answer = post(client, forgery(sign(form("twilio_sms"))))
    assert (answer.status_code, answer.data) == (403, b"")
    assert inbox.taken == []
    assert refused("signature") == before + 1


def test_T1_there_are_at_least_thirty_forgeries_and_the_genuine_one_passes(
    client: FlaskClient, sign: Sign
) -> None:
    assert len(FORGERIES) >= 30
    assert post(client, sign(form("twilio_sms"))).status_code == 200


@pytest.mark.parametrize(
    "signed_for",
    [
        "https://assistant.test",
        "http://assistant.test:8080",
        "http://other.test",
        "http://assistant.test/prefix",
        "HTTP://ASSISTANT.TEST",
    ],
)
def test_T1_a_signature_for_another_address_is_refused(
    signed_for: str, client: FlaskClient, settings: Settings, inbox: Inbox
) -> None:
    elsewhere = settings.model_copy(update={"base_url": signed_for})
    call = signed_form(elsewhere, INBOUND_PATH, form("twilio_sms"))
    assert post(client, call).status_code == 403
    assert inbox.taken == []


def test_T1_the_callers_idea_of_our_address_counts_for_nothing(
    client: FlaskClient, settings: Settings, inbox: Inbox
) -> None:
    theirs = settings.model_copy(update={"base_url": "https://evil.test"})
    call = signed_form(theirs, INBOUND_PATH, form("twilio_sms"))
    for headers in (
        {"Host": "evil.test"},
        {"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "https"},
        {"Forwarded": "host=evil.test;proto=https"},
        {"X-Original-URL": "https://evil.test" + INBOUND_PATH},
    ):
        forged = Call(call.path, call.headers | headers, call.body)
        assert post(client, forged, base_url="https://evil.test").status_code == 403
    assert inbox.taken == []


def test_T1_a_genuine_signature_of_another_account_is_refused(
    client: FlaskClient, sign: Sign, inbox: Inbox
) -> None:
    other = {**form("twilio_sms"), "AccountSid": "AC" + "f" * 32}
    assert post(client, sign(other)).status_code == 403
    assert inbox.taken == []


@pytest.mark.parametrize("missing", ["twilio_auth_token", "twilio_account_sid"])
def test_T1_without_a_token_or_an_account_everything_is_refused(
    missing: str, client: FlaskClient, app: Flask, settings: Settings, inbox: Inbox
) -> None:
    empty = "" if missing == "twilio_account_sid" else SecretStr("")
    bare = settings.model_copy(update={missing: empty})
    replace_app_house(app, settings=bare)
    parameters = {**form("twilio_sms"), "AccountSid": bare.twilio_account_sid}
    for call in (
        signed_form(settings, INBOUND_PATH, parameters),
        signed_form(bare, INBOUND_PATH, parameters),
    ):
        assert post(client, call).status_code == 403
    assert inbox.taken == []


def test_T1_other_methods_are_no_way_in(client: FlaskClient, sign: Sign, inbox: Inbox) -> None:
    call = sign(form("twilio_sms"))
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = client.open(call.path, method=method, data=call.body, headers=call.headers)
        assert answer.status_code == 405
    assert inbox.taken == []


def test_T1_a_token_is_compared_whole_whichever_fits(
    client: FlaskClient, app: Flask, sign: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both tokens are tried on every request, so that the time taken tells nothing."""
    tried = []
    genuine = RequestValidator.validate

    def counted(self: RequestValidator, *given: object) -> object:
        tried.append(self.token)
        return genuine(self, *given)

    monkeypatch.setattr(RequestValidator, "validate", counted)
    house: House = app.extensions["assistant"]
    both = {"twilio_previous_auth_token": SecretStr("the one before")}
    replace_app_house(app, settings=house.settings.model_copy(update=both))
    post(client, sign(form("twilio_sms")))
    assert len(tried) == 2


# --- T2: replays and re-cuts --------------------------------------------------------------------


def test_T2_T4_a_repeated_request_reaches_the_turn_and_gets_the_same_answer(
    client: FlaskClient, sign: Sign, inbox: Inbox, clock: FixedClock
) -> None:
    call = sign(form("twilio_sms"))
    first = post(client, call)
    for later in (timedelta(seconds=1), timedelta(days=1), timedelta(days=400)):
        clock.move(later)
        again = post(client, call)
        assert (again.status_code, again.data) == (first.status_code, first.data)
    assert len(inbox.taken) == 1


def test_T4_every_copy_is_handed_to_the_turn_which_alone_decides(
    client: FlaskClient, app: Flask, sign: Sign
) -> None:
    seen: list[Inbound] = []

    def take(inbound: Inbound) -> Taken:
        seen.append(inbound)
        return "duplicate" if len(seen) > 1 else "taken"

    replace_app_house(app, take=take)
    call = sign(form("twilio_sms"))
    answers = {(post(client, call).status_code, post(client, call).data) for _copy in range(5)}
    assert answers == {(200, b"<Response/>")}
    assert len(seen) == 10
    assert len({inbound.event for inbound in seen}) == 1


def recuts(parameters: dict[str, str]) -> list[dict[str, str]]:
    """The same signed text in other parameters: names may swallow values, values names."""
    found = []
    names = sorted(parameters)
    for index, name in enumerate(names):
        rest = {key: value for key, value in parameters.items() if key != name}
        joined = name + parameters[name]
        for split in range(1, len(joined) + 1):
            if split != len(name):
                found.append({**rest, joined[:split]: joined[split:]})
        if index + 1 < len(names):
            following = names[index + 1]
            less = {key: value for key, value in rest.items() if key != following}
            swallowed = parameters[name] + following + parameters[following]
            found.append({**less, name: swallowed})
    return found


def test_T2_a_recut_text_makes_no_second_message(
    client: FlaskClient, sign: Sign, inbox: Inbox
) -> None:
    genuine = sign(form("twilio_sms"))
    post(client, genuine)
    fitting = 0
    for recut in recuts(form("twilio_sms")):
        call = Call(genuine.path, genuine.headers, urlencode(recut).encode())
        answer = post(client, call)
        assert answer.status_code in (200, 400, 403)
        assert answer.data in (b"", b"<Response/>")
        fitting += answer.status_code != 403
    assert fitting > 100  # the signature does fit many of them
    assert len(inbox.taken) == 1


def test_T2_a_name_given_twice_is_refused_even_where_the_signature_fits(
    client: FlaskClient, sign: Sign, inbox: Inbox
) -> None:
    call = sign(form("twilio_sms"))
    twice = Call(call.path, call.headers, call.body + b"&From=%2B33639980016")
    assert post(client, twice).status_code == 400
    assert inbox.taken == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MessageSid", "SM123"),
        ("MessageSid", SID.upper()),
        ("MessageSid", SID + "\n"),
        ("MessageSid", "XX" + SID[2:]),
        ("MessageSid", ""),
        ("SmsSid", "SM" + "0" * 32),
        ("SmsMessageSid", "SM" + "0" * 32),
        ("From", ""),
        ("From", "+0123456789"),
        ("From", "+336399800161234567"),
        ("From", "+٣٣٦٣٩٩٨٠٠١٦"),
        ("From", "whatsapp:36105"),
        ("From", "whatsapp:whatsapp:+33639980016"),
        ("From", "+33639980016'; DROP TABLE members"),
        ("NumMedia", "-1"),
        ("NumMedia", "11"),
        ("NumMedia", "²"),
        ("NumMedia", "1e3"),
        ("NumMedia", "1"),  # and no MediaUrl0
    ],
)
def test_T2_fields_of_the_wrong_shape_are_refused_before_use(
    name: str, value: str, client: FlaskClient, sign: Sign, inbox: Inbox
) -> None:
    before = refused("malformed")
    answer = post(client, sign({**form("twilio_sms"), name: value}))
    assert (answer.status_code, answer.data) == (400, b"")
    assert inbox.taken == []
    assert refused("malformed") == before + 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://evil.test/photo.jpg",
        "http://169.254.169.254/latest/meta-data",
        "https://api.twilio.com/2010-04-01/Accounts/../Messages/x/Media/y",
        "https://api.twilio.com/2010-04-01/Accounts/AC{other}/Messages/MM{m}/Media/ME{m}",
        "file:///etc/passwd",
        "http://[::1",
        "https://api.twilio.com/2010-04-01/Accounts/{ours}/Messages/MM{m}/Media/ME{m}/../../x",
    ],
)
def test_T20_a_media_address_is_never_followed_only_its_ids_are_read(
    url: str, client: FlaskClient, sign: Sign, settings: Settings, inbox: Inbox
) -> None:
    filled = url.format(other="f" * 32, ours=settings.twilio_account_sid, m="0" * 32)
    one = {"NumMedia": "1", "MediaUrl0": filled, "MediaContentType0": "image/jpeg"}
    assert post(client, sign({**form("twilio_sms"), **one})).status_code == 400
    assert inbox.taken == []


def test_T20_whatever_host_names_a_media_the_reference_is_ours(
    client: FlaskClient, sign: Sign, settings: Settings, inbox: Inbox
) -> None:
    path = f"/2010-04-01/Accounts/{settings.twilio_account_sid}/Messages/MM{'0' * 32}"
    one = {
        "NumMedia": "1",
        "MediaUrl0": f"https://evil.test{path}/Media/ME{'0' * 32}",
        "MediaContentType0": "image/jpeg",
    }
    post(client, sign({**form("twilio_sms"), **one}))
    assert inbox.taken[0].attachments[0].reference == f"twilio:MM{'0' * 32}/ME{'0' * 32}"


# --- T11, T15 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked")),
        PoolTimeout("QueuePool limit"),
    ],
)
def test_T11_with_the_database_busy_or_gone_we_say_so_at_once(
    fault: Exception, client: FlaskClient, app: Flask, sign: Sign
) -> None:
    def take(inbound: Inbound) -> Taken:
        raise fault

    replace_app_house(app, take=take)
    answer = post(client, sign(form("twilio_sms")))
    assert (answer.status_code, answer.data) == (503, b"")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00\x00",
        "\u202eevil",
        "e" + "\u0301" * 2000,
        "👍" * 400,
        "٣٤٥",
        "{{7*7}} {0.__class__} %n <script>",
        "a" * 200_000,
        "\ufffe\uffff",
    ],
)
def test_T15_hostile_text_is_taken_kindly(
    text: str, client: FlaskClient, sign: Sign, inbox: Inbox
) -> None:
    answer = post(client, sign({**form("twilio_sms"), "Body": text}))
    assert answer.status_code == 200
    (inbound,) = inbox.taken
    assert len(inbound.text) <= 4096
    assert "\x00" not in inbound.text


def test_T15_a_body_too_large_is_refused_unread(
    client: FlaskClient, sign: Sign, inbox: Inbox
) -> None:
    answer = post(client, sign({**form("twilio_sms"), "Body": "a" * 1_000_000}))
    assert answer.status_code == 413
    assert inbox.taken == []


def test_nothing_of_a_message_is_logged(
    client: FlaskClient, sign: Sign, capsys: pytest.CaptureFixture[str]
) -> None:
    call = sign({**form("twilio_sms"), "Body": "canary-diagnosis"})
    post(client, call)
    post(client, Call(call.path, call.headers, call.body + b"&x=canary-diagnosis"))
    shown = capsys.readouterr()
    written = shown.out + shown.err
    assert "webhook_refused" in written
    for secret in ("canary", "+33639980016", "a twilio token"):
        assert secret not in written
