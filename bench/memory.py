"""P11: what one web worker holds after thousands of turns, and whether it grows."""

from __future__ import annotations

from bench import client, servers
from bench.goals import GOALS, Measured
from bench.rig import LANES, lanes_of
from bench.servers import Layout, Server
from bench.settings import Run
from bench.units import resident_mb

EARLY, COMPARED, LATE = 2_000, 10_000, 20_000  # turns
PEOPLE = 64
A_TALK = 8


def on_sqlite(run: Run) -> list[Measured]:
    return _measure(run, "sqlite", Layout(1, 1), "P11")


def on_postgresql(run: Run) -> list[Measured]:
    return _measure(run, "postgresql", Layout(1, servers.POSTGRESQL.threads), "P11p")[:1]


def _measure(run: Run, kind: str, layout: Layout, code: str) -> list[Measured]:
    ours, theirs = run.crowd_on(kind), run.floor_on(kind)
    with servers.floor(layout, theirs, run.catalogues) as floor:
        least = _after(run, floor, ours, (COMPARED,))[-1]
    marks = (EARLY, COMPARED, LATE) if kind == "sqlite" else (COMPARED,)
    with servers.product(layout, ours, run.folder) as product:
        held = _after(run, product, ours, marks)
    at_compared = held[marks.index(COMPARED)]
    details: dict[str, float | str] = {"floor_MB": least, "product_MB": at_compared}
    growth = 100 * (held[-1] / held[0] - 1)
    return [
        Measured(GOALS[code], at_compared / least, details=details),
        Measured(GOALS["P11g"], growth, details={"MB_then": held[0], "MB_at_last": held[-1]}),
    ]


def _after(run: Run, server: Server, crowd: str, marks: tuple[int, ...]) -> list[float]:
    """MB of the one worker after so many turns."""
    (worker,) = server.workers()
    turns, held = 0, []
    for mark in marks:
        while turns < mark:
            client.run(server.port, lanes_of(*run.talkers[crowd].take(PEOPLE), LANES))
            turns += PEOPLE * A_TALK
        held.append(resident_mb(worker))
    return held
