"""Any known facts, in any company, on any question: a decision comes out, and never late."""

from __future__ import annotations

import datetime as dt
import json
import random
import typing
from decimal import Decimal
from typing import Any

import pytest

from assistant.decisions import kinds
from assistant.decisions.answering import decide_line
from assistant.rules.decision import Answer
from assistant.rules.facts import ONE_OF, Inputs, Line, Member
from assistant.rules.product import product
from assistant.rules.questions import QUESTIONS

PACK = product("ats_a4916")
_HINTS: dict[type, dict[str, Any]] = {
    kind: typing.get_type_hints(kind) for kind in (Member, Inputs, Line)
}
_SKIPPED = ("lines", "deductible_used_by_year")
_OWN: dict[str, list[Any]] = {
    "plan": [plan.code for plan in PACK.plans],
    "upgraded_from": [plan.code for plan in PACK.plans],
    "to": [plan.code for plan in PACK.plans],
    "product": ["ats_a4916", "ats_a4916", "welcare"],
    "act": list(PACK.acts),
    "cause": sorted(PACK.causes),
    "deductible": [0, 150, 300],
    "nationality": ["French", ["British", "FR"], "JP"],
    "documents": [["medical_prescription"], []],
    "entitlement_results": [["accepted"], ["refused", "accepted"]],
    "channels": [["photo", "post"], ["welcare_online"]],
    "bills": [[499.99, 500], [1000]],
    "prescriptions": [[8, 7]],
    "days_by_year": [{"2025": 12, "2026": 9}],
    "adaptation": ["2026-04-01"],
    "incidents": [0, 3],
}
_COUNTRIES = ["FR", "Spain", "US", "Germany", "JP", "Vietnam"]


def _value(chance: random.Random, name: str, hint: object) -> Any:
    if name in _OWN:
        return chance.choice(_OWN[name])
    if name.endswith("country"):
        return chance.choice(_COUNTRIES)
    if name in ONE_OF or name.endswith("zone"):
        return chance.choice(ONE_OF.get(name, ONE_OF["zone"]))
    kind = kinds.plain_type(hint)
    if kind is dt.date:
        return (dt.date(2024, 1, 1) + dt.timedelta(chance.randint(0, 1200))).isoformat()
    if kind is Decimal:
        return chance.choice([0, 1, 10.5, 999.99, 1000.01, 25000])
    if kind is bool:
        return chance.choice([True, False])
    return chance.randint(0, 31) if kind is int else "psychiatrist"


def _facts(chance: random.Random, kind: type, most: int) -> dict[str, Any]:
    hints = {name: hint for name, hint in _HINTS[kind].items() if name not in _SKIPPED}
    names = chance.sample(sorted(hints), chance.randint(0, min(most, len(hints))))
    return {name: _value(chance, name, hints[name]) for name in names}


def _case(chance: random.Random) -> dict[str, Any]:
    question = chance.choice(["reimbursement", *QUESTIONS])
    member, inputs = _facts(chance, Member, 16), _facts(chance, Inputs, 60)
    if chance.random() < 0.7:
        inputs = {"act": chance.choice(_OWN["act"]), "date": "2026-03-10", **inputs}
    elif chance.random() < 0.5:
        inputs.pop("act", None)
        inputs["lines"] = [{"act": "gp_consultation", **_facts(chance, Line, 8)} for _ in "ab"]
    asks = QUESTIONS[question].asks
    ask = chance.choice([None, *asks])
    return {"id": "any", "question": question, "ask": ask, "member": member, "inputs": inputs}


@pytest.mark.parametrize("seed", range(8))
def test_any_known_facts_are_decided_or_named_as_inconsistent(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        found = decide_line(json.dumps(_case(chance)), 1)
        if "error" in found:
            assert found["error"]["code"] == "inconsistent"
        else:
            assert found["answer"] in set(Answer)
            assert bool(found.get("missing")) == (found["answer"] == "depends")
