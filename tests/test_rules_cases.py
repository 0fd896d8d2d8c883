"""Every case of tests/rules/*.toml: answer, figures, clauses, and what is left open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import Example, decided, examples

EXAMPLES = examples()
_SETS = ("missing", "items", "missing_documents")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.name)
def test_the_case_is_decided_as_the_contract_says(example: Example) -> None:
    decision, expect = decided(example.case), dict(example.expect)
    clauses, other = expect.pop("clauses", []), expect.pop("other", {})
    assert {key: _value(decision, key) for key in expect} == {
        key: sorted(value) if key in _SETS else value for key, value in expect.items()
    }
    assert decision["clauses"][:1] == clauses[:1] or not clauses
    assert set(clauses) <= set(decision["clauses"])
    assert {one["id"]: one["other"] for one in decision["ambiguities"]} == other
    assert other == {} or decision["confirm"]


def _value(decision: dict[str, Any], key: str) -> Any:
    value = decision.get(key)
    return sorted(value) if key in _SETS and value is not None else value


def test_names_of_cases_are_unique() -> None:
    names = [one.name for one in EXAMPLES]
    assert len(names) == len(set(names))


def test_there_are_more_than_three_hundred_cases() -> None:
    assert len(EXAMPLES) > 300


def test_the_cases_show_every_plan_zone_and_base_scheme() -> None:
    members = [one.case["member"] for one in EXAMPLES]
    assert len({member.get("plan") for member in members} - {None}) == 6
    assert {member.get("zone") for member in members} >= {"A", "B", "C", "D"}
    assert {member.get("regime") for member in members} >= {"first_euro", "cfe", "secu"}
