"""The JSON Schema of a case, generated from the typed facts and what reads them.

JSON Schema 2020-12. What one schema cannot say (an end before its start, an act beside lines) is
left to the typed errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.decisions import kinds
from assistant.decisions.kinds import INPUTS, LINE, MEMBER, ListOf, OneOf, Reader
from assistant.rules.questions import QUESTIONS

Shape = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DATE: Shape = {
    "type": "string",
    "format": "date",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}
NUMBER: Shape = {"type": "number", "minimum": 0, "maximum": int(kinds.MOST_EUROS)}
COUNT: Shape = {"type": "integer", "minimum": 0, "maximum": kinds.MOST_COUNT}
TEXT: Shape = {"type": "string"}
TEXTS: Shape = {"type": "array", "items": TEXT}
COUNTRY: Shape = {"type": "string", "description": "English short name, or ISO 3166 alpha-2 code"}

_BY_READER: Mapping[Any, Shape] = {
    kinds.read_date: DATE,
    kinds.read_bool: {"type": "boolean"},
    kinds.read_text: TEXT,
    kinds.read_number: NUMBER,
    kinds.read_count: COUNT,
    kinds.read_country: COUNTRY,
    kinds.read_nationalities: {"anyOf": [COUNTRY, {"type": "array", "items": COUNTRY}]},
    kinds.read_prescription: {
        "anyOf": [
            COUNT,
            {"type": "object", "required": ["sessions"], "properties": {"sessions": COUNT}},
        ]
    },
    kinds.read_years: {
        "type": "object",
        "patternProperties": {"^[0-9]{4}$": COUNT},
        "additionalProperties": False,
    },
    kinds.read_flag_or_date: {"anyOf": [{"type": "boolean"}, DATE]},
    kinds.read_adaptation: {"anyOf": [DATE, {"type": "integer", "minimum": 1900, "maximum": 9999}]},
    kinds.read_incidents: {"anyOf": [COUNT, {"type": "array"}]},
    kinds.read_anything: {},
}


def case_schema() -> Shape:
    """A case: what `assistant decide` and POST /api/v1/decisions take."""
    lines = {"type": "array", "items": _object(LINE)}
    return {
        "$schema": DIALECT,
        "title": "Case",
        "description": "One question about one member. A field that is null is absent.",
        "type": "object",
        "required": ["id", "question", "member", "inputs"],
        "properties": {
            "id": TEXT,
            "question": {"enum": list(QUESTIONS)},
            "ask": {"type": ["string", "null"]},
            "member": _object(MEMBER, years=False),
            "inputs": _object(INPUTS, lines=or_null(lines)),
        },
        "additionalProperties": False,
        "allOf": [_asks(name) for name in QUESTIONS],
    }


def _object(readers: Mapping[str, Reader], years: bool = True, **more: Shape) -> Shape:
    properties = {name: or_null(_shape(reader)) for name, reader in readers.items()}
    found: Shape = {"type": "object", "properties": {**properties, **more}}
    if years:
        found["patternProperties"] = {"^deductible_used_[0-9]{4}_eur$": or_null(NUMBER)}
    return {**found, "additionalProperties": False}


def _shape(reader: Any) -> Shape:
    if isinstance(reader, OneOf):
        return {"enum": list(reader.allowed)}
    if isinstance(reader, ListOf):
        return {"type": "array", "items": _shape(reader.read)}
    return _BY_READER[reader]


def or_null(shape: Shape) -> Shape:
    """The same, or null: null means absent."""
    if not shape:
        return shape
    if "enum" in shape:
        return {"enum": [*shape["enum"], None]}
    if "type" in shape:
        return {**shape, "type": [shape["type"], "null"]}
    return {"anyOf": [*shape["anyOf"], {"type": "null"}]}


def _asks(question: str) -> Shape:
    """The aspects of a question."""
    allowed = [*QUESTIONS[question].asks, None]
    return {
        "if": {"properties": {"question": {"const": question}}, "required": ["question"]},
        "then": {"properties": {"ask": {"enum": allowed}}},
    }
