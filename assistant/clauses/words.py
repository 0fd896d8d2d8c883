"""The words of a question as features: what they mean in both languages, their stems, pieces."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from assistant.understanding.normalise import fold

WORD = re.compile(r"[a-z]+|[0-9]+")
ZONE = re.compile(r"\bzones? ([a-d])\b")
GLUE = frozenset(
    "a an the of le la les l un une des du de d my mon ma mes our notre nos".split()  # noqa: SIM905
)
SMALL = GLUE | frozenset(
    "to in on for your is are am be do does i you we it this that at by and or votre vos est suis "  # noqa: SIM905
    "je vous il elle ce ca cela et ou au aux en pour par sur avec me m t s se si que qu".split()
)
MEANING, STEM, PAIR, PIECE = 1.5, 0.8, 0.3, 0.15  # what each kind of feature is worth
WHOLE = ("m:", "w:")  # features that are words or meanings, not parts or pairs of them
LONGEST = 4  # words of an expression
SIZE = 4  # letters of a piece


def words_of(text: str) -> list[str]:
    """Small words without accents, and numbers; the letter of a zone makes a word with it."""
    return WORD.findall(ZONE.sub(r"zone zone\1", fold(text)))


def features(words: list[str]) -> dict[str, float]:
    """The features of a text and what each is worth before its rarity."""
    found: dict[str, float] = dict.fromkeys(meanings(words), MEANING)
    kept = [stem(word) for word in words if word not in SMALL]
    for word in kept:
        found[f"w:{word}"] = STEM
        found |= dict.fromkeys(_pieces(word), PIECE)
    found |= {f"{left} {right}": PAIR for left, right in pairwise(kept)}
    return found


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The word without its plural or feminine ending."""
    for ending in ("ies", "es", "s", "x", "e"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=8192)
def _pieces(word: str) -> tuple[str, ...]:
    edged = f"_{word}_"
    return tuple({edged[at : at + SIZE] for at in range(max(len(edged) - SIZE + 1, 1))})


# --- words that mean the same ---------------------------------------------------------------------

Expressions = Mapping[tuple[str, ...], list[str]]


@cache
def _synonyms() -> tuple[Expressions, Expressions]:
    """(whole expressions, expressions whose last word may go on) and what each means."""
    whole: dict[tuple[str, ...], list[str]] = {}
    beginnings: dict[tuple[str, ...], list[str]] = {}
    with (Path(__file__).parent / "synonyms.toml").open("rb") as file:
        table = tomllib.load(file)
    for meaning, expressions in table.items():
        for expression in expressions:
            words = tuple(word for word in words_of(expression) if word not in GLUE)
            side = beginnings if expression.endswith("*") else whole
            side.setdefault(words, []).append(f"m:{meaning}")
    return whole, beginnings


def meanings(words: list[str]) -> dict[str, None]:
    """What the words speak of, under one name for both languages, in order."""
    kept = [word for word in words if word not in GLUE]
    found: dict[str, None] = {}
    for at, word in enumerate(kept):
        longest = LONGEST if word in _starts() else 1
        for length in range(1, min(longest, len(kept) - at) + 1):
            found |= dict.fromkeys(_meanings(tuple(kept[at : at + length])))
    return found


@cache
def _starts() -> frozenset[str]:
    """The words that expressions of several words begin with."""
    return frozenset(words[0] for side in _synonyms() for words in side if len(words) > 1)


@lru_cache(maxsize=8192)
def _meanings(words: tuple[str, ...]) -> tuple[str, ...]:
    whole, beginnings = _synonyms()
    found = list(whole.get(words, ()))
    last = words[-1]
    for end in range(2, len(last) + 1):
        found += beginnings.get((*words[:-1], last[:end]), ())
    return tuple(found)
