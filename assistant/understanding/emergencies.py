"""Danger now: a layer of its own, read before anything else and tuned to miss nothing."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.understanding.normalise import fold


@dataclass(frozen=True)
class Danger:
    """What the words of danger in a message amount to."""

    kind: str | None = None
    past: bool = False
    words: str = ""


@cache
def cues() -> dict[str, re.Pattern[str]]:
    """The lists of `emergencies.toml`, each as one pattern."""
    text = files("assistant.understanding").joinpath("emergencies.toml").read_text("utf-8")
    return {
        name: re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
        for name, patterns in tomllib.loads(text).items()
    }


def danger(text: str) -> Danger:
    """Whether somebody is in danger now, was in danger once, or neither."""
    folded = fold(text)
    table = cues()
    suicide = table["suicide"].search(folded)
    match = suicide or table["life"].search(folded)
    if match is None:
        return Danger()
    kind = "suicide" if suicide else "life"
    over = table["past"].search(folded) or table["admin"].search(folded)
    if table["figurative"].search(folded):
        return Danger(words=match.group())
    if over:
        return Danger(past=True, words=match.group())
    return Danger(kind, words=match.group())
