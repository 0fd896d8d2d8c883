"""A rule cites the clause it computes: the build fails for one that does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Rule = TypeVar("Rule", bound=Callable[..., object])

# Every rule function by its full name, with the clauses it applies: the clause register reads it.
RULES: dict[str, tuple[str, ...]] = {}


def clause(*ids: str) -> Callable[[Rule], Rule]:
    """Mark a function as the rule of these clauses of the contract, the deciding one first."""

    def mark(rule: Rule) -> Rule:
        RULES[f"{rule.__module__}.{rule.__qualname__}"] = ids
        return rule

    return mark


def clauses_of(rule: Callable[..., object]) -> tuple[str, ...]:
    """The clauses a rule function cites; empty when it is no rule."""
    return RULES.get(f"{rule.__module__}.{rule.__qualname__}", ())
