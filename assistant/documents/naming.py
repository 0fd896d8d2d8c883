"""A file's name as the sender gave it: display text of one line, never a path (T19)."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # controls, bidi marks, surrogates


def display_name(given: str) -> str:
    """The last part of the name, in NFC, with nothing unseen in it, at most 100 characters."""
    seen = "".join(_visible(letter) for letter in given[:2000])
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", seen))[-1]
    return " ".join(last.split())[:LONGEST].strip()


def _visible(letter: str) -> str:
    return "" if unicodedata.category(letter) in UNSEEN else letter
