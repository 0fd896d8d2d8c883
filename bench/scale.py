"""P8 and P9: does a turn cost more when there are more conversations, or longer ones?"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import insert

from assistant.clock import SystemClock
from assistant.store.engine import connect, stamp
from assistant.store.schema import events, outbox
from bench import servers, talks
from bench.goals import Measured
from bench.rig import LANES, Talkers, lanes_of, load, ratios, say, surely
from bench.settings import Run

PEOPLE = 64
OLD_PEOPLE = 30  # conversations of each length in a slice
SHORT, LONG = 10, 1_000  # old messages


def crowds(run: Run) -> list[Measured]:
    """The same talks with 10,000 conversations in the database and with very many more."""
    small, large = run.crowd_on("sqlite"), run.crowd_on("sqlite", run.large)
    say(f"  {run.large:,} conversations")
    return surely(lambda: _crowds(run, small, large))


def _crowds(run: Run, small: str, large: str) -> list[Measured]:
    with (
        servers.product(servers.SQLITE, small, run.folder) as few,
        servers.product(servers.SQLITE, large, run.folder) as many,
    ):
        # The first 10,000 are the same in both, so both write to rows spread over all of theirs.
        rounds = list(_apart((few, run.talkers[small]), (many, run.talkers[large]), run.rounds))
    return [ratios("P8", rounds, conversations=float(run.large))]


def _apart(
    first: tuple[servers.Server, Talkers], second: tuple[servers.Server, Talkers], rounds: int
) -> list[tuple[float, float]]:
    """Interleaved slices of two servers, each with people of its own crowd."""
    found = []
    for number in range(-1, rounds):
        units = {}
        for server, talkers in (first, second) if number % 2 == 0 else (second, first):
            units[server.port] = load(server, lanes_of(*talkers.take(PEOPLE), LANES)).units
        if number >= 0:
            found.append((units[first[0].port], units[second[0].port]))
    return found


def histories(run: Run) -> list[Measured]:
    """Talks with a short history and with a long one, in one database."""
    database = run.crowd_on("sqlite", 2_000)
    each = OLD_PEOPLE * (run.rounds + 1)
    groups = range(each), range(each, 2 * each)
    for numbers, length in zip(groups, (SHORT, LONG), strict=True):
        lengthen(database, numbers, length)
    talkers = [Talkers(numbers, run.seed) for numbers in groups]
    found = []
    with servers.product(servers.SQLITE, database, run.folder) as product:
        for number in range(-1, run.rounds):
            units = {}
            for which in (0, 1) if number % 2 == 0 else (1, 0):
                requests = lanes_of(*talkers[which].take(OLD_PEOPLE), LANES)
                units[which] = load(product, requests).units
            if number >= 0:
                found.append((units[0], units[1]))
    return [ratios("P9", found)]


def lengthen(database: str, numbers: Sequence[int], length: int) -> None:
    """Old messages, half of them the member's, for each of those conversations."""
    engine = connect(database)
    now = stamp(SystemClock().now())
    with engine.begin() as connection:
        for number in numbers:
            said = [_said(number + 1, step, now) for step in range(length // 2)]
            told = [_told(number, step, now) for step in range(length // 2)]
            connection.execute(insert(events), said)
            connection.execute(insert(outbox), told)
    engine.dispose()


def _said(conversation: int, step: int, now: str) -> dict[str, object]:
    return {
        "key": f"older:{conversation}:{step}",
        "conversation_id": conversation,
        "seq": step,
        "kind": "message",
        "text": "combien pour des lunettes ?",
        "payload": json.dumps({"text": "combien pour des lunettes ?"}),
        "provider_at": now,
        "received_at": now,
        "state": "done",
        "attempts": 1,
    }


def _told(number: int, step: int, now: str) -> dict[str, object]:
    return {
        "key": f"older:{number + 1}:{step}#0",
        "conversation_id": number + 1,
        "kind": "reply",
        "author": "bot",
        "purpose": "answer",
        "channel": "sms",
        "address": talks.address(number),
        "body": json.dumps({"text": "Lunettes : 90 %, max. 300 EUR par an."}),
        "state": "sent",
        "run_at": now,
        "created_at": now,
        "sent_at": now,
    }
