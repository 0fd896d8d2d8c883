"""Providers and an office inside one process, for the game of `model.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Set
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from assistant.channels.channel import Sent, TryLater, Unanswered
from assistant.clock import Clock
from assistant.messages import Outgoing
from assistant.store.deliveries import Delivery

SLOW = timedelta(seconds=15)  # until a slow provider takes what we no longer wait for


class Killed(BaseException):
    """The process is gone: nothing of ours catches it."""


class Answer(Enum):
    """What a provider does with one call."""

    TAKEN = "taken"
    BUSY = "429"
    LOST = "taken, answer lost"
    CUT = "not taken, connection cut"
    SLOW = "taken later, answer too late"


class FakeProvider:
    """Keeps a ledger of its own. `coming` are its next answers, then it takes everything.

    `asked`: whether it can be asked what it took; `silent` tells whether a person speaks there.
    """

    def __init__(self, clock: Clock, asked: bool, silent: Callable[[str], bool]) -> None:
        self._clock = clock
        self._silent = silent
        self._sign = "SM" if asked else "chat:"  # ids of two providers never meet
        self.coming: list[Answer] = []
        self.ledger: list[tuple[int, str, str]] = []  # our reference, its id, text
        self.ambiguous: Counter[int] = Counter()
        self.spoken_over: list[int] = []
        self._later: list[tuple[datetime, int, str]] = []
        if asked:
            self.find = self._find

    def send(self, address: str, outgoing: Outgoing, reference: int) -> Sent:
        self.arrive()
        if outgoing.author == "bot" and outgoing.purpose != "emergency" and self._silent(address):
            self.spoken_over.append(reference)
        answer = self.coming.pop(0) if self.coming else Answer.TAKEN
        if answer is Answer.BUSY:
            raise TryLater("429", 1.0)
        if answer is Answer.TAKEN:
            return Sent((self._take(reference, outgoing.text),))
        self.ambiguous[reference] += 1
        if answer is Answer.LOST:
            self._take(reference, outgoing.text)
        if answer is Answer.SLOW:
            self._later.append((self._clock.now() + SLOW, reference, outgoing.text))
        raise Unanswered(answer.value, under_way=answer is Answer.SLOW)

    def _find(self, address: str, outgoing: Outgoing, known: Set[str]) -> str | None:
        self.arrive()
        if self.coming and self.coming.pop(0) is not Answer.TAKEN:
            raise TryLater("503")
        found = [sid for _ref, sid, text in self.ledger if text == outgoing.text]
        return next((sid for sid in found if sid not in known), None)

    def _take(self, reference: int, text: str) -> str:
        sid = f"{self._sign}{len(self.ledger)}"
        self.ledger.append((reference, sid, text))
        return sid

    def arrive(self) -> None:
        """What was slow is taken now, if its time has come."""
        now = self._clock.now()
        for due in [one for one in self._later if one[0] <= now]:
            self._later.remove(due)
            self._take(due[1], due[2])

    def was_killed(self) -> None:
        """The last call's answer reached nobody."""
        if self.ledger:
            self.ambiguous[self.ledger[-1][0]] += 1

    def references(self) -> list[int]:
        """Our rows in the order in which they arrived, each as often as it did."""
        self.arrive()
        return [reference for reference, _sid, _text in self.ledger]


class FakeOffice:
    """Does every effect, and remembers which; like the real one it may be asked twice."""

    def __init__(self) -> None:
        self.done: list[int] = []

    def perform(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any]:
        self.done.append(delivery.id)
        if delivery.purpose == "make_letter":
            return {"number": data["number"], "state": "ready"}
        return {"code_hash": "", "member": "", "until": "2026-03-14T12:00:00.000000Z"}

    def failed(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any] | None:
        return None
