"""Danger now: a layer of its own, read before anything else and tuned to miss nothing."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

GAP = r"(?:[a-z0-9']+ ){0,4}"
NOT_WORDS = re.compile(r"[^a-z0-9']+")
# How likely the classifier must find danger before the alarm is raised: where words of danger
# were read, where none were, where they speak of the past or of papers, where of none at all.
NOW, UNSPOKEN, PAST, FIGURATIVE = 0.015, 0.33, 0.7, 0.8


@dataclass(frozen=True)
class Danger:
    """What the words of danger in a message amount to, before the classifier is asked."""

    kind: str | None = None
    past: bool = False
    figurative: bool = False
    words: str = ""

    def now(self, chance: float) -> bool:
        """Whether the alarm is raised, given how likely the classifier finds danger."""
        if self.kind is None:
            return chance >= UNSPOKEN
        if self.figurative:
            return chance >= FIGURATIVE
        return chance >= (PAST if self.past else NOW)


@cache
def cues() -> dict[str, re.Pattern[str]]:
    """The lists of `emergencies.toml`, each as one pattern."""
    text = files("assistant.understanding").joinpath("emergencies.toml").read_text("utf-8")
    return {
        name: re.compile("|".join(f"(?:{pattern.replace('~', GAP)})" for pattern in patterns))
        for name, patterns in tomllib.loads(text).items()
    }


def danger(folded: str, meant: str = "") -> Danger:
    """What the message's words, as written or as meant, say of danger."""
    table = cues()
    for plain in dict.fromkeys(NOT_WORDS.sub(" ", said).strip() for said in (folded, meant)):
        suicide = table["suicide"].search(plain)
        match = suicide or table["life"].search(plain)
        if match:
            return Danger(
                "suicide" if suicide else "life",
                any(table[name].search(plain) for name in ("past", "admin")),
                table["figurative"].search(plain) is not None,
                match.group(),
            )
    return Danger()
