"""The points of the contracts that are not clear: each has its clauses and its way."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from assistant.clauses.answers import ANSWERS
from assistant.clauses.open_points import ambiguities, inconsistencies, unsettled
from assistant.clauses.register import register, stands
from assistant.dialogs import registry
from assistant.rules.product import product
from assistant.rules.readings import Settled

INVENTORY = (Path(__file__).parents[2] / "docs" / "contract" / "clauses.md").read_text()
STEPS = {f"{d.name}:{step.name}" for d in registry.DIALOGS for step in d.steps}
PACK = product("ats_a4916")


def test_all_63_ambiguities_have_their_entry() -> None:
    assert list(ambiguities()) == re.findall(r"^### (AMB-\d\d) ", INVENTORY, re.MULTILINE)
    assert len(ambiguities()) == 63


def test_all_50_inconsistencies_have_their_entry() -> None:
    assert list(inconsistencies()) == re.findall(r"^\| (INC-\d\d) \|", INVENTORY, re.MULTILINE)
    assert len(inconsistencies()) == 50


@pytest.mark.parametrize("table", [ambiguities, inconsistencies])
def test_each_names_clauses_that_exist_and_says_what_is_done(table: object) -> None:
    points = table()  # type: ignore[operator]
    for point in points.values():
        assert point.clauses, point.id
        assert set(point.clauses) <= set(register()), point.id
        assert len(point.deals) > 20, point.id


def test_the_clauses_of_an_ambiguity_are_those_of_the_inventory() -> None:
    named = dict(re.findall(r"^### (AMB-\d\d) [^\n]*\n- Clauses: ([^\n]*)", INVENTORY, re.M))
    for point in ambiguities().values():
        for clause in re.findall(r"(?:ATS|WEL)-[\w.-]*\w", named[point.id]):
            assert clause in point.clauses, point.id


def test_a_reading_is_held_by_something_that_exists() -> None:
    for point in ambiguities().values():
        kind, _colon, name = point.held_by.partition(":")
        if kind == "answer":
            assert name in ANSWERS, point.id
        elif name:
            assert point.held_by in STEPS, point.id
        else:
            assert any(stands(point.held_by, clause) for clause in point.clauses), point.id


def test_an_answer_that_turns_on_an_open_point_is_to_be_confirmed() -> None:
    assert unsettled("ATS-I-5.1-n", PACK)
    assert not unsettled("ATS-I-9.1-e", PACK)


def test_an_answer_that_holds_under_every_reading_is_not() -> None:
    assert not unsettled("ATS-I-2-j", PACK)


def test_a_point_the_insurer_settled_needs_no_confirmation() -> None:
    settled = PACK.with_settled(Settled("AMB-42", "answer", "the insurer", date(2026, 12, 1)))
    assert not unsettled("ATS-I-5.1-n", settled)


def test_the_other_product_has_no_administrator_to_confirm() -> None:
    welcare = product("welcare")
    assert [c for c in ANSWERS if c.startswith("WEL") and unsettled(c, welcare)] == []
