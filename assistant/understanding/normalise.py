"""The one place where a message is cleaned, before anything reads it."""

import re
import unicodedata

LONGEST = 2_000
# Normalising is cheap only on short texts: a megabyte is cut before, not after.
RAW_LONGEST = 4 * LONGEST
DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
KEPT_CONTROLS = frozenset("\n\t")
MOST_MARKS = 3
# Cyrillic and Greek letters that look Latin, so that a disguised word still reads.
LOOK_ALIKE = str.maketrans(
    "аеорсухіјѕԁһӏкмтвнАЕОРСУХІЈЅКМТВНοαεικνρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhlkmtbhaeopcyxijskmtbhoaeiknptuxabezhikmnoptyx",
)
SPELLED = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "’": "'", "‘": "'", "ʼ": "'"}
    | {"´": "'", "`": "'", "–": "-", "—": "-", "−": "-", "\u00a0": " ", "\u202f": " "}
)
PLAIN = re.compile(r"[\x20-\x7e]*")
SPACES = re.compile(r"[^\S\n]+")


def normalise(text: str) -> str:
    """NFC, without controls and direction marks, at most 2,000 characters; idempotent."""
    text = text[:RAW_LONGEST]
    if PLAIN.fullmatch(text) is None:
        text = unicodedata.normalize("NFC", text)
        text = unicodedata.normalize("NFC", "".join(_kept(text)))
    return SPACES.sub(" ", text).strip()[:LONGEST].strip()


def _kept(text: str) -> list[str]:
    """The characters without controls and with few marks on one letter."""
    kept: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > MOST_MARKS:
            continue
        if category not in DROPPED or char in KEPT_CONTROLS:
            kept.append(char)
    return kept


def fold(text: str) -> str:
    """Small letters without accents; digits stay what they are, only [0-9] counts as one."""
    text = text.casefold().translate(SPELLED)
    if text.isascii():
        return text
    plain = "".join(
        unicodedata.normalize("NFKD", char) if char.isalpha() else char for char in text
    )
    plain = unicodedata.normalize("NFD", plain)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return plain.casefold().translate(LOOK_ALIKE)
