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
    texts: tuple[str, ...]  # of one row: its parts
    all: list[Message] = field(default_factory=list)
    late: list[Message] = field(default_factory=list)  # came again when the next had come already

    @property
    def wanted(self) -> int:
        """Messages, were nothing repeated."""
        return len(self.rows) * len(self.texts)

    @property
    def extra(self) -> list[Message]:
        return [*self.all[self.wanted :], *self.late]

    def missing(self) -> list[Row]:
        return self.rows[len(self.all) // len(self.texts) :]


@dataclass
class Found:
    groups: list[Copies]
    strange: list[Message] = field(default_factory=list)  # no row of ours says this here

    @property
    def missing(self) -> list[Row]:
        return [row for group in self.groups for row in group.missing()]

    @property
    def repeated(self) -> list[Copies]:
        return [group for group in self.groups if group.extra]


def aligned(replies: Sequence[Row], arrived: Sequence[Message]) -> Found:
    """Rows in order against messages in order.

    Neighbours of one text cannot be told apart: they are one group, which may come more often than
    it should. What fits neither the group under way nor the next one came late, or from nowhere.
    """
    groups = [Copies(list(rows), texts) for texts, rows in groupby(replies, key=parts)]
    found, place, position = Found(groups), 0, 0
    for message in arrived:
        here = groups[place] if place < len(groups) else None
        after = groups[place + 1] if place + 1 < len(groups) else None
        if here and message.text == here.texts[position % len(here.texts)]:
            position += 1
            here.all.append(message)
        elif here and message.text == here.texts[0]:  # its parts begin anew
            position = 1
            here.all.append(message)
        elif after and message.text == after.texts[0]:
            place, position = place + 1, 1
            after.all.append(message)
        else:
            _late(found, groups[: place + 1], message)
    return found


def _late(found: Found, passed: Sequence[Copies], message: Message) -> None:
    for group in reversed(passed):
        if message.text in group.texts:
            group.late.append(message)
            return
    found.strange.append(message)
