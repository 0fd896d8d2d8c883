"""Text from outside, made storable: what databases refuse is gone, the rest stays as written.

Meaning is read elsewhere; this is only what may safely be kept, shown and sent on (T15).
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4096  # no channel's genuine message is longer (SMS 1,600, Telegram 4,096)
NAME_LONGEST = 100
# Controls but tab and newline, lone surrogates, and marks that reverse what is shown.
UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def clean(text: str, longest: int = LONGEST) -> str:
    """NFC, without controls, lone surrogates and direction overrides, cut to `longest`."""
    text = text[: 4 * longest].replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", UNSTORABLE.sub("", text))
    return text.strip()[:longest].strip()


def clean_name(name: str) -> str:
    """A file name as display text: one line, at most 100 characters, never a path (T19)."""
    one_line = " ".join(clean(name, NAME_LONGEST).split())
    return one_line.replace("\\", "/").rsplit("/", 1)[-1]
