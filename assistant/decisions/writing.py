"""From a decision to its JSON object: keys in one order, amounts as plain numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assistant.rules.decision import Ambiguity, Answer, Decision, LineOutcome, TraceStep


def decision_object(case_id: str | None, decision: Decision) -> dict[str, Any]:
    """The decision as the interface gives it."""
    written: dict[str, Any] = {
        "id": case_id,
        "question": decision.question,
        "ask": decision.ask,
        "answer": str(decision.answer),
    }
    if decision.answer == Answer.DEPENDS:
        written["missing"] = list(decision.missing)
    written |= {name: _plain(value) for name, value in decision.figures().items()}
    written["reason"] = decision.reason
    if decision.exclusion is not None:
        written["exclusion"] = decision.exclusion
    return written | {
        "clauses": list(decision.clauses),
        "trace": [_step(one) for one in decision.trace],
        "ambiguities": [_ambiguity(one) for one in decision.ambiguities],
        "confirm": decision.confirm,
        "contract_version": decision.contract_version,
    }


def _plain(value: object) -> Any:
    if isinstance(value, (bool, int, type(None))):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, LineOutcome):
        return _line(value)
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value)


def _line(line: LineOutcome) -> dict[str, Any]:
    return {
        "act": line.act,
        "answer": str(line.answer),
        "guarantee_eur": _plain(line.guarantee_eur),
        "reason": line.reason,
    }


def _step(step: TraceStep) -> dict[str, Any]:
    return {"step": step.step, "clause": step.clause, "value": _plain(step.value)}


def _ambiguity(point: Ambiguity) -> dict[str, Any]:
    other = {name: _plain(value) for name, value in point.other.items()}
    return {"id": point.id, "reading": point.reading, "other": other}
