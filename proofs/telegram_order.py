"""One Telegram chat read along our rows: what is missing, what came again, what has no place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from assistant.standins.ledger import Message
from proofs.evidence import Row, parts


@dataclass
class Copies:
    """Neighbouring rows of one text, and all messages with it that arrived in their place."""

    rows: list[Row]
    all: list[Message]
    wanted: int  # messages, were nothing repeated

    @property
    def extra(self) -> list[Message]:
        return self.all[self.wanted :]


@dataclass
class Found:
    missing: list[Row] = field(default_factory=list)
    strange: list[Message] = field(default_factory=list)
    repeated: list[Copies] = field(default_factory=list)


def aligned(replies: Sequence[Row], arrived: Sequence[Message]) -> Found:
    """Rows in order against messages in order.

    Neighbours of one text cannot be told apart: they are one group. A group may come more often
    than it should; a message that belongs to an earlier group again has no place here.
    """
    found, place = Found(), 0
    for text, group in groupby(replies, key=parts):
        rows = list(group)
        copies = Copies(rows, [], len(rows) * len(text))
        position = 0
        while place < len(arrived):
            if arrived[place].text == text[position % len(text)]:
                position += 1
            elif arrived[place].text == text[0]:  # its parts begin anew
                position = 1
            else:
                break
            copies.all.append(arrived[place])
            place += 1
        if len(copies.all) < copies.wanted:
            found.missing += rows[len(copies.all) // len(text) :]
        if copies.extra:
            found.repeated.append(copies)
    found.strange += arrived[place:]
    return found
