"""What members write: eight messages a talk, in both languages, mixed as on a working day.

A sum differs from talk to talk, and so do a few words, so that nothing is read twice alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

LENGTH = 8
HEALTH = "ats_a4916"

COVER = {
    "fr": (
        "Bonjour",
        "je suis remboursé combien pour des lunettes à {sum} € ?",
        "et à {other} € ?",
        "plus",
        "et une couronne à {other} euros chez le dentiste",
        "non",
        "menu",
        "merci beaucoup",
    ),
    "en": (
        "Hello",
        "what do I get back for glasses at {sum} euros?",
        "and at {other} euros?",
        "more",
        "and a crown for {other} euros at the dentist's",
        "no",
        "menu",
        "thanks a lot",
    ),
}
BILL = {  # its photo came on the link page before the talk is measured
    "fr": ("1", "2", "{sum}", "hier", "2", "non", "1", "où en est ma demande ?"),
    "en": ("1", "2", "{sum}", "yesterday", "2", "no", "1", "where is my request?"),
}
BILL_BEFORE = {"fr": "j'ai une facture à envoyer", "en": "I have a bill to send"}
FREE = {
    "fr": (
        "Bonjour, mon fils s'est cassé le bras à {city}, que dois-je faire ?",
        "non c'est passé, il va bien",
        "je vois un ostéopathe la semaine prochaine, c'est pris en charge ? environ {sum} €",
        "je ne sais pas",
        "il faut une entente préalable pour 20 seances de kine ?",
        "annuler",
        "c'est quoi le délai pour envoyer mes factures ?",
        "ok merci",
    ),
    "en": (
        "Hi, my son broke his arm in {city}, what should I do?",
        "no it is over, he is fine",
        "seeing an osteopath next week, is that covered? about {sum} euros",
        "I don't know",
        "do I need prior agreement for 20 physio sesions?",
        "cancel",
        "how long do I have to send my bills?",
        "ok thanks",
    ),
}
CASEWORK = {
    "fr": (
        "bonjour j'ai envoyé une demande, où en est-elle ?",
        "menu",
        "je veux renoncer à mon contrat",
        "retour",
        "annuler",
        "combien pour un specialiste à {sum} € ?",
        "plus",
        "à bientot",
    ),
    "en": (
        "hello I sent a request, where is it?",
        "menu",
        "I want to withdraw from my contract",
        "back",
        "cancel",
        "how much for a specialist at {sum} euros?",
        "more",
        "bye",
    ),
}
KINDS = {"cover": COVER, "bill": BILL, "free": FREE, "casework": CASEWORK}
CITIES = ("Lisbonne", "Porto", "Rome", "Dakar", "Tokyo", "Berlin", "Montreal")


@dataclass(frozen=True)
class Talk:
    """One member's conversation: where it comes from and what it says."""

    number: int  # the conversation's place in the crowd, from 0
    kind: str
    language: str

    @property
    def address(self) -> str:
        return address(self.number)

    def messages(self, lap: int = 0) -> list[str]:
        total = 20 + (self.number * 7 + lap * 13) % 380
        facts = {
            "sum": str(total),
            "other": str(total + 60),
            "city": CITIES[(self.number + lap) % len(CITIES)],
        }
        return [line.format(**facts) for line in KINDS[self.kind][self.language]]


def address(number: int) -> str:
    return f"+337{number:08d}"


def talk(number: int) -> Talk:
    """Half in French; kinds in turn."""
    kinds = tuple(KINDS)
    language = "fr" if number // len(kinds) % 2 == 0 else "en"
    return Talk(number, kinds[number % len(kinds)], language)


def in_turn(talks: Sequence[Talk], lap: int = 0) -> list[tuple[str, str]]:
    """(address, text) of many talks at once: everyone's first message, then the second..."""
    columns = zip_longest(*(one.messages(lap) for one in talks))
    return [
        (one.address, text)
        for texts in columns
        for one, text in zip(talks, texts, strict=True)
        if text is not None
    ]
