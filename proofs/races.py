"""Races: copies of one webhook on two web processes, and a take-over against the bot's reply."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import insert, select

from assistant.staff import acts
from assistant.standins.rates import Rate
from assistant.store import desk, schema
from assistant.store.desk import Act
from assistant.store.engine import reading
from proofs import wire
from proofs.checker import Finding, check
from proofs.databases import Kind, database
from proofs.dice import dice
from proofs.evidence import Evidence, rows
from proofs.haste import swift
from proofs.journal import Parcel
from proofs.load import LENGTH, Conversation, Load
from proofs.people import LEA
from proofs.processes import Nursery
from proofs.replay import differences
from proofs.site import Site, site

PROVIDER = {"sms": "twilio", "telegram": "telegram"}
COPIES, AT_ONCE = 10, 10  # of each message
DELAY = 0.1  # seconds, at most, from a turn to the take-over: just when its reply leaves
SLOWLY = {"latency": Rate(share=0.5, seconds=0.1)}  # many a reply is under way when it comes
OF_TURNS = ("lost message", "double effect", "order inversion")


@dataclass
class Race:
    """What a race came to."""

    findings: list[Finding] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)


# --- many copies of one webhook ------------------------------------------------------------------


def copies(
    channel: str, kind: Kind, messages: int, seed: int, nursery: Nursery, folder: Path, pg: str = ""
) -> Race:
    """Each message ten times at once, on two web processes: one turn, one set of replies."""
    with (
        database(kind, folder, pg) as url,
        site(nursery, folder, url, swift(1), webs=2, workers=0) as opened,
    ):
        load = Load(opened, channel, seed, messages)
        load.enrol()
        before = rows(opened.engine)["conversations"]
        opened.start()
        statuses: Counter[int] = Counter()
        with ThreadPoolExecutor(AT_ONCE) as senders:
            for parcel in _parcels(load, messages):
                calls = [(opened.ports[n % 2], parcel.path) for n in range(COPIES)]
                answers = senders.map(
                    lambda call, p=parcel: wire.call(call[0], "POST", call[1], p.body, p.headers),
                    calls,
                )
                statuses.update(answer.status for answer in answers)
                load.journal.acknowledge(parcel)
        evidence = Evidence(
            channel="web",  # nothing is delivered here: only turns are looked at
            clock=opened.clock,
            tables=rows(opened.engine),
            parcels=load.journal.parcels,
            before=before,
        )
        members = [talk.member for talk in load.conversations]
        race = Race([one for one in check(evidence).findings if one.kind in OF_TURNS])
        for difference in differences(evidence, members, folder, opened.settings.base_url):
            race.findings.append(Finding("double effect", difference[:300]))
    for status, times in statuses.items():
        if not 200 <= status < 300:
            race.findings.append(Finding("lost message", f"{times} copies got {status}"))
    race.figures["turns"] = len(evidence.events)
    race.figures["copies"] = sum(statuses.values())
    if len(evidence.events) != messages:
        race.findings.append(Finding("double effect", f"{len(evidence.events)} turns"))
    return race


def _parcels(load: Load, wanted: int) -> Iterator[Parcel]:
    """One message after the other, of each conversation in turn."""
    made = 0
    while made < wanted:
        for talk in load.conversations:
            if talk.lines and made < wanted:
                line, made = talk.lines.popleft(), made + 1
                talk.written += 1
                yield talk.phone.prepare(talk.written, line.text or "bonjour", line.photo)


# --- a take-over against the bot's reply ----------------------------------------------------------


def take_over(
    channel: str, kind: Kind, rounds: int, seed: int, nursery: Nursery, folder: Path, pg: str = ""
) -> Race:
    """Agents take over while the bot's replies are leaving: once they are told, it is silent."""
    race = Race()
    with (
        database(kind, folder, pg) as url,
        site(nursery, folder, url, swift(1), workers=1 if kind == "sqlite" else 2) as opened,
    ):
        load = Load(opened, channel, seed, rounds * LENGTH)
        load.enrol()
        _hire(opened)
        opened.ledger.set_rates(PROVIDER[channel], SLOWLY, str(seed))
        opened.start()
        with ThreadPoolExecutor(4) as agents:
            talks = load.conversations[:rounds]
            told = dict(agents.map(lambda talk: _one_round(opened, seed, talk), talks))
        time.sleep(1.0)
        for message in opened.ledger.outbound():
            late = message.at.timestamp() - told.get(message.address, float("inf"))
            if late > 0:
                said = f"{message.sid} left {1000 * late:.0f} ms after the agent was told"
                race.findings.append(Finding("stale reply", said))
        states = Counter(row["state"] for row in rows(opened.engine)["outbox"])
    race.figures.update({f"replies {state}": times for state, times in states.items()})
    race.figures["take-overs"] = len(told)
    return race


def _hire(opened: Site) -> None:
    names = [column.name for column in schema.staff.c if hasattr(LEA, column.name)]
    with opened.engine.begin() as connection:
        connection.execute(insert(schema.staff).values({n: getattr(LEA, n) for n in names}))


def _one_round(opened: Site, seed: int, talk: Conversation) -> tuple[str, float]:
    """The member writes, an agent takes over a moment later; when the agent was told."""
    parcel = talk.phone.prepare(1, "combien pour des lunettes à 120 € ?", photo=False)
    talk.phone.send(parcel)
    time.sleep(dice(seed, "take-over", talk.phone.address).random() ** 2 * DELAY)
    _take(opened, talk.phone.address)
    told = time.time()
    talk.phone.send(talk.phone.prepare(2, "et un spécialiste à 80 € ?", photo=False))
    return talk.phone.address, told


def _take(opened: Site, address: str) -> None:
    """As the console does it: the act, then the wait for what had left already."""
    conversations = schema.conversations
    with opened.engine.begin() as connection:
        query = select(conversations.c.id).where(conversations.c.address == address)
        number = connection.execute(query).scalar_one()
        version = desk.version_of(connection, number)
        now = opened.clock.now()
        desk.take(connection, Act(conversation_id=number, by=LEA, version=version, now=now))
    until = time.monotonic() + acts.LAST_ONE
    while time.monotonic() < until:
        with reading(opened.engine) as connection:
            if not desk.under_way(connection, number):
                return
        time.sleep(0.01)
