"""Numbers that identify: membership numbers, one-time codes, and the number of a choice."""

import re

CODE = re.compile(
    r"(?<![0-9/.,-])([0-9]{3}[ -]?[0-9]{3}|[0-9]{2} [0-9]{2} [0-9]{2})"
    r"(?![0-9/.,-]*[0-9])"
)
CODE_ALONE = re.compile(r"\W*[0-9](?:[ -]?[0-9]){5}\W*")
CODE_WORD = re.compile(r"\b(?:code|otp|pin|sms|recu|received|verification|confirmation)\b")
MEMBER_WORD = (
    r"(?:adhesion|adherente?|membre|member|membership|policy|police|contrat|contract"
    r"|certificat|certificate|assure|identifiant|numero|number|num|no|n°|id|ref|reference|matricule|gapi)"
)
NUMBER_LIKE = r"([a-z]{0,4}[-/ ]?[0-9][0-9a-z]*(?:[-/.][0-9a-z]+)*)"
MEMBER = re.compile(
    rf"\b{MEMBER_WORD}(?:[ .:#°=,-]|\b(?:is|est|le|numero|number|no|n)\b){{1,12}}"
    rf"{NUMBER_LIKE}(?![a-z])"
)
SHAPED = re.compile(
    r"(?<![a-z0-9])((?:a ?)?[0-9]{4}[/-][0-9]{2,}(?:[-/][0-9a-z]+)*|[a-z]{2,4}-?[0-9]{4,})"
    r"(?![a-z0-9])"
)
CLAIM_WORD = re.compile(
    r"\b(?:dossier|claim|demande|facture|invoice|bill|decompte|statement|sinistre|file|request)\b"
    r"[ .:#°n,-]{0,6}(?:number |numero |no )?$"
)
CHOICE = re.compile(
    r"\W*(?:n ?°|no|num|numero|number|option|choix|choice|reponse|answer|la|le|the|#)?\W{0,2}"
    r"([0-9]{1,2})(?:e|er|ere|eme|st|nd|rd|th)?\W*"
)
ORDINALS = {
    word: value
    for value, words in enumerate(
        (
            "premier premiere first",
            "deuxieme seconde second",
            "troisieme third",
            "quatrieme fourth",
        ),
        start=1,
    )
    for word in words.split()
}
ORDINAL = re.compile(
    r"(?:le |la |the )?(" + "|".join(ORDINALS) + r")(?: one| choice| choix| option)?\W*"
)


def code(folded: str) -> str | None:
    """The six digits of a one-time code: alone in the message, or called a code in it."""
    match = CODE.search(folded)
    if match and (CODE_ALONE.fullmatch(folded) or CODE_WORD.search(folded)):
        return re.sub(r"[^0-9]", "", match[1])
    return None


def membership_number(text: str, folded: str) -> str | None:
    """The membership number as written, when the message calls it one or it has that shape."""
    for pattern in (MEMBER, SHAPED):
        for match in pattern.finditer(folded):
            start = match.start(1)
            digits = sum(char.isdigit() for char in match[1])
            if digits >= 4 and not CLAIM_WORD.search(folded[:start]):
                return match[1].upper().strip()
    return None


def choice(folded: str) -> int | None:
    """The number of the choice when the message is nothing else."""
    match = CHOICE.fullmatch(folded)
    if match:
        return int(match[1])
    word = ORDINAL.fullmatch(folded.strip())
    return ORDINALS[word[1]] if word else None
