"""Whatever arrives, `assistant decide` answers each line once and never falls (G4)."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.decisions.kinds import INPUTS, MEMBER
from assistant.rules.questions import QUESTIONS
from tests.decisions.command import CASE, run_here

many = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))

CODES = {
    "not_json", "not_an_object", "missing_field", "unknown_field", "unknown_value", "wrong_type",
    "bad_date", "out_of_range", "inconsistent", "too_long",
}  # fmt: skip
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=8),
    st.dates().map(str),
    st.sampled_from(["confort", "FR", "France", "A", "family", "glasses", "photo", "2026-02-30"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
members = st.dictionaries(st.sampled_from([*MEMBER, "colour"]), values, max_size=5)
inputs = st.dictionaries(st.sampled_from([*INPUTS, "lines", "colour"]), values, max_size=6)
cases = st.fixed_dictionaries(
    {
        "id": st.text(max_size=10),
        "question": st.sampled_from(list(QUESTIONS)),
        "member": members,
        "inputs": inputs,
    }
)


def answered(data: bytes) -> list[dict[str, Any]]:
    """The answers, one to a line that is not blank, each a decision or a typed error."""
    ran = run_here(data)
    text = data.removeprefix(b"\xef\xbb\xbf")
    wanted = [n for n, line in enumerate(text.split(b"\n"), 1) if line.strip()]
    found = ran.answers
    assert len(found) == len(wanted)
    for number, one in zip(wanted, found, strict=True):
        if "error" in one:
            assert (one["line"], one["error"]["code"] in CODES) == (number, True)
            assert set(one["error"]) <= {"code", "path", "got", "expected", "message"}
        else:
            assert {"id", "answer", "clauses", "trace", "contract_version"} <= set(one)
    assert ran.status == int(any("error" in one for one in found))
    return found


@many
@given(st.binary(max_size=300))
def test_any_bytes_are_answered_line_by_line(data: bytes) -> None:
    answered(data)


@many
@given(st.lists(st.one_of(values, cases), max_size=4))
def test_any_json_is_answered_line_by_line(lines: list[Any]) -> None:
    found = answered(b"\n".join(json.dumps(one).encode() for one in lines))
    assert len(found) == len(lines)


@many
@given(cases)
def test_the_identifier_comes_back_whatever_the_facts(case: dict[str, Any]) -> None:
    assert answered(json.dumps(case).encode())[0]["id"] == case["id"]


@many
@given(st.integers(0, 200), st.binary(min_size=1, max_size=3))
def test_a_well_formed_line_with_some_bytes_spoilt_is_still_one_line(
    place: int, spoilt: bytes
) -> None:
    line = json.dumps(CASE).encode()
    data = line[:place] + spoilt.replace(b"\n", b" ") + line[place + len(spoilt) :]
    assert len(answered(data)) == 1


@many
@given(st.integers(1, 200_000))
def test_deep_nesting_is_an_error_and_not_a_fall(depth: int) -> None:
    found = answered(b"[" * depth + b"]" * depth)
    assert found[0]["error"]["code"] in ("not_json", "not_an_object")
    nested = f'{{"id": "deep", "question": {"[" * depth}{"]" * depth}}}'.encode()
    assert answered(nested)[0]["error"]["code"] in ("not_json", "wrong_type")
