"""Countries by name, adjective or ISO 3166 code: one table for every product."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_PATH = Path(__file__).with_name("countries.toml")


class UnknownCountry(ValueError):
    """The text names no country of the table."""


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return (
        re.sub(r"\s+", " ", "".join(c for c in decomposed if not unicodedata.combining(c)))
        .strip()
        .casefold()
    )


def _read() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    by_name: dict[str, str] = {}
    by_adjective: dict[str, str] = {}
    with _PATH.open("rb") as file:
        for code, row in tomllib.load(file).items():
            names[code] = row["name"]
            by_name |= dict.fromkeys(map(_plain, (code, row["name"], *row.get("also", ()))), code)
            by_adjective |= dict.fromkeys(map(_plain, row.get("adjectives", ())), code)
    return names, by_name, by_adjective


NAMES, _BY_NAME, _BY_ADJECTIVE = _read()


@lru_cache(maxsize=1024)
def find_country(text: str) -> str | None:
    """The ISO code of a country given by its English name or its code; None if unknown."""
    return text if text in NAMES else _BY_NAME.get(_plain(text))


def code_of(text: str) -> str:
    """The ISO code of a country; UnknownCountry when the text names none."""
    code = find_country(text)
    if code is None:
        raise UnknownCountry(text)
    return code


@lru_cache(maxsize=1024)
def find_nationality(text: str) -> str | None:
    """The ISO code behind a nationality: a country or its adjective; None if unknown."""
    return _BY_ADJECTIVE.get(_plain(text)) or find_country(text)


def nationalities(texts: Iterable[str]) -> tuple[str, ...]:
    """The ISO codes of several nationalities; UnknownCountry for the first unknown one."""
    codes = []
    for text in texts:
        code = find_nationality(text)
        if code is None:
            raise UnknownCountry(text)
        codes.append(code)
    return tuple(codes)
