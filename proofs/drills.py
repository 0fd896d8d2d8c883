"""G3: how soon what waits leaves after a restart, and what is left after a backup is put back."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import select

from assistant.standins.rates import Rate
from assistant.store.engine import reading
from assistant.store.schema import events, outbox
from proofs import backups
from proofs.databases import Kind, database
from proofs.haste import swift
from proofs.journal import Parcel
from proofs.load import LENGTH, Load
from proofs.processes import Nursery
from proofs.results import Figure
from proofs.site import Site, site

WAITED, UNDER_WAY = 10.0, 30.0  # seconds from the restart: was not yet being sent, was being sent
BACK_WITHIN, LOST_AT_MOST = 900.0, 300.0  # seconds
TALKS = 24  # of each channel
CHANNELS = ("sms", "telegram")
SLOW = {"latency": Rate(share=1.0, seconds=6.0)}  # so that a kill finds messages being sent
LOOKS_FOR = 60.0


@dataclass
class Drill:
    """How it went."""

    figures: dict[str, Figure] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def findings(self) -> tuple[str, ...]:
        return tuple(self.wrong)

    def need(self, holds: bool, what: str) -> None:
        if not holds:
            self.wrong.append(what)


# --- a restart ------------------------------------------------------------------------------------


def restart(
    kind: Kind, rounds: int, seed: int, nursery: Nursery, folder: Path, pg: str = ""
) -> Drill:
    """Everything is killed while replies leave; a moment later everything is started again."""
    drill = Drill()
    slowest = {"queued": 0.0, "sending": 0.0}
    found = {"queued": 0, "sending": 0}
    for number in range(rounds):
        here = folder / str(number)
        with database(kind, here, pg) as url, site(nursery, here, url, swift(1)) as opened:
            states, after = _killed_and_started(opened, seed + number)
        for row, state in states.items():
            found[state] += 1
            slowest[state] = max(slowest[state], after.get(row, float("inf")))
    drill.figures = {
        "restarts": rounds,
        "replies that waited": found["queued"],
        "the last left after s": round(slowest["queued"], 1),
        "replies being sent": found["sending"],
        "the last was settled after s": round(slowest["sending"], 1),
    }
    drill.need(all(found.values()), "the kill found nothing that was being sent, or waited")
    drill.need(slowest["queued"] <= WAITED, f"a reply waited {slowest['queued']:.1f} s")
    drill.need(slowest["sending"] <= UNDER_WAY, f"a reply was open {slowest['sending']:.1f} s")
    return drill


def _killed_and_started(opened: Site, seed: int) -> tuple[dict[int, str], dict[int, float]]:
    """The open replies at the kill, by row; seconds from the restart until each was on record."""
    loads = _loads(opened, seed)
    for provider in ("twilio", "telegram"):
        opened.ledger.set_rates(provider, SLOW, str(seed))
    opened.start()
    for parcel in _firsts(loads):
        _send(loads, parcel)
    _kill(opened)
    for provider in ("twilio", "telegram"):
        opened.ledger.set_rates(provider, {}, str(seed))
    waiting = _open_replies(opened)
    time.sleep(1.0)
    begun = time.monotonic()
    opened.start_web()
    opened.start_worker()
    after: dict[int, float] = {}
    while len(after) < len(waiting) and time.monotonic() - begun < LOOKS_FOR:
        still = _open_replies(opened)
        for row in waiting.keys() - still.keys() - after.keys():
            after[row] = time.monotonic() - begun
        time.sleep(0.05)
    return waiting, after


def _open_replies(opened: Site) -> dict[int, str]:
    query = select(outbox.c.id, outbox.c.state).where(
        outbox.c.kind == "reply", outbox.c.state.in_(("queued", "sending", "unknown"))
    )
    with reading(opened.engine) as connection:
        return {row.id: row.state for row in connection.execute(query)}


# --- a backup -------------------------------------------------------------------------------------


def restore(kind: Kind, seed: int, nursery: Nursery, folder: Path) -> Drill:
    """A copy is made while turns run, the disk is lost, and the copy is put in its place."""
    drill = Drill()
    with backups.place(kind, folder) as store, site(nursery, folder, store.url, swift(1)) as opened:
        loads = _loads(opened, seed)
        opened.start()
        early = [_send(loads, parcel) for parcel in _firsts(loads)]
        store.back_up()
        copied = time.monotonic()
        late = [_send(loads, parcel) for parcel in _firsts(loads)]
        _kill(opened)
        opened.engine.dispose()
        lost = time.monotonic()
        store.lose_and_restore()
        _command(opened, "migrate")
        _command(opened, "restored")
        opened.start_worker()
        opened.start_web()
        _until_ready(opened)
        _send(loads, next(iter(_firsts(loads))))
        back = time.monotonic() - lost
        kept = _taken_again(opened, early, late)
    drill.figures = {
        "messages before the copy": len(early),
        "messages after it": len(late),
        **kept,
        "copy older than the loss, s": round(lost - copied, 1),
        "back after s": round(back, 1),
    }
    drill.need(kept["lost of before"] == 0, "a message from before the copy is lost")
    drill.need(kept["SMS not read back"] == 0, "an SMS from after the copy was not read back")
    drill.need(lost - copied <= LOST_AT_MOST, "the copy was too old")
    drill.need(back <= BACK_WITHIN, f"back after {back:.0f} s")
    return drill


def _taken_again(opened: Site, early: Sequence[Parcel], late: Sequence[Parcel]) -> dict[str, int]:
    """What is on record of before and after the copy, once Twilio's list has been read back."""
    texts = {parcel.key for parcel in late if parcel.key.startswith("twilio:")}
    until = time.monotonic() + 2 * LOOKS_FOR
    here: set[str] = set()
    while time.monotonic() < until:
        with reading(opened.engine) as connection:
            here = set(connection.execute(select(events.c.key)).scalars())
        if texts <= here:
            break
        time.sleep(0.2)
    return {
        "lost of before": sum(parcel.key not in here for parcel in early),
        "SMS not read back": len(texts - here),
        "Telegram lost": sum(parcel.key not in here for parcel in late) - len(texts - here),
    }


def _command(opened: Site, name: str) -> None:
    """One of the operator's, as the manual says."""
    environment = opened.environment(opened.ports[0], opened.folder / "product")
    subprocess.run(
        [sys.executable, "-m", "assistant", name], env=environment, check=True, capture_output=True
    )


def _until_ready(opened: Site) -> None:
    until = time.monotonic() + BACK_WITHIN
    while time.monotonic() < until:
        try:
            if httpx.get(f"{opened.url()}/readyz", timeout=5).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise TimeoutError("it never was ready")


# --- both -----------------------------------------------------------------------------------------


def _loads(opened: Site, seed: int) -> Mapping[str, Load]:
    """Members write by SMS, strangers by Telegram."""
    loads = {name: Load(opened, name, seed, TALKS * LENGTH) for name in CHANNELS}
    loads["sms"].enrol()
    return loads


def _firsts(loads: Mapping[str, Load]) -> list[Parcel]:
    """One message of every conversation, of both channels in turn."""
    found = []
    for talks in zip(*(load.conversations for load in loads.values()), strict=True):
        for talk in talks:
            talk.written += 1
            text = talk.lines.popleft().text or "bonjour"
            found.append(talk.phone.prepare(talk.written, text, photo=False))
    return found


def _send(loads: Mapping[str, Load], parcel: Parcel) -> Parcel:
    for load in loads.values():
        for talk in load.conversations:
            if talk.phone.address == parcel.address:
                talk.phone.send(parcel)
    return parcel


def _kill(opened: Site) -> None:
    for running in (*opened.webs, *opened.workers):
        if running is not None:
            running.close()
