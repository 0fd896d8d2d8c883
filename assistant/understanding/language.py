"""French or English, told from words that belong to one language alone; or undecided."""

import re
import tomllib
from importlib.resources import files

from assistant.understanding.normalise import fold

ACCENTS = re.compile(r"[éèêàùçôûîïœ]", re.IGNORECASE)
ELISION = re.compile(r"\b(?:[ldjmtnsc]|qu|jusqu|lorsqu|puisqu)'(?=[a-zéèêh])", re.IGNORECASE)
ENGLISH_ENDS = re.compile(r"\b(?:i'm|i've|i'll|i'd|don't|can't|won't|isn't|doesn't|didn't|it's)\b")
WORDS: dict[str, str] = tomllib.loads(
    files("assistant.understanding").joinpath("languages.toml").read_text("utf-8")
)
FRENCH = frozenset(WORDS["fr"].split())
ENGLISH = frozenset(WORDS["en"].split())
BOTH = FRENCH & ENGLISH
CLEAR_LEAD = 0.6


def language_of(text: str) -> tuple[str | None, float]:
    """The language and how sure; nothing at all for "ok", "stop", a number, or a tie."""
    french, english = _signs(text)
    total = french + english
    if total == 0:
        return None, 0.0
    best, lead = ("fr", french / total) if french >= english else ("en", english / total)
    if lead < CLEAR_LEAD:
        return None, round(lead, 2)
    return best, round(lead * min(1.0, 0.5 + total / 6), 2)


def _signs(text: str) -> tuple[float, float]:
    """How much speaks for French and for English."""
    small = text.casefold().replace("’", "'")
    french = 1.0 * min(3, len(ACCENTS.findall(small))) + 1.0 * len(ELISION.findall(small))
    english = 1.0 * len(ENGLISH_ENDS.findall(small))
    for word in re.findall(r"[a-z]+", fold(small)):
        french += word in FRENCH and word not in BOTH
        english += word in ENGLISH and word not in BOTH
    return french, english
