"""G1: thousands of turns on one channel and database, hundreds of kill -9, a provider on a bad day.

0 lost messages, 0 lost replies, 0 double effects, 0 order inversions; 0 duplicate replies on web
and Twilio; on Telegram no more than the ambiguous sends, all marked.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Table, func, select

from assistant.standins.rates import Rate
from assistant.store.engine import reading
from assistant.store.schema import events, outbox
from proofs.browser import Browser
from proofs.checker import Finding, Verdict, check
from proofs.databases import Kind, database
from proofs.evidence import Evidence, Row, rows, unanswered
from proofs.haste import swift
from proofs.kills import Killer
from proofs.load import Load
from proofs.processes import Nursery
from proofs.replay import differences
from proofs.site import Site, note, site
from proofs.troubles import Trouble, calm

FACTOR = 10.0  # how much faster the house's clock runs
CHANNELS = ("sms", "telegram", "web")
PROVIDER = {"sms": "twilio", "telegram": "telegram", "web": "twilio"}
SLOW = 15.0  # seconds of the house until an answer that comes too late


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One run. `broken` names a deliberately broken worker."""

    channel: str
    database: Kind
    turns: int
    kills: int
    seed: int
    broken: str = ""
    factor: float = FACTOR
    webs: int = 1
    workers: int = 1
    patience: float = 240.0  # seconds without any progress, until the proof gives up waiting

    @property
    def name(self) -> str:
        return f"g1 --channel {self.channel} --database {self.database} --turns {self.turns} \
--kills {self.kills} --seed {self.seed}"


@dataclass
class Outcome:
    plan: Plan
    verdict: Verdict
    kills: Counter[str]
    faults: Mapping[str, int]
    seconds: float
    load_seconds: float = 0.0

    @property
    def proved(self) -> bool:
        return not self.verdict.findings


def rates(factor: float) -> dict[str, Rate]:
    """A bad day: 5 % 429, 3 % 5xx, 5 % accepted and the answer lost, 2 % slower than 15 s."""
    return {
        "429": Rate(share=0.05, seconds=2),
        "5xx": Rate(share=0.03),
        "lost": Rate(share=0.05),
        "latency": Rate(share=0.02, seconds=SLOW / factor),
    }


def run(
    plan: Plan,
    nursery: Nursery,
    folder: Path,
    postgres: str = "",
    trouble: Trouble = calm,
) -> Outcome:
    """One run from an empty database to a verdict; `postgres` is a server that runs already.

    `trouble` happens meanwhile: see `troubles.py`.
    """
    begun = time.time()
    folder.mkdir(parents=True, exist_ok=True)
    with (
        database(plan.database, folder, postgres) as url,
        site(nursery, folder, url, swift(plan.factor), plan.webs, plan.workers) as opened,
    ):
        opened.broken = plan.broken
        load = Load(opened, plan.channel, plan.seed, plan.turns)
        load.enrol()
        before = rows(opened.engine)["conversations"]
        opened.ledger.set_rates(PROVIDER[plan.channel], rates(plan.factor), str(plan.seed))
        opened.start()
        killer = Killer(opened, plan.seed, lambda: _due(plan, load))
        if plan.kills:
            killer.start()
        loading = time.time()
        with trouble(opened, load):
            load.run()
        loading = time.time() - loading
        load.over = True
        if plan.kills:
            killer.finish(plan.kills)
            killer.stop()
        _calm_down(opened, load, plan.patience)
        evidence = gather(opened, load, killer, before)
        verdict = _judge(evidence, load, opened, folder)
        verdict.findings += [
            Finding("stuck", what) for what in (*load.trouble, killer.trouble) if what
        ]
        verdict.findings += _too_few(plan, verdict, killer)
        faults = opened.ledger.drawn()
    return Outcome(plan, verdict, killer.counted(), faults, time.time() - begun, loading)


def _too_few(plan: Plan, verdict: Verdict, killer: Killer) -> list[Finding]:
    """A run that was smaller than it says proves nothing."""
    turns, kills = verdict.figures["turns"], len(killer.kills)
    if turns >= plan.turns and kills >= plan.kills:
        return []
    return [Finding("stuck", f"only {turns} turns and {kills} kills")]


def _due(plan: Plan, load: Load) -> int:
    """Kills keep step with the turns; the last ones come when the load is over."""
    if load.over:
        return plan.kills
    return plan.kills * load.journal.acknowledged // max(1, plan.turns)


# --- until nothing is left to be done -----------------------------------------------------------


def _calm_down(opened: Site, load: Load, patience: float) -> None:
    """Waits for the last delivery; a browser asks for its last reply."""
    until = time.monotonic() + patience
    left = least = float("inf")
    while left and time.monotonic() < until:
        load.look_around()
        time.sleep(0.5)
        left = _left(opened, [parcel.key for parcel in load.journal.parcels if parcel.given_up])
        if left < least:  # a busy machine takes its time
            least, until = left, time.monotonic() + patience


def _left(opened: Site, given_up: list[str]) -> int:
    """Rows on their way, replies no page has shown, events to be taken again or fetched."""
    open_rows = outbox.c.state.in_(("queued", "sending", "unknown"))
    failed = events.c.state == "failed"
    with reading(opened.engine) as connection:
        waiting = _count(connection, outbox, open_rows)
        again = _count(connection, events, failed)
        here = set(connection.execute(select(events.c.key)).scalars()) if given_up else set()
    missing = sum(key not in here for key in given_up)
    return waiting + again + missing


def _count(connection: Connection, table: Table, where: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(where)
    return int(connection.execute(query).scalar_one())


def gather(opened: Site, load: Load, killer: Killer | None, before: list[Row]) -> Evidence:
    phones = [talk.phone for talk in load.conversations]
    return Evidence(
        channel=load.channel,
        clock=opened.clock,
        tables=rows(opened.engine),
        parcels=load.journal.parcels,
        arrived=opened.ledger.outbound(),
        troubled=opened.ledger.troubled(),
        mails=opened.ledger.mails(),
        shown={phone.address: phone.shown for phone in phones if isinstance(phone, Browser)},
        kills=killer.kills if killer else (),
        unanswered=unanswered(opened.log("worker")),
        before=before,
    )


def _judge(evidence: Evidence, load: Load, opened: Site, folder: Path) -> Verdict:
    verdict = check(evidence)
    members = [talk.member for talk in load.conversations]
    base = opened.settings.base_url
    for difference in differences(evidence, members, folder, base):
        verdict.findings.append(Finding("double effect", difference[:600]))
    return verdict


def describe(outcome: Outcome) -> None:
    """For the one who watches."""
    figures = ", ".join(f"{value} {name}" for name, value in outcome.verdict.figures.items())
    note(f"  {figures}")
    if outcome.load_seconds:
        speed = 60 * outcome.verdict.figures["turns"] / outcome.load_seconds
        note(f"  {speed:.0f} turns a minute under load")
    note(f"  kills: {sum(outcome.kills.values())}  faults: {dict(outcome.faults)}")
    for where, times in sorted(outcome.kills.items()):
        note(f"    {times:4} {where}")
    for finding in outcome.verdict.findings[:40]:
        note(f"  ! {finding}")
    note(f"  {'proved' if outcome.proved else 'NOT PROVED'} in {outcome.seconds:.0f} s")
