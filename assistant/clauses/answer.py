"""What a member is told of a clause: one sentence, whose figures come from the product's data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.messages import Text, Value
from assistant.rules.product import Product


@dataclass(frozen=True)
class Source:
    """A product on a day: where the figures of an answer are read."""

    pack: Product
    day: date


Figure = Callable[[Source], Value]


@dataclass(frozen=True)
class Answer:
    """The answer to a clause. `sure`: it holds under every reading of the contract."""

    clause: str
    sentence: str
    figures: Mapping[str, Figure]
    sure: bool = False

    def told(self, source: Source) -> Text:
        """The sentence with its figures as they are on that day."""
        return Text(self.sentence, {name: find(source) for name, find in self.figures.items()})


def answer(clause: str, sentence: str, *, sure: bool = False, **figures: Figure) -> Answer:
    """One line of an answers file: clause, sentence, and where each figure is read."""
    return Answer(clause, sentence, figures, sure)


def by_clause(*answers: Answer) -> dict[str, Answer]:
    """A file of answers by clause; ValueError when a clause has two."""
    found = {one.clause: one for one in answers}
    if len(found) != len(answers):
        raise ValueError("two answers to one clause")
    return found
