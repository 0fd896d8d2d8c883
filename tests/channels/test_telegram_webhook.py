"""Telegram's webhook: only with our secret, only private chats, one turn an update."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from assistant.channels.telegram import PATH, SECRET_HEADER
from assistant.house import House, Taken
from assistant.messages import Inbound
from assistant.settings import Settings
from tests.channels.conftest import update
from tests.conftest import Inbox

Deliver = Callable[..., TestResponse]


def counted(metric: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(metric, {"channel": "telegram", **labels}) or 0


@pytest.fixture
def deliver(client: FlaskClient, settings: Settings) -> Deliver:
    """Posts a body as Telegram does; `secret` replaces ours."""

    def deliver(body: bytes, secret: str | None = "", **headers: str) -> TestResponse:
        ours = settings.telegram_secret.get_secret_value()
        if secret is not None:
            headers[SECRET_HEADER] = secret or ours
        return client.post(PATH, data=body, headers=headers, content_type="application/json")

    return deliver


def house_with(app: Flask, **changes: Any) -> None:
    app.extensions["assistant"] = replace(app.extensions["assistant"], **changes)


def test_an_update_is_taken_and_answered_with_nothing(deliver: Deliver, inbox: Inbox) -> None:
    answer = deliver(update("telegram_text"))
    assert (answer.status_code, answer.data) == (200, b"")
    assert inbox.taken[0].event == "telegram:123456:10001:m365"


def test_a_pressed_button_stops_turning_by_our_very_answer(deliver: Deliver) -> None:
    answer = deliver(update("telegram_callback"))
    assert answer.get_json() == {
        "method": "answerCallbackQuery",
        "callback_query_id": "3006621231231231231",
    }


def test_T4_every_copy_reaches_the_turn_and_gets_the_same_answer(
    deliver: Deliver, app: Flask
) -> None:
    seen: list[Inbound] = []

    def take(inbound: Inbound) -> Taken:
        seen.append(inbound)
        return "duplicate" if len(seen) > 1 else "taken"

    house_with(app, take=take)
    answers = {deliver(update("telegram_callback")).data for _copy in range(10)}
    assert len(answers) == 1
    assert len({inbound.event for inbound in seen}) == 1
    assert len(seen) == 10


# --- T3 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "secret",
    [
        None,
        " ",
        "A-telegram-secret-for-tests",
        "a-telegram-secret-for-test",
        "a-telegram-secret-for-testss",
        "a-telegram-secret-for-tests,",
        "é" * 27,
        "\xff\xfe",
        "a" * 60_000,
        "123456:a-telegram-token-for-tests",
    ],
)
def test_T3_without_our_secret_nothing_is_taken(
    secret: str | None, deliver: Deliver, inbox: Inbox
) -> None:
    before = counted("assistant_webhook_refused_total", reason="signature")
    answer = deliver(update("telegram_text"), secret)
    assert (answer.status_code, answer.data) == (403, b"")
    assert inbox.taken == []
    assert counted("assistant_webhook_refused_total", reason="signature") == before + 1


def test_T3_without_a_configured_secret_everything_is_refused(
    deliver: Deliver, client: FlaskClient, app: Flask, settings: Settings, inbox: Inbox
) -> None:
    bare = settings.model_copy(update={"telegram_secret": SecretStr("")})
    house_with(app, settings=bare)
    assert deliver(update("telegram_text")).status_code == 403
    empty = client.post(PATH, data=update("telegram_text"), headers={SECRET_HEADER: ""})
    assert empty.status_code == 403
    assert inbox.taken == []


def test_T3_the_secret_before_is_valid_while_it_is_rotated(
    deliver: Deliver, app: Flask, settings: Settings
) -> None:
    changes = {"telegram_secret": SecretStr("new"), "telegram_previous_secret": SecretStr("old")}
    house_with(app, settings=settings.model_copy(update=changes))
    assert deliver(update("telegram_text"), "new").status_code == 200
    assert deliver(update("telegram_text"), "old").status_code == 200
    assert deliver(update("telegram_text"), "older").status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "telegram_group",
        "telegram_channel_post",
        "telegram_other_bot",
        "telegram_pinned",
        "telegram_blocked_us",
        "telegram_live_location_moves",
    ],
)
def test_T3_what_is_not_for_us_is_politely_left_alone(
    name: str, deliver: Deliver, inbox: Inbox
) -> None:
    before = counted("assistant_webhook_ignored_total")
    answer = deliver(update(name))
    assert (answer.status_code, answer.data) == (200, b"")
    assert inbox.taken == []
    assert counted("assistant_webhook_ignored_total") == before + 1


def test_T3_the_path_holds_no_secret(app: Flask, settings: Settings) -> None:
    token = settings.telegram_token.get_secret_value()
    assert all(token not in rule.rule for rule in app.url_map.iter_rules())


# --- T15 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"0",
        b'"x"',
        b"{",
        b"\xff\xfe\x00",
        b"NaN",
        b'{"update_id": NaN}',
        b'{"update_id": Infinity, "message": {}}',
        b'{"update_id": true, "message": {}}',
        b'{"update_id": 1.5, "message": {}}',
        b'{"update_id": "1", "message": {}}',
        b'{"update_id": 9223372036854775808, "message": {}}',
        b'{"update_id": 1, "message": null}',
        b'{"update_id": 1, "message": []}',
        b'{"update_id": 1, "message": {"chat": 5}}',
        b'{"update_id": 1, "message": {"chat": {"type": ["private"]}}}',
        b'{"update_id": 1, "callback_query": {"from": {"is_bot": false}, "id": {}}}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
)
def test_T15_a_malformed_update_is_refused_and_never_a_fault(
    body: bytes, deliver: Deliver, inbox: Inbox
) -> None:
    answer = deliver(body)
    assert (answer.status_code, answer.data) == (400, b"")
    assert inbox.taken == []


def test_T15_a_body_too_large_is_refused_unread(deliver: Deliver) -> None:
    assert deliver(b" " * 1_000_000).status_code == 413


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "\ud800", "\u202eevil", "e" + "\u0301" * 4000, "👍" * 2048, "{{7*7}}", "٣"],
)
def test_T15_hostile_text_is_taken_kindly(text: str, deliver: Deliver, inbox: Inbox) -> None:
    whole = json.loads(update("telegram_text"))
    whole["message"]["text"] = text
    assert deliver(json.dumps(whole).encode()).status_code == 200
    inbox.taken[0].text.encode()


SAMPLES = ["telegram_text", "telegram_photo", "telegram_document", "telegram_callback"]
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inner = dict(enumerate(value)) if isinstance(value, list) else value
    children = inner.items() if isinstance(inner, dict) else ()
    below = [place for key, child in children for place in places(child, (*path, key))]
    return [path, *below]


@hypothesis_settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.data())
def test_T15_whatever_stands_in_any_place_is_no_fault(
    deliver: Deliver, data: st.DataObject
) -> None:
    whole = json.loads(update(data.draw(st.sampled_from(SAMPLES))))
    place = data.draw(st.sampled_from(places(whole)[1:]))
    parent = whole
    for key in place[:-1]:
        parent = parent[key]
    if data.draw(st.booleans()):
        parent[place[-1]] = data.draw(junk)
    else:
        del parent[place[-1]]
    assert deliver(json.dumps(whole).encode()).status_code in (200, 400)


def test_T11_with_the_database_busy_telegram_is_asked_to_come_again(
    deliver: Deliver, app: Flask
) -> None:
    def take(inbound: Inbound) -> Taken:
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    house_with(app, take=take)
    answer = deliver(update("telegram_text"))
    assert (answer.status_code, answer.data) == (503, b"")
    assert answer.headers["Retry-After"]


def test_nothing_of_an_update_is_logged(
    deliver: Deliver, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(update("telegram_photo"))
    deliver(b'{"canary-diagnosis": 1}')
    shown = capsys.readouterr()
    for secret in ("canary", "700016", "facture", "Camille"):
        assert secret not in shown.out + shown.err
