"""The points of the contracts that are not clear, and how the product deals with each.

An answer to a clause that an ambiguity touches says so, unless the insurer has settled the point
in the product's data, or the answer holds under every reading (`Answer.sure`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.clauses.answers import ANSWERS
from assistant.clauses.register import register
from assistant.rules.product import Product


@dataclass(frozen=True, kw_only=True)
class OpenPoint:
    """One point: the clauses it touches, what the product does, what holds the reading."""

    id: str
    clauses: tuple[str, ...]
    deals: str
    held_by: str = ""


@cache
def ambiguities() -> Mapping[str, OpenPoint]:
    return _points("ambiguities")


@cache
def inconsistencies() -> Mapping[str, OpenPoint]:
    return _points("inconsistencies")


def _points(table: str) -> Mapping[str, OpenPoint]:
    with Path(__file__).with_name("open_points.toml").open("rb") as file:
        found = tomllib.load(file)[table]
    return {
        name: OpenPoint(id=name, **{**one, "clauses": tuple(one["clauses"])})
        for name, one in found.items()
    }


@cache
def _touching(answer: str) -> tuple[str, ...]:
    """The ambiguities of the clauses that share an answer."""
    sharing = {entry.clause for entry in register().values() if entry.answer == answer}
    return tuple(
        point.id for point in ambiguities().values() if sharing.intersection(point.clauses)
    )


def unsettled(answer: str, pack: Product) -> bool:
    """Whether the answer has to be confirmed: an open point touches what it says."""
    if ANSWERS[answer].sure:
        return False
    return any(point not in pack.settled for point in _touching(answer))
