"""The letters and the prices of an SMS: GSM-7 (3GPP TS 23.038), segments, folding.

One segment is 160 GSM-7 or 70 UCS-2 units; joined segments lose seven or three to their header.
One letter outside GSM-7 turns the whole message into UCS-2 and more than doubles its price.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape and a letter: two units, never parted
SINGLE = {"GSM-7": 160, "UCS-2": 70}
JOINED = {"GSM-7": 153, "UCS-2": 67}

Encoding = Literal["GSM-7", "UCS-2"]

SPACES = "\t\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
NEAREST = str.maketrans(
    dict.fromkeys(SPACES, " ")
    | dict.fromkeys("‘’‚‛ʼ`´′", "'")
    | dict.fromkeys("“”„‟″", '"')
    | dict.fromkeys("‐‑‒–—―−•·", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f")  # invisible
    | {"…": "...", "œ": "oe", "Œ": "OE", "°": "o", "×": "x", "÷": "/", "⁄": "/"}
    | {"≤": "<=", "≥": ">=", "→": "->", "←": "<-", "©": "(c)", "®": "(r)", "™": "(tm)"}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i"}
)
QUOTED_IN = re.compile("«[\\s\u00a0\u202f]*|[‹]")
QUOTED_OUT = re.compile("[\\s\u00a0\u202f]*»|[›]")
EUROS_AFTER = re.compile(r"(?<=[0-9])€")
EUROS_BEFORE = re.compile(r"€(?=[0-9])")


def is_gsm7(text: str) -> bool:
    return all(char in BASIC or char in EXTENDED for char in text)


def encoding(text: str) -> Encoding:
    """What the provider will send this text as."""
    return "GSM-7" if is_gsm7(text) else "UCS-2"


def unit_sizes(text: str) -> Iterable[int]:
    """The units of each letter: septets in GSM-7, UTF-16 units in UCS-2."""
    if is_gsm7(text):
        return (2 if char in EXTENDED else 1 for char in text)
    return (2 if ord(char) > 0xFFFF else 1 for char in text)


def segments(text: str) -> int:
    """How many segments a text is sent and charged as; a letter is never cut in two."""
    kind = encoding(text)
    sizes = tuple(unit_sizes(text))
    if sum(sizes) <= SINGLE[kind]:
        return 1 if sizes else 0
    count, room = 1, JOINED[kind]
    for size in sizes:
        if size > room:
            count, room = count + 1, JOINED[kind]
        room -= size
    return count


def fold(text: str) -> str:
    """The text in GSM-7: each letter outside it becomes the nearest one inside.

    A text that cannot become GSM-7 whole (another script, an emoji) comes back as it was: folding
    half of it would cost its reader letters and save nothing.
    """
    text = unicodedata.normalize("NFC", text)
    if is_gsm7(text) and "€" not in text:
        return text
    folded = QUOTED_OUT.sub('"', QUOTED_IN.sub('"', text))
    folded = EUROS_BEFORE.sub("EUR ", EUROS_AFTER.sub(" EUR", folded)).replace("€", "EUR")
    folded = "".join(_nearest(char) for char in folded.translate(NEAREST))
    return folded if is_gsm7(folded) else text


def _nearest(char: str) -> str:
    """The letter without its accents, unless GSM-7 has it with them."""
    if char in BASIC or char in EXTENDED:
        return char
    plain = unicodedata.normalize("NFKD", char).translate(NEAREST)
    return "".join(part for part in plain if not unicodedata.combining(part))
