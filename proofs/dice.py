"""Chance that repeats: every decision of a proof is drawn from the seed and a name of its own."""

from __future__ import annotations

import random


def dice(seed: int, *names: object) -> random.Random:
    """The same draws for the same seed and names, whatever else was drawn before."""
    return random.Random(":".join(str(part) for part in (seed, *names)))
