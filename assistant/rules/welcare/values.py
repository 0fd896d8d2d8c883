"""The dated values of the WELCARE conditions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from assistant.rules.engine import Case
from assistant.rules.terms import Terms, load_values

_VALUES = load_values(Path(__file__).parent / "online_claims" / "values.toml")


def terms_on(case: Case, day: dt.date | None) -> Terms:
    """The values of the conditions in force on a day."""
    return case.terms(_VALUES, day)
