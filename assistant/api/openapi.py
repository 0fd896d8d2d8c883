"""The OpenAPI description of the decision interface, made of the same schemas it is held to."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from assistant.decisions.schema import case_schema
from assistant.decisions.schema_of_answers import ERROR_CODES, decision_schema, error_schema

HTTP_CODES = ("not_authorised", "unsupported_type", "too_many")


def description(base_url: str) -> dict[str, Any]:
    """OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Decisions of the member assistant",
            "version": version("member-assistant"),
            "description": "One case in, one decision out: what a contract pays, allows or dates,"
            " with the clauses and the computation. Nothing that is sent is kept.",
        },
        "servers": [{"url": base_url}],
        "security": [{"token": []}],
        "paths": {
            "/api/v1/decisions": {"post": _decisions()},
            "/api/v1/schemas/case.json": {"get": _public("JSON Schema of a case")},
            "/api/v1/schemas/decision.json": {"get": _public("JSON Schema of a decision")},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Case": case_schema(),
                "Decision": decision_schema(),
                "Error": _any_error(),
            },
        },
    }


def _decisions() -> dict[str, Any]:
    return {
        "operationId": "decide",
        "summary": "Decide one case, or one a line",
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": _ref("Case")},
                "application/x-ndjson": {"schema": {"type": "string"}},
            },
        },
        "responses": {
            "200": {
                "description": "The decision; of JSON Lines one object a line, errors in place",
                "content": {
                    "application/json": {"schema": _ref("Decision")},
                    "application/x-ndjson": {"schema": {"type": "string"}},
                },
            },
            "400": _error("not JSON"),
            "401": _error("no valid token"),
            "413": _error("a case above 1 MiB, a body above 4 MiB, or more than 1,000 cases"),
            "415": _error("neither JSON nor JSON Lines"),
            "422": _error("not a well-formed case: the first field that is wrong"),
            "429": _error("too many decisions: Retry-After says how many seconds to wait"),
        },
    }


def _public(summary: str) -> dict[str, Any]:
    return {
        "summary": summary,
        "security": [],
        "responses": {"200": {"description": summary, "content": {"application/json": {}}}},
    }


def _any_error() -> dict[str, Any]:
    found = error_schema()
    found["properties"]["error"]["properties"]["code"] = {"enum": [*ERROR_CODES, *HTTP_CODES]}
    return found


def _error(text: str) -> dict[str, Any]:
    return {"description": text, "content": {"application/json": {"schema": _ref("Error")}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
