"""Whole messages that steer the conversation: back, menu, a person, yes, no, stop."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import OSA

from assistant.understanding.normalise import fold

POLITE = re.compile(
    r"\b(?:please|pls|plz|s'?il vous plait|s'?il te plait|svp|stp|merci|thanks|thank you|thx)\b"
)
LONGEST = 40
# A letter wrong turns these into one another or into other words: they must be exact.
SHORT = 4


@cache
def table() -> dict[str, str]:
    """Folded phrase -> command."""
    text = files("assistant.understanding").joinpath("commands.toml").read_text("utf-8")
    return {
        _plain(phrase): command
        for command, phrases in tomllib.loads(text).items()
        for phrase in phrases
    }


def _plain(text: str) -> str:
    """A phrase without capitals, accents, hyphens and final marks."""
    plain = re.sub(r"[-'.,;:!\"()*_\n]+", " ", fold(text))
    return " ".join(plain.replace("?", " ").split()) or text.strip()


def command(text: str) -> str | None:
    """The command that the whole message is, if it is one."""
    if len(text) > LONGEST:
        return None
    plain = _plain(text)
    bare = " ".join(POLITE.sub(" ", plain).split())
    for candidate in (plain, bare):
        if candidate in table():
            return table()[candidate]
    return _near(re.sub(r"([a-z])\1{2,}", r"\1", bare))


def _near(plain: str) -> str | None:
    """The command with a letter wrong; nothing when two are equally near."""
    if plain in table():
        return table()[plain]
    if len(plain) <= SHORT or not plain.isascii():
        return None
    allowed = 1 if len(plain) < 9 else 2
    near = {
        command
        for phrase, command in table().items()
        if len(phrase) > SHORT
        and phrase[0] == plain[0]
        and OSA.distance(plain, phrase, score_cutoff=allowed) <= allowed
    }
    return near.pop() if len(near) == 1 else None
