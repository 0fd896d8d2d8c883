"""Making a statement: what was asked, what the rules decide, what was said, signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from assistant.clock import legal_day
from assistant.decisions.writing import decision_object
from assistant.rules.facts import Inputs, Member
from assistant.rules.product import Product, product
from assistant.statements.canonical import canonical, exact
from assistant.statements.facts import read_stated, stated_case
from assistant.statements.keys import Keyring

FORMAT = "member-assistant statement 1"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """An answer as it was given: the facts put to the rules, and the words said to the member."""

    product: str
    question: str
    ask: str | None
    member: Member
    inputs: Inputs
    said: Sequence[str]
    language: str
    use_known_up_to: date | None = None  # the day of the record's figures, None: none entered
    before_deductible: bool = False  # the household's deductible was left out of the sum


def issue(keys: Keyring, answered: Answered, number: str, at: datetime) -> bytes:
    """The statement as the bytes of its file: canonical JSON, signed by the newest key."""
    statement = stated(answered, number, at)
    signature = keys.sign(canonical(statement))
    return canonical({"statement": statement, "signature": signature})


def stated(answered: Answered, number: str, at: datetime) -> dict[str, Any]:
    """What is signed."""
    pack = product(answered.product)
    case = stated_case(pack, answered.question, answered.ask, answered.member, answered.inputs)
    decision, edition = decided(pack, case)
    return {
        "format": FORMAT,
        "number": number,
        "issued_at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "language": answered.language,
        "product": {"code": pack.code, "name": pack.name, "number": pack.number},
        "contract_version": pack.contract_version,
        "edition": edition,
        "case": case,
        "decision": decision,
        "said": list(answered.said),
        "validity": {
            "day": legal_day(at).isoformat(),
            "use_known_up_to": _day(answered.use_known_up_to),
            "before_deductible": answered.before_deductible,
            "to_be_confirmed": decision["confirm"],
        },
    }


def decided(pack: Product, case: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The decision on a stated case in canonical form, and the edition it rests on."""
    read = read_stated(case)
    decision = pack.decide(read.question, read.member, read.inputs, read.ask)
    written = exact(decision_object(None, decision))
    del written["id"], written["contract_version"]  # the statement has its own
    return written, decision.edition


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
