"""Reviewed sentences become tests and material: nothing that was once put right is lost again."""

import json
from pathlib import Path
from typing import Any

TESTS = Path("tests/understanding/labelled.jsonl")
SENTENCES = Path("training/sentences")
KEPT = ("text", "lang", "intent", "act", "amount_eur", "country")


class BadLabel(ValueError):
    """A line without a text, or with an intent or a language that nobody knows."""


def add(file: Path, into: Path) -> int:
    """Appends the lines of `file` that are new to the checkout `into`; how many they were."""
    tests = into / TESTS
    known = {row["text"] for row in _rows(tests)} if tests.exists() else set()
    fresh = [row for row in _rows(file) if row.get("text") not in known]
    targets = [_sentences(row, into) for row in fresh]  # all are looked at before one is written
    for row, target in zip(fresh, targets, strict=True):
        with target.open("a", encoding="utf-8") as sentences:
            sentences.write(" ".join(row["text"].split()) + "\n")
        with tests.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({key: row.get(key) for key in KEPT}, ensure_ascii=False) + "\n")
    return len(fresh)


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def _sentences(row: dict[str, Any], into: Path) -> Path:
    """The file of the sentence's intent; a mixed or undecided one goes with the French."""
    language = "en" if row.get("lang") == "en" else "fr"
    target = into / SENTENCES / f"{row.get('intent')}.{language}.txt"
    if not row.get("text") or not target.exists():
        raise BadLabel(f"no text, or no such intent: {row}")
    return target
