"""The same sentence as a hurried thumb, a voice or a talkative member would send it."""

import random
import re
import unicodedata
from collections.abc import Callable
from functools import cache

from assistant.understanding.normalise import fold
from assistant.understanding.words import shorthand
from training.material import Example, fillers

NEIGHBOURS = {
    "a": "qzs", "b": "vn", "c": "xv", "d": "sf", "e": "rz", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "km", "m": "nl", "n": "bm", "o": "ip", "p": "o",
    "q": "as", "r": "et", "s": "dq", "t": "ry", "u": "yi", "v": "cb", "w": "xq", "x": "wc",
    "y": "tu", "z": "ae",
}  # fmt: skip
SOUNDS = {
    "fr": [
        (r"ée?s?\b|er\b|ez\b", "é"), (r"\bc'est\b", "c"), (r"\bj'ai\b", "g"), (r"qu", "k"),
        (r"eau|au", "o"), (r"\bje (?=[a-z])", "j"), (r"\bpour\b", "pr"), (r"\best\b", "é"),
        (r"ent\b", "e"), (r"s\b", ""), (r"([a-z])\1", r"\1"), (r"ph", "f"), (r"ç|c(?=[ei])", "s"),
        (r"\bet\b", "é"), (r"\bne |\bn'", ""), (r"ais\b|ait\b", "é"), (r"\bvous\b", "vs"),
    ],
    "en": [
        (r"\byou\b", "u"), (r"\byour\b", "ur"), (r"\bare\b", "r"), (r"\bto\b", "2"),
        (r"\bfor\b", "4"), (r"ing\b", "in"), (r"([a-z])\1", r"\1"), (r"\bthe ", ""),
        (r"ght", "t"), (r"\bplease\b", "pls"), (r"ie", "ei"), (r"\bI\b", "i"), (r"'", ""),
        (r"(?<=[bcdfglmnprst])e(?=[drs]\b)", ""), (r"\b(?:a|an) ", ""), (r"\bdo ", ""),
    ],
}  # fmt: skip
HESITATIONS = {
    "fr": ["euh", "alors", "ben", "donc", "voilà", "enfin", "en fait", "du coup", "hein", "quoi"],
    "en": ["um", "uh", "so", "well", "you know", "like", "actually", "I mean", "right", "er"],
}


def bare(text: str, rng: random.Random, language: str) -> str:
    """Without accents and final marks, small letters."""
    plain = unicodedata.normalize("NFD", text)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[?!.,;:]+", "", plain).lower()


def mistyped(text: str, rng: random.Random, language: str) -> str:
    """About one word in four with a slip of the finger."""
    return " ".join(
        _slip(word, rng) if len(word) > 3 and rng.random() < 0.3 else word for word in text.split()
    )


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    near = NEIGHBOURS.get(word[at].lower(), word[at])
    return word[:at] + rng.choice(near) + word[at + 1 :]


def by_ear(text: str, rng: random.Random, language: str) -> str:
    """Spelled as it sounds, or as short as it goes."""
    text = text.lower()
    for pattern, instead in SOUNDS[language]:
        if rng.random() < 0.5:
            text = re.sub(pattern, instead, text)
    return text


@cache
def _shorter(language: str) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for short, long in shorthand()[language].items():
        table.setdefault(" ".join(long), []).append(short)
    return table


def shortened(text: str, rng: random.Random, language: str) -> str:
    """With the abbreviations of text messages."""
    table = _shorter(language)
    words = fold(re.sub(r"[?!.,;:]+", "", text)).split()
    return " ".join(
        rng.choice(table[word]) if word in table and rng.random() < 0.8 else word for word in words
    )


def dictated(text: str, rng: random.Random, language: str) -> str:
    """Spoken to the phone: no marks, words of hesitation."""
    words = bare(text, rng, language).split()
    for _ in range(1 + len(words) // 8):
        words.insert(rng.randrange(len(words) + 1), rng.choice(HESITATIONS[language]).lower())
    return " ".join(words)


def surrounded(text: str, rng: random.Random, language: str) -> str:
    """The request among other things that a talkative member tells."""
    before = [rng.choice(fillers("openings", language))] if rng.random() < 0.5 else []
    facts = rng.sample(fillers("facts", language), rng.choice((1, 2, 2, 3, 4)))
    split = rng.randrange(len(facts) + 1)
    after = [rng.choice(fillers("closings", language))] if rng.random() < 0.4 else []
    pieces = [*before, *facts[:split], text, *facts[split:], *after]
    joined = rng.choice((". ", ", ", " ", ". ")).join(piece.rstrip(".") for piece in pieces)
    return joined if rng.random() < 0.5 else dictated(joined, rng, language)


def greeted(text: str, rng: random.Random, language: str) -> str:
    """After a greeting, before a word of thanks."""
    before = rng.choice(fillers("openings", language)) + rng.choice((", ", " ", ". "))
    after = " " + rng.choice(fillers("closings", language)) if rng.random() < 0.4 else ""
    return before + text + after


Change = Callable[[str, random.Random, str], str]
# Words that are a whole message keep their meaning only alone.
ALONE = ("greet", "thanks", "goodbye", "yes", "no", "stop_optout")


def variants(example: Example, rng: random.Random, many: int) -> list[Example]:
    """The sentence and some of its other forms."""
    changes: list[Change] = [bare, mistyped, by_ear, shortened]
    if example.intent not in ALONE:
        changes += [dictated, surrounded, surrounded, greeted]
    found = [example]
    for change in rng.sample(changes, min(many, len(changes))):
        text = change(example.text, rng, example.language)
        if change in (surrounded, greeted) and rng.random() < 0.3:
            text = rng.choice((bare, mistyped, by_ear, shortened))(text, rng, example.language)
        found.append(Example(text, example.intent, example.language))
    return found
