"""The worker: delivers what is due, performs effects, and resumes what a crash left behind."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic

import structlog
from sqlalchemy.exc import SQLAlchemyError

from assistant.app import open_with_turns
from assistant.channels.senders import Providers
from assistant.clock import SystemClock
from assistant.elsewhere import tell_elsewhere
from assistant.house import House
from assistant.office import Office
from assistant.ops import logs
from assistant.outbox import AGAIN, Outbox
from assistant.readback import ReadBack
from assistant.serve import end_with_parent
from assistant.settings import Settings
from assistant.staff.returns import announce_returns
from assistant.store import deliveries, timing
from assistant.store.deliveries import Delivery
from assistant.store.engine import is_unavailable, transact
from assistant.store.wakeups import Listener
from assistant.turn import Turns

AT_ONCE = 6  # deliveries under way
POLL = 0.2  # seconds between two looks into the outbox when nothing wakes us before
SWEEP_EVERY = 5.0  # seconds: with the lease, what a crash left goes on within half a minute (G3)
# Seconds after trouble with the database: longer than a delivery waits to note what became of it,
# so that nothing counts as left behind of which somebody still knows the outcome.
AFTER_TROUBLE = 2 * AGAIN

log = structlog.get_logger()


class Worker:
    """One loop that claims, a few threads that deliver, one that sweeps.

    It looks when a turn anywhere is committed, when a hand is free again, and now and then.
    """

    def __init__(
        self, house: House, turns: Turns, outbox: Outbox, read_back: ReadBack | None = None
    ) -> None:
        self._house = house
        self._turns = turns
        self._outbox = outbox
        self._read_back = read_back
        self._wake = threading.Event()
        self._free = threading.Semaphore(AT_ONCE)
        self._pool = ThreadPoolExecutor(AT_ONCE + 1, thread_name_prefix="delivery")
        self._sweeping: Future[None] | None = None
        self._swept_at = self._trouble_at = float("-inf")

    def run(self, stop: threading.Event) -> None:
        """Works until `stop`; then ends what is under way, and claims nothing more."""
        log.info("worker_started")
        listener = Listener(self._house.engine, lambda _conversation: self._wake.set()).start()
        while not stop.is_set():
            self._wake.clear()  # before looking: what comes meanwhile is looked at next
            try:
                self._sweep_when_due()
                busy = self._claim()
            except SQLAlchemyError as error:
                log.error("database_trouble", error=type(error).__name__)
                self._trouble_at = monotonic()
                if self._read_back is not None:
                    self._read_back.soon()  # our doors were shut meanwhile
                stop.wait(AFTER_TROUBLE)
                continue
            if not busy:
                self._wake.wait(POLL)
        listener.stop()
        self._pool.shutdown(wait=True)
        log.info("worker_stopped")

    def _claim(self) -> bool:
        """Claims as much as there are free hands; whether there was anything."""
        hands = self._take_hands()
        claimed: list[Delivery] = []
        try:
            claimed = self._outbox.claim(hands) if hands else []
        finally:
            for _unused in range(hands - len(claimed)):
                self._free.release()
        for delivery in claimed:
            self._pool.submit(self._deliver, delivery)
        return bool(claimed)

    def _take_hands(self) -> int:
        hands = 0
        while hands < AT_ONCE and self._free.acquire(blocking=False):
            hands += 1
        return hands

    def _deliver(self, delivery: Delivery) -> None:
        try:
            self._outbox.deliver(delivery)
        except Exception as error:  # its lease will lapse; the sweeper looks into it
            log.error("delivery_interrupted", outbox=delivery.id, error=type(error).__name__)
        finally:
            self._free.release()
            self._wake.set()

    def _sweep_when_due(self) -> None:
        under_way = self._sweeping is not None and not self._sweeping.done()
        due_at = max(self._swept_at + SWEEP_EVERY, self._trouble_at + AFTER_TROUBLE)
        if under_way or monotonic() < due_at:
            return
        self._swept_at = monotonic()
        self._sweeping = self._pool.submit(self._sweep)

    def _sweep(self) -> None:
        chores: list[Callable[[], object]] = [self._beat, self._put_right, self._outbox.sweep]
        chores += [self._turns.retry_failed, self._tell_returns, self._tell_elsewhere]
        if self._read_back is not None:
            chores.append(self._read_back.run)
        for chore in chores:
            try:
                chore()
            except Exception as error:  # one chore's trouble is not the next one's
                log.error("sweep_failed", error=type(error).__name__, step=chore.__name__)
                if is_unavailable(error):  # but the database is everybody's
                    self._trouble_at = monotonic()
                    return

    def _beat(self) -> None:
        with self._house.engine.begin() as connection:
            deliveries.beat(connection, "worker", SystemClock().now())

    def _put_right(self) -> None:
        """The clock may have been put back."""
        now = self._house.clock.now()
        if count := transact(self._house.engine, lambda c: timing.put_right(c, now)):
            log.warning("clock_was_put_back", count=count)

    def _tell_returns(self) -> None:
        announce_returns(self._house)

    def _tell_elsewhere(self) -> None:
        tell_elsewhere(self._house)


def run(settings: Settings) -> None:
    """Runs a worker in this process until it is told to stop (SIGTERM, SIGINT)."""
    logs.configure()
    end_with_parent()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_received: stop.set())
    house, turns = open_with_turns(settings)
    providers = Providers(settings)
    try:
        outbox = Outbox(house, providers.senders, Office(house, providers))
        read_back = ReadBack(house, "twilio", providers.inbox) if providers.inbox else None
        Worker(house, turns, outbox, read_back).run(stop)
    finally:
        providers.close()
        house.engine.dispose()
