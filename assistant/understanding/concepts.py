"""What a message speaks of: concepts that many words of both languages share."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from assistant.understanding.words import Word, split, stem

LONGEST_PHRASE = 4
SHORTEST_PREFIX = 3


@dataclass(frozen=True)
class Seen:
    """A concept, the number of the word where it starts, and the words as written."""

    concept: str
    at: int
    word: str


@dataclass(frozen=True)
class Table:
    """The expressions of `concepts.toml`: whole stems, and beginnings of the last word."""

    whole: dict[tuple[str, ...], tuple[str, ...]]
    prefix: dict[tuple[str, ...], tuple[str, ...]]
    starts: frozenset[str]


@cache
def table() -> Table:
    """All expressions, each with the concepts that it speaks for."""
    text = files("assistant.understanding").joinpath("concepts.toml").read_text("utf-8")
    whole: dict[tuple[str, ...], list[str]] = {}
    prefix: dict[tuple[str, ...], list[str]] = {}
    for concept, phrases in tomllib.loads(text).items():
        for phrase in phrases:
            words = tuple(split(phrase))
            if phrase.endswith("*"):
                prefix.setdefault((*map(stem, words[:-1]), words[-1]), []).append(concept)
            else:
                whole.setdefault(tuple(map(stem, words)), []).append(concept)
    longer = [phrase for phrase in (*whole, *prefix) if len(phrase) > 1]
    return Table(
        {phrase: tuple(names) for phrase, names in whole.items()},
        {phrase: tuple(names) for phrase, names in prefix.items()},
        frozenset(phrase[0] for phrase in longer),
    )


@cache
def words_of() -> frozenset[str]:
    """The whole words of the table, for the speller."""
    return frozenset(word for phrase in table().whole for word in phrase)


@lru_cache(maxsize=8192)
def _of(phrase: tuple[str, ...], last: str) -> tuple[str, ...]:
    """The concepts of one word or expression: its stems, and its last word in full."""
    found = list(table().whole.get(phrase, ()))
    for length in range(SHORTEST_PREFIX, len(last) + 1):
        found += table().prefix.get((*phrase[:-1], last[:length]), ())
    return tuple(dict.fromkeys(found))


def concepts(words: tuple[Word, ...]) -> Iterator[Seen]:
    """The concepts of a message without its articles, in the order of the text."""
    stems = [word.stem for word in words]
    for at, one in enumerate(stems):
        for length in range(1, LONGEST_PHRASE + 1 if one in table().starts else 2):
            if at + length > len(stems):
                break
            last = words[at + length - 1].meant
            for concept in _of(tuple(stems[at : at + length]), last):
                written = " ".join(word.written for word in words[at : at + length])
                yield Seen(concept, at, written)
