"""What the proofs came to, one result a part; `results.json` keeps it until it is run again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results.json"
MOST_FINDINGS = 20

Figure = int | float | str


@dataclass(frozen=True, kw_only=True)
class Result:
    """One part of the proofs, as it came out. `left_out` says why it could not be run here."""

    part: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    left_out: str = ""
    size: str = ""
    seed: int = 0
    minutes: float = 0.0
    at: str = ""

    @property
    def verdict(self) -> str:
        if self.left_out:
            return f"left out: {self.left_out}"
        return "**failed**" if self.findings else "proved"

    @property
    def group(self) -> str:
        return self.part.partition("-")[0]


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")


def keep(result: Result, file: Path = RESULTS) -> None:
    """In the place of what the same part came to before."""
    kept = {one.part: one for one in read(file)} | {result.part: result}
    data = [asdict(one) | {"findings": one.findings[:MOST_FINDINGS]} for one in kept.values()]
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    fresh.replace(file)


def read(file: Path = RESULTS) -> list[Result]:
    if not file.exists():
        return []
    data = json.loads(file.read_text())
    return [Result(**{**one, "findings": tuple(one["findings"])}) for one in data]
