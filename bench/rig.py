"""Slices: the same talks put to floor and product in turn, each between two looks at the unit."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench import calls, client, talks
from bench.goals import GOALS, Measured
from bench.servers import Server
from bench.units import cpu_between, in_units, median, percentile

LANES = 8


@dataclass(frozen=True)
class Slice:
    """One stretch of load on one server."""

    units: float  # of CPU a message, web and database
    a_second: float
    p50: float  # seconds
    p99: float


class Talkers:
    """Hands out conversations in an order drawn once; who has talked comes again much later."""

    def __init__(self, numbers: Sequence[int], seed: int) -> None:
        self._order = list(numbers)
        random.Random(seed).shuffle(self._order)  # noqa: S311  (to be repeated, not kept secret)
        self._next = 0

    def take(self, count: int) -> tuple[list[talks.Talk], int]:
        """So many talks, and how often all have talked before."""
        lap, start = divmod(self._next, len(self._order))
        if start + count > len(self._order):
            self._next = (lap + 1) * len(self._order)
            return self.take(count)
        self._next += count
        return [talks.talk(number) for number in self._order[start : start + count]], lap


def lanes_of(people: Sequence[talks.Talk], lap: int, lanes: int) -> list[list[bytes]]:
    """Signed requests for each connection; a talk stays on one of them."""
    return [
        [calls.request(address, text) for address, text in talks.in_turn(people[lane::lanes], lap)]
        for lane in range(lanes)
    ]


def load(server: Server, requests: Sequence[Sequence[bytes]]) -> Slice:
    def work() -> tuple[float, client.Load]:
        before = server.cpu()
        done = client.run(server.port, requests)
        return cpu_between(before, server.cpu()) / len(done.each), done

    units, done = in_units(work)
    return Slice(units, done.a_second, percentile(done.each, 0.5), percentile(done.each, 0.99))


def pairs(
    first: Server, second: Server, talkers: Talkers, rounds: int, people: int, lanes: int = LANES
) -> Iterator[tuple[Slice, Slice]]:
    """Interleaved slices, the order changing from round to round; one of each to warm up."""
    for number in range(-1, rounds):
        who, lap = talkers.take(people)
        order = (first, second) if number % 2 == 0 else (second, first)
        done = {server.port: load(server, lanes_of(who, lap, lanes)) for server in order}
        if number >= 0:
            yield done[first.port], done[second.port]


def ratios(code: str, values: Sequence[tuple[float, float]], **details: float) -> Measured:
    """Product over floor, round by round; the figure is the ratio of the medians."""
    floors, products = (median(side) for side in zip(*values, strict=True))
    rounds = tuple(product / floor for floor, product in values)
    return Measured(
        GOALS[code], products / floors, rounds, {"floor": floors, "product": products, **details}
    )


def surely(measure: Callable[[], list[Measured]]) -> list[Measured]:
    """Measures; three times when a figure lies near its limit, and takes the median run."""
    runs = [measure()]
    if any(one.goal.is_near(one.figure) for one in runs[0]):
        say("  near a limit: twice more")
        runs += [measure(), measure()]
    return [
        sorted(same, key=lambda one: one.figure)[len(same) // 2] for same in zip(*runs, strict=True)
    ]


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
