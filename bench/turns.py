"""P1-P4 and P7: whole turns through HTTP, beside the floor, on both databases."""

from __future__ import annotations

from sqlalchemy import func, select

from assistant.store.engine import connect
from assistant.store.schema import events
from bench import servers
from bench.goals import GOALS, Measured
from bench.rig import Slice, pairs, ratios, surely
from bench.settings import Run
from bench.units import median

PEOPLE = 64  # talks of eight messages in a slice
ALONE = 24  # the same when one message is sent at a time
OTHERS = 153.5  # units of Bot Framework and Rasa through HTTP, published...
THEIR_FLOOR = 21.0  # ...beside a floor 6 of so many


def on_sqlite(run: Run) -> list[Measured]:
    found = surely(lambda: _measure(run, "sqlite", ("P1", "P3", "P4", "P4t")))
    turn = found[0]
    others = OTHERS / THEIR_FLOOR
    rounds = tuple(one / others for one in turn.rounds)
    return [*found, Measured(GOALS["P7"], turn.figure / others, rounds)]


def on_postgresql(run: Run) -> list[Measured]:
    return surely(lambda: _measure(run, "postgresql", ("P2", "P3p", "P4p", "P4pt")))


def _measure(run: Run, kind: str, codes: tuple[str, str, str, str]) -> list[Measured]:
    layout = servers.SQLITE if kind == "sqlite" else servers.POSTGRESQL
    ours, theirs = run.crowd_on(kind), run.floor_on(kind)
    talkers = run.talkers[ours]
    with (
        servers.floor(layout, theirs, run.catalogues, run.postmaster) as floor,
        servers.product(layout, ours, run.folder, run.postmaster) as product,
    ):
        busy = list(pairs(floor, product, talkers, run.rounds, PEOPLE))
        alone = list(pairs(floor, product, talkers, run.rounds, ALONE, lanes=1))
    nothing_failed(ours)
    return _figures(codes, busy, alone)


def nothing_failed(database: str) -> None:
    """A turn that fails is answered with 200 and kept for later: it would look fast."""
    engine = connect(database)
    failed = select(func.count()).select_from(events).where(events.c.state != "done")
    with engine.connect() as connection:
        if connection.execute(failed).scalar():
            raise RuntimeError("a turn failed while it was measured")
    engine.dispose()


def _figures(
    codes: tuple[str, str, str, str],
    busy: list[tuple[Slice, Slice]],
    alone: list[tuple[Slice, Slice]],
) -> list[Measured]:
    cpu, rate, middle, tail = codes
    quiet = [(floor.units, product.units) for floor, product in alone]
    lone = median([product / floor for floor, product in quiet])
    return [
        ratios(cpu, [(f.units, p.units) for f, p in busy], one_at_a_time=lone),
        ratios(rate, [(f.a_second, p.a_second) for f, p in busy]),
        ratios(middle, [(1e3 * f.p50, 1e3 * p.p50) for f, p in alone]),
        ratios(tail, [(1e3 * f.p99, 1e3 * p.p99) for f, p in busy]),
    ]
