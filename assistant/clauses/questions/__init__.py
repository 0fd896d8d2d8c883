"""How members ask for each clause, per language; the first question of a clause is its title."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def questions(language: str) -> Mapping[str, tuple[str, ...]]:
    """The typical questions by clause."""
    with (Path(__file__).parent / f"{language}.toml").open("rb") as file:
        return {clause: tuple(asked) for clause, asked in tomllib.load(file).items()}


def title(clause: str, language: str) -> str:
    """The clause as a member would ask for it."""
    return questions(language)[clause][0]
