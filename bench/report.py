"""The outcome: a table for the terminal, `results.json`, and `docs/performance.md`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.goals import GOALS, Measured

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
METHOD = HERE / "method.md"
HEAD: tuple[str, ...]
HEAD = ("goal", "what", "must", "aim", "measured", "noise", "verdict", "of")
DOCUMENT = HERE.parent / "docs" / "performance.md"


def as_data(about: Mapping[str, str], found: Sequence[Measured]) -> dict[str, Any]:
    """`about` the last run; each figure says itself when and at which scale it was measured."""
    return {
        "about": dict(about),
        "figures": [
            {
                "goal": one.goal.code,
                "at": about.get("date", ""),
                "scale": about.get("scale", ""),
                "figure": round(one.figure, 4),
                "rounds": [round(each, 4) for each in one.rounds],
                "details": {
                    name: round(value, 4) if isinstance(value, float) else value
                    for name, value in one.details.items()
                },
            }
            for one in found
        ],
    }


def from_data(data: Mapping[str, Any]) -> list[Measured]:
    return [
        Measured(GOALS[one["goal"]], one["figure"], tuple(one["rounds"]), one["details"])
        for one in data["figures"]
    ]


def keep(about: Mapping[str, str], found: Sequence[Measured]) -> None:
    """In the place of what was measured before for the same goals; the document is written anew."""
    data = as_data(about, found)
    before = json.loads(RESULTS.read_text())["figures"] if RESULTS.exists() else []
    figures = {one["goal"]: one for one in (*before, *data["figures"])}
    data["figures"] = sorted(figures.values(), key=lambda one: list(GOALS).index(one["goal"]))
    RESULTS.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    write()


def table(found: Sequence[Measured]) -> str:
    """Markdown, readable as it is."""
    rows = [HEAD]
    rows += [_row(one) for one in sorted(found, key=lambda one: list(GOALS).index(one.goal.code))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _row(one: Measured) -> tuple[str, ...]:
    goal = one.goal
    details = ", ".join(
        f"{name.replace('_', ' ')} {value:.4g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in one.details.items()
    )
    noise = f"±{100 * one.spread:.0f} %" if len(one.rounds) > 1 else ""
    figure = f"{one.figure:.3g}{'' if goal.unit == 'x' else goal.unit}"
    must, aim = goal.shown(goal.must), goal.shown(goal.aim)
    return goal.code, goal.what, must, aim, figure, noise, one.verdict, details


def write() -> None:
    """Renders the document from the method and the results kept last."""
    data = json.loads(RESULTS.read_text())
    about = "\n".join(f"- {name}: {value}" for name, value in data["about"].items())
    times = sorted({f"{one['at']} (scale {one['scale']})" for one in data["figures"]})
    DOCUMENT.write_text(
        METHOD.read_text()
        .replace("<!-- about -->", about)
        .replace("<!-- times -->", "; ".join(times))
        .replace("<!-- table -->", table(from_data(data)))
    )
