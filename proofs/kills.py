"""kill -9, again and again: at labelled points and at any moment, of the web and of the workers.

A process started with a labelled point dies by itself when it comes by; another is killed from here
when the load has come far enough for the next kill. What died is started again at once.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from assistant.faults import POINTS
from proofs.dice import dice
from proofs.processes import Running
from proofs.site import Site

LABELLED = 0.6  # of the starts
LOOK = 0.02  # seconds between two looks at the processes
SPARED = 1.5  # seconds that a process with a labelled point may take to come by...
BEHIND = 10  # ...unless so many kills are due
# The most comings-by before a labelled point kills: a web process comes by many times a second, a
# worker takes a turn only for the result of an effect, and asks only about a lost answer.
PASSINGS = {
    "web": {"turn": 25},
    "worker": {"turn": 2, "delivery": 10, "effect": 2, "delivery.asked": 1},
}


@dataclass(frozen=True)
class Kill:
    """One death: of which process, where ("at random" or a label), at which time of the machine."""

    role: str
    where: str
    at: float


class Killer:
    """Kills and restarts while a load runs; `due` says how many kills there should be by now."""

    def __init__(self, site: Site, seed: int, due: Callable[[], int]) -> None:
        self._site = site
        self._random = dice(seed, "kills")
        self._due = due
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="killer")
        self._armed: dict[int, str] = {}  # by process
        self._forked: dict[int, set[int]] = {}
        self.kills: list[Kill] = []
        self.trouble = ""

    def start(self) -> None:
        self._thread.start()

    def finish(self, wanted: int, within: float = 60.0) -> None:
        """Waits for the last few, should the load have ended before them."""
        until = time.monotonic() + within
        while len(self.kills) < wanted and not self.trouble and time.monotonic() < until:
            time.sleep(LOOK)

    def stop(self) -> None:
        """No more kills; everything is up again, and nothing is armed."""
        self._stop.set()
        self._thread.join()
        for role, slot in self._slots():
            running = self._running(role, slot)
            if running is not None and self._armed.get(running.pid):
                running.close()
                self._note(role, "at the end")
                running = None
            if running is None or not running.alive():
                self._start(role, slot, "")

    def counted(self) -> Counter[str]:
        return Counter(f"{kill.role}: {kill.where}" for kill in self.kills)

    # --- the loop --------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._stop.wait(LOOK):
                for role, slot in self._slots():
                    self._look(role, slot)
                if len(self.kills) < self._due():
                    self._kill_someone()
        except Exception as error:  # the proof must not go on without its killer
            self.trouble = f"{type(error).__name__}: {error}"

    def _slots(self) -> list[tuple[str, int]]:
        webs = [("web", number) for number in range(len(self._site.webs))]
        return webs + [("worker", number) for number in range(len(self._site.workers))]

    def _running(self, role: str, slot: int) -> Running | None:
        return (self._site.webs if role == "web" else self._site.workers)[slot]

    def _look(self, role: str, slot: int) -> None:
        """Whether a labelled point has killed it; of gunicorn the one that it had forked."""
        running = self._running(role, slot)
        if running is not None and not self._died(running):
            return
        if running is not None:
            where = self._armed.pop(running.pid, "") or "by itself"
            self._note(role, where.partition(":")[0])
            running.close()
        self._start(role, slot, self._plan(role))

    def _died(self, running: Running) -> bool:
        if not running.alive():
            return True
        if running.role != "web":
            return False
        now, before = set(running.children()), self._forked.get(running.pid, set())
        self._forked[running.pid] = now | before
        return bool(before - now)

    def _kill_someone(self) -> None:
        role, slot = self._random.choice(self._slots())
        running = self._running(role, slot)
        if running is None or self._is_spared(running):
            return
        self._armed.pop(running.pid, None)
        running.close()
        self._note(role, "at random")
        self._start(role, slot, self._plan(role))

    def _is_spared(self, running: Running) -> bool:
        """One that has just begun; or that shall die at a labelled point, and soon."""
        lived = time.time() - running.since
        hurried = self._due() - len(self.kills) > BEHIND
        return lived < (SPARED if self._armed.get(running.pid) and not hurried else 0.1)

    def _plan(self, role: str) -> str:
        """Where the next life of a process shall end; empty: from here."""
        if self._random.random() >= LABELLED:
            return ""
        passings = PASSINGS[role]
        label = self._random.choice([one for one in POINTS if _group(one) in passings])
        most = passings.get(label, passings[_group(label)])
        return f"{label}:{self._random.randint(1, most)}"

    def _start(self, role: str, slot: int, plan: str) -> None:
        if role == "web":
            running = self._site.start_web(slot, plan)
        else:
            running = self._site.start_worker(slot, plan)
        self._armed[running.pid] = plan

    def _note(self, role: str, where: str) -> None:
        self.kills.append(Kill(role, where, time.time()))


def _group(label: str) -> str:
    return label.partition(".")[0]
