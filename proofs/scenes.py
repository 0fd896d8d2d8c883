"""Scenes of trouble: which one, on which channel and database, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from proofs import troubles
from proofs.databases import Kind
from proofs.sizes import Size
from proofs.troubles import Trouble
from tests.databases import Server


@dataclass(frozen=True)
class Given:
    """What a scene may make its trouble with: the durable PostgreSQL, the product's own folder."""

    size: Size
    place: Path
    server: Callable[[], Server]


@dataclass(frozen=True)
class Scene:
    """`mounts`: it needs a small file system of its own."""

    what: str
    channel: str
    kind: Kind
    make: Callable[[Given], Trouble]
    mounts: bool = False


def _locked(given: Given) -> Trouble:
    return troubles.locked(given.size.locks)


SCENES: Mapping[str, Scene] = {
    "locked-sqlite": Scene("database locked", "sms", "sqlite", _locked),
    "locked-postgres": Scene("database locked", "telegram", "postgres", _locked),
    "stopped": Scene(
        "database stopped and restarted, three times",
        "sms",
        "postgres",
        lambda given: troubles.stopped(given.server(), (1, 5, 15)),
    ),
    "killed": Scene(
        "kill -9 of the database, five times",
        "telegram",
        "postgres",
        lambda given: troubles.killed(given.server(), (0, 1, 0, 2, 0)),
    ),
    "full": Scene(
        "disk full, three times",
        "sms",
        "sqlite",
        lambda given: troubles.full(given.place, (2, 5, 10)),
        mounts=True,
    ),
    "read-only": Scene(
        "started on a disk that can only be read, twice",
        "telegram",
        "sqlite",
        lambda given: troubles.read_only(given.place, (3, 6)),
        mounts=True,
    ),
    "clock-sqlite": Scene(
        "clock off by ±1 h and ±10 years", "telegram", "sqlite", lambda _given: troubles.jumping()
    ),
    "clock-postgres": Scene(
        "clock off by ±1 h and ±10 years", "sms", "postgres", lambda _given: troubles.jumping()
    ),
}
