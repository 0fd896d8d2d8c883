"""P12: CPU from the start of the web's two processes to a first right answer.

Until both are up: the one that does not answer has loaded too.
"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from functools import partial

from sqlalchemy import func, select

from assistant.store.engine import connect
from assistant.store.schema import outbox
from bench import calls, client, servers
from bench.crowd import PATTERN
from bench.goals import Measured
from bench.rig import ratios
from bench.servers import Server
from bench.settings import Run
from bench.talks import address
from bench.units import cpu_between, in_units

BOTH_ARE_UP = 1.0  # seconds after an answer
QUESTION = "je suis remboursé combien pour des lunettes à 250 € ?"
ANSWER = "%225_€ rembours%sur 250_€%"  # 90 %, as Camille's level has it


def start(run: Run) -> list[Measured]:
    ours, theirs = run.crowd_on("sqlite"), run.floor_on("sqlite")
    rounds = []
    # Every PATTERN-th member has Camille's cover.
    for number in range(-1, run.rounds):
        before, who = _answers(ours), PATTERN * (number + 1)
        floor, _ = in_units(
            partial(_one, servers.floor(servers.SQLITE, theirs, run.catalogues), who)
        )
        product, _ = in_units(partial(_one, servers.product(servers.SQLITE, ours, run.folder), who))
        if _answers(ours) != before + 1:
            raise RuntimeError("the first message was not answered")
        if number >= 0:
            rounds.append((floor, product))
    return [ratios("P12", rounds)]


def _one(starting: AbstractContextManager[Server], number: int) -> tuple[float, None]:
    with starting as server:
        client.run(server.port, [[calls.request(address(number), QUESTION)]])
        time.sleep(BOTH_ARE_UP)
        return cpu_between({}, server.cpu()), None


def _answers(database: str) -> int:
    """Right replies in the outbox."""
    engine = connect(database)
    right = select(func.count()).select_from(outbox).where(outbox.c.body.like(ANSWER))
    with engine.connect() as connection:
        found = connection.execute(right).scalar()
    engine.dispose()
    return int(found or 0)
