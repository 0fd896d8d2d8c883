"""Typing errors, text-message style, missing accents: the normal case (F26)."""

import unicodedata
from collections.abc import Callable

import pytest

from assistant.understanding import understand

SENTENCES = {
    "combien remboursez-vous pour mes lunettes ?": "coverage",
    "how much do you pay back for glasses?": "coverage",
    "où en est mon remboursement envoyé la semaine dernière ?": "claim_status",
    "what happened to the invoice I sent last week?": "claim_status",
    "je voudrais résilier mon contrat à la fin de l'année": "terminate",
    "I would like to cancel my policy at the end of the year": "terminate",
    "faut-il un accord préalable pour une opération du genou ?": "prior_agreement_info",
    "do I need prior approval for a knee operation?": "prior_agreement_info",
    "je voudrais parler à un conseiller s'il vous plaît": "human",
    "I would like to speak to an adviser please": "human",
    "ma carte bancaire a expiré, comment payer ma cotisation ?": "premium_payment",
    "my bank card has expired, how do I pay my premium?": "premium_payment",
    "comment ajouter mon bébé au contrat ?": "family_change",
    "how do I add my baby to the policy?": "family_change",
    "quel temps fera-t-il demain à la plage ?": "out_of_scope",
    "what will the weather be like at the beach tomorrow?": "out_of_scope",
    "mon mari ne respire plus, aidez-moi": "emergency",
    "my husband is not breathing, help me": "emergency",
}


def bare(text: str) -> str:
    plain = unicodedata.normalize("NFD", text)
    return "".join(char for char in plain if char.isalpha() or char == " ").lower()


def swapped(text: str) -> str:
    """Two letters the wrong way round in the longest word."""
    long = max(text.split(), key=len)
    return text.replace(long, long[:2] + long[3] + long[2] + long[4:], 1)


def lost(text: str) -> str:
    """A letter missing in the longest word."""
    long = max(text.split(), key=len)
    return text.replace(long, long[:3] + long[4:], 1)


def joined(text: str) -> str:
    return text.replace(", ", ",").replace(" ?", "?")


NOISES: list[Callable[[str], str]] = [
    bare,
    swapped,
    lost,
    joined,
    str.upper,
    lambda text: f"{text} 🙏🙏",
    lambda text: f"  {text}!!!!! ",
    lambda text: text.replace("e", "ee", 1),
]


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize(("text", "intent"), SENTENCES.items())
def test_F26_noise_changes_no_meaning(text: str, intent: str, noise: Callable[[str], str]) -> None:
    assert understand(noise(text)).intent == intent
