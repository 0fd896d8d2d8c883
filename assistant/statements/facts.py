"""The case of a statement: its facts in canonical form, and back to the rules' own nouns."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.decisions.kinds import INPUTS, LINE, MEMBER, ListOf, Reader, read_number
from assistant.decisions.reading import ReadCase, read_case
from assistant.decisions.writing import case_object
from assistant.rules.facts import Inputs, Member, changed
from assistant.rules.product import Product
from assistant.statements.canonical import exact

# Days that say who somebody is: kept only where the answer rests on them.
_OF_MEMBER, _OF_INPUTS = ("birth_date", "spouse_birth_date"), ("patient_birth_date",)


def stated_case(
    product: Product, question: str, ask: str | None, member: Member, inputs: Inputs
) -> dict[str, Any]:
    """The case as it stands in a statement, with no date of birth the answer does not need."""
    member, inputs = _only_needed(product, question, ask, member, inputs)
    return dict(exact(case_object(question, ask, member, inputs, product.code)))


def read_stated(case: Mapping[str, Any]) -> ReadCase:
    """The facts of a statement's case. Raises CaseError, or ValueError for a number that is none.

    The identifier is left empty: the statement has its own.
    """
    member = _with_numbers(case["member"], MEMBER)
    inputs = _with_numbers(case["inputs"], INPUTS)
    if "lines" in inputs:
        inputs["lines"] = [_with_numbers(line, LINE) for line in inputs["lines"]]
    return read_case({"id": "", **case, "member": member, "inputs": inputs})


def _only_needed(
    product: Product, question: str, ask: str | None, member: Member, inputs: Inputs
) -> tuple[Member, Inputs]:
    whole = product.decide(question, member, inputs, ask)
    for name in _OF_MEMBER:
        fewer = changed(member, **{name: None})
        if product.decide(question, fewer, inputs, ask) == whole:
            member = fewer
    for name in _OF_INPUTS:
        less = changed(inputs, **{name: None})
        if product.decide(question, member, less, ask) == whole:
            inputs = less
    return member, inputs


def _with_numbers(facts: Mapping[str, Any], readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Fractional numbers, which canonical JSON holds as text, as numbers again."""
    return {name: _number(value, readers.get(name), name) for name, value in facts.items()}


def _number(value: Any, reader: Reader | None, name: str) -> Any:
    if isinstance(reader, ListOf) and isinstance(value, list):
        return [_number(one, reader.read, name) for one in value]
    of_year = name.startswith("deductible_used_") and reader is None
    if isinstance(value, str) and (reader is read_number or of_year):
        try:
            return Decimal(value)
        except InvalidOperation:
            raise ValueError(name) from None
    return value
