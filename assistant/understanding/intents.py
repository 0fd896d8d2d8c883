"""Words that speak for an intent: the evidence shown, and a first guess without a model."""

import re
import tomllib
from functools import cache
from importlib.resources import files

SPLIT = re.compile(r"[^a-z0-9]+")
OUT_OF_SCOPE = "out_of_scope"


@cache
def cues() -> dict[str, re.Pattern[str]]:
    """For each intent, one pattern over the words of a message joined by spaces."""
    text = files("assistant.understanding").joinpath("intents.toml").read_text("utf-8")
    return {
        intent: re.compile("|".join(f" {_stem(cue)}" for cue in cues))
        for intent, cues in tomllib.loads(text).items()
    }


def _stem(cue: str) -> str:
    """A cue as a pattern; a star stands for any ending, a plural is always allowed."""
    words = [word for word in SPLIT.split(cue.rstrip("*")) if word]
    return " ".join(words) + ("[a-z]*(?= )" if cue.endswith("*") else "[sx]?(?= )")


def spoken(joined: str) -> dict[str, list[str]]:
    """The cues found for each intent in words joined by spaces."""
    padded = f" {joined} "
    return {
        intent: [cue.strip() for cue in found]
        for intent, pattern in cues().items()
        if (found := pattern.findall(padded))
    }


def guess(found: dict[str, list[str]], acts: bool) -> tuple[tuple[str, float], ...]:
    """Intents by weight of cues; longer cues weigh more, a benefit named speaks for cover."""
    weights = {
        intent: sum(1.0 + 0.8 * cue.count(" ") for cue in cues) for intent, cues in found.items()
    }
    if acts:
        weights["coverage"] = weights.get("coverage", 0.0) + 0.7
    if not weights:
        weights = {OUT_OF_SCOPE: 1.0}
    total = sum(weights.values()) + 0.5
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return tuple((intent, round(weight / total, 3)) for intent, weight in ranked[:5])
