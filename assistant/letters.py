"""Letters a member can send: whole texts per language, and the same as a PDF.

The contract's model asks for the elements of ATS-I-11.1-f to -j; the words are ours
(ATS-I-11.1-n). French is what is sent; English is for reading. What a member typed is data here:
it is put in place once, on one line, and never read as a template or as markup (T21).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from assistant.rules.product import Letter, product
from assistant.typesetting import typeset
from assistant.wording import LANGUAGES, LOCALES, locales_folder

REGIONS = {"fr": "FR", "en": "GB"}
PARTS_BEFORE_BODY = 4  # sender, recipient, form, subject
PARTS_AFTER_BODY = 2  # place and date, signature
DOTS = "……………………………………"
ALL_PARAGRAPHS = {"paid": True, "distance": True, "blank": True, "place": DOTS}
BLANKS = {
    "fr": {
        "sender": ["(votre nom et vos prénoms)", "(votre adresse)"],
        "name": f"{DOTS} (nom et prénoms)",
        "address": f"{DOTS} (domicile principal)",
        "member_number": f"{DOTS} (votre numéro d’adhésion)",
        "signed": "……/……/………… (date de signature)",
    },
    "en": {
        "sender": ["(your full name)", "(your address)"],
        "name": f"{DOTS} (full name)",
        "address": f"{DOTS} (home address)",
        "member_number": f"{DOTS} (your membership number)",
        "signed": "……/……/………… (date of signature)",
    },
}


def letter_text(data: Mapping[str, Any], language: str) -> str:
    """The renunciation letter as plain text; parts are separated by an empty line.

    `data`: name, address (lines), member_number, signed (ISO day), paid and distance (whether
    contributions were paid, whether the sale was at a distance); place and product (its code)
    may be left out. Date and signature are left for the hand (ATS-I-11.1-j).
    Raises KeyError or ValueError when one of them is missing or is no such thing.
    """
    return _fill(_values(data, language), language)


def letter_pdf(data: Mapping[str, Any], language: str) -> bytes:
    """The same letter as a PDF, tagged, with its fonts inside; same arguments and errors."""
    return typeset(parts(letter_text(data, language), language))


@lru_cache
def blank_model(language: str, code: str = "ats_a4916") -> tuple[str, bytes]:
    """The letter with nothing filled in, for anyone who asks: its text and its PDF."""
    letter = _letter(code)
    values = {**BLANKS[language], **_fixed(letter), **ALL_PARAGRAPHS}
    text = _fill(values, language)
    return text, typeset(parts(text, language))


def _values(data: Mapping[str, Any], language: str) -> dict[str, Any]:
    name, address = one_line(data["name"]), [one_line(line) for line in data["address"]]
    signed = date.fromisoformat(data["signed"])
    return {
        **_fixed(_letter(data.get("product", "ats_a4916"))),
        "sender": [name, *address],
        "name": name,
        "address": ", ".join(address),
        "member_number": one_line(data["member_number"]),
        "signed": format_date(signed, _pattern(signed, language), locale=LOCALES[language]),
        "paid": bool(data["paid"]),
        "distance": bool(data["distance"]),
        "place": one_line(data["place"]) if data.get("place") else DOTS,
        "blank": False,
    }


def _pattern(signed: date, language: str) -> str:
    return "'1er' MMMM y" if language == "fr" and signed.day == 1 else "d MMMM y"


def _letter(code: str) -> Letter:
    letter = product(code).letter
    if letter is None:
        raise ValueError(f"{code} has no renunciation letter")
    return letter


def _fixed(letter: Letter) -> dict[str, Any]:
    """What the product says: never the member's words."""
    number = letter.contract_number.replace(" ", "\u00a0")
    recipient = list(letter.recipient.lines)
    return {
        "contract_name": letter.contract_name,
        "contract_number": number,
        "recipient": recipient,
    }


def one_line(value: Any) -> str:
    """A value as it may stand in a letter: one line, no control characters."""
    plain = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in str(value))
    return " ".join(plain.split()) or "–"


def _fill(values: Mapping[str, Any], language: str) -> str:
    filled = _templates(language).get_template("renunciation.txt").render(values)
    return _narrow_spaces(filled.strip(), language) + "\n"


def _narrow_spaces(text: str, language: str) -> str:
    """Keeps a sign and what it belongs to on one line; French, a mark and its word too."""
    pairs = [("L. 112", "L.\u00a0112"), ("no. ", "no.\u00a0"), ("n° ", "n°\u00a0")]
    if language == "fr":
        pairs.append((" :", "\u00a0:"))
    for loose, tight in pairs:
        text = text.replace(loose, tight)
    return text


@lru_cache(maxsize=len(LANGUAGES))
def _templates(language: str) -> Environment:
    return Environment(
        loader=FileSystemLoader(locales_folder() / language / "letters"),
        autoescape=select_autoescape(("html",)),  # plain text: nothing to escape
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def parts(text: str, language: str) -> dict[str, Any]:
    """A letter's text taken apart for the page: who, to whom, how, what about, what it says."""
    blocks = [block for block in text.strip().split("\n\n") if block.strip()]
    notice = blocks.pop(0) if language != "fr" else ""
    head, body = blocks[:PARTS_BEFORE_BODY], blocks[PARTS_BEFORE_BODY:-PARTS_AFTER_BODY]
    place, signature = blocks[-PARTS_AFTER_BODY:]
    sender, recipient = (_lines(block) for block in head[:2])
    return {
        "language": language,
        "region": REGIONS[language],
        "notice": notice,
        "author": sender[0],
        "sender": sender,
        "recipient": recipient,
        "form": head[2],
        "subject": head[3],
        "body": body,
        "place": place,
        "signature": signature,
    }


def _lines(block: str) -> Sequence[str]:
    return [line for line in block.split("\n") if line.strip()]
