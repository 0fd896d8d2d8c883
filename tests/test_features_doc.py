"""docs/features.md and docs/threat-cases.md: every row is there, every test they name exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FEATURES = tuple(f"F{number}" for number in range(1, 137))
CASES = tuple(f"T{number}" for number in range(1, 41))
LINE = re.compile(r"\| ([FT]\d+) \| ([^|]+) \| (done|part|later)(?:: ([^|]+))? \|([^|]*)\|")
NAMED = re.compile(r"`([^`:]+)::(\w+)`")


@dataclass(frozen=True)
class Row:
    """One line of a table: its number, how far it is, what is missing, the tests it names."""

    number: str
    state: str
    missing: str
    tests: tuple[tuple[str, str], ...]


def rows(page: str) -> Iterator[Row]:
    for line in (ROOT / "docs" / page).read_text().splitlines():
        if re.match(r"\| [FT]\d", line):
            found = LINE.fullmatch(line)
            assert found, line
            number, _name, state, missing, tests = found.groups()
            yield Row(number, state, missing or "", tuple(NAMED.findall(tests)))


@cache
def names_of(path: str) -> frozenset[str]:
    """The names of a file's tests, read without running it; none when there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    functions = (n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.FunctionDef))
    return frozenset(f.name for f in functions if f.name.startswith("test_"))


PAGES: Mapping[str, tuple[str, ...]] = {"features.md": FEATURES, "threat-cases.md": CASES}
each_page = pytest.mark.parametrize("page", PAGES)


@each_page
def test_every_number_has_one_line_in_order(page: str) -> None:
    assert tuple(row.number for row in rows(page)) == PAGES[page]


@each_page
def test_every_test_named_exists(page: str) -> None:
    missing = [
        f"{row.number}: {path}::{name}"
        for row in rows(page)
        for path, name in row.tests
        if name not in names_of(path)
    ]
    assert missing == []


@each_page
def test_what_is_done_names_its_tests_and_what_is_not_says_what_is_missing(page: str) -> None:
    for row in rows(page):
        if row.state == "done":
            assert row.tests and not row.missing, row.number
        elif row.state == "part":
            assert row.tests and row.missing, row.number
        else:
            assert not row.tests, row.number


def test_a_line_out_of_shape_is_noticed() -> None:
    assert LINE.fullmatch("| F1 | a name | done | `tests/test_app.py::test_x` |")
    assert not LINE.fullmatch("| F1 | a name | nearly | `tests/test_app.py::test_x` |")
    assert "test_a_line_out_of_shape_is_noticed" in names_of("tests/test_features_doc.py")
    assert names_of("tests/nowhere.py") == frozenset()
