"""Calendar arithmetic of the contracts (decisions.md 4.2). All days are calendar days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def add_days(day: date, days: int) -> date:
    """The day `days` later: a period of n days runs from the day after its event."""
    return day + timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """The same day number `months` later, or the last day of a shorter month."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    month = month0 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_months_running_over(day: date, months: int) -> date:
    """The same day number, or the first day of the month after a shorter one."""
    result = add_months(day, months)
    return result if result.day == day.day else add_days(result, 1)


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 February."""
    return add_months(day, 12 * years)


def first_of_next_month(day: date) -> date:
    """The first day of a month strictly after `day`."""
    return add_months(day.replace(day=1), 1)


def first_of_next_quarter(day: date) -> date:
    """The first day of a calendar quarter strictly after `day`."""
    return add_months(date(day.year, day.month - (day.month - 1) % 3, 1), 3)


def birthday(born: date, age: int) -> date:
    """The day a person turns `age`; a 29 February birthday falls on 28 February."""
    return add_years(born, age)


def under(born: date, age: int, day: date) -> bool:
    """True when the person is under `age` on `day`: the birthday itself is out."""
    return day < birthday(born, age)


def days_between(start: date, end: date) -> int:
    """Number of days from `start` to `end`, the end not counted."""
    return (end - start).days
