"""What the proofs came to: kept part by part, and shown as it is, failures first of all."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs import everything, report, results
from proofs.report import COLUMNS, METHOD, table, table_of
from proofs.results import Result

G1 = Result(
    part="g1-sms-sqlite",
    figures={"channel": "sms", "database": "sqlite", "turns": 10_016, "lost message": 0},
    size="full",
    seed=7,
    minutes=5.5,
    at="2026-11-24 12:00 UTC",
)


def test_a_part_that_is_run_again_takes_the_place_of_its_last_result(tmp_path: Path) -> None:
    kept = tmp_path / "results.json"
    results.keep(G1, kept)
    results.keep(Result(part="g12", figures={"steps": 2000}), kept)
    again = Result(part=G1.part, findings=("lost message: twilio:1",) * 50)
    results.keep(again, kept)
    assert [one.part for one in results.read(kept)] == [G1.part, "g12"]
    assert results.read(kept)[0].verdict == "**failed**"
    assert len(results.read(kept)[0].findings) == results.MOST_FINDINGS


def test_every_part_has_a_table_and_every_table_its_place_in_the_document() -> None:
    named = {table_of(Result(part=name)) for name in everything.parts()}
    assert named == set(COLUMNS)
    assert all(f"<!-- {name} -->" in METHOD.read_text() for name in COLUMNS)


def test_a_table_shows_what_was_counted_what_was_not_and_the_verdict() -> None:
    shown = table("g1", [G1])
    row = shown.splitlines()[2].split(" | ")
    assert row[3] == "10016" and row[8] == "0" and "–" in row
    assert row[-5:-1] == ["proved", "full", "7", "5.5"]


def test_a_failure_is_in_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Result(part=G1.part, findings=("lost message: twilio:1",))
    monkeypatch.setattr(report, "read", lambda: [lost])
    monkeypatch.setattr(report, "DOCUMENT", tmp_path / "reliability.md")
    report.write()
    text = (tmp_path / "reliability.md").read_text()
    assert "**failed**" in text and "lost message: twilio:1" in text and "<!--" not in text


def test_what_stops_a_part_is_a_finding(tmp_path: Path) -> None:
    def broken(_stage: everything.Stage) -> Result:
        raise TimeoutError("nothing answers")

    stage = everything.Stage("small", 1, nursery=None, folder=tmp_path)  # type: ignore[arg-type]
    found = everything.run("g12", broken, stage)
    assert found.findings == ("stopped by TimeoutError: nothing answers",)
    assert (found.part, found.size, found.seed) == ("g12", "small", 1)
