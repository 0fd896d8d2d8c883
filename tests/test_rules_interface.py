"""The JSON interface of the rules: well-formed cases, and one typed error for the others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.decisions.answering import decide_line
from assistant.decisions.errors import CaseError
from assistant.decisions.reading import MOST_BYTES, read_case

CASE: dict[str, Any] = {
    "id": "x7",
    "question": "reimbursement",
    "member": {"plan": "confort", "country": "France", "joined": "2022-09-12"},
    "inputs": {"act": "gp_consultation", "date": "2026-03-10", "amount_eur": 60},
}


def with_inputs(**facts: Any) -> dict[str, Any]:
    return {**CASE, "inputs": {**CASE["inputs"], **facts}}


def with_member(**facts: Any) -> dict[str, Any]:
    return {**CASE, "member": {**CASE["member"], **facts}}


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in CASE.items() if key != name}


WRONG: list[tuple[object, str, str | None]] = [
    ([], "not_an_object", None),
    (without("id"), "missing_field", "id"),
    (without("question"), "missing_field", "question"),
    (without("member"), "missing_field", "member"),
    ({**CASE, "inputs": None}, "missing_field", "inputs"),
    ({**CASE, "id": 7}, "wrong_type", "id"),
    ({**CASE, "question": "weather"}, "unknown_value", "question"),
    ({**CASE, "ask": "colour"}, "unknown_value", "ask"),
    ({**CASE, "extra": 1}, "unknown_field", "extra"),
    ({**CASE, "member": []}, "wrong_type", "member"),
    (with_member(plan="gold"), "unknown_value", "member.plan"),
    (with_member(deductible=100), "unknown_value", "member.deductible"),
    (with_member(deductible="150"), "wrong_type", "member.deductible"),
    (with_member(colour="red"), "unknown_field", "member.colour"),
    (with_member(country="Atlantis"), "unknown_value", "member.country"),
    (with_member(joined=20220912), "wrong_type", "member.joined"),
    (with_member(terminated_on="2020-01-01"), "inconsistent", "member.terminated_on"),
    (with_inputs(date="2026-02-30"), "bad_date", "inputs.date"),
    (with_inputs(date="10/03/2026"), "bad_date", "inputs.date"),
    (with_inputs(date="20260310"), "bad_date", "inputs.date"),
    (with_inputs(date="9999-12-31"), "out_of_range", "inputs.date"),
    (with_inputs(days=10**9), "out_of_range", "inputs.days"),
    (with_inputs(end_date="2026-03-09"), "inconsistent", "inputs.end_date"),
    (with_inputs(amount_eur="60"), "wrong_type", "inputs.amount_eur"),
    (with_inputs(amount_eur=True), "wrong_type", "inputs.amount_eur"),
    (with_inputs(amount_eur=-1), "out_of_range", "inputs.amount_eur"),
    (with_inputs(amount_eur=float("nan")), "out_of_range", "inputs.amount_eur"),
    (with_inputs(amount_eur=1e300), "out_of_range", "inputs.amount_eur"),
    (with_inputs(days=-2), "out_of_range", "inputs.days"),
    (with_inputs(days=2.5), "wrong_type", "inputs.days"),
    (with_inputs(emergency=1), "wrong_type", "inputs.emergency"),
    (with_inputs(cause="bad luck"), "unknown_value", "inputs.cause"),
    (with_inputs(lines=[{"act": "glasses"}]), "inconsistent", "inputs.lines"),
    (with_inputs(act=None, lines=[{"act": "glasses"}, {"act": "x"}]), "unknown_value",
     "inputs.lines[1].act"),
    (with_inputs(act=None, lines=[{"colour": "red"}]), "unknown_field", "inputs.lines[0].colour"),
    (with_inputs(days_by_year={"2026": "3"}), "wrong_type", "inputs.days_by_year.2026"),
    (with_inputs(deductible_used_2026_eur=-3), "out_of_range", "inputs.deductible_used_2026_eur"),
    (with_inputs(documents=["selfie"]), "unknown_value", "inputs.documents[0]"),
    (with_inputs(nationality="Martian"), "unknown_value", "inputs.nationality"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "code", "path"), WRONG)
def test_the_first_wrong_field_is_named_with_its_path(
    case: object, code: str, path: str | None
) -> None:
    with pytest.raises(CaseError) as caught:
        read_case(case)
    assert (caught.value.code, caught.value.path) == (code, path)


def test_an_error_of_the_member_comes_before_one_of_the_inputs() -> None:
    case = {**with_member(plan="gold"), "inputs": {"date": "never"}}
    with pytest.raises(CaseError) as caught:
        read_case(case)
    assert caught.value.path == "member.plan"


def test_an_error_object_holds_id_line_code_path_got_and_message() -> None:
    found = decide_line(json.dumps(with_inputs(date="2026-02-30")), 3)
    assert found == {
        "id": "x7",
        "line": 3,
        "error": {
            "code": "bad_date",
            "path": "inputs.date",
            "got": "2026-02-30",
            "message": "not a calendar date",
        },
    }


def test_a_short_enumeration_is_listed() -> None:
    found = decide_line(json.dumps(with_member(deductible=100)), 1)
    assert found["error"]["expected"] == [0, 150, 300]


@pytest.mark.parametrize("text", ["{", "", "nonsense", "[1", '{"id": 1,}'])
def test_a_line_that_is_not_json_has_no_identifier(text: str) -> None:
    found = decide_line(text, 1)
    assert (found["id"], found["error"]["code"]) == (None, "not_json")


def test_a_line_above_one_mebibyte_is_too_long() -> None:
    text = json.dumps({**CASE, "id": "x" * MOST_BYTES})
    assert decide_line(text, 1)["error"]["code"] == "too_long"


def test_null_means_absent() -> None:
    nothing = dict.fromkeys(("country", "cfe_paid_eur", "lines", "days_by_year"), None)
    assert read_case(with_inputs(**nothing)) == read_case(CASE)


def test_countries_are_read_by_name_or_code() -> None:
    assert read_case(with_inputs(country="United Arab Emirates")).inputs.country == "AE"
    assert read_case(with_inputs(country="Côte d’Ivoire")).inputs.country == "CI"
    assert read_case(with_inputs(country="GB")).inputs.country == "GB"


def test_nationalities_are_countries_adjectives_or_lists() -> None:
    assert read_case(with_inputs(nationality="French")).inputs.nationality == ("FR",)
    both = read_case(with_inputs(nationality=["British", "Japan"])).inputs.nationality
    assert both == ("GB", "JP")


def test_any_known_fact_is_accepted_on_any_question() -> None:
    case = {**with_inputs(sale="doorstep", channel="photo"), "question": "zone_of_country"}
    assert decide_line(json.dumps(case), 1)["answer"] == "value"


def test_amounts_are_plain_numbers() -> None:
    found = decide_line(json.dumps(with_inputs(amount_eur=60.10)), 1)
    assert found["reimbursed_eur"] == 60.1
    assert isinstance(decide_line(json.dumps(CASE), 1)["reimbursed_eur"], int)


def test_a_decision_has_its_keys_in_one_order() -> None:
    keys = list(decide_line(json.dumps(CASE), 1))
    assert keys[:4] == ["id", "question", "ask", "answer"]
    assert keys[-5:] == ["clauses", "trace", "ambiguities", "confirm", "contract_version"]
