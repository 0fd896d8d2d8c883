"""The bilingual lexicon of benefits: which everyday words mean which act of the contract."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.understanding.understanding import ActMention
from assistant.understanding.words import Word, split, stem

LONGEST_PHRASE = 8


@dataclass(frozen=True)
class Sense:
    """What one expression of the lexicon stands for; a blind one stands for nothing."""

    act: str
    clause: str
    weak: bool = False


Phrase = tuple[str, ...]


@cache
def lexicon() -> dict[Phrase, Sense | None]:
    """Every expression, as stems, with its sense; `None` for a blind one."""
    table: dict[Phrase, Sense | None] = {}
    text = files("assistant.understanding").joinpath("lexicon.toml").read_text("utf-8")
    entries = tomllib.loads(text)["entry"]
    for entry in entries:
        strong = Sense(entry["act"], entry["clause"])
        weak = Sense(entry["act"], entry["clause"], weak=True)
        for names, sense in (("fr", strong), ("en", strong), ("weak_fr", weak), ("weak_en", weak)):
            for phrase in entry.get(names, ()):
                table.setdefault(key(phrase), sense)
    for entry in entries:
        table.update({key(phrase): None for phrase in entry.get("blind", ())})
    return table


@cache
def starts() -> frozenset[str]:
    """The first stems of all expressions, so that most words are dismissed at once."""
    return frozenset(phrase[0] for phrase in lexicon())


@cache
def vocabulary() -> frozenset[str]:
    """Every word of the lexicon, as written without accents."""
    text = files("assistant.understanding").joinpath("lexicon.toml").read_text("utf-8")
    entries = tomllib.loads(text)["entry"]
    names = ("fr", "en", "weak_fr", "weak_en", "blind")
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
        return None
    table = lexicon()
    for end in range(min(len(stems), at + LONGEST_PHRASE), at, -1):
        phrase = tuple(stems[at:end])
        if phrase in table:
            written = " ".join(word.written for word in words[at:end])
            exact = all(word.exact for word in words[at:end])
            return Found(at, end, table[phrase], written, exact)
    return None


def acts(words: tuple[Word, ...]) -> tuple[ActMention, ...]:
    """The benefits named, each once: those named outright first, in the order of the text."""
    mentions: dict[str, ActMention] = {}
    found = [one for one in find(words) if one.sense is not None]
    for one in sorted(found, key=lambda one: one.sense is not None and one.sense.weak):
        if one.sense is None or (one.sense.weak and mentions):
            continue
        sure = 0.5 if one.sense.weak else 0.95 if one.exact else 0.85
        mention = ActMention(one.sense.act, one.word, one.sense.clause, sure)
        mentions.setdefault(one.sense.act, mention)
    return tuple(mentions.values())
