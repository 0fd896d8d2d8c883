"""Numbers written out in words, in both languages, turned into digits before anything else."""

import re

UNITS = {
    word: value
    for value, words in enumerate(
        (
            "zero",
            "un une one",
            "deux two",
            "trois three",
            "quatre four",
            "cinq five",
            "six",
            "sept seven",
            "huit eight",
            "neuf nine",
            "dix ten",
            "onze eleven",
            "douze twelve",
            "treize thirteen",
            "quatorze fourteen",
            "quinze fifteen",
            "seize sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        )
    )
    for word in words.split()
}
TENS = {
    "vingt": 20,
    "vingts": 20,
    "twenty": 20,
    "trente": 30,
    "thirty": 30,
    "quarante": 40,
    "forty": 40,
    "fourty": 40,
    "cinquante": 50,
    "fifty": 50,
    "soixante": 60,
    "sixty": 60,
    "septante": 70,
    "seventy": 70,
    "huitante": 80,
    "octante": 80,
    "eighty": 80,
    "nonante": 90,
    "ninety": 90,
}
SCALES = {"cent": 100, "hundred": 100, "mille": 1000, "thousand": 1000, "cents": 100}
JOINS = frozenset({"et", "and"})
LONE = frozenset({"un", "une", "one", "zero", "neuf", "cent", "cents"})
_WORD = "|".join(sorted([*UNITS, *TENS, *SCALES], key=len, reverse=True))
SERIES = re.compile(
    rf"(?<![a-z0-9])(?:a (?=hundred|thousand))?(?:{_WORD})"
    rf"(?:(?:[ -]+(?:et |and )?)(?:{_WORD}))*(?![a-z0-9])"
)
# Alone, "cent" and "un" are too many things; before a coin they are numbers.
COIN = re.compile(r"\s+(?:d')?(?:euros?|eur|dollars?|pounds?|livres|francs?|dirhams?)\b")
ROUND = (
    (re.compile(r"\b(?:une? )?(?:petite? )?millier d"), "1000 d"),
    (re.compile(r"\b(?:une )?(?:petite )?centaine d"), "100 d"),
    (re.compile(r"\b(?:two|2) and a half thousand\b"), "2500"),
    (re.compile(r"\b(?:one|1|a thousand) and a half thousand\b"), "1500"),
    (re.compile(r"\b([1-9][0-9]?) hundred\b"), r"\g<1>00"),
)
AFTER_DIGITS = re.compile(r"[0-9]\s*$")


def in_digits(folded: str) -> str:
    """The folded text with "deux cent cinquante" and "a hundred and ten" in digits."""

    def digits(match: re.Match[str]) -> str:
        words = re.findall(r"[a-z]+", match.group())
        if len(words) == 1 and _lone(words[0], folded, match.span()):
            return match.group()
        value = _value(words)
        return match.group() if value is None else str(value)

    for pattern, instead in ROUND:
        folded = pattern.sub(instead, folded)
    return SERIES.sub(digits, folded)


def _lone(word: str, folded: str, span: tuple[int, int]) -> bool:
    """Whether a single word had better stay a word."""
    start, end = span
    if AFTER_DIGITS.search(folded[:start]):
        return True
    return word in LONE and COIN.match(folded, end) is None


def _value(words: list[str]) -> int | None:
    """The number that the words spell, or nothing when they spell several."""
    total, part, last = 0, 0, 10_000
    for word in words:
        if word in JOINS or word == "a":
            continue
        if word in SCALES:
            part, total, last = _scaled(SCALES[word], part, total)
            continue
        value = UNITS.get(word, TENS.get(word, 0))
        if word in ("vingt", "vingts") and part % 100 == 4:
            part, last = part + 76, 80
            continue
        if not _fits(value, last):
            return None
        part, last = part + value, value
    return total + part


def _scaled(scale: int, part: int, total: int) -> tuple[int, int, int]:
    """One hundred times, or one thousand times, what came before."""
    if scale == 1000:
        return 0, total + max(part, 1) * 1000, 10_000
    return max(part, 1) * 100, total, 100


def _fits(value: int, last: int) -> bool:
    """Whether the word may follow the one before: "vingt trois" does, "trois vingt" does not."""
    if last in (60, 80):
        return value < 20
    if last in TENS.values():
        return value < 10
    if last == 10:
        return value in (7, 8, 9)
    return last >= 100
