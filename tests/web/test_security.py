"""What every page is protected by, whatever it shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Blueprint, Flask, request, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf

from assistant.web.security import largest_body, protect
from tests.conftest import BareSettings

HOME = "http://127.0.0.1:8000"


def an_app(**wished: Any) -> Flask:
    app = Flask("assistant", template_folder="web/templates", static_folder="web/static")
    settings = BareSettings(**{"secret_key": "demo-secret", **wished})
    guard = protect(app, settings)

    webhooks = Blueprint("hooks", __name__)
    webhooks.add_url_rule("/hook", view_func=lambda: "taken", methods=["POST"], endpoint="hook")
    guard.exempt(webhooks)
    app.register_blueprint(webhooks)

    chat = Blueprint("chat", __name__)
    chat.add_url_rule("/chat", view_func=lambda: "chat", endpoint="page")
    app.register_blueprint(chat)

    @app.get("/token")
    def token() -> str:
        session.permanent = True
        return str(generate_csrf())

    @app.post("/form")
    def form() -> str:
        return "done"

    @app.post("/json")
    def read_json() -> str:
        request.get_json()
        return "done"

    guard.exempt(read_json)

    @app.post("/upload")
    @largest_body(1024 * 1024)
    def upload() -> str:
        return str(len(request.get_data()))

    guard.exempt(upload)

    @app.get("/broken")
    def broken() -> str:
        raise ZeroDivisionError("camille@example.org has angina")

    return app


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    with an_app().test_client() as client:
        yield client


def a_token(client: FlaskClient) -> str:
    return client.get("/token").text


def test_T30_every_answer_carries_the_headers(client: FlaskClient) -> None:
    for path in ("/token", "/nowhere", "/static/base.css"):
        with client.get(path) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self' 'nonce-")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert "camera=()" in headers["Permissions-Policy"]


def test_T30_each_answer_has_a_nonce_of_its_own(client: FlaskClient) -> None:
    first, second = (client.get("/token").headers["Content-Security-Policy"] for _ in "ab")
    assert first != second


def test_pages_are_not_stored_by_browsers_and_static_files_may_be(client: FlaskClient) -> None:
    assert client.get("/token").headers["Cache-Control"] == "no-store"
    with client.get("/static/base.css") as answer:
        assert "no-store" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("wished", "framed_by"),
    [
        ({}, "'self'"),
        ({"frame_ancestors": "https://portal.example"}, "'self' https://portal.example"),
        ({"frame_ancestors": ""}, "'self'"),
    ],
)
def test_T30_only_the_chat_can_be_framed(wished: dict[str, str], framed_by: str) -> None:
    client = an_app(**wished).test_client()
    answer = client.get("/chat")
    assert answer.headers["Content-Security-Policy"].endswith(f"frame-ancestors {framed_by}")
    assert "X-Frame-Options" not in answer.headers
    assert client.get("/token").headers["Content-Security-Policy"].endswith("'none'")


def test_T30_production_frames_the_chat_only_where_the_operator_said() -> None:
    app = an_app(
        env="production",
        base_url="https://help.example",
        vault_key="k" * 44,
        smtp_url="smtp://mail",
        mail_from="a@help.example",
        secret_key="s" * 32,
        frame_ancestors="https://portal.example",
    )
    headers = app.test_client().get("/chat").headers
    assert headers["Content-Security-Policy"].endswith("frame-ancestors https://portal.example")
    assert headers["Strict-Transport-Security"].startswith("max-age=")


def test_T30_cookies_are_bound_to_our_host_over_https() -> None:
    client = an_app(base_url="https://help.example").test_client()
    cookie = client.get("/token", base_url="https://help.example").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie


def test_T30_a_form_needs_its_token(client: FlaskClient) -> None:
    assert client.post("/form").status_code == 400
    assert client.post("/form", data={"csrf_token": "guess"}).status_code == 400
    token = a_token(client)
    assert client.post("/form", data={"csrf_token": token}).text == "done"
    assert client.post("/form", headers={"X-CSRFToken": token}).text == "done"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": HOME}, 200),
        ({"Origin": "http://evil.example"}, 400),
        ({"Origin": "null"}, 400),
        ({"Origin": "http://127.0.0.1:8000.evil.example"}, 400),
        ({"Origin": "https://127.0.0.1:8000"}, 400),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_T30_a_form_of_another_site_is_refused_even_with_a_token(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    token = a_token(client)
    answer = client.post("/form", data={"csrf_token": token}, headers=headers)
    assert answer.status_code == status


def test_doors_of_machines_need_no_token(client: FlaskClient) -> None:
    assert client.post("/hook", headers={"Origin": "http://evil.example"}).text == "taken"


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"a": NaN}', '{"a": Infinity}', "{", b"\xff\xfe", ""]
)
def test_T15_json_that_cannot_be_read_is_bad_input(client: FlaskClient, body: str | bytes) -> None:
    answer = client.post("/json", data=body, content_type="application/json")
    assert answer.status_code == 400


def test_T15_a_body_too_big_is_refused_unless_the_view_takes_files(client: FlaskClient) -> None:
    big = b"x" * 300_000
    assert client.post("/json", data=big, content_type="application/json").status_code == 413
    assert client.post("/form", data={"a": "x" * 300_000}).status_code == 413
    assert client.post("/upload", data=big).text == "300000"
    assert client.post("/upload", data=b"x" * 1_100_000).status_code == 413


def test_an_error_page_speaks_both_languages(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert '<p lang="fr">Il n’y a pas de page ici.' in answer.text
    assert '<p lang="en">There is no page here.' in answer.text


def test_a_script_gets_its_error_as_json(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.get_json()["error"] == 404


def test_T32_a_failure_shows_and_logs_nothing_of_its_text(
    client: FlaskClient, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/broken", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    written = "".join(capsys.readouterr()) + caplog.text
    for said in (answer.text, written):
        assert "camille" not in said
        assert "angina" not in said
    assert "ZeroDivisionError" in written
    assert "ZeroDivisionError" not in answer.text


def test_the_allowed_methods_are_named(client: FlaskClient) -> None:
    answer = client.post("/token")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
