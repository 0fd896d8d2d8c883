"""P11: what a web worker holds after thousands of turns, and whether it grows.

All of gunicorn's processes together, what they share counted once, divided by the workers.
"""

from __future__ import annotations

from bench import client, servers
from bench.goals import GOALS, Measured
from bench.rig import LANES, lanes_of
from bench.servers import Layout, Server
from bench.settings import Run
from bench.units import memory_mb

EARLY, COMPARED, LATE = 2_000, 10_000, 20_000  # turns
PEOPLE = 64
A_TALK = 8


def on_sqlite(run: Run) -> list[Measured]:
    return _measure(run, "sqlite", servers.SQLITE, "P11")


def on_postgresql(run: Run) -> list[Measured]:
    return _measure(run, "postgresql", servers.POSTGRESQL, "P11p")[:1]


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
    """MB of each worker after so many turns of all together."""
    turns, held = 0, []
    for mark in marks:
        while turns < mark:
            client.run(server.port, lanes_of(*run.talkers[crowd].take(PEOPLE), LANES))
            turns += PEOPLE * A_TALK
        web = server.web()
        held.append(memory_mb(web) / (len(web) - 1))
    return held
