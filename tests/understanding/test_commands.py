"""`assistant nlu`: parse, evaluate, review."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assistant.understanding import commands as nlu
from assistant.understanding import evaluate

ROWS: list[dict[str, Any]] = [
    {"id": "1", "lang": "fr", "text": "mon dentiste demande 650 € à Lisbonne pour un bridge",
     "intent": "coverage", "act": "dental_prostheses", "amount_eur": 650, "country": "PT",
     "style": "clean"},
    {"id": "2", "lang": "en", "text": "my husband is not breathing", "intent": "emergency",
     "act": None, "amount_eur": None, "country": None, "style": "clean", "kind": "explicit"},
    {"id": "3", "lang": "en", "text": "tell me a joke", "intent": "out_of_scope", "act": None,
     "amount_eur": None, "country": None, "style": "clean"},
]  # fmt: skip


def run(*arguments: str, given: str = "") -> str:
    done = CliRunner().invoke(nlu.commands, arguments, input=given, catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_a_line_in_is_a_meaning_out() -> None:
    lines = "".join(json.dumps({"id": row["id"], "text": row["text"]}) + "\n" for row in ROWS)
    found = [json.loads(line) for line in run("parse", given=lines).splitlines()]
    assert [one["id"] for one in found] == ["1", "2", "3"]
    assert found[0]["act"] == "dental_prostheses"
    assert found[0]["amount_eur"] == 650
    assert found[0]["country"] == "PT"
    assert found[1]["intent"] == "emergency"
    assert {"lang", "confidence", "ranked", "confirm", "evidence", "ms"} <= found[2].keys()


def test_a_blank_line_is_passed_over() -> None:
    assert run("parse", given='\n{"text": ""}\n').count("\n") == 1


def test_a_labelled_file_gets_its_figures(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    printed = run("evaluate", str(file), "--confusions")
    assert "messages                             3" in printed
    assert "emergencies found                    100.0 % (1 of 1)" in printed
    assert "amount_eur right                     100.0 % (1 of 1)" in printed


def test_what_was_not_understood_is_shown_ready_for_a_label(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nlu, "reader", lambda most: ["le machin de mon truc"][:most])
    (line,) = run("review").splitlines()
    assert json.loads(line)["text"] == "le machin de mon truc"


def test_nothing_kept_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlu, "reader", None)
    assert run("review") == ""


def test_no_case_has_no_figure() -> None:
    assert "none" in " ".join(evaluate.report([]))
