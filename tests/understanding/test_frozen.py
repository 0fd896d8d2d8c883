"""The frozen split as `assistant nlu evaluate` reads it: what is published holds (F25)."""

from pathlib import Path

import pytest

from assistant.understanding import evaluate

FROZEN = Path(__file__).with_name("frozen.jsonl")
README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def cases() -> list[evaluate.Case]:
    return evaluate.cases(FROZEN)


def test_F25_the_readme_shows_the_figures_of_this_reading(cases: list[evaluate.Case]) -> None:
    published = README.read_text("utf-8").splitlines()
    timed = ("ms ", "memory", "import")  # of the machine that measured
    lines = [line for line in evaluate.report(cases) if not line.startswith(timed)]
    assert [line for line in lines if f"    {line}" not in published] == []


def test_F17_what_is_surely_read_is_rarely_wrong(cases: list[evaluate.Case]) -> None:
    wrong = [case.label["text"] for case in cases if case.read.confident and not case.right]
    assert len(wrong) <= len(cases) * 0.005


def test_F25_neither_language_is_read_worse_than_the_other(cases: list[evaluate.Case]) -> None:
    share = {}
    for language in ("fr", "en"):
        own = [case.right for case in cases if case.label["lang"] == language]
        share[language] = sum(own) / len(own)
    assert abs(share["fr"] - share["en"]) <= 0.03
