"""The clause register: all 520 clauses, each in one place, and the page made from it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.clauses import register as module
from assistant.clauses.answers import ANSWERS
from assistant.clauses.commands import commands
from assistant.clauses.register import KINDS, MOST_STAFF, Entry, problems, register, stands
from assistant.clauses.report import PAGE, page, shown_by
from assistant.dialogs import registry

ROOT = Path(__file__).parents[2]
CLAUSE = re.compile(r"^\| ((?:WEL|ATS)-\S+) \|", re.MULTILINE)
IDS = CLAUSE.findall((ROOT / "docs" / "contract" / "clauses.md").read_text())
DIALOGS = {
    *registry.BY_NAME,
    *(f"{dialog.name}:{step.name}" for dialog in registry.DIALOGS for step in dialog.steps),
}


def with_entries(monkeypatch: pytest.MonkeyPatch, *entries: Entry, without: str = "") -> list[str]:
    """What is found wrong with the register when these entries stand in it instead."""
    changed = {**register(), **{entry.clause: entry for entry in entries}}
    changed.pop(without, None)
    monkeypatch.setattr(module, "register", lambda: changed)
    return list(problems(IDS, DIALOGS))


def test_the_documents_have_520_clauses() -> None:
    assert len(IDS) == len(set(IDS)) == 520


def test_every_clause_of_the_documents_is_mapped_and_no_other() -> None:
    assert list(problems(IDS, DIALOGS)) == []
    assert list(register()) == IDS


def test_a_clause_has_one_place() -> None:
    for entry in register().values():
        assert entry.kind in KINDS
        assert not entry.staff or entry.kind == "staff"


def test_few_clauses_end_at_staff_and_each_says_why() -> None:
    staff = [entry for entry in register().values() if entry.kind == "staff"]
    assert len(staff) <= MOST_STAFF
    assert all(len(entry.staff) > 20 for entry in staff)


def test_an_unmapped_clause_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = with_entries(monkeypatch, without="WEL-8-a")
    assert "WEL-8-a: not in the register" in wrong
    assert "WEL-8-a: an answer that no clause has" in wrong


def test_an_unknown_clause_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    stray = Entry(clause="ATS-IV-1-a", product="ats_a4916", answer="ATS-I-3-a")
    assert "ATS-IV-1-a: no such clause" in with_entries(monkeypatch, stray)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rule": "ats_a4916.eligibility._age"}, "does not exist, or does not cite it"),
        ({"rule": "ats_a4916.eligibility.nothing"}, "does not exist, or does not cite it"),
        ({"rule": "receipt:nothing"}, "does not exist, or does not cite it"),
        ({"answer": "ATS-I-99-z"}, "no answer ATS-I-99-z"),
        ({"guide": "nothing"}, "no dialog nothing"),
        ({"staff": "because it is easier"}, "staff beside a rule"),
        ({"rule": "", "answer": "", "guide": ""}, "mapped to nothing"),
    ],
)
def test_a_wrong_entry_is_found(
    change: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = replace(register()["WEL-3-g"], **change)
    assert any(line.endswith(said) for line in with_entries(monkeypatch, entry))


def test_too_many_clauses_at_staff_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    easy = [
        Entry(clause=clause, product="ats_a4916", staff="someone will look at it")
        for clause in IDS[100 : 100 + MOST_STAFF + 1]
    ]
    assert any("may" in line for line in with_entries(monkeypatch, *easy))


def test_a_rule_is_a_function_that_cites_the_clause_or_a_file_of_values() -> None:
    assert stands("welcare.intake._amounts", "WEL-3-g")
    assert not stands("welcare.intake._amounts", "WEL-3-h")
    assert stands("ats_a4916/impatries/values.toml", "ATS-I-4.3-f")
    assert not stands("ats_a4916/impatries/values.toml", "ATS-I-1-a")


def test_a_clause_of_one_product_is_never_answered_by_another() -> None:
    for entry in register().values():
        assert entry.clause[:3] == ("WEL" if entry.product == "welcare" else "ATS")
        assert not entry.answer or entry.answer[:3] == entry.clause[:3]
        assert not entry.rule or not entry.rule.startswith(
            "ats_a4916" if entry.product == "welcare" else "welcare"
        )


def test_what_the_inventory_calls_answer_has_an_answer() -> None:
    lines = (ROOT / "docs" / "contract" / "clauses.md").read_text().splitlines()
    asked = [CLAUSE.match(line) for line in lines if re.search(r"\| answer\b[^|]*\|$", line)]
    clauses = [found[1] for found in asked if found is not None]
    assert len(clauses) > 100
    assert [clause for clause in clauses if not register()[clause].answer] == []


def test_every_answer_is_the_answer_of_its_own_clause() -> None:
    assert [clause for clause in ANSWERS if register()[clause].answer != clause] == []


# --- the command and the page ---------------------------------------------------------------------


def test_the_command_lists_every_clause() -> None:
    shown = CliRunner().invoke(commands).output
    assert [line.split()[0] for line in shown.splitlines()[:-1]] == IDS
    assert shown.splitlines()[-1].startswith("520 clauses: ")


def test_the_command_narrows_by_id_and_by_kind() -> None:
    shown = CliRunner().invoke(commands, ["I-12", "--kind", "staff"]).output.splitlines()
    assert {line.split()[1] for line in shown[:-1]} == {"staff"}
    assert all(line.startswith("ATS-I-12-") for line in shown[:-1])


def without_tests(text: str) -> list[str]:
    """The page without its last column, which grows with the tests of the rules."""
    return [re.sub(r" \| [^|]*\|$", " |", line) for line in text.splitlines()]


def test_the_page_is_as_the_register_says() -> None:
    """Stale? `assistant clauses --write`."""
    assert without_tests(PAGE.read_text()) == without_tests(page())


def test_the_page_names_tests_that_exist_for_every_clause() -> None:
    named = Counter(test for entry in register().values() for test in shown_by(entry))
    assert [test for test in named if not (ROOT / test).is_file()] == []
    assert all(shown_by(entry) for entry in register().values())


def test_the_page_says_what_each_test_column_says() -> None:
    rows = re.findall(r"^\| ((?:WEL|ATS)-\S+) \|.*\| ([^|]+) \|$", PAGE.read_text(), re.MULTILINE)
    assert len(rows) == len(IDS)
    for _clause, tests in rows:
        assert all((ROOT / test).is_file() for test in tests.split(", "))
