"""P16: turns while photos are cleaned, letters made and providers slow, beside idle ones."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice

from assistant.standins.phone import Picture, send_telegram
from assistant.standins.rates import Rate
from bench.goals import Measured
from bench.papers import a_photo
from bench.rig import ratios
from bench.settings import Run
from bench.units import median
from proofs import wire
from proofs.databases import database
from proofs.haste import swift
from proofs.load import LENGTH, Conversation, Load
from proofs.processes import nursery
from proofs.site import Site, site

TALKS, MESSAGES = 60, 120  # conversations; messages of a slice
JOBS = 1.5  # seconds from one photo and one letter to the next
SLOW = {"latency": Rate(share=1.0, seconds=3.0)}
LETTER = "envoyez-moi le modèle de lettre de renonciation"
BILL = "j'ai une facture à envoyer"
RATE = 10.0  # messages a second: the peak of a million members is 13


def while_jobs_run(run: Run) -> list[Measured]:
    here = run.folder / "busy"
    with (
        nursery(here) as warm,
        database("sqlite", here) as url,
        site(warm, here, url, swift(1)) as opened,
    ):
        texts, chats = (Load(opened, name, run.seed, TALKS * LENGTH) for name in CHANNELS)
        chats.enrol()  # who sends a bill is a member
        opened.start()
        writing = cycle(texts.conversations)
        rounds = []
        for number in range(-1, run.rounds):
            idle = _slice(opened, writing)
            with _jobs(opened, chats, run.seed):
                busy = _slice(opened, writing)
            if number >= 0:
                rounds.append((1e3 * idle, 1e3 * busy))
    return [ratios("P16", rounds)]


CHANNELS = ("sms", "telegram")


def _slice(opened: Site, writing: Iterator[Conversation]) -> float:
    """p50, in seconds, of turns one at a time."""
    each = []
    for talk in islice(writing, MESSAGES):
        talk.written += 1
        text = f"combien pour des lunettes à {20 + talk.written} € ?"
        parcel = talk.phone.prepare(talk.written, text, photo=False)
        began = time.perf_counter()
        answer = wire.call(opened.ports[0], "POST", parcel.path, parcel.body, parcel.headers)
        each.append(time.perf_counter() - began)
        if not answer.ok:
            raise RuntimeError(f"a turn was answered with {answer.status}")
        time.sleep(max(0.0, 1 / RATE - each[-1]))
    return median(each)


@contextmanager
def _jobs(opened: Site, chats: Load, seed: int) -> Iterator[None]:
    """A photo of 12 megapixels and a letter again and again, and providers that are slow."""
    stop = threading.Event()
    for provider in ("twilio", "telegram"):
        opened.ledger.set_rates(provider, SLOW, str(seed))
    feeder = threading.Thread(target=_feed, args=(opened, chats, stop))
    feeder.start()
    time.sleep(JOBS)
    try:
        yield
    finally:
        stop.set()
        feeder.join()
        for provider in ("twilio", "telegram"):
            opened.ledger.set_rates(provider, {}, str(seed))
        time.sleep(2 * JOBS)


def _feed(opened: Site, chats: Load, stop: threading.Event) -> None:
    picture = Picture(a_photo())
    for talk in cycle(chats.conversations):
        if stop.wait(JOBS):
            return
        for text, photo in ((BILL, None), ("", picture), ("menu", None), (LETTER, None)):
            now = opened.clock.now()
            call = send_telegram(opened.phones, talk.phone.address, text, photo, now=now)
            wire.call(opened.ports[0], "POST", call.path, call.body, call.headers)
