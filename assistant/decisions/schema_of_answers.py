"""The JSON Schemas of what comes back: a decision, or the error that names the wrong field."""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Mapping
from decimal import Decimal

from assistant.decisions.kinds import plain_type
from assistant.decisions.schema import DATE, DIALECT, TEXT, TEXTS, Shape, or_null
from assistant.rules.decision import Answer, Decision
from assistant.rules.finding import STEPS
from assistant.rules.questions import QUESTIONS


def decision_schema() -> Shape:
    """A decision; figures that do not apply are left out."""
    return {
        "$schema": DIALECT,
        "title": "Decision",
        "type": "object",
        "required": [
            "id", "question", "ask", "answer", "reason", "clauses", "trace", "ambiguities",
            "confirm", "contract_version",
        ],
        "properties": {
            "id": {"type": ["string", "null"]},
            "question": {"enum": list(QUESTIONS)},
            "ask": {"enum": sorted({ask for one in QUESTIONS.values() for ask in one.asks})},
            "answer": {"enum": [str(answer) for answer in Answer]},
            "missing": {**TEXTS, "description": "paths of the facts without which it depends"},
            **_figures(),
            "reason": TEXT,
            "exclusion": TEXT,
            "clauses": {**TEXTS, "description": "the deciding clause first"},
            "trace": {"type": "array", "items": _STEP},
            "ambiguities": {"type": "array", "items": _AMBIGUITY},
            "confirm": {"type": "boolean"},
            "contract_version": TEXT,
        },
        "additionalProperties": False,
    }  # fmt: skip


def error_schema() -> Shape:
    """A case that is no well-formed case: the first field that is wrong."""
    return {
        "$schema": DIALECT,
        "title": "Error",
        "type": "object",
        "required": ["id", "error"],
        "properties": {
            "id": {"type": ["string", "null"]},
            "line": {"type": "integer", "minimum": 1, "description": "of JSON Lines"},
            "error": {
                "type": "object",
                "required": ["code", "path", "message"],
                "properties": {
                    "code": {"enum": list(ERROR_CODES)},
                    "path": {"type": ["string", "null"]},
                    "got": {"type": ["string", "number", "boolean"]},
                    "expected": {"type": "array"},
                    "message": TEXT,
                },
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
    }


ERROR_CODES = (
    "not_json", "not_an_object", "missing_field", "unknown_field", "unknown_value", "wrong_type",
    "bad_date", "out_of_range", "inconsistent", "too_long", "internal",
)  # fmt: skip
_STEP: Shape = {
    "type": "object",
    "required": ["step", "clause", "value"],
    "properties": {
        "step": {"enum": list(STEPS)},
        "clause": TEXT,
        "value": {"type": ["string", "number", "boolean", "null"]},
    },
    "additionalProperties": False,
}
_AMBIGUITY: Shape = {
    "type": "object",
    "required": ["id", "reading", "other"],
    "properties": {"id": TEXT, "reading": {"const": "adopted"}, "other": {"type": "object"}},
    "additionalProperties": False,
}
_LINE_OUTCOME: Shape = {
    "type": "object",
    "required": ["act", "answer", "guarantee_eur", "reason"],
    "properties": {
        "act": TEXT,
        "answer": {"enum": [str(answer) for answer in Answer]},
        "guarantee_eur": {"type": ["number", "null"]},
        "reason": TEXT,
    },
    "additionalProperties": False,
}

_NOT_FIGURES = frozenset(
    {
        "question", "ask", "answer", "product", "edition", "contract_version", "missing", "reason",
        "exclusion", "clauses", "article", "trace", "ambiguities", "confirm", "given",
    }
)  # fmt: skip
_BY_TYPE: Mapping[object, Shape] = {
    Decimal: {"type": "number"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    str: TEXT,
    dt.date: DATE,
}
_OWN: Mapping[str, Shape] = {
    "caps": {"type": "object", "additionalProperties": {"type": "number"}},
    "items": TEXTS,
    "missing_documents": TEXTS,
    "lines": {"type": "array", "items": _LINE_OUTCOME},
}


def _figures() -> dict[str, Shape]:
    """Every figure a decision may state; null states that there is none (no cap, no zone)."""
    hints = typing.get_type_hints(Decision)
    names = [name for name in hints if name not in _NOT_FIGURES]
    return {name: or_null(_OWN.get(name) or _BY_TYPE[plain_type(hints[name])]) for name in names}
