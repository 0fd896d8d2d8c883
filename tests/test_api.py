"""Decisions over HTTP: tokens, both content types, every status, and what is published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from assistant.__main__ import main
from assistant.api import service
from assistant.api.tokens import add_token, holder_of, remove_token
from assistant.app import create_app
from assistant.clock import FixedClock
from assistant.decisions.reading import MOST_BYTES
from assistant.settings import Settings
from assistant.store import schema as tables
from assistant.store.engine import connect
from tests.decisions.command import CASE, jsonl, with_inputs
from tests.rules.examples import worked_examples

PATH = "/api/v1/decisions"
JSON, LINES = "application/json", "application/x-ndjson"


@pytest.fixture
def token(settings: Settings) -> str:
    return add_token(settings.api_tokens_file, "partner", date(2026, 3, 14))


@pytest.fixture
def client(settings: Settings, clock: FixedClock, token: str) -> Iterator[FlaskClient]:
    """The whole application, asked by a program that holds a token."""
    engine = connect(settings.database)
    tables.metadata.create_all(engine)
    engine.dispose()
    app = create_app(settings, clock=clock)
    with app.test_client() as client:
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        yield client
    app.extensions["assistant"].engine.dispose()


def post(client: FlaskClient, data: object, kind: str = JSON, **more: Any) -> TestResponse:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return client.post(PATH, data=body, content_type=kind, **more)


# --- answers --------------------------------------------------------------------------------------


def test_one_case_is_answered_with_its_decision(client: FlaskClient) -> None:
    answer = post(client, CASE)
    assert (answer.status_code, answer.mimetype) == (200, JSON)
    assert (answer.json or {})["reimbursed_eur"] == 60
    assert (answer.json or {})["id"] == CASE["id"]


def test_cases_by_the_line_are_answered_in_order_with_errors_in_place(client: FlaskClient) -> None:
    answer = post(client, jsonl(CASE) + b"\n{oops\n" + jsonl(CASE), LINES)
    assert (answer.status_code, answer.mimetype) == (200, LINES)
    found = [json.loads(line) for line in answer.data.splitlines()]
    assert [one.get("answer") for one in found] == ["covered", None, "covered"]
    assert (found[1]["line"], found[1]["error"]["code"]) == (3, "not_json")


def test_every_worked_example_is_decided_as_by_the_command(client: FlaskClient) -> None:
    for example in worked_examples():
        answer = post(client, example["case"]).json or {}
        expected = {k: v for k, v in example["decision"].items() if k != "clauses"}
        assert {key: answer.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{oops", 400, "not_json"),
        (b"", 400, "not_json"),
        (b"\xff\xfe", 400, "not_json"),
        (b"[1]", 422, "not_an_object"),
        (json.dumps(with_inputs(date="2026-02-30")).encode(), 422, "bad_date"),
        (json.dumps({**CASE, "id": "x" * MOST_BYTES}).encode(), 413, "too_long"),
        (b" " * (4 * MOST_BYTES + 1), 413, "too_long"),
    ],
)
def test_a_case_that_cannot_be_decided_gets_its_status_and_the_error_object(
    client: FlaskClient, body: bytes, status: int, code: str
) -> None:
    answer = post(client, body)
    assert (answer.status_code, answer.mimetype) == (status, JSON)
    assert (answer.json or {})["error"]["code"] == code
    assert "line" not in (answer.json or {})


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(client: FlaskClient, kind: str) -> None:
    answer = post(client, CASE, kind)
    assert answer.status_code == 415
    assert (answer.json or {})["error"]["code"] == "unsupported_type"


def test_a_content_type_may_name_its_letters(client: FlaskClient) -> None:
    assert post(client, CASE, "application/json; charset=utf-8").status_code == 200


def test_at_most_a_thousand_cases_at_once(client: FlaskClient) -> None:
    most = service.MOST_LINES
    assert post(client, b"{}\n" * most, LINES).status_code == 200
    assert post(client, b"{}\n" * (most + 1), LINES).status_code == 413


# --- tokens ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic cGFydG5lcjp4", "Bearer é", "mat_x"]
)
def test_without_a_valid_token_nothing_is_decided(client: FlaskClient, given: str) -> None:
    headers = {"Authorization": given.encode().decode("latin-1")}
    answer = post(client, CASE, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert (answer.json or {})["error"]["code"] == "not_authorised"


def test_a_token_that_is_removed_ends_at_once(client: FlaskClient, settings: Settings) -> None:
    assert post(client, CASE).status_code == 200
    assert remove_token(settings.api_tokens_file, "partner")
    assert post(client, CASE).status_code == 401


def test_a_token_is_kept_as_a_digest_in_a_file_of_its_owner(settings: Settings, token: str) -> None:
    file = settings.api_tokens_file
    assert token not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert holder_of(file, token) == "partner"
    assert holder_of(file, token[:-1]) is None


def test_a_damaged_token_file_lets_nobody_in(client: FlaskClient, settings: Settings) -> None:
    for damage in ("{", "[]", '{"partner": 1}', '{"partner": {}}'):
        settings.api_tokens_file.write_text(damage)
        assert post(client, CASE).status_code == 401, damage


def test_tokens_are_added_listed_and_removed_by_the_operator(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr("assistant.secrets_file.load_settings", lambda: settings)
    made = CliRunner().invoke(main, ["token", "add", "portal"])
    assert (made.exit_code, holder_of(settings.api_tokens_file, made.stdout.strip())) == (
        0,
        "portal",
    )
    assert CliRunner().invoke(main, ["token", "add", "portal"]).exit_code == 1
    assert CliRunner().invoke(main, ["token", "add", "Not A Name"]).exit_code == 2
    assert CliRunner().invoke(main, ["token", "list"]).output.startswith("portal  ")
    assert CliRunner().invoke(main, ["token", "remove", "portal"]).exit_code == 0
    assert CliRunner().invoke(main, ["token", "remove", "portal"]).exit_code == 1


def test_T32_neither_token_nor_facts_are_logged(
    client: FlaskClient, token: str, capfd: pytest.CaptureFixture[str]
) -> None:
    post(client, {**CASE, "id": "CANARY-id"})
    post(client, with_inputs(cause="CANARY-cause"))
    post(client, CASE, headers={"Authorization": "Bearer CANARY-token"})
    logged = "".join(capfd.readouterr())
    assert "CANARY" not in logged
    assert token not in logged


def test_T38_a_holder_who_asks_too_much_is_told_how_long_to_wait(
    client: FlaskClient, clock: FixedClock, settings: Settings
) -> None:
    batch = b"{}\n" * service.MOST_LINES
    for _minute in range(settings.api_decisions_per_minute // service.MOST_LINES):
        assert post(client, batch, LINES).status_code == 200
    refused = post(client, CASE)
    assert (refused.status_code, (refused.json or {})["error"]["code"]) == (429, "too_many")
    clock.move(timedelta(seconds=int(refused.headers["Retry-After"])))
    assert post(client, CASE).status_code == 200
    assert post(client, batch, LINES).headers["Retry-After"] == "10"


# --- what is published ----------------------------------------------------------------------------


def test_the_schemas_and_the_description_are_open_to_everyone(client: FlaskClient) -> None:
    client.environ_base.pop("HTTP_AUTHORIZATION")
    for path in ("openapi.json", "schemas/case.json", "schemas/decision.json"):
        answer = client.get(f"/api/v1/{path}")
        assert (answer.status_code, answer.mimetype) == (200, JSON)


def test_the_description_names_every_route_and_status(client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json").json or {}
    served = {
        str(rule)
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and not str(rule).endswith("openapi.json")
    }
    assert set(described["paths"]) == served
    answers = described["paths"][PATH]["post"]["responses"]
    assert set(answers) == {"200", "400", "401", "413", "415", "422", "429"}


@pytest.mark.parametrize("name", ["Case", "Decision", "Error"])
def test_the_schemas_of_the_description_are_schemas(client: FlaskClient, name: str) -> None:
    described = client.get("/api/v1/openapi.json").json or {}
    Draft202012Validator.check_schema(described["components"]["schemas"][name])


def test_answers_hold_to_the_published_schemas(client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json").json or {}
    schemas = {n: Draft202012Validator(s) for n, s in described["components"]["schemas"].items()}
    for example in worked_examples():
        schemas["Case"].validate(example["case"])
        schemas["Decision"].validate(post(client, example["case"]).json)
    for wrong in (b"{", b"[]", json.dumps(with_inputs(act="x")).encode()):
        schemas["Error"].validate(post(client, wrong).json)
    schemas["Error"].validate(post(client, CASE, "text/plain").json)


# --- whatever arrives -----------------------------------------------------------------------------

bodies = st.one_of(st.binary(max_size=200), st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=8), inner), max_leaves=8,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
kinds = st.sampled_from([JSON, LINES, "text/html", "application/json;charset=x", "", "é"])


@bounded(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"]),
    path=st.sampled_from([PATH, f"{PATH}/x", "/api/v1/openapi.json", "/api/v1/schemas/x", "/api"]),
    body=bodies,
    kind=kinds,
    authorised=st.booleans(),
)
def test_G4_no_request_is_answered_with_a_fault_of_ours(
    client: FlaskClient, clock: FixedClock, method: str, path: str, body: bytes, kind: str,
    authorised: bool,
) -> None:  # fmt: skip
    clock.move(timedelta(minutes=1))
    headers = {} if authorised else {"Authorization": "Bearer nobody"}
    answer = client.open(path, method=method, data=body, content_type=kind, headers=headers)
    assert answer.status_code < 500
    if path == PATH and method == "POST":
        assert answer.status_code in (200, 400, 401, 413, 415, 422)
        assert (answer.status_code == 401) == (not authorised)
