"""Finding the clause a message asks about, from typical questions; offline, and always the same.

A clause is scored by its nearest question (cosine) and by how much of the message its questions
and its answer speak of. What the message was understood to want lifts a little, never decides.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from assistant.clauses.answer import Source
from assistant.clauses.answers import ANSWERS
from assistant.clauses.questions import questions
from assistant.clauses.register import product_of
from assistant.clauses.words import WHOLE, features, words_of
from assistant.rules.product import Product, product
from assistant.understanding import Understanding
from assistant.understanding.reading import speller
from assistant.wording import LANGUAGES, render

MOST_WORDS = 60  # of a message: a longer one is not a question
ANY_DAY = date(2026, 1, 1)  # figures do not matter to the words of an answer
STRANGE = 3.0  # how rare a word counts that nothing here speaks of
NAMED, WANTED = 0.15, 0.15  # how far the act and the intent of a message lift
SAYS, THIN = 5.0, 0.5  # how long a vector says enough; what a score counts for with less
SAME, ALIKE = 0.95, 0.15  # a question word for word says enough, and is lifted
CLEAR, AHEAD = 1.2, 0.3  # a score to answer by without asking, and how far ahead of the second
WORTH, NEARBY = 0.7, 0.6  # a score to offer as a choice, and its share of the best one


@dataclass(frozen=True)
class Found:
    """A clause and how well it fits: the nearest question and the words covered, each 0 to 1."""

    clause: str
    score: float


@dataclass(frozen=True)
class Index:
    """Everything that is searched, by feature."""

    weights: Mapping[str, float]  # what each is worth, by its kind and by how rare it is
    asked: Mapping[str, tuple[int, ...]]  # the numbers of the questions that have it
    owners: tuple[str, ...]  # the clause of each question
    lengths: tuple[float, ...]  # of each question, as a vector of weights
    spoken: Mapping[str, tuple[str, ...]]  # the clauses that speak of a word at all
    known: Mapping[str, tuple[str, ...]]  # words by first letter, to mend misspelled ones by


# --- searching ------------------------------------------------------------------------------------


def search(text: str, code: str, most: int = 5) -> tuple[Found, ...]:
    """The clauses of a product's document a text asks about, the likeliest first."""
    return _ranked(_scores(text, code), most)


def ranked(u: Understanding, pack: Product, most: int = 5) -> tuple[Found, ...]:
    """The same for a message that was read: what it names and wants counts too."""
    scores = dict(_scores(u.text, pack.code))
    for mention in u.acts[:1]:
        if mention.clause in scores:
            scores[mention.clause] += NAMED
    for intent, confidence in u.intents[:3]:
        starts = _topics().get(intent, ())
        for clause in scores:
            if clause.startswith(starts):
                scores[clause] += WANTED * confidence
    return _ranked(scores, most)


def found(u: Understanding, pack: Product) -> str | None:
    """The one clause a message surely asks about, or nothing."""
    best = ranked(u, pack, 2)
    if not best or best[0].score < CLEAR:
        return None
    second = best[1].score if len(best) > 1 else 0.0
    return best[0].clause if best[0].score - second >= AHEAD else None


def close(u: Understanding, pack: Product) -> bool:
    """Whether the message is about some clause, surely one or several."""
    best = ranked(u, pack, 1)
    return bool(best) and best[0].score >= CLEAR


def on_topic(clause: str, u: Understanding) -> bool:
    """Whether the clause belongs to what the message was understood to want first."""
    return clause.startswith(_topics().get(u.intent or "", ()))


def likely(u: Understanding, pack: Product, most: int = 3) -> tuple[str, ...]:
    """The clauses worth offering as choices, the likeliest first."""
    best = ranked(u, pack, most)
    least = max(WORTH, NEARBY * best[0].score) if best else WORTH
    return tuple(one.clause for one in best if one.score >= least)


def _strange(name: str, book: Index) -> bool:
    """A word no question and no answer has: the message is that much about something else."""
    return name.startswith(WHOLE) and name not in book.weights


def _ranked(scores: Mapping[str, float], most: int) -> tuple[Found, ...]:
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:most]
    return tuple(Found(clause, round(score, 4)) for clause, score in best)


@lru_cache(maxsize=64)  # several parts of a turn ask about one message
def _scores(text: str, code: str) -> Mapping[str, float]:
    """Nearest question and words covered, added up, by clause of that product."""
    book = index()
    words = [_mended(word, book) for word in words_of(text)[:MOST_WORDS]]
    names = features(words)
    weights = {name: book.weights[name] for name in names if name in book.weights}
    whole = sum(weight for name, weight in weights.items() if name in book.spoken)
    if not whole:
        return {}
    whole += sum(STRANGE * names[name] for name in names if _strange(name, book))
    nearest = _nearest_questions(weights, book)
    covered: dict[str, float] = {}
    for name, weight in weights.items():
        for clause in book.spoken.get(name, ()):
            covered[clause] = covered.get(clause, 0.0) + weight / whole
    thin = _length(weights.values()) < SAYS
    return {
        clause: _fit(share, nearest.get(clause, 0.0), thin)
        for clause, share in covered.items()
        if product_of(clause) == code
    }


def _fit(share: float, likeness: float, thin: bool) -> float:
    """Words covered and likeness added up; "where is my request?" is about no clause yet."""
    if likeness >= SAME:
        return share + likeness + ALIKE
    return (share + likeness) * (THIN if thin else 1.0)


def _nearest_questions(weights: Mapping[str, float], book: Index) -> Mapping[str, float]:
    """For each clause, the cosine of the question of its own that is nearest."""
    dots = [0.0] * len(book.owners)
    for name, weight in weights.items():
        both = weight * weight  # a feature weighs the same in any text that has it
        for number in book.asked.get(name, ()):
            dots[number] += both
    nearest: dict[str, float] = {}
    length = _length(weights.values())
    for dot, own, clause in zip(dots, book.lengths, book.owners, strict=True):
        if dot:
            nearest[clause] = max(nearest.get(clause, 0.0), dot / own / length)
    return nearest


@cache
def _topics() -> Mapping[str, tuple[str, ...]]:
    with (Path(__file__).parent / "topics.toml").open("rb") as file:
        return {intent: tuple(starts) for intent, starts in tomllib.load(file).items()}


# --- misspelled words -----------------------------------------------------------------------------


def _mended(word: str, book: Index) -> str:
    """A misspelled word as it was most likely meant."""
    candidates = book.known.get(word[0], ())
    if len(word) < 4 or not word.isalpha() or speller().knows(word):
        return word
    return _nearest(word, candidates)


@lru_cache(maxsize=4096)
def _nearest(word: str, candidates: tuple[str, ...]) -> str:
    if word in candidates:
        return word
    best, least = word, 2 if len(word) < 7 else 3
    for candidate in candidates:
        if abs(len(candidate) - len(word)) < least:
            distance = OSA.distance(word, candidate, score_cutoff=least - 1)
            if distance < least:
                best, least = candidate, distance
    return best


# --- the index ------------------------------------------------------------------------------------


@cache
def index() -> Index:
    """Both languages and every product: a message may mix, its member's product may not."""
    book = _Reading()
    for language in LANGUAGES:
        for clause, text in _questions(language):
            book.read_question(clause, text)
    for language in LANGUAGES:
        for clause, text in _answers(language):
            book.read(clause, text)
    return book.index()


class _Reading:
    """An index while it is made: text by text, keeping none of them."""

    def __init__(self) -> None:
        self._worth: dict[str, float] = {}
        self._asked: defaultdict[str, list[int]] = defaultdict(list)
        self._owners: list[str] = []
        self._spoken: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._known: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def read(self, clause: str, text: str) -> Iterable[str]:
        """Notes what the clause speaks of; gives the text's features."""
        words = words_of(text)
        for word in words:
            self._known[word[0]][word] = None
        names = features(words)
        self._worth |= names
        self._spoken[clause] |= names
        return names

    def read_question(self, clause: str, text: str) -> None:
        number = len(self._owners)
        for name in self.read(clause, text):
            self._asked[name].append(number)
        self._owners.append(clause)

    def index(self) -> Index:
        clauses = Counter(name for names in self._spoken.values() for name in names)
        weights = {
            name: worth * math.log(1 + len(ANSWERS) / clauses[name])
            for name, worth in self._worth.items()
        }
        squares = [0.0] * len(self._owners)
        for name, numbers in self._asked.items():
            for number in numbers:
                squares[number] += weights[name] ** 2
        return Index(
            weights,
            {name: tuple(numbers) for name, numbers in self._asked.items()},
            tuple(self._owners),
            tuple(math.sqrt(square) or 1.0 for square in squares),
            self._speakers(),
            {letter: tuple(words) for letter, words in self._known.items()},
        )

    def _speakers(self) -> Mapping[str, tuple[str, ...]]:
        """For each word or meaning, the clauses that speak of it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for clause, names in self._spoken.items():
            for name in names:
                if name.startswith(WHOLE):
                    found[name].append(clause)
        return {name: tuple(clauses) for name, clauses in found.items()}


def _questions(language: str) -> Iterable[tuple[str, str]]:
    for clause, asked in questions(language).items():
        yield from ((clause, question) for question in asked)


def _answers(language: str) -> Iterable[tuple[str, str]]:
    for clause, one in ANSWERS.items():
        source = Source(product(product_of(clause)), ANY_DAY)
        yield clause, render(one.told(source), language)


def _length(weights: Iterable[float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights)) or 1.0
