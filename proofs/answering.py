"""G2: how fast the inbox answers at 20 requests a second, also while the database is locked."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from proofs import wire
from proofs.databases import Kind, database
from proofs.haste import swift
from proofs.journal import Parcel
from proofs.load import LENGTH, Load
from proofs.processes import Nursery
from proofs.site import site
from proofs.troubles import hold

RATE = 20.0  # requests a second
P99, LONGEST = 0.5, 10.0  # seconds: at 20 requests a second; with the database locked
HANDS = 256  # requests under way at once: none waits for another


@dataclass
class Answers:
    """Seconds each answer took; what was locked meanwhile, in seconds."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    locked: tuple[float, ...] = ()

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def figures(self) -> dict[str, int | float | str]:
        return {
            "requests": len(self.seconds),
            "p50 ms": round(1e3 * self.percentile(0.5)),
            "p99 ms": round(1e3 * self.percentile(0.99)),
            "longest s": round(max(self.seconds), 2),
            "locked s": " + ".join(f"{one:g}" for one in self.locked),
            "answered 200": self.statuses[200],
            "answered 503": self.statuses[503],
        }

    @property
    def proved(self) -> bool:
        if self.locked:
            return max(self.seconds) <= LONGEST and set(self.statuses) <= {200, 503}
        return self.percentile(0.99) <= P99 and set(self.statuses) == {200}


def steady(
    kind: Kind,
    seconds: float,
    seed: int,
    nursery: Nursery,
    folder: Path,
    locked: Sequence[float] = (),
    pg: str = "",
) -> Answers:
    """That many seconds of messages, half by SMS and half by Telegram; each is sent once."""
    answers = Answers(locked=tuple(locked))
    with (
        database(kind, folder, pg) as url,
        site(nursery, folder, url, swift(1)) as opened,
    ):
        wanted = int(seconds * RATE)
        loads = [Load(opened, channel, seed, wanted // 2 + LENGTH) for channel in CHANNELS]
        loads[0].enrol()
        opened.start()
        parcels = [parcel for pair in zip(*map(_parcels, loads), strict=False) for parcel in pair]
        trouble = threading.Thread(target=_lock, args=(url, seconds, locked))
        trouble.start()
        begun = time.monotonic()
        with ThreadPoolExecutor(HANDS) as hands:
            for number, parcel in enumerate(parcels[:wanted]):
                time.sleep(max(0.0, begun + number / RATE - time.monotonic()))
                hands.submit(_send, answers, opened.ports[0], parcel)
        trouble.join()
    return answers


CHANNELS = ("sms", "telegram")


def _parcels(load: Load) -> list[Parcel]:
    """One line of each conversation in turn: nobody writes faster than people do."""
    found = []
    while any(talk.lines for talk in load.conversations):
        for talk in load.conversations:
            if talk.lines:
                line = talk.lines.popleft()
                talk.written += 1
                text = line.text or "123456"
                found.append(talk.phone.prepare(talk.written, text, photo=False))
    return found


def _send(answers: Answers, port: int, parcel: Parcel) -> None:
    begun = time.monotonic()
    try:
        status = wire.call(port, "POST", parcel.path, parcel.body, parcel.headers, 30).status
    except wire.NoAnswer:
        status = 0
    answers.seconds.append(time.monotonic() - begun)
    answers.statuses[status] += 1


def _lock(url: str, seconds: float, locked: Sequence[float]) -> None:
    """Spread over the time there is."""
    for pause in locked:
        time.sleep(max(0.5, (seconds - sum(locked)) / (len(locked) + 1)))
        hold(url, pause)
