"""Fitting a rendered message to a channel: folded, numbered, cut where a sentence ends.

A message is cut only when the provider would refuse it whole. One row of the outbox is then one
message of the provider, with one delivery state, and nothing can be half sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assistant.channels.gsm7 import Encoding, encoding, fold, is_gsm7, segments
from assistant.messages import Outgoing, Pressed

__all__ = [
    "CALLBACK_BYTES",
    "SMS_CHARACTERS",
    "TELEGRAM_CAPTION",
    "TELEGRAM_TEXT",
    "Encoding",
    "callback_data",
    "cut",
    "encoding",
    "fit_caption",
    "fit_plain",
    "fit_sms",
    "fit_telegram",
    "fold",
    "is_gsm7",
    "numbered",
    "pressed",
    "segments",
    "utf16",
]

SMS_CHARACTERS = 1600  # Twilio: error 21617 above
TELEGRAM_TEXT = 4096  # Bot API sendMessage, in UTF-16 units
TELEGRAM_CAPTION = 1024
CALLBACK_BYTES = 64  # Bot API InlineKeyboardButton.callback_data

PERSON = "person"  # the choice of a person is always 0, the last in every list
ENDS = (  # where to cut, best first
    re.compile(r"\n\n+"),
    re.compile(r"(?<=[.!?…])\s+|\n"),
    re.compile(r"(?<=[,;:])\s+"),
    re.compile(r"\s+"),
)
JOINER, VARIATIONS = "\u200d", "\ufe0e\ufe0f"
CALLBACK = re.compile(r"([0-9]{1,18}):(.{1,60})", re.DOTALL)


def numbered(choices: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str, str], ...]:
    """(number, key, label) of each choice: 1, 2, 3... in order, and 0 for a person."""
    others = (number for number in range(1, len(choices) + 1))
    return tuple(
        ("0" if key == PERSON else str(next(others)), key, label) for key, label in choices
    )


def fit_plain(outgoing: Outgoing) -> str:
    """The whole message as text, with a line "1 label" for each choice (WhatsApp, terminal)."""
    lines = [f"{number} {label}" for number, _key, label in numbered(outgoing.choices)]
    text = outgoing.text.replace("\r\n", "\n").strip()
    return "\n".join([text, *lines] if text else lines)


def fit_sms(outgoing: Outgoing) -> str:
    """The whole message as an SMS: GSM-7 unless it holds another script or an emoji."""
    return fold(fit_plain(outgoing))


def fit_telegram(outgoing: Outgoing) -> tuple[str, ...]:
    """The text in parts that Telegram takes; the choices are buttons under the last one."""
    return cut(outgoing.text.strip() or "…", TELEGRAM_TEXT, utf16)


def fit_caption(text: str) -> str:
    """The first part of a text that fits under a photo or a file."""
    return cut(text, TELEGRAM_CAPTION, utf16)[0]


def utf16(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts: two for an emoji."""
    return sum(2 if ord(char) > 0xFFFF else 1 for char in text)


# --- cutting --------------------------------------------------------------------------------


def cut(text: str, most: int, measure: Callable[[str], int] = len) -> tuple[str, ...]:
    """Parts of at most `most`, cut at the end of a paragraph, else a sentence, a clause, a word."""
    return tuple(_parts(text, most, measure)) or ("",)


def _parts(text: str, most: int, measure: Callable[[str], int]) -> Iterator[str]:
    while measure(text) > most:
        room = _prefix(text, most, measure)
        end, rest = _best_end(text, room)
        yield text[:end]
        text = text[rest:].lstrip()
    if text:
        yield text


def _prefix(text: str, most: int, measure: Callable[[str], int]) -> int:
    """How many letters fit: `measure` never counts a letter as less than one."""
    end = min(len(text), most)
    while measure(text[:end]) > most:
        end -= max(1, (measure(text[:end]) - most) // 2)
    return end


def _best_end(text: str, room: int) -> tuple[int, int]:
    """Where the part ends and where the next one begins; no part is under a third of the room."""
    for pattern in ENDS:
        ends = [m for m in pattern.finditer(text, room // 3, room + 1) if 0 < m.start() <= room]
        if ends:
            return ends[-1].start(), ends[-1].end()
    end = max(1, _whole_letter(text, room))
    return end, end


def _whole_letter(text: str, end: int) -> int:
    """Steps back so that an emoji built of several code points is not cut."""
    start = end
    while end > 0 and (text[end : end + 1] in (JOINER, *VARIATIONS) or text[end - 1] == JOINER):
        end -= 1
    return end or start


# --- buttons --------------------------------------------------------------------------------


def callback_data(serial: int, key: str, number: str) -> str:
    """What a pressed button sends back: the question it belonged to, and the choice.

    A key too long for Telegram's 64 bytes goes by its number: `#3` means the third choice.
    """
    data = f"{serial}:{key}"
    return data if len(data.encode()) <= CALLBACK_BYTES else f"{serial}:#{number}"


def pressed(data: str) -> Pressed:
    """The button read back; data that we never wrote is a button of long ago (serial 0)."""
    match = CALLBACK.fullmatch(data)
    return Pressed(int(match[1]), match[2]) if match else Pressed(0, "")
