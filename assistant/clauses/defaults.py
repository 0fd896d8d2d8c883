"""What an intent is about when its words say no more, by product."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def defaults(product: str) -> Mapping[str, tuple[str, ...]]:
    """The clauses by intent; empty for a product that has none."""
    with Path(__file__).with_name("defaults.toml").open("rb") as file:
        found = tomllib.load(file).get(product, {})
    return {intent: tuple(clauses) for intent, clauses in found.items()}
