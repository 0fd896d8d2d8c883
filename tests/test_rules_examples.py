"""The worked examples of the decision interface, key by key."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.decisions.reading import read_case
from assistant.decisions.writing import decision_object
from assistant.rules.product import product
from tests.rules.examples import worked_examples

EXAMPLES = worked_examples()


def decided(case: dict[str, Any]) -> dict[str, Any]:
    """The decision object of a case object."""
    read = read_case(case)
    pack = product(read.product)
    decision = pack.decide(read.question, read.member, read.inputs, read.ask)
    return decision_object(read.id, decision)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["case"]["id"])
def test_every_key_shown_by_an_example_is_decided_as_it_shows(example: dict[str, Any]) -> None:
    decision, expected = decided(example["case"]), example["decision"]
    shown = {key: decision.get(key) for key in expected}
    clauses = expected.get("clauses", [])
    assert decision["clauses"][: len(clauses)][:1] == clauses[:1]
    assert set(clauses) <= set(decision["clauses"])
    assert _without(shown, "clauses") == _without(expected, "clauses")


def _without(decision: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in decision.items() if name != key}


def test_there_are_thirty_examples() -> None:
    assert len(EXAMPLES) == 30


def test_the_first_example_cites_no_clause_but_its_own() -> None:
    assert decided(EXAMPLES[0]["case"])["clauses"] == EXAMPLES[0]["decision"]["clauses"]
