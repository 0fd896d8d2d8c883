"""What a conversation remembers between two messages: plain data, versioned, under 4 kB.

Where the member is stands nowhere: it is the first step without an answer (`dialogs/dialog.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

VERSION = 2
DEPTH = 3  # a dialog, a side question, and one more


@dataclass
class Frame:
    """One dialog under way: its named answers and the question that was asked last."""

    dialog: str
    version: int = 1
    answers: dict[str, Any] = field(default_factory=dict)
    asked: str = ""
    tries: int = 0  # failed answers to `asked`
    scratch: dict[str, Any] = field(default_factory=dict)  # of the asked step alone


@dataclass
class Offer:
    """A choice shown after an answer: it opens a dialog with something already filled in."""

    key: str
    dialog: str
    seed: dict[str, Any] = field(default_factory=dict)


@dataclass
class State:
    """The whole memory of a conversation."""

    frames: list[Frame] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    serial: int = 0  # of the last question with choices: older buttons are stale
    pending: str = ""  # the engine's own question: give_up, resume
    last: Frame | None = None  # the last answered question, so that "and at 120?" works
    queue: list[Offer] = field(default_factory=list)  # asked in the same message, for afterwards
    more: str = ""  # the long form of the last short answer
    misses: int = 0  # messages not understood in a row, outside any dialog
    greeted: bool = False
    album: str = ""
    language_chosen: bool = False  # by the member's own word: never changed by a guess
    noticed: str = ""  # a notice already given once: flood, stop

    @property
    def top(self) -> Frame | None:
        return self.frames[-1] if self.frames else None


def dump(state: State) -> str:
    plain = {"v": VERSION, **vars(state)}
    return json.dumps(plain, separators=(",", ":"), ensure_ascii=False, default=vars)


def load(stored: str) -> State:
    """Reads a state of any known version; raises KeyError for one from the future."""
    data: dict[str, Any] = json.loads(stored)
    if not data:
        return State()
    version = int(data.pop("v"))
    while version < VERSION:
        data = MIGRATIONS[version](data)
        version += 1
    if version > VERSION:
        raise KeyError(f"state version {version}")
    return State(
        frames=[Frame(**frame) for frame in data.pop("frames")],
        offers=[Offer(**offer) for offer in data.pop("offers")],
        queue=[Offer(**offer) for offer in data.pop("queue")],
        last=Frame(**last) if (last := data.pop("last")) else None,
        **data,
    )


def copy_of(state: State) -> State:
    """A state of its own, to be changed: `copy.deepcopy`, in a fifth of the time."""
    copy: State = _copied(state)
    return copy


def _copied(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _copied(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_copied(value) for value in part]
    if isinstance(part, State | Frame | Offer):
        return type(part)(**_copied(vars(part)))
    return part


def _queue_of_offers(data: dict[str, Any]) -> dict[str, Any]:
    """1 -> 2: the queue held dialog names only."""
    queue = [{"key": name, "dialog": name, "seed": {}} for name in data["queue"]]
    return {**data, "queue": queue}


MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _queue_of_offers}
