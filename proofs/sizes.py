"""How much is proved: all of it within an hour or so, or a sample within some ten minutes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Size:
    """Turns and kills of each run of G1; steps of G12; seconds of G2; and of the rest."""

    turns: int
    kills: int
    steps: int
    seconds: float  # of messages, 20 a second
    locks: tuple[float, ...]  # seconds that the database is locked, each
    copied: int  # messages that are sent ten times at once
    take_overs: int
    troubled: int  # turns with trouble meanwhile
    broken: int  # turns of a broken worker
    drills: int  # of a restart


SIZES = {
    "small": Size(
        turns=600,
        kills=30,
        steps=2_000,
        seconds=15,
        locks=(3, 12),
        copied=60,
        take_overs=20,
        troubled=240,
        broken=120,
        drills=1,
    ),
    "medium": Size(
        turns=2_000,
        kills=100,
        steps=10_000,
        seconds=30,
        locks=(3, 20),
        copied=200,
        take_overs=60,
        troubled=400,
        broken=200,
        drills=2,
    ),
    "full": Size(
        turns=10_000,
        kills=500,
        steps=50_000,
        seconds=120,
        locks=(3, 30),
        copied=1_000,
        take_overs=200,
        troubled=1_000,
        broken=400,
        drills=3,
    ),
}
