"""The one clock: UTC instants for records, calendar days of Paris for legal dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

LEGAL_ZONE = ZoneInfo("Europe/Paris")


class Clock(Protocol):
    """Gives the present instant, timezone-aware, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved: for tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        self._now += by


class MovableClock:
    """The machine's clock plus an offset kept in a file, shared by the demo's processes."""

    def __init__(self, offset_file: Path) -> None:
        self._file = offset_file

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset()

    def offset(self) -> timedelta:
        try:
            return timedelta(seconds=float(self._file.read_text()))
        except (FileNotFoundError, ValueError):
            return timedelta()

    def move(self, by: timedelta) -> None:
        moved = (self.offset() + by).total_seconds()
        fresh = self._file.with_suffix(".new")
        fresh.write_text(str(moved))
        fresh.replace(self._file)


def legal_day(instant: datetime) -> date:
    """The calendar day on which an instant falls in the contract's zone."""
    return instant.astimezone(LEGAL_ZONE).date()
