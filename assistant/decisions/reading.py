"""From the flat facts of a case to the rules' own nouns; the first thing wrong is the error."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.decisions.errors import CaseError
from assistant.decisions.kinds import INPUTS, LINE, MEMBER, Reader, read_number
from assistant.rules.facts import Inputs, Line, Member
from assistant.rules.product import Product, product
from assistant.rules.questions import QUESTIONS

MOST_BYTES = 1 << 20
DEFAULT_PRODUCT = "ats_a4916"
_TOP = ("id", "question", "ask", "member", "inputs")
_USED_IN_YEAR = re.compile(r"deductible_used_([0-9]{4})_eur")


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A well-formed case: what is asked, by whom, with which facts."""

    id: str
    question: str
    ask: str | None
    product: str
    member: Member
    inputs: Inputs


def parse_line(text: str | bytes) -> object:
    """The JSON value of a line; numbers keep their digits. CaseError when it is none."""
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise CaseError("too_long", None, "a case holds at most 1 MiB")
    try:
        return _json(text if isinstance(text, str) else text.decode())
    except (ValueError, RecursionError):
        raise CaseError("not_json", None, "the line is not JSON") from None


def _json(text: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, InvalidOperation):
        # Perhaps only a number that no machine can hold: then its field is named, out of range.
        return json.loads(text, parse_float=_huge, parse_int=_huge)


def _huge(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Decimal("Infinity")


def read_case(data: object) -> ReadCase:
    """A case from its JSON object; CaseError names the first field that is wrong."""
    if not isinstance(data, dict):
        raise CaseError("not_an_object", None, "a case is a JSON object")
    identity = _identity(_required(data, "id"))
    question = _question(_required(data, "question"))
    ask = _ask(question, data.get("ask"))
    member = _member(_section(_required(data, "member"), "member"))
    inputs = _inputs(_section(_required(data, "inputs"), "inputs"))
    for name in data:
        if name not in _TOP:
            raise CaseError("unknown_field", name, "no such field", name)
    pack = product(member.product or DEFAULT_PRODUCT)
    _keep_to(pack, member, inputs)
    return ReadCase(identity, question, ask, pack.code, member, inputs)


def _keep_to(pack: Product, member: Member, inputs: Inputs) -> None:
    """Levels, acts and causes are those of the member's own product, where it has any."""
    plans = tuple(plan.code for plan in pack.plans)
    _own(plans, member.plan, "member.plan")
    _own(plans, member.upgraded_from, "member.upgraded_from")
    _own(plans, inputs.plan, "inputs.plan")
    _own(plans, inputs.to, "inputs.to")
    _keep_line_to(pack, inputs, "inputs")
    for index, line in enumerate(inputs.lines or ()):
        _keep_line_to(pack, line, f"inputs.lines[{index}]")


def _keep_line_to(pack: Product, line: Line, path: str) -> None:
    _own(pack.acts, line.act, f"{path}.act")
    _own(pack.causes, line.cause, f"{path}.cause")


def _own(known: Collection[str], value: str | None, path: str) -> None:
    if value is not None and known and value not in known:
        expected = tuple(sorted(known))
        raise CaseError("unknown_value", path, "not a value of this product", value, expected)


def _required(data: Mapping[str, object], name: str) -> object:
    if data.get(name) is None:
        raise CaseError("missing_field", name, "this field is required")
    return data[name]


def _identity(value: object) -> str:
    if not isinstance(value, str):
        raise CaseError("wrong_type", "id", "text is expected", value)
    return value


def _question(value: object) -> str:
    if not isinstance(value, str):
        raise CaseError("wrong_type", "question", "text is expected", value)
    if value not in QUESTIONS:
        raise CaseError("unknown_value", "question", "no such question", value, tuple(QUESTIONS))
    return value


def _ask(question: str, value: object) -> str | None:
    asks = QUESTIONS[question].asks
    if value is None:
        return None
    if not isinstance(value, str):
        raise CaseError("wrong_type", "ask", "text is expected", value)
    if value not in asks:
        raise CaseError("unknown_value", "ask", "no such aspect of this question", value, asks)
    return value


def _section(value: object, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise CaseError("wrong_type", path, "an object is expected", value)
    return value


def _member(data: Mapping[str, Any]) -> Member:
    facts: dict[str, Any] = {}
    for name, value in data.items():
        _read_into(facts, MEMBER, name, value, f"member.{name}")
        _check_order(facts, name, "joined", "terminated_on", "member")
    return Member(**facts)


def _inputs(data: Mapping[str, Any]) -> Inputs:
    facts: dict[str, Any] = {}
    for name, value in data.items():
        path = f"inputs.{name}"
        if name == "lines":
            facts["lines"] = _lines(value, path)
        elif not _used_in_year(facts, name, value, path):
            _read_into(facts, INPUTS, name, value, path)
        _check_order(facts, name, "date", "end_date", "inputs")
        if facts.get("lines") and facts.get("act"):
            raise CaseError("inconsistent", "inputs.lines", "either an act or lines, not both")
    for index, line in enumerate(facts.get("lines") or ()):
        dates = {"date": line.date or facts.get("date"), "end_date": line.end_date}
        _check_order(dates, "end_date", "date", "end_date", f"inputs.lines[{index}]")
    return Inputs(**facts)


def _lines(value: object, path: str) -> tuple[Line, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise CaseError("wrong_type", path, "a list is expected", value)
    return tuple(_line(one, f"{path}[{index}]") for index, one in enumerate(value)) or None


def _line(value: object, path: str) -> Line:
    facts: dict[str, Any] = {}
    for name, fact in _section(value, path).items():
        if not _used_in_year(facts, name, fact, f"{path}.{name}"):
            _read_into(facts, LINE, name, fact, f"{path}.{name}")
    return Line(**facts)


def _read_into(
    facts: dict[str, Any], readers: Mapping[str, Reader], name: str, value: object, path: str
) -> None:
    reader = readers.get(name)
    if reader is None:
        raise CaseError("unknown_field", path, "no such fact", name)
    if value is not None:
        facts[name] = reader(value, path)


def _used_in_year(facts: dict[str, Any], name: str, value: object, path: str) -> bool:
    """`deductible_used_2025_eur` and its like: one mapping of years."""
    match = _USED_IN_YEAR.fullmatch(name) if name.startswith("deductible_used_") else None
    if match is None:
        return False
    if value is not None:
        years = facts.setdefault("deductible_used_by_year", {})
        years[int(match[1])] = read_number(value, path)
    return True


def _check_order(facts: Mapping[str, Any], name: str, first: str, second: str, path: str) -> None:
    """An end before its start is reported at the end, whichever comes first in the object."""
    if name not in (first, second):
        return
    start, end = facts.get(first), facts.get(second)
    if start is not None and end is not None and end < start:
        raise CaseError("inconsistent", f"{path}.{second}", f"before {first}", str(end))
