"""Labelled points where a process can be made to die: proofs look at what a crash leaves (T10).

`ASSISTANT_KILL_POINT=delivery.sent` ends the process there, as `kill -9` does; `delivery.sent:3`
at the third passing. Unset, a point does nothing; production refuses to start with it.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Mapping

POINTS: Mapping[str, str] = {
    "turn.read": "the message is understood, the transaction has not begun",
    "turn.event": "the event's key is taken, nothing else",
    "turn.advanced": "the dialog has moved on, nothing is written",
    "turn.queued": "replies and effects are written, the conversation is not",
    "turn.saved": "all is written, nothing is committed",
    "turn.committed": "the turn is on record, its sender has no answer yet",
    "delivery.claimed": "a row is a worker's own, nothing was sent",
    "delivery.sent": "the provider took the message, our record does not say so",
    "delivery.marked": "our record says that it was sent",
    "delivery.asked": "the provider has said what it took, our record does not",
    "effect.performed": "an effect is done, its result is not given back",
    "effect.given_back": "the result is in the inbox, the effect is not marked as done",
}

Trap = Callable[[str], None]

_trap: Trap | None = None


def kill_point(label: str) -> None:
    """A point of a turn or of a delivery; nothing happens unless a trap is set."""
    if _trap is not None:
        _trap(label)


def set_trap(trap: Trap | None) -> None:
    """What happens at every point from now on, in this process; None: nothing."""
    global _trap
    _trap = trap


def arm(wanted: str) -> None:
    """Lets the process die at the point that `wanted` names. Raises ValueError for another name."""
    if not wanted:
        return
    label, _colon, times = wanted.partition(":")
    if label not in POINTS:
        raise ValueError(f"no such kill point: {label}")
    set_trap(Death(label, int(times or 1)))


class Death:
    """Ends the process, without any goodbye, at the n-th passing of one point."""

    def __init__(self, label: str, times: int) -> None:
        self._label = label
        self._left = times
        self._lock = threading.Lock()

    def __call__(self, label: str) -> None:
        if label != self._label:
            return
        with self._lock:
            self._left -= 1
            due = self._left <= 0
        if due:
            os.kill(os.getpid(), signal.SIGKILL)
