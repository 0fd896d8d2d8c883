"""Whom a message is about, and how many of what it counts."""

import re

from assistant.understanding.understanding import Count

PERSONS = {
    "spouse": re.compile(
        r"\b(?:husband|hubby|wife|wifey|spouse|partner|civil partner|fiancee?|mari|epou[xs]e?|femme"
        r"|conjointe?|compagnon|compagne|concubine?|pacsee?|partenaire|other half|better half)\b"
    ),
    "child": re.compile(
        r"\b(?:son|sons|daughter|daughters|kid|kids|child|children|baby|babies|newborn|toddler"
        r"|infant|teen|teenager|teenage|little one|little girl|little boy|twins?|stepson"
        r"|stepdaughter|bebes?|fils|filles?|enfants?|gamine?s?|gosses?|petite?s? derniere?s?"
        r"|nouveau-?ne|nourrisson|jumeaux|jumelles|ado|adolescente?|garcon|fiston|mome|loulou"
        r"|petit bout|boy|girl|my little)\b"
    ),
    "member": re.compile(r"\b(?:myself|for me|pour moi|moi-meme|moi meme|i am the patient)\b"),
}
# « son » and « sa fille » are French for "his": a son only where English is spoken around.
HIS = re.compile(r"\bson\b")
ENGLISH_SON = re.compile(
    r"\b(?:my|our|his|her|the|your|youngest|eldest|oldest|younger|older|old|year-old|a|and|their)"
    r" (?:[a-z]+ )?son\b|^son\b|\bson(?:'s| is| has| was| needs| in)\b"
)
MOTHERS = re.compile(r"\b(?:belle-fille|jeune fille|petite-fille|filles au pair)\b")

COUNTED = {
    "sessions": r"seances?|sessions?|visits?|visites?|rdv|rendez-vous|appointments?|consultations?"
    r"|consults?|fois|times?|treatments?",
    "nights": r"nuits?|nights?|nuitees?",
    "days": r"jours?|days?|j(?![a-z'])",
    "teeth": r"dents?|teeth|tooth|couronnes?|crowns?|implants?|caries?|cavities|fillings?|bridges?",
    "children": r"enfants?|kids?|children|child|gosses?",
    "persons": r"personnes?|people|persons?",
    "bills": r"factures?|bills?|invoices?|receipts?|recus?|notes d'honoraires?|tickets?",
    "weeks": r"semaines?|weeks?|wks?",
    "months": r"mois|months?|mths?",
    "years": r"ans?|annees?|years?|yrs?",
}
COUNT = {
    kind: re.compile(
        rf"(?<![0-9.,/€$£])([0-9]{{1,3}}) (?:[a-z]+ )??(?:{words})(?![a-z])"
        if kind in ("sessions", "teeth", "bills")
        else rf"(?<![0-9.,/€$£])([0-9]{{1,3}}) ?(?:{words})(?![a-z])"
    )
    for kind, words in COUNTED.items()
}


def persons(folded: str, language: str | None) -> tuple[str, ...]:
    """Those of member, spouse and child that the message names, in its order."""
    found: dict[str, int] = {}
    text = MOTHERS.sub(" ", folded)
    if language == "fr" or not ENGLISH_SON.search(text):
        text = HIS.sub("   ", text)
    for kind, pattern in PERSONS.items():
        match = pattern.search(text)
        if match:
            found[kind] = match.start()
    return tuple(sorted(found, key=lambda kind: found[kind]))


def counts(folded: str) -> tuple[Count, ...]:
    """The things counted, in a folded text with its numbers in digits."""
    found: dict[int, Count] = {}
    for kind, pattern in COUNT.items():
        for match in pattern.finditer(folded):
            found.setdefault(match.start(), Count(kind, int(match[1])))
    return tuple(count for _, count in sorted(found.items()))
