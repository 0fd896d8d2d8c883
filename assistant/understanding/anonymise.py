"""A sentence without what tells who wrote it, so that it may be kept, labelled and learned from."""

import re
from collections.abc import Callable, Iterable

from assistant.understanding.normalise import fold, normalise

NAME = "X"
ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+", re.IGNORECASE)
DATE = re.compile(r"\b[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4}\b")
SAME_DATE = "01/02/2000"
SHORT = 4  # letters of an abbreviation
IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,4})?\b", re.IGNORECASE)
# Five digits or more say who; a sum or a count has fewer.
LONG_NUMBER = re.compile(r"\+?[0-9](?:[ ./-]?[0-9]){4,}")
STREET = re.compile(
    r"\b[0-9]{1,4},? ?(?:bis |ter )?(?:rue|avenue|av|boulevard|bd|chemin|place|allee|allée|impasse"
    r"|route|quai|cours)\b[^,.\n?!]*|\b[0-9]{1,4} [A-Z][\w'-]+ (?:street|st|road|rd|avenue|lane)\b",
    re.IGNORECASE,
)
CALLED = re.compile(
    r"(\b(?:je m'appelle|mon nom est|my name is|my name's|call me|prénommée?s?|nommée?|named|called"
    r"|signé|signed|dr|docteur|doctor|m|mr|mrs|ms|mme|mlle|madame|monsieur|ici|this is)\.? +)"
    r"([A-ZÀ-Ý][\w'-]+(?: +[A-ZÀ-Ý][\w'-]+)*)"
)
CALLED_ANYHOW = re.compile(
    r"(\b(?:je m'appelle|mon nom est|my name is|my name's) +)"
    r"([^\W\d_][\w'-]*(?: [^\W\d_][\w'-]*)?)",
    re.IGNORECASE,
)
INSIDE = re.compile(r"(?<=[a-zà-ÿ,;] )[A-ZÀ-Ý][\w'-]+")


def anonymous(
    text: str, names: Iterable[str] = (), known: Callable[[str], bool] = lambda word: False
) -> str:
    """The sentence with names, addresses and long numbers replaced.

    `names` are those on the member's record; `known` tells words of everyday messages and places,
    which stay even with a capital in the middle of the sentence.
    """
    text = ADDRESS.sub("X@X", normalise(text))
    text = DATE.sub(SAME_DATE, text)
    text = IBAN.sub("X00", text)
    text = STREET.sub(NAME, text)
    text = LONG_NUMBER.sub(_zeros, text)
    for pattern in (CALLED, CALLED_ANYHOW):
        text = pattern.sub(rf"\g<1>{NAME}", text)
    for part in sorted({part for name in names for part in name.split()}, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(part)}\b", NAME, text, flags=re.IGNORECASE)
    return INSIDE.sub(lambda word: word[0] if _stays(word[0], known) else NAME, text)


def _stays(word: str, known: Callable[[str], bool]) -> bool:
    """Words of ours and abbreviations ("IRM", "IBAN") tell nobody's name."""
    return known(fold(word)) or (word.isupper() and len(word) <= SHORT)


def _zeros(found: re.Match[str]) -> str:
    return found[0] if found[0] == SAME_DATE else re.sub("[0-9]", "0", found[0])
