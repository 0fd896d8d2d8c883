"""Dates as people mention them, and the calendar days they may stand for."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

NEAR = timedelta(days=120)


@dataclass(frozen=True)
class DateMention:
    """A date in a message; what was not said stays `None`.

    `kind` is "day" (a calendar day, perhaps without year or month), "month", "year", "weekday"
    or "relative" (`offset` in `unit`, from today). `ambiguous` means: ask back. For "3/4",
    `swapped` is true because month and day may be the other way round.
    """

    text: str
    kind: str
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    offset: int | None = None
    unit: str | None = None
    ambiguous: bool = False
    swapped: bool = False

    def resolve(self, today: date) -> tuple[date, ...]:
        """The days it may mean seen from `today`, the likeliest first; several = ask back."""
        if self.kind == "relative":
            return _shifted(today, self.offset or 0, self.unit or "day")
        if self.kind == "weekday":
            return _weekday(today, self.weekday or 0, self.offset)
        if self.kind == "day":
            return self._on_weekday(self._days(today), today)
        return ()

    def _on_weekday(self, days: tuple[date, ...], today: date) -> tuple[date, ...]:
        """With a weekday beside it, only the years in which the day falls on it."""
        if self.weekday is None or self.day is None or self.month is None:
            return days
        if self.year is not None:
            return days  # a day said whole stands, even with a wrong weekday
        near = _real([(today.year + shift, self.month, self.day) for shift in (-2, -1, 0, 1, 2)])
        fitting = tuple(d for d in near if d.weekday() == self.weekday)
        return tuple(sorted(fitting, key=lambda d: abs(d - today))[:1]) or days

    def _days(self, today: date) -> tuple[date, ...]:
        day, month = self.day or 1, self.month
        if month is None:
            return _nearest(_in_months_around(day, today), today, timedelta(0))
        found = self._in_years(day, month, today)
        if self.swapped:
            found += self._in_years(month, day, today)
        return found

    def _in_years(self, day: int, month: int, today: date) -> tuple[date, ...]:
        if self.year is not None:
            return _real([(self.year, month, day)])
        years = (today.year - 1, today.year, today.year + 1)
        return _nearest(_real([(year, month, day) for year in years]), today, NEAR)


def _real(days: list[tuple[int, int, int]]) -> tuple[date, ...]:
    """Those of the days that exist."""
    return tuple(
        date(year, month, day)
        for year, month, day in days
        if 1 <= year <= 9999
        and 1 <= month <= 12
        and 1 <= day <= calendar.monthrange(year, month)[1]
    )


def _in_months_around(day: int, today: date) -> tuple[date, ...]:
    months = [divmod(today.year * 12 + today.month - 1 + shift, 12) for shift in (-1, 0, 1)]
    return _real([(year, month + 1, day) for year, month in months])


def _nearest(days: tuple[date, ...], today: date, sure: timedelta) -> tuple[date, ...]:
    """The two days nearest to today; one alone when it is near enough to be sure."""
    ranked = sorted(days, key=lambda day: abs(day - today))[:2]
    if ranked and abs(ranked[0] - today) <= sure:
        return (ranked[0],)
    return tuple(ranked)


def _weekday(today: date, weekday: int, side: int | None) -> tuple[date, ...]:
    """The weekday before today (`side` -1), after it (1), or both when nothing was said."""
    ahead = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    behind = today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    if side is None:
        return (behind, ahead)
    return (ahead,) if side > 0 else (behind,)


def _shifted(today: date, offset: int, unit: str) -> tuple[date, ...]:
    """Today moved by so many days, weeks, months or years, kept inside the month."""
    try:
        if unit in ("day", "week"):
            return (today + timedelta(days=offset * (7 if unit == "week" else 1)),)
        total = today.year * 12 + today.month - 1 + offset * (12 if unit == "year" else 1)
        year, month = divmod(total, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return (date(year, month + 1, min(today.day, last)),)
    except (ValueError, OverflowError):
        return ()
