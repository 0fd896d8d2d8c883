"""Who waits for what in this process: one listener, any number of open pages."""

from __future__ import annotations

import secrets
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from sqlalchemy import Engine

from assistant.store.wakeups import Listener

SENT_AWAY_WITHIN = 2.0  # seconds
ANY = 0  # no conversation has this number: whoever waits for it waits for all of them


class Hub:
    """Wakes the pages of a conversation when it changes; listens once a page is there."""

    def __init__(self, engine: Engine, most: int) -> None:
        self._engine = engine
        self._room = threading.Semaphore(most)
        self._lock = threading.Lock()
        self._waiting: dict[int, set[threading.Event]] = defaultdict(set)
        self._listener: Listener | None = None
        self.open = True
        self.name = secrets.token_hex(4)  # another process counts otherwise
        self.changes = 0

    @contextmanager
    def seat(self, conversation_id: int = ANY) -> Iterator[threading.Event | None]:
        """What is set at each change, for one open page; None when all seats are taken."""
        if not self._room.acquire(blocking=False):
            yield None
            return
        changed = threading.Event()
        try:
            with self._lock:
                self._waiting[conversation_id].add(changed)
                self._listen()
            yield changed
        finally:
            self._leave(conversation_id, changed)
            self._room.release()

    @property
    def taken(self) -> int:
        """Pages that are open."""
        with self._lock:
            return sum(len(waiting) for waiting in self._waiting.values())

    def close(self) -> None:
        """Ends the listener, and sends the open pages away: they come again elsewhere."""
        self.open = False
        with self._lock:
            listener, self._listener = self._listener, None
            for waiting in self._waiting.values():
                for one in waiting:
                    one.set()
        if listener is not None:
            listener.stop()
        until = monotonic() + SENT_AWAY_WITHIN
        while self.taken and monotonic() < until:
            sleep(0.02)

    def _listen(self) -> None:
        if self._listener is None:
            self._listener = Listener(self._engine, self._heard).start()

    def _leave(self, conversation_id: int, changed: threading.Event) -> None:
        with self._lock:
            left = self._waiting[conversation_id]
            left.discard(changed)
            if not left:
                del self._waiting[conversation_id]

    def _heard(self, conversation_id: int | None) -> None:
        with self._lock:
            self.changes += 1
            if conversation_id is None:
                woken = [one for waiting in self._waiting.values() for one in waiting]
            else:
                waiting = self._waiting
                woken = [*waiting.get(conversation_id, ()), *waiting.get(ANY, ())]
        for one in woken:
            one.set()
