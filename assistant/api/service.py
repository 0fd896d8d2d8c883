"""POST /api/v1/decisions, and what describes it (decisions.md 7, HTTP)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from flask.sansio.blueprints import BlueprintSetupState
from prometheus_client import Counter
from werkzeug.exceptions import RequestEntityTooLarge

from assistant.api.limits import Limits
from assistant.api.openapi import description
from assistant.api.tokens import holder_of
from assistant.decisions.answering import decide_line
from assistant.decisions.errors import CaseError
from assistant.decisions.reading import MOST_BYTES
from assistant.decisions.schema import case_schema
from assistant.decisions.schema_of_answers import decision_schema
from assistant.decisions.stream import answers, lines_of, written
from assistant.house import here

LARGEST_BODY = 4 * MOST_BYTES
MOST_LINES = 1000
JSON, JSON_LINES = "application/json", "application/x-ndjson"
STATUS = {"not_json": 400, "too_long": 413, "internal": 500}  # every other wrong case: 422

ASKED = Counter("assistant_api_requests_total", "Requests for decisions", ["status"])


class Refused(Exception):
    """A request that is not answered with decisions; always the error object, with its status."""

    def __init__(self, status: int, code: str, message: str, **headers: str) -> None:
        super().__init__(code)
        self.status = status
        self.error = CaseError(code, None, message)
        self.headers = headers


def blueprint() -> Blueprint:
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    api.register_error_handler(Refused, _refused)
    api.register_error_handler(RequestEntityTooLarge, _too_large)
    api.before_request(_bound_the_body)
    api.after_request(_counted)
    api.record_once(_open_limits)
    api.post("/decisions")(decisions)
    api.get("/openapi.json")(openapi)
    api.get("/schemas/case.json")(schema_of_case)
    api.get("/schemas/decision.json")(schema_of_decision)
    return api


def _open_limits(state: BlueprintSetupState) -> None:
    settings = state.app.extensions["assistant"].settings
    state.app.extensions["api_limits"] = Limits(settings.api_decisions_per_minute)


def decisions() -> Response:
    """One case, or one a line: the same objects as `assistant decide` takes and gives."""
    holder = _holder()
    if request.mimetype == JSON:
        return _one(holder)
    if request.mimetype == JSON_LINES:
        return _many(holder)
    raise Refused(415, "unsupported_type", f"send {JSON} or {JSON_LINES}")


def _one(holder: str) -> Response:
    _spend(holder, 1)
    answer = decide_line(request.get_data())
    status = STATUS.get(answer["error"]["code"], 422) if "error" in answer else 200
    return Response(written(answer), status, mimetype=JSON)


def _many(holder: str) -> Response:
    lines = list(lines_of(BytesIO(request.get_data())))
    count = sum(1 for line in lines if line.strip())
    if count > MOST_LINES:
        raise Refused(413, "too_long", f"at most {MOST_LINES} cases at once")
    _spend(holder, max(1, count))
    return Response(b"".join(map(written, answers(lines))), mimetype=JSON_LINES)


def openapi() -> Response:
    return jsonify(description(here().settings.base_url))


def schema_of_case() -> Response:
    return jsonify(case_schema())


def schema_of_decision() -> Response:
    return jsonify(decision_schema())


def _holder() -> str:
    """Who asks, by the bearer token. Raises Refused 401."""
    given = request.authorization
    if given is not None and given.type == "bearer" and given.token:
        holder = holder_of(here().settings.api_tokens_file, given.token)
        if holder is not None:
            return holder
    headers = {"WWW-Authenticate": "Bearer"}
    raise Refused(401, "not_authorised", "a valid bearer token is needed", **headers)


def _spend(holder: str, wanted: int) -> None:
    limits: Limits = current_app.extensions["api_limits"]
    wait = limits.spend(holder, wanted, here().clock.now())
    if wait:
        raise Refused(429, "too_many", "wait before you ask again", **{"Retry-After": str(wait)})


def _bound_the_body() -> None:
    request.max_content_length = LARGEST_BODY


def _refused(refused: Refused) -> tuple[dict[str, Any], int, dict[str, str]]:
    return {"id": None, "error": refused.error.as_object()}, refused.status, refused.headers


def _too_large(_error: RequestEntityTooLarge) -> tuple[dict[str, Any], int, dict[str, str]]:
    return _refused(Refused(413, "too_long", "a body holds at most 4 MiB, a case 1 MiB"))


def _counted(response: Response) -> Response:
    if request.endpoint == "api.decisions":
        ASKED.labels(str(response.status_code)).inc()
    return response
