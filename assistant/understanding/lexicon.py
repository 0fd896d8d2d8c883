"""The bilingual lexicon of benefits: which everyday words mean which act of the contract."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.understanding.spelling import root
from assistant.understanding.understanding import ActMention
from assistant.understanding.words import Word, split, stem

LONGEST_PHRASE = 8
LONG_ROOT = 6
SURELY_MEANT = 6  # letters that a misspelled word has at least to name a benefit


@dataclass(frozen=True)
class Sense:
    """What one expression of the lexicon stands for; a blind one stands for nothing."""

    act: str
    clause: str
    rank: int = 0


# How outright a benefit is named: by itself, by who gives it ("my dentist"), or hardly at all.
RANKS = {"fr": 0, "en": 0, "who": 1, "weak_fr": 2, "weak_en": 2}
SURE = (0.95, 0.9, 0.5)
MISSPELLED = 0.1
Phrase = tuple[str, ...]


@cache
def _entries() -> list[dict[str, Any]]:
    text = files("assistant.understanding").joinpath("lexicon.toml").read_text("utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["entry"]
    return entries


@cache
def lexicon() -> dict[Phrase, Sense | None]:
    """Every expression, as stems, with its sense; `None` for a blind one."""
    table: dict[Phrase, Sense | None] = {}
    entries = _entries()
    for entry in entries:
        for phrase in entry.get("who", ()):
            table.setdefault(key(phrase), Sense(entry["act"], entry["clause"], RANKS["who"]))
    for names, rank in RANKS.items():
        for entry in entries:
            for phrase in entry.get(names, ()):
                table.setdefault(key(phrase), Sense(entry["act"], entry["clause"], rank))
    for entry in entries:
        for phrase in entry.get("blind", ()):
            table.setdefault(key(phrase), None)
    return table


@cache
def by_root() -> dict[str, Phrase]:
    """Single words by their root, for other forms of them: "vaccinated", "maternitee"."""
    table: dict[str, Phrase] = {}
    for phrase in lexicon():
        if len(phrase) == 1 and len(root(phrase[0])) >= LONG_ROOT:
            table.setdefault(root(phrase[0]), phrase)
    return table


@cache
def starts() -> frozenset[str]:
    """The first stems of all expressions, so that most words are dismissed at once."""
    return frozenset(phrase[0] for phrase in lexicon())


@cache
def vocabulary() -> frozenset[str]:
    """Every word of the lexicon, as written without accents."""
    entries = _entries()
    names = (*RANKS, "blind")
    phrases = (phrase for entry in entries for name in names for phrase in entry.get(name, ()))
    return frozenset(word for phrase in phrases for word in split(phrase))


def key(phrase: str) -> Phrase:
    """An expression as the stems that are compared."""
    return tuple(stem(word) for word in split(phrase))


@dataclass(frozen=True)
class Found:
    """An expression found at words `start` to `end`."""

    start: int
    end: int
    sense: Sense | None
    word: str
    exact: bool


def find(words: tuple[Word, ...]) -> Iterator[Found]:
    """The expressions in a message, left to right, the longest first."""
    stems = [word.stem for word in words]
    at = 0
    while at < len(stems):
        found = _longest(words, stems, at)
        if found is None:
            at += 1
            continue
        yield found
        at = found.end


def _longest(words: tuple[Word, ...], stems: list[str], at: int) -> Found | None:
    if stems[at] not in starts():
        return _other_form(words[at], at)
    table = lexicon()
    for end in range(min(len(stems), at + LONGEST_PHRASE), at, -1):
        phrase = tuple(stems[at:end])
        if phrase in table:
            written = " ".join(word.written for word in words[at:end])
            exact = all(word.exact for word in words[at:end])
            if end == at + 1 and not exact and len(words[at].written) < SURELY_MEANT:
                return None
            return Found(at, end, table[phrase], written, exact)
    return None


def _other_form(word: Word, at: int) -> Found | None:
    phrase = by_root().get(root(word.stem))
    return Found(at, at + 1, lexicon()[phrase], word.written, False) if phrase else None


def acts(words: tuple[Word, ...]) -> tuple[ActMention, ...]:
    """The benefits named, each once: those named outright first, in the order of the text."""
    mentions: dict[str, ActMention] = {}
    found = [(one.sense, one) for one in find(words) if one.sense is not None]
    for sense, one in sorted(found, key=lambda pair: pair[0].rank):
        if sense.rank == RANKS["weak_fr"] and mentions:
            continue
        sure = round(SURE[sense.rank] - (0 if one.exact else MISSPELLED), 2)
        mentions.setdefault(sense.act, ActMention(sense.act, one.word, sense.clause, sure))
    return tuple(mentions.values())
