"""A message as numbered features: letters, words and concepts, each group of its own weight."""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.understanding.concepts import Seen
from assistant.understanding.emergencies import Danger
from assistant.understanding.words import Word

SHORTEST, LONGEST = 2, 5
LONGEST_WORD = 24
NEAR = 7
MOST_CONCEPTS = 60
YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
DIGITS = re.compile(r"[0-9]+")
WORD = re.compile(r"[a-z0-9]+")
QUESTION = re.compile(
    r"\?|^(?:[a-z]+ )?(?:how|what|when|where|who|which|why|can|could|do|does|did|is|are|am|will"
    r"|would|should|may|comment|combien|quand|ou|qui|que|quel|quelle|quels|quelles|pourquoi"
    r"|est-ce|puis|peut|dois|faut|a quoi)\b"
)


@dataclass(frozen=True)
class Signals:
    """What the other layers found in a message, as features need it."""

    folded: str
    words: tuple[Word, ...]
    concepts: tuple[Seen, ...]
    facts: tuple[str, ...]
    danger: Danger


Groups = tuple[frozenset[int], frozenset[int], frozenset[int]]


def features(signals: Signals) -> Groups:
    """The features present in each group, as numbers; how often does not matter."""
    return (
        frozenset(_letters(signals.folded)),
        frozenset(map(_number, _words(signals.words))),
        frozenset(map(_number, _ideas(signals))),
    )


def _number(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "replace"))


def _shape(text: str) -> str:
    """Numbers without their value; years are told apart."""
    return DIGITS.sub("0", YEAR.sub("year", text)) if not text.isalpha() else text


def _letters(folded: str) -> Iterator[int]:
    for word in WORD.findall(_shape(folded)):
        yield from _parts(word[:LONGEST_WORD])


@lru_cache(maxsize=16384)
def _parts(word: str) -> tuple[int, ...]:
    """The pieces of two to five letters of a word, its edges marked."""
    edged = f"_{word}_"
    pieces = {
        edged[start : start + length]
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(len(edged) - length + 1)
    }
    return tuple(zlib.crc32(piece.encode(), 7) for piece in sorted(pieces))


def _words(words: tuple[Word, ...]) -> Iterator[str]:
    meant = [_shape(word.stem) for word in words]
    for before, word in zip(["<", *meant], [*meant, ">"], strict=True):
        yield f"w:{word}"
        yield f"w:{before} {word}"
    for left, right in zip(meant, meant[2:], strict=False):
        yield f"s:{left} {right}"


def _ideas(signals: Signals) -> Iterator[str]:
    seen = signals.concepts[:MOST_CONCEPTS]
    for one in seen:
        yield f"k:{one.concept}"
        yield from (f"f:{fact}+{one.concept}" for fact in signals.facts)
    yield from _pairs(seen)
    yield from (f"f:{fact}" for fact in signals.facts)
    if not seen:
        yield "k:none"
    if QUESTION.search(signals.folded):
        yield "q:?"
        yield from (f"q:{one.concept}" for one in seen)
    yield f"n:{min(len(signals.words) // 3, 8)}"
    yield f"m:{min(len({one.concept for one in seen}), 12)}"
    yield f"u:{_unknown(signals.words)}"


def _unknown(words: tuple[Word, ...]) -> int:
    """How many fourths of the words nobody knows: random strings, other languages."""
    return 4 * sum(not word.exact for word in words) // max(len(words), 1)


def _pairs(seen: Iterable[Seen]) -> Iterator[str]:
    """Two concepts that stand near each other, whichever comes first."""
    listed = list(seen)
    for index, left in enumerate(listed):
        for right in listed[index + 1 :]:
            if right.at - left.at > NEAR:
                break
            if left.concept != right.concept:
                low, high = sorted((left.concept, right.concept))
                yield f"p:{low}+{high}"
