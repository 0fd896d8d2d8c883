"""`docs/reliability.md`: the method as it is written, and a table for each kind of proof."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

from proofs.results import Result, read

HERE = Path(__file__).parent
METHOD = HERE / "method.md"
DOCUMENT = HERE.parent / "docs" / "reliability.md"
# Each table's columns: the figures of its parts, by name. Heads are shorter where a colon says so.
COLUMNS: dict[str, tuple[str, ...]] = {
    "g1": (
        "channel",
        "database",
        "clock:clock, times as fast",
        "turns",
        "kills:kill -9",
        "kills at labelled points:at a labelled point",
        "faults:faults of the provider",
        "copies sent in:messages repeated",
        "lost message:lost messages",
        "lost reply:lost replies",
        "double effect:double effects",
        "order inversion:order inversions",
        "duplicate reply:duplicate replies",
        "ambiguous sends",
        "duplicates:repeats on Telegram",
        "unmarked duplicate:unmarked",
        "unexplained duplicate:unexplained",
        "turns a minute",
    ),
    "broken": ("worker", "turns", "kills:kill -9", "seen:what the checker saw", "times"),
    "g2": (
        "database",
        "locked s:locked, s",
        "requests",
        "p50 ms:p50, ms",
        "p99 ms:p99, ms",
        "longest s:longest, s",
        "answered 200",
        "answered 503",
    ),
    "restart": (
        "database",
        "restarts",
        "replies that waited",
        "the last left after s:last left after, s",
        "replies being sent:being sent",
        "the last was settled after s:last settled after, s",
    ),
    "restore": (
        "database",
        "messages before the copy:before the copy",
        "lost of before:of them lost",
        "messages after it:after it",
        "SMS not read back",
        "Telegram lost:Telegram lost with the disk",
        "copy older than the loss, s:copy's age, s",
        "back after s:back after, s",
    ),
    "g12": ("steps",),
    "copies": ("channel", "database", "turns", "copies"),
    "takeover": (
        "channel",
        "database",
        "take-overs",
        "replies sent",
        "replies withheld:withheld",
        "late:sent after the agent was told",
    ),
    "trouble": (
        "what:trouble",
        "channel",
        "database",
        "turns",
        "given up by the provider:given up by Twilio, read back",
        "lost message:lost messages",
        "lost reply:lost replies",
        "double effect:double effects",
        "order inversion:order inversions",
        "duplicate reply:duplicate replies",
    ),
}
LAST = ("verdict", "size", "seed", "minutes", "when")


def table_of(result: Result) -> str:
    """The table in which a part stands."""
    group, _dash, rest = result.part.partition("-")
    return rest.partition("-")[0] if group == "g3" else group


def table(name: str, results: Sequence[Result]) -> str:
    """Markdown; a figure that a part has not is a dash."""
    columns = [column.partition(":")[::2] for column in COLUMNS[name]]
    rows = [[head or figure for figure, head in columns] + list(LAST)]
    for one in results:
        figures = [str(one.figures.get(figure, "–")) or "–" for figure, _head in columns]
        rows.append([*figures, one.verdict, one.size, str(one.seed), str(one.minutes), one.at])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines)


def write() -> None:
    """Renders the document from the method and from what was kept."""
    text, results = METHOD.read_text(), read()
    for name in COLUMNS:
        mine = [one for one in results if table_of(one) == name]
        shown = table(name, mine) + _failures(mine) if mine else "Not run yet."
        text = text.replace(f"<!-- {name} -->", shown)
    DOCUMENT.write_text(text.replace("<!-- machine -->", machine()))


def _failures(results: Sequence[Result]) -> str:
    failed = [f"- {one.part}: {finding}" for one in results for finding in one.findings[:5]]
    return "\n\nWhat failed:\n\n" + "\n".join(failed) if failed else ""


def machine() -> str:
    """What they were run on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    python = platform.python_version()
    processor = names[0] if names else platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {memory:.0f} GB, Python {python}"
