"""One message in, its meaning out: no context, no clock, no network."""

import hashlib
import re
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files

from assistant.understanding import (
    amounts,
    classifier,
    concepts,
    control,
    countries,
    dates,
    emergencies,
    identifiers,
    lexicon,
    numbers,
    persons,
    spelling,
    words,
)
from assistant.understanding.facts import facts
from assistant.understanding.features import Groups, Signals, features
from assistant.understanding.language import ENGLISH, FRENCH, language_of
from assistant.understanding.normalise import fold, normalise
from assistant.understanding.ranking import EMERGENCY, doubted, ranked
from assistant.understanding.requests import requests
from assistant.understanding.understanding import Understanding

CODE_VERSION = "2"
# Half of what is written is "1", "oui", "menu": answers that tell nothing of who gives them.
SHORT, REMEMBERED = 12, 1024  # characters, texts
DATA = (
    "commands.toml",
    "concepts.toml",
    "emergencies.toml",
    "languages.toml",
    "lexicon.toml",
    "places.toml",
    "shorthand.toml",
    "vocabulary.txt",
    "weights.bin",
)
NEGATION = re.compile(
    r"\b(?:not|no|never|none|don't|dont|doesn't|doesnt|didn't|didnt|isn't|isnt|won't|wont|can't"
    r"|cant|haven't|havent|hasn't|hasnt|wasn't|aren't|without|nothing|pas|jamais|rien|aucune?"
    r"|sans|plus de|ni|non|nope|nah)\b"
)


@cache
def version() -> str:
    """The code's number and a digest of the data: what a reading depends on."""
    package = files("assistant.understanding")
    digest = hashlib.sha256()
    for name in DATA:
        digest.update(package.joinpath(name).read_bytes())
    return f"{CODE_VERSION}-{digest.hexdigest()[:10]}"


VERSION = version()


@cache
def speller() -> spelling.Speller:
    """Knows the words of the lexicon, of the concepts and of everyday messages."""
    ours = (*FRENCH, *ENGLISH, *sorted(lexicon.vocabulary()), *sorted(concepts.words_of()))
    return spelling.Speller((*words.common(), *ours))


def understand(text: str) -> Understanding:
    """Read a message; never raises, and the same text gives the same reading."""
    return _remembered(text) if len(text) <= SHORT else _understand(text)


def _understand(text: str) -> Understanding:
    seen = _one(text)
    return replace(seen, requests=tuple(_one(part) for part in requests(seen.text)))


def _one(text: str) -> Understanding:
    seen, signals = read(text)
    if not seen.text:
        return seen
    chances = classifier.chances(features(signals))
    danger = signals.danger
    alarm = danger.now(chances[EMERGENCY])
    kind = None if danger.figurative and not alarm else danger.kind
    evidence = tuple(f"{one.concept}={one.word}" for one in signals.concepts)
    return replace(
        seen,
        intents=ranked(chances, danger, seen.command),
        emergency=(kind or "life") if alarm else kind,
        emergency_past=kind is not None and not alarm,
        emergency_doubted=alarm and doubted(chances),
        evidence=(f"danger={danger.words}", *evidence) if kind else evidence,
    )


_remembered = lru_cache(maxsize=REMEMBERED)(_understand)


def numbered(text: str) -> Groups:
    """The message as the classifier is trained on it."""
    return features(read(text)[1])


def read(text: str) -> tuple[Understanding, Signals]:
    """All that is read without the classifier, and what the classifier starts from."""
    text = normalise(text)
    folded = fold(text)
    language, certainty = language_of(text)
    digits = numbers.in_digits(folded)
    said = words.read(folded, language, speller())
    meaningful = words.meaningful(said)
    danger = emergencies.danger(folded, " ".join(word.meant for word in said))
    seen = Understanding(
        text=text,
        version=VERSION,
        language=language,
        language_confidence=certainty,
        acts=lexicon.acts(meaningful),
        amounts=amounts.amounts(digits),
        dates=dates.dates(digits, language),
        countries=countries.countries(text, folded, speller().knows),
        persons=persons.persons(folded, language),
        counts=persons.counts(digits),
        membership_number=identifiers.membership_number(text, folded),
        code=identifiers.code(folded),
        choice=identifiers.choice(folded),
        command=control.command(text),
        negation=NEGATION.search(folded) is not None,
    )
    mentioned = tuple(concepts.concepts(meaningful))
    return seen, Signals(folded, said, mentioned, facts(seen, danger), danger)
