"""The yardstick: CPU time in units of a fixed piece of pure Python, so that machines compare."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

# One unit: these forty objects to JSON and back.
OBJECTS = [
    {
        "id": number,
        "name": f"member {number}",
        "amount": 45.5 * number,
        "tags": ["dental", "optical", None],
        "active": number % 2 == 0,
    }
    for number in range(40)
]
ROUND_TRIPS = 300

Result = TypeVar("Result")


def unit() -> float:
    """CPU seconds of one unit, now: a shared machine is not equally fast from minute to minute."""
    best = []
    for _part in range(3):
        began = time.process_time()
        for _again in range(ROUND_TRIPS // 3):
            json.loads(json.dumps(OBJECTS))
        best.append((time.process_time() - began) / (ROUND_TRIPS // 3))
    return statistics.median(best)


def in_units(work: Callable[[], tuple[float, Result]]) -> tuple[float, Result]:
    """Runs `work`, which gives CPU seconds, between two looks at the unit; gives units."""
    before = unit()
    seconds, result = work()
    return seconds / ((before + unit()) / 2), result


def cpu_of(process: int) -> float:
    """CPU seconds a process has used so far, its ended threads included (clock_getcpuclockid)."""
    return time.clock_gettime((~process << 3) | 2)


def cpu_by_process(processes: Iterable[int]) -> dict[int, float]:
    """The same of several; one that has just ended is left out."""
    found = {}
    for process in processes:
        with suppress(OSError):
            found[process] = cpu_of(process)
    return found


def cpu_between(before: dict[int, float], after: dict[int, float]) -> float:
    """CPU seconds between two looks, those of processes begun in between included."""
    return sum(seconds - before.get(process, 0.0) for process, seconds in after.items())


def family(process: int) -> list[int]:
    """A process and everything that descends from it."""
    found = [process]
    with suppress(OSError):  # it has just ended
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += family(int(child))
    return found


def memory_mb(processes: Iterable[int]) -> float:
    """Memory of several processes in MB; what they share is counted once (Pss)."""
    return sum(_proportional(process) for process in processes)


def _proportional(process: int) -> float:
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError(process)


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
