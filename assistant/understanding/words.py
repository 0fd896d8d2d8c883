"""The words of a message: as written, and as they were most likely meant."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from assistant.understanding import spelling
from assistant.understanding.normalise import fold
from assistant.understanding.spelling import Speller

TOKEN = re.compile(r"[a-z]+[0-9]+[a-z]+|[a-z]+|[0-9]+")
POSSESSIVE = re.compile(r"(?<=[a-z])'s\b")
# Articles and the like stand between the words that matter: "opération de la hanche".
SKIPPED = frozenset(
    word
    for words in (
        "le la les l un une de du des d mon ma mes son sa ses notre nos",
        "the a an my our his her of",
    )
    for word in words.split()
)
# A message has few misspelled words; a hostile one must not cost more than that.
MOST_REPAIRS = 40


@dataclass(frozen=True)
class Word:
    """One word: `written` by the member, `meant` after repair, `stem` for comparing."""

    written: str
    meant: str
    stem: str
    exact: bool


def split(text: str) -> list[str]:
    """Small words without accents, articles left out."""
    return [token for token in tokens(fold(text)) if token not in SKIPPED]


def tokens(folded: str) -> list[str]:
    """All words and digit groups of a folded text."""
    return TOKEN.findall(POSSESSIVE.sub("", folded))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The word without its plural."""
    return spelling.stem(word)


@cache
def shorthand() -> dict[str, dict[str, tuple[str, ...]]]:
    """By language, the abbreviations and the words that they stand for."""
    text = files("assistant.understanding").joinpath("shorthand.toml").read_text("utf-8")
    return {
        language: {fold(short): tuple(tokens(fold(long))) for short, long in table.items()}
        for language, table in tomllib.loads(text).items()
    }


@cache
def common() -> tuple[str, ...]:
    """Words of everyday messages in both languages, the commonest first."""
    text = files("assistant.understanding").joinpath("vocabulary.txt").read_text("utf-8")
    return tuple(text.split())


@lru_cache(maxsize=4096)
def _mended(word: str, speller: Speller) -> tuple[str, ...]:
    return speller.mended(word)


def read(folded: str, language: str | None, speller: Speller) -> tuple[Word, ...]:
    """The words of a folded message, abbreviations written out and spelling repaired."""
    tables = shorthand()
    order = ("en", "fr") if language == "en" else ("fr", "en")
    words: list[Word] = []
    repairs = 0
    apart = " " + re.sub(r"[^a-z0-9' -]", " ", folded)
    for written in tokens(folded):
        meant = _long_form(written, order, tables, apart, language)
        exact = meant is not None or len(written) < 4 or speller.knows(written)
        if meant is None:
            if exact or repairs >= MOST_REPAIRS:
                meant = (written,)
            else:
                repairs += 1
                meant = _mended(written, speller)
        words += [Word(written, one, stem(one), exact) for one in meant]
    return tuple(words)


def _long_form(
    written: str,
    order: tuple[str, ...],
    tables: dict[str, dict[str, tuple[str, ...]]],
    apart: str,
    spoken: str | None,
) -> tuple[str, ...] | None:
    """The long form of an abbreviation; a single letter only where it stands alone.

    A single letter is read in the message's own language: "il y a" has no "why" in it.
    """
    if len(written) == 1:
        if f" {written} " not in f"{apart} ":
            return None
        order = order[:1] if spoken else order
    for language in order:
        if written in tables[language]:
            return tables[language][written]
    return None


def meaningful(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words without articles, for looking up expressions."""
    return tuple(word for word in words if word.meant not in SKIPPED)
