"""Decisions, and cases, as the JSON objects of the interface: keys in one order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assistant.rules.decision import Ambiguity, Answer, Decision, LineOutcome, TraceStep
from assistant.rules.facts import Inputs, Line, Member


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


def case_object(
    question: str, ask: str | None, member: Member, inputs: Inputs, product: str | None = None
) -> dict[str, Any]:
    """A case as the interface takes it, without identifier; amounts stay decimals.

    `reading.read_case` gives the same facts back, once the amounts are JSON numbers.
    """
    facts = _facts(member)
    if product is not None:
        facts["product"] = product
    return {"question": question, "ask": ask, "member": facts, "inputs": _facts(inputs)}


def _facts(facts: Member | Line) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in type(facts).__dataclass_fields__:
        value = getattr(facts, name)
        if name == "deductible_used_by_year":
            found |= {f"deductible_used_{year}_eur": used for year, used in (value or {}).items()}
        elif value is not None:
            found[name] = _fact(value)
    return found


def _fact(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Line):
        return _facts(value)
    if isinstance(value, Mapping):
        return {str(name): one for name, one in value.items()}
    if isinstance(value, tuple):
        return [_fact(one) for one in value]
    return value


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
