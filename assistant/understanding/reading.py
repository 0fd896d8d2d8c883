"""One message in, its meaning out: no context, no clock, no network."""

import hashlib
import re
from functools import cache
from importlib.resources import files

from assistant.understanding import (
    amounts,
    control,
    countries,
    dates,
    emergencies,
    identifiers,
    intents,
    lexicon,
    numbers,
    persons,
    words,
)
from assistant.understanding.language import ENGLISH, FRENCH, language_of
from assistant.understanding.normalise import fold, normalise
from assistant.understanding.understanding import Understanding

CODE_VERSION = "1"
DATA = (
    "commands",
    "emergencies",
    "intents",
    "languages",
    "lexicon",
    "places",
    "shorthand",
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
        digest.update(package.joinpath(f"{name}.toml").read_bytes())
    return f"{CODE_VERSION}-{digest.hexdigest()[:10]}"


VERSION = version()


@cache
def speller() -> words.Speller:
    """Knows the words of the lexicon and of everyday messages."""
    cue_words = (word for cue in intents.cues().values() for word in words.tokens(cue.pattern))
    return words.Speller((*words.common(), *FRENCH, *ENGLISH, *lexicon.vocabulary(), *cue_words))


def understand(text: str) -> Understanding:
    """Read a message; never raises, and the same text gives the same reading."""
    text = normalise(text)
    folded = fold(text)
    language, certainty = language_of(text)
    digits = numbers.in_digits(folded)
    read = words.read(folded, language, speller())
    named = lexicon.acts(words.meaningful(read))
    danger = emergencies.danger(text)
    found = intents.spoken(" ".join(word.meant for word in read))
    ranked = intents.guess(found, bool(named)) if text else ()
    return Understanding(
        text=text,
        version=VERSION,
        language=language,
        language_confidence=certainty,
        intents=(("emergency", 0.95), *ranked) if danger.kind else ranked,
        emergency=danger.kind,
        emergency_past=danger.past,
        acts=named,
        amounts=amounts.amounts(digits),
        dates=dates.dates(digits, language),
        countries=countries.countries(text, folded),
        persons=persons.persons(folded, language),
        counts=persons.counts(digits),
        membership_number=identifiers.membership_number(text, folded),
        code=identifiers.code(folded),
        choice=identifiers.choice(folded),
        command=control.command(text),
        negation=NEGATION.search(folded) is not None,
        evidence=tuple(cue for cues in found.values() for cue in cues),
    )
