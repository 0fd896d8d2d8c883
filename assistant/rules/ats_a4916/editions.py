"""The editions of contract A 4916, and the one in force on a day."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

from assistant.rules.ats_a4916.edition import Edition
from assistant.rules.ats_a4916.edition_loading import load_edition
from assistant.rules.engine import Case
from assistant.rules.terms import Terms

_HERE = Path(__file__).parent


def _load() -> tuple[Edition, ...]:
    with (_HERE / "pack.toml").open("rb") as file:
        entries = tomllib.load(file)["editions"]
    return tuple(
        load_edition(_HERE / one["folder"], one["code"], one.get("since"), one.get("until"))
        for one in entries
    )


EDITIONS = _load()


def edition_on(case: Case, day: dt.date | None) -> Edition:
    """The edition in force on a day, remembered by the case: it is part of the decision."""
    found = next((one for one in EDITIONS if one.in_force(day)), EDITIONS[-1])
    case.edition = found.code
    return found


def terms_on(case: Case, day: dt.date | None) -> Terms:
    """The values of the edition in force on a day."""
    return case.terms(edition_on(case, day).values, day)
