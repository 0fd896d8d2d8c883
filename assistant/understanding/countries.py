"""Countries named in a message, by their names in both languages, cities and nicknames."""

import re
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter

from babel import Locale
from rapidfuzz.distance import OSA

from assistant.understanding.namesakes import without_namesakes
from assistant.understanding.normalise import fold

# Territory names that are everyday words, first names or languages.
NOT_PLACES = frozenset(
    word
    for words in (
        "world monde jersey antarctica antarctique ile bouvet inconnue unknown region salvador",
        "maurice reunion dominique martin barthelemy chad guernsey",
    )
    for word in words.split()
)
NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})
# Where somebody lives, leaves or comes from gives way to where the care or the move is.
BEFORE_HOME = re.compile(
    r"(?:posted in|based in|live in|living in|lives in|expat in|expatrie[es]* (?:en|au|aux|a)"
    r"|habite[nsz]* (?:en|au|aux|a|le|la)|vis (?:en|au|aux|a)|vivons (?:en|au|aux|a)"
    r"|installe[es]* (?:en|au|aux|a)|resid[a-z]* (?:en|au|aux|a|in)|leaving|leave|quitt[a-z]*"
    r"|from|depuis|en provenance d[eu]|residence (?:is|en|au|in)|poste (?:en|au|aux|a)|apres"
    r"|affecte[es]* (?:en|au|aux|a)|work in|working in|travaille (?:en|au|aux|a)"
    r"|(?:apres|after|depuis|since|for|passe|spent) (?:[a-z0-9]+ ){0,4}"
    r"(?:ans|annees|mois|years|months|semaines|weeks) (?:en|au|aux|a|in)"
    r"|stationed in|installed in|quitter|quittons|quitte|left|moved from|coming from|viens d[eu]"
    r"|venant d[eu]|contrat (?:pris|souscrit) (?:en|au|a)|resident in|residents? (?:en|au|a))"
    r"(?: the| le| la| l'| les| d'| de| du)? ?$"
)
# "HK 3391" is a reference, not Hong Kong.
REFERENCE = re.compile(r" ?[0-9]")
AMERICA = re.compile(
    r"\bU\.?S\.?(?![a-zA-Z])|\bL\.A\.|\b(?:in|to|near|from) (?:LA|DC|SF)(?![a-zA-Z])"
)
UNKNOWN = re.compile(r"\b(?!islands?\b)[a-z]{6,}\b")
BESIDE_PEOPLE = (
    r"hopital|hopitaux|clinique|medecin|docteur|dentiste|pharmacie|facture|ordonnance|opticien"
    r"|specialiste|chirurgien|praticien|soins|kine|labo|laboratoire|hosto|hostos|urgences"
    r"|maternite|radiologue|gynecologue|gyneco|pediatre|cardiologue|dermatologue|dermato|osteo"
    r"|osteopathe|infirmiere|infirmier|sage femme|psy|psychologue|cabinet|generaliste|toubib"
    r"|pharmacien|facture d'hopital|centre medical|chez les|territoire|sol"
)
AFTER_PEOPLE = (
    r"hospital|hospitals|clinic|clinics|doctor|doctors|dentist|dentists|pharmacy|chemist|bill"
    r"|invoice|receipt|prescription|surgeon|specialist|gp|optician|lab"
    r"|territory|soil|practitioner|practice|physio"
    r"|nurse|midwife|emergency room|ward|optometrist|radiologist|pediatrician|paediatrician"
    r"|gynecologist|gynaecologist|cardiologist|dermatologist|osteopath|psychologist|clinique"
    r"|hosto|healthcare|health system|maternity|laboratory|physician"
)


@cache
def names() -> dict[str, str]:
    """Folded name of a country, city or nickname -> ISO code."""
    table: dict[str, str] = {}
    for language in ("fr", "en"):
        for code, name in Locale(language).territories.items():
            short = re.sub(r" ?\(.*\)| ?\[.*\]", "", _plain(name))
            real = code.isalpha() and code not in NO_COUNTRIES
            if real and short and not set(short.split()) <= NOT_PLACES:
                table[short] = code
    for group in ("short", "city"):
        for code, places in _places()[group].items():
            table.update({_plain(place): code for place in places})
    return table


@cache
def _places() -> dict[str, dict[str, list[str]]]:
    text = files("assistant.understanding").joinpath("places.toml").read_text("utf-8")
    return tomllib.loads(text)


def _plain(name: str) -> str:
    """A name as it is compared: small, no accents, hyphens and dots as spaces."""
    return " ".join(re.sub(r"[-.,]", " ", fold(name).replace(" & ", " et ")).split())


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])({_one_of(names())})(?![a-z])")


def _one_of(some: Iterable[str]) -> str:
    """The names, longest first, those with one first letter together: a tenth of the time."""
    longest = sorted(some, key=lambda name: (name[0], -len(name)))
    return "|".join(
        f"{re.escape(letter)}(?:{'|'.join(re.escape(name[1:]) for name in alike)})"
        for letter, alike in groupby(longest, key=itemgetter(0))
    )


@cache
def _people() -> tuple[re.Pattern[str], dict[str, str]]:
    table = {word: code for code, words in _places()["people"].items() for word in words}
    some = "|".join(sorted(table, key=len, reverse=True))
    return (
        re.compile(rf"\b(?:(?:{BESIDE_PEOPLE})s? ({some})s?|({some}) (?:{AFTER_PEOPLE}))(?![a-z])"),
        table,
    )


@cache
def _capitals() -> tuple[re.Pattern[str], dict[str, str]]:
    table = {town: code for code, towns in _places()["capital"].items() for town in towns}
    some = "|".join(sorted(table, key=len, reverse=True))
    return re.compile(rf"(?:\b(?:à|a|in|to|near|at|vers|de|from) |, )({some})\b"), table


def countries(
    text: str, folded: str, known: Callable[[str], bool] = lambda _: False
) -> tuple[str, ...]:
    """The ISO codes named, the country of care or destination before the one of residence.

    A word that is not `known` may be a country with a letter wrong.
    """
    plain = without_namesakes(re.sub(r"[-.,;:!?()/\"\n]", " ", folded))
    found: list[tuple[bool, int, str]] = []
    for match in _pattern().finditer(plain):
        if len(match[1]) < 4 and REFERENCE.match(plain, match.end()):
            continue
        home = BEFORE_HOME.search(plain[: match.start()]) is not None
        found.append((home, match.start(), names()[match[1]]))
    pattern, table = _people()
    for match in pattern.finditer(plain):
        found.append((False, match.start(), table[match[1] or match[2]]))
    capital, towns = _capitals()
    for match in capital.finditer(text):
        home = BEFORE_HOME.search(fold(text[: match.start(1)])) is not None
        found.append((home, match.start(1), towns[match[1]]))
    if AMERICA.search(text):
        found.append((False, len(plain), "US"))
    found = found or _misspelled(plain, known)
    return tuple(dict.fromkeys(code for _, _, code in sorted(found)))


@cache
def _long_names() -> dict[str, list[str]]:
    """Single-word names by first letter, long enough to be told with a letter wrong."""
    table: dict[str, list[str]] = {}
    for name in names():
        if len(name) >= 6 and " " not in name and "'" not in name:
            table.setdefault(name[0], []).append(name)
    return table


def _misspelled(plain: str, known: Callable[[str], bool]) -> list[tuple[bool, int, str]]:
    """A country or town with one letter wrong, where the word is no other word."""
    found = []
    for match in UNKNOWN.finditer(plain):
        for name in () if known(match[0]) else _long_names().get(match[0][0], ()):
            if OSA.distance(match[0], name, score_cutoff=1) <= 1:
                found.append((False, match.start(), names()[name]))
    return found
