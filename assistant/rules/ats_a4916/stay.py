"""Days of a stay: how many, in which years, until when."""

from __future__ import annotations

import datetime as dt

from assistant.rules.ats_a4916.care import Care
from assistant.rules.dates import add_days
from assistant.rules.facts import Line


def days_of_stay(line: Line) -> int | None:
    """The number of days, admission being day 1; None when nothing says it."""
    if line.days is not None:
        return line.days
    if line.days_by_year:
        return sum(line.days_by_year.values())
    if line.end_date and line.date:
        return (line.end_date - line.date).days + 1
    return None


def last_day(care: Care) -> dt.date:
    """The last day of the care; the day itself for care that is no stay."""
    if care.line.end_date:
        return care.line.end_date
    days = days_of_stay(care.line) if care.act.stay else None
    return add_days(care.date, days - 1) if days else care.date


def days_in_years(care: Care, days: int) -> dict[int, int]:
    """Days of the stay by calendar year: as said, else all in the year of the first day."""
    if care.line.days_by_year:
        return dict(sorted(care.line.days_by_year.items()))
    return {care.date.year: days}
