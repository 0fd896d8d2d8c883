"""Open points of a contract: which reading the answer follows, and which points a case met.

A point is open until the insurer settles it in the product's data. The engine decides a case under
the adopted readings, then once more for each open point met, to see what the other would change.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

ADOPTED = "adopted"
ANSWER = "answer"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Settled:
    """A point the insurer has settled: `reading` is answer or other; who said so, and when."""

    id: str
    reading: str
    who: str
    on: date


@dataclass(slots=True)
class Readings:
    """The readings one run of the rules follows; `met` lists the open points it came across."""

    settled: Mapping[str, Settled]
    flipped: str | None = None
    met: list[str] = field(default_factory=list)

    def other(self, point: str) -> bool:
        """True when the other reading of `point` is followed. Ask only where the two differ."""
        fixed = self.settled.get(point)
        if fixed is not None:
            return fixed.reading == OTHER
        if point not in self.met:
            self.met.append(point)
        return point == self.flipped


def load_settled(path: Path) -> dict[str, Settled]:
    """Read the points settled by the insurer; ValueError for a reading that does not exist."""
    with path.open("rb") as file:
        points = tomllib.load(file).get("settled", {})
    return {point: _settled(point, entry) for point, entry in points.items()}


def _settled(point: str, entry: Mapping[str, object]) -> Settled:
    reading, on = str(entry["reading"]), entry["on"]
    if reading not in (ANSWER, OTHER) or not isinstance(on, date):
        raise ValueError(f"{point}: a settled point has a reading (answer or other) and a day")
    return Settled(point, reading, str(entry["who"]), on)
