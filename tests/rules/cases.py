"""Cases an examiner can read: one TOML file an article, facts and the decision expected.

A file may open with `[member]` and `[inputs]`: facts that every case of the file shares. A case
says `what` it shows, its own `member.*` and `inputs.*`, the `question` (silence: that of the file)
and what to `expect`. `expect.clauses` lists clauses the decision rests on, the deciding one first;
`expect.other` holds, point by point, what the other reading would change; without it no point of
the contract may be open in the case.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.decisions.reading import read_case
from assistant.decisions.writing import decision_object
from assistant.rules.product import product

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    """One case: its facts as the interface takes them, and the keys of the decision expected."""

    name: str
    case: dict[str, Any]
    expect: dict[str, Any]


def examples() -> list[Example]:
    """Every case of every file, in order."""
    return [one for path in sorted(FOLDER.glob("*.toml")) for one in _of_file(path)]


def _of_file(path: Path) -> list[Example]:
    with path.open("rb") as file:
        data = tomllib.load(file, parse_float=Decimal)
    return [_example(path.stem, data, entry) for entry in data["case"]]


def _example(stem: str, shared: dict[str, Any], entry: dict[str, Any]) -> Example:
    case = {
        "id": f"{stem}: {entry['what']}",
        "question": entry.get("question", shared.get("question")),
        "ask": entry.get("ask", shared.get("ask")),
        "member": {**shared.get("member", {}), **entry.get("member", {})},
        "inputs": {**shared.get("inputs", {}), **entry.get("inputs", {})},
    }
    return Example(str(case["id"]), _json(case), _json(entry["expect"]))


def _json(value: Any) -> Any:
    """The same value as JSON would hold it; an empty text stands for null."""
    if isinstance(value, dict):
        return {key: _json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_json(one) for one in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return None if value == "" else value


def decided(case: dict[str, Any]) -> dict[str, Any]:
    """The decision object of a case object, through the JSON the interface takes."""
    read = read_case(json.loads(json.dumps(case)))
    pack = product(read.product)
    decision = pack.decide(read.question, read.member, read.inputs, read.ask)
    return decision_object(read.id, decision)
