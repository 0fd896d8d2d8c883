"""One case in, one object out: its decision, or the error that says which field is wrong."""

from __future__ import annotations

import logging
from typing import Any

from assistant.decisions.errors import CaseError
from assistant.decisions.reading import parse_line, read_case
from assistant.decisions.writing import decision_object
from assistant.rules.product import product

log = logging.getLogger(__name__)


def decide_object(data: object) -> dict[str, Any]:
    """The decision object of a case object; CaseError when the case is not well formed."""
    case = read_case(data)
    decision = product(case.product).decide(case.question, case.member, case.inputs, case.ask)
    return decision_object(case.id, decision)


def decide_line(text: str | bytes, line: int | None = None) -> dict[str, Any]:
    """The decision, or the error object, of a case in JSON; lines of JSON Lines count from 1."""
    data: object = None
    try:
        data = parse_line(text)
        return decide_object(data)
    except CaseError as error:
        return error_object(data, error, line)
    except Exception as failure:  # a fault of ours costs one line its answer, never the others
        # the class stands in the logger's name, never the facts; the error object names the line
        log.getChild(type(failure).__name__).error("decision_failed")
        return error_object(data, NOT_DECIDED, line)


NOT_DECIDED = CaseError(
    "internal", None, "a fault of the rules, not of the case: tell the operator"
)


def error_object(data: object, error: CaseError, line: int | None = None) -> dict[str, Any]:
    """The error object: the identifier of the case as far as it could be read."""
    identity = data.get("id") if isinstance(data, dict) else None
    found: dict[str, Any] = {"id": identity if isinstance(identity, str) else None}
    if line is not None:
        found["line"] = line
    return found | {"error": error.as_object()}
