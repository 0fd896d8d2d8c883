"""Repairs the spelling of words that nobody knows; a word that may be one is left alone."""

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

# A short word with a letter wrong is too often another word: "safe", "same"; "role", "rôle".
SHORTEST = 5
LONG = 9
MOST_UNLIKE = 3
SHORTEST_ROOT = 4
ENDINGS = re.compile(
    r"(?:ements?|ations?|issons|issez|[ei]rions|[ei]riez|[ei]raient|[ei]rait|[ei]rais|[ei]rons"
    r"|[ei]rez|[ei]ront|[ei]ra|antes?|ants?|aient|ions|iez|ais|ait|ons|ez|ent|ees?|er|ir|es?"
    r"|ings?|ed|ers?|ly|y|s)$"
)
STRETCHED = re.compile(r"([a-z])\1{2,}")
DOUBLED = re.compile(r"([a-z])\1")
SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"(?<!c)h"), ""),
    (re.compile(r"eau|au"), "o"),
    (re.compile(r"ai|ei|ay|ey"), "e"),
    (re.compile(r"qu|ck|q"), "k"),
    (re.compile(r"c(?=[eiy])|ss"), "s"),
    (re.compile(r"c(?!h)"), "k"),
    (re.compile(r"y"), "i"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"tion"), "sion"),
    (re.compile(r"([a-z])\1"), r"\1"),
    (re.compile(r"(?:er|ez|ent|[estxd])+$"), ""),
)
GLUED = frozenset("ldjmtnsc")
VOWELS = frozenset("aeiouh")


def stem(word: str) -> str:
    """The word without its plural."""
    if len(word) > 3 and word[-1] in "sx" and not word.endswith("ss"):
        return word[:-1]
    return word


def root(word: str) -> str:
    """The word without the ending of a verb, an adverb or a plural."""
    cut = ENDINGS.sub("", word)
    return cut if len(cut) >= SHORTEST_ROOT else word


def sound(word: str) -> str:
    """Roughly how the word sounds in French, so that spelling by ear is understood."""
    for pattern, instead in SOUNDS:
        word = pattern.sub(instead, word)
    return word


class Speller:
    """Repairs words against a list of known ones; ties go to the commoner word."""

    def __init__(self, known: Iterable[str]) -> None:
        ranked = list(dict.fromkeys(known))
        self.known = frozenset(ranked)
        self.stems = frozenset(stem(word) for word in ranked)
        self.roots = frozenset(root(word) for word in ranked)
        self.by_start: dict[str, list[str]] = {}
        self.by_sound: dict[str, str] = {}
        for word in ranked:
            if len(word) >= SHORTEST - 1 and word.isalpha():
                self.by_start.setdefault(word[0], []).append(word)
                self.by_sound.setdefault(sound(word), word)

    def knows(self, word: str) -> bool:
        """Whether the word, or another form of it, is spelled as it should be."""
        return word in self.known or stem(word) in self.stems or root(word) in self.roots

    def repair(self, word: str) -> str | None:
        """The known word that sounds the same, or is near enough, if one is."""
        if len(word) < SHORTEST or not word.isalpha():
            return None
        return self._alike(word) or self._nearest(word)

    def _alike(self, word: str) -> str | None:
        """The known word that sounds the same and does not look too different."""
        heard = sound(word)
        found = self.by_sound.get(heard) if len(heard) >= SHORTEST - 1 else None
        near = found and OSA.distance(word, found, score_cutoff=MOST_UNLIKE) <= MOST_UNLIKE
        return found if near else None

    def _nearest(self, word: str) -> str | None:
        allowed = 1 if len(word) < LONG else 2
        best, least = None, allowed + 1
        for candidate in self.by_start.get(word[0], ()):
            if abs(len(candidate) - len(word)) > allowed:
                continue
            distance = OSA.distance(word, candidate, score_cutoff=least - 1)
            if distance < least:
                best, least = candidate, distance
        return best

    def mended(self, word: str) -> tuple[str, ...]:
        """What a word that nobody knows was meant to be; one word or two."""
        word = STRETCHED.sub(r"\1\1", word)
        if self.knows(word):
            return (word,)
        short = DOUBLED.sub(r"\1", word)
        if short != word and stem(short) in self.stems:
            return (short,)
        glued = len(word) > SHORTEST and word[0] in GLUED and word[1] in VOWELS
        if glued and self.knows(word[1:]):
            return (word[0], word[1:])
        found = self.repair(word) or self._unglued(word)
        return (found,) if found else (word,)

    def _unglued(self, word: str) -> str | None:
        """ "ladentiste", "lortodontie": an article stuck to a misspelled word."""
        for article in ("la", "le", "l", "d"):
            rest = word[len(article) :]
            if word.startswith(article) and len(rest) >= SHORTEST:
                found = rest if rest in self.known else self.repair(rest)
                if found:
                    return found
        return None
