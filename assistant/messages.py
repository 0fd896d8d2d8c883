"""Neutral messages: what a channel has read, what a dialog says, what it wants done.

Imports nothing of ours: channels, dialogs and storage meet here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What a channel can do, and what it may carry; dialogs know no more of it than this."""

    brief: bool = False  # short texts only: the answer first, the rest behind PLUS / MORE
    private: bool = False  # may show what stands in the member's record (our own pages only)
    files: bool = False  # the member can send photos right here
    buttons: bool = False  # choices can be pressed


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A photo or file: still at the provider (`reference`) or already ours (`document`)."""

    reference: str = ""
    document: str = ""
    kind: Literal["photo", "file"] = "photo"
    media_type: str = ""
    size: int = 0  # bytes, 0 when unknown
    name: str = ""  # as the sender gave it: display text, never a path


@dataclass(frozen=True)
class Pressed:
    """A button: `serial` is the question it belonged to, `key` the choice."""

    serial: int
    key: str


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """One event of one conversation. `event` is its permanent unique key."""

    event: str
    channel: str
    address: str
    at: datetime  # provider time where known, UTC
    text: str = ""
    pressed: Pressed | None = None
    attachments: tuple[Attachment, ...] = ()
    # message: typed, pressed or photographed; edited: typed again; other: voice, sticker, place;
    # result: an effect of ours came back; files: uploaded on a link page; opened: chat page opened
    kind: Literal["message", "edited", "other", "result", "files", "opened"] = "message"
    result: Mapping[str, Any] = field(default_factory=dict)
    caption_album: str = ""  # parts of one album share it


# --- what a dialog says: sentences stay lazy until the end of the turn -------------------------


@dataclass(frozen=True)
class Text:
    """A sentence of the catalogues, with named values; `plural` and `count` choose a form."""

    msgid: str
    values: Mapping[str, Value] = field(default_factory=dict)
    plural: str = ""
    count: int = 1


@dataclass(frozen=True)
class Money:
    """Euros."""

    amount: Decimal


@dataclass(frozen=True)
class Day:
    """A calendar date, written in full."""

    day: date


@dataclass(frozen=True)
class Country:
    """ISO 3166 alpha-2."""

    code: str


@dataclass(frozen=True)
class Listing:
    """Several values in a sentence: "a, b and c"."""

    items: tuple[Value, ...]


@dataclass(frozen=True)
class Link:
    """A one-time page of ours; the turn makes its address when the reply is rendered."""

    purpose: str  # photos, medical, record, letter, blank_letter, statement
    about: str = ""  # the draft, claim, agreement, letter or statement it opens


Value = Text | Money | Day | Country | Listing | Link | Decimal | int | str


@dataclass(frozen=True)
class Choice:
    """One thing to choose; `key` is what the step reads, `label` what the member sees."""

    key: str
    label: Value


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One message to the member: short lines, then choices.

    `brief` replaces `lines` where texts are short; the full lines then wait behind PLUS / MORE.
    """

    lines: tuple[Value, ...]
    brief: tuple[Value, ...] = ()
    choices: tuple[Choice, ...] = ()
    purpose: Literal["answer", "notice", "emergency"] = "answer"


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Something to be done in the world, asked for by a dialog and never done by it."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


# --- what waits to leave ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A rendered reply: neutral still, each channel lays it out."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()  # (key, label)
    serial: int = 0  # the question the choices belong to
    purpose: str = "answer"
    author: str = "bot"  # bot, or staff
