"""The published schemas say what the interface does: neither stricter nor looser."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from assistant.decisions.kinds import INPUTS, LINE, MEMBER
from assistant.decisions.schema import case_schema
from assistant.decisions.schema_of_answers import ERROR_CODES, decision_schema, error_schema
from tests.decisions.command import CASE, run_here, with_inputs, with_member
from tests.decisions.test_any_input import CODES, cases
from tests.rules.cases import examples

CASES = Draft202012Validator(case_schema())
DECISIONS = Draft202012Validator(decision_schema())
ERRORS = Draft202012Validator(error_schema())
# What a schema of single values cannot see: dates, countries and pairs that do not fit.
UNSEEN = {"bad_date", "inconsistent", "out_of_range", "unknown_value"}


def answer(case: object) -> dict[str, Any]:
    return run_here(json.dumps(case).encode()).answers[0]


def test_every_schema_is_one() -> None:
    for one in (CASES, DECISIONS, ERRORS):
        Draft202012Validator.check_schema(one.schema)


def test_every_fact_of_the_interface_is_described() -> None:
    described = case_schema()["properties"]
    assert set(described["member"]["properties"]) == set(MEMBER)
    assert set(described["inputs"]["properties"]) == {*INPUTS, "lines"}
    line = described["inputs"]["properties"]["lines"]["items"]
    assert set(line["properties"]) == set(LINE)


def test_enumerations_are_those_of_the_rules() -> None:
    described = case_schema()["properties"]
    assert "summum" in described["member"]["properties"]["plan"]["enum"]
    assert "glasses" in described["inputs"]["properties"]["act"]["enum"]
    assert "off_piste_ski" in described["inputs"]["properties"]["cause"]["enum"]


@pytest.mark.parametrize("example", examples(), ids=lambda one: one.name)
def test_every_case_of_the_rules_and_its_decision_fit_their_schemas(example: Any) -> None:
    case = {key: value for key, value in example.case.items() if value is not None}
    CASES.validate(case)
    DECISIONS.validate(answer(case))


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases)
def test_what_the_schema_refuses_gets_an_error_and_the_other_way_round(
    case: dict[str, Any],
) -> None:
    case = json.loads(json.dumps(case))
    found = answer(case)
    if "error" not in found:
        assert CASES.is_valid(case)
        DECISIONS.validate(found)
        return
    ERRORS.validate(found)
    assert not CASES.is_valid(case) or found["error"]["code"] in UNSEEN


@pytest.mark.parametrize(
    "wrong",
    [
        {**CASE, "id": 7},
        {**CASE, "extra": 1},
        {**CASE, "question": "weather"},
        {**CASE, "ask": "colour"},
        with_member(plan="gold"),
        with_member(deductible=100),
        with_member(joined="yesterday"),
        with_inputs(amount_eur="60"),
        with_inputs(amount_eur=-1),
        with_inputs(emergency=1),
        with_inputs(days=2.5),
        with_inputs(act=None, lines=[{"colour": "red"}]),
        with_inputs(deductible_used_2026_eur=-3),
        with_inputs(prescriptions=[{"weeks": 3}]),
    ],
)
def test_a_case_that_is_wrong_fits_neither_the_schema_nor_the_command(wrong: object) -> None:
    assert not CASES.is_valid(wrong)
    assert "error" in answer(wrong)


def test_the_error_codes_are_those_that_can_be_met() -> None:
    assert set(ERROR_CODES) == CODES | {"internal"}
