"""Decisions a second through `assistant decide`, and what the trace of one costs (issue 4)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from assistant.decisions.answering import decide_object
from assistant.rules.finding import Finding
from bench.goals import GOALS, Measured
from bench.rig import ratios
from bench.settings import Run
from bench.units import in_units, median
from tests.rules.cases import examples

LINES = 12_000
TIMES = 3  # each case, in one slice of the second measure


def measure(run: Run) -> list[Measured]:
    return [_through_the_command(run), _with_and_without(run)]


def _through_the_command(run: Run) -> Measured:
    """The command as it is installed, one process; its start is taken off, it is paid once."""
    cases = [json.dumps(one.case, ensure_ascii=False) for one in examples()]
    lines = [cases[number % len(cases)] for number in range(LINES)]
    rounds, whole = [], []
    for number in range(-1, run.rounds):
        start, wall_of_start = _decide(lines[:1])
        spent, wall = _decide(lines)
        if number >= 0:
            rounds.append((LINES - 1) / (spent - start))
            whole.append(LINES / wall)
    details: dict[str, float | str] = {
        "a_second_with_the_start": median(whole),
        "start_ms": 1e3 * wall_of_start,
        "different_cases": float(len(cases)),
    }
    return Measured(GOALS["D1"], median(rounds), tuple(rounds), details)


def _decide(lines: list[str]) -> tuple[float, float]:
    """CPU seconds and seconds of one run of the command."""
    before, began = os.times(), time.perf_counter()
    given = "\n".join(lines).encode() + b"\n"
    command = [sys.executable, "-m", "assistant", "decide"]
    done = subprocess.run(command, input=given, capture_output=True, check=True)  # noqa: S603
    wall, after = time.perf_counter() - began, os.times()
    if done.stdout.count(b"\n") != len(lines) or b'"error"' in done.stdout:
        raise RuntimeError("a case was not decided")
    cpu = after.children_user + after.children_system
    return cpu - before.children_user - before.children_system, wall


def _with_and_without(run: Run) -> Measured:
    """The same cases in process: from the object of the case to the object of the decision."""
    cases = [one.case for one in examples()]
    rounds = []
    for number in range(-1, run.rounds):
        with _no_trace():
            without, _ = in_units(lambda: _all(cases))
        traced, _ = in_units(lambda: _all(cases))
        if number >= 0:
            rounds.append((without, traced))
    return ratios("D2", rounds)


def _all(cases: list[dict[str, object]]) -> tuple[float, None]:
    began = time.process_time()
    for _again in range(TIMES):
        for case in cases:
            decide_object(case)
    return (time.process_time() - began) / TIMES / len(cases), None


@contextmanager
def _no_trace() -> Iterator[None]:
    """Decisions that note no step and give none."""
    with (
        patch.object(Finding, "step", lambda self, *_given: self),
        patch.object(Finding, "ordered_trace", lambda _self: ()),
    ):
        yield
