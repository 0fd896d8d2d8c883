"""What the members of a proof write: whole talks of every kind, drawn from the seed.

Amounts differ from message to message, so that one reply is not taken for another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from proofs.people import Member


@dataclass(frozen=True)
class Line:
    """One message: a text, a photo, or the code that the last e-mail brought."""

    text: str = ""
    photo: bool = False
    code: bool = False


PHOTO, CODE = Line(photo=True), Line(code=True)
Talk = list[Line]


def script(random: Random, member: Member, channel: str, today: date, length: int) -> Talk:
    """About `length` lines, talk after talk."""
    lines = identify(member) if not member.bound else []
    while len(lines) < length:
        lines += draw(random, member, channel, today)
    return lines


def draw(random: Random, member: Member, channel: str, today: date) -> Talk:
    kinds = [cover, cover, cover, small_talk, agreement, renunciation, model, status, person]
    if channel != "sms":  # a text message brings no photo: there it is a page
        kinds += [bill, bill]
    return list(random.choice(kinds)(random, member.language, today))


def identify(member: Member) -> Talk:
    """A stranger proves who they are by the code that is sent to the address on record."""
    asked = "où en est ma demande ?" if member.language == "fr" else "where is my claim?"
    born = date.fromisoformat(member.born).strftime("%d/%m/%Y")
    return [Line(asked), Line(member.number), Line(born), CODE]


def cover(random: Random, language: str, today: date) -> Iterator[Line]:
    care = {
        "fr": ("des lunettes", "un spécialiste", "une couronne", "la pharmacie", "un détartrage"),
        "en": ("glasses", "a specialist", "a crown", "medicines", "a blood test"),
    }[language]
    for _question in range(random.randint(1, 3)):
        amount = f"{random.randint(20, 900)},{random.randint(10, 99)}"
        if language == "fr":
            yield Line(f"combien pour {random.choice(care)} à {amount} € ?")
        else:
            price = amount.replace(",", ".")
            yield Line(f"what do I get back for {random.choice(care)} at {price} euros?")


def small_talk(random: Random, language: str, today: date) -> Iterator[Line]:
    said = {
        "fr": ("bonjour", "merci beaucoup", "menu", "recommencer", "je ne comprends pas"),
        "en": ("hello", "thank you", "menu", "start over", "I do not understand"),
    }[language]
    yield Line(random.choice(said))


def agreement(random: Random, language: str, today: date) -> Iterator[Line]:
    start = (today + timedelta(days=random.randint(30, 200))).strftime("%d/%m/%Y")
    if language == "fr":
        yield Line("je demande une entente préalable pour une couronne dentaire")
    else:
        yield Line("I request a prior agreement for a dental crown")
    yield Line(start)
    yield Line("France")
    yield Line(str(random.randint(200, 1500)))
    yield Line("1")


def renunciation(random: Random, language: str, today: date) -> Iterator[Line]:
    signed = (today - timedelta(days=random.randint(1, 9))).strftime("%d/%m/%Y")
    yield Line(
        "je veux renoncer à mon contrat" if language == "fr" else "I want to renounce my contract"
    )
    for said in ("3", signed, "1", "oui" if language == "fr" else "yes", "Lyon", "1"):
        yield Line(said)


def model(random: Random, language: str, today: date) -> Iterator[Line]:
    asked = {
        "fr": "envoyez-moi le modèle de lettre de renonciation",
        "en": "send me the blank renunciation letter",
    }
    yield Line(asked[language])


def status(random: Random, language: str, today: date) -> Iterator[Line]:
    yield Line("où en est ma demande ?" if language == "fr" else "where is my claim?")


def person(random: Random, language: str, today: date) -> Iterator[Line]:
    yield Line("une personne" if language == "fr" else "a person")
    yield from cover(random, language, today)


def bill(random: Random, language: str, today: date) -> Iterator[Line]:
    day = (today - timedelta(days=random.randint(2, 60))).strftime("%d/%m/%Y")
    yield Line("j'ai une facture à envoyer" if language == "fr" else "I have a bill to send")
    yield PHOTO
    paid = f"{random.randint(10, 300)},{random.randint(10, 99)}"
    no = "non" if language == "fr" else "no"
    for said in ("1", "2", paid, day, "2", no, "1"):
        yield Line(said)
