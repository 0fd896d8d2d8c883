"""The one clock: UTC instants for records, calendar days of Paris for legal dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Protocol
from zoneinfo import ZoneInfo

LONG_AGO = 86400.0 * 365  # seconds
LEGAL_ZONE = ZoneInfo("Europe/Paris")


class Clock(Protocol):
    """Gives the present instant, timezone-aware, in UTC."""

    def now(self) -> datetime: ...

    def ticking(self) -> float:
        """Seconds that pass evenly, since no matter when: nobody sets these hands."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def ticking(self) -> float:
        return monotonic()


class FixedClock:
    """A clock that stands still until it is moved: for tests."""

    def __init__(self, start: datetime) -> None:
        self._now = self._start = start

    def now(self) -> datetime:
        return self._now

    def ticking(self) -> float:
        return (self._now - self._start).total_seconds()

    def move(self, by: timedelta) -> None:
        """Time goes by."""
        self._now += by

    def jump(self, by: timedelta) -> None:
        """Somebody sets the hands; no time goes by."""
        self._now += by
        self._start += by


class MovableClock:
    """The machine's clock plus an offset kept in a file, shared by the demo's processes."""

    def __init__(self, offset_file: Path) -> None:
        self._file = offset_file

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset()

    def ticking(self) -> float:
        return monotonic() + self.offset().total_seconds()  # in the demo that time has passed

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


class Watch:
    """Notices that the clock's hands were set, by looking at them now and then (T13)."""

    NOTHING = 5.0  # seconds; as far as this a clock is only being kept right

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._apart: float | None = None
        self._set_at = float("-inf")

    def since_set(self, now: datetime) -> timedelta:
        """How long ago the hands were last seen to be set; `now` is what they show."""
        ticking = self._clock.ticking()
        apart = now.timestamp() - ticking
        if self._apart is not None and abs(apart - self._apart) > self.NOTHING:
            self._set_at = ticking
        self._apart = apart
        return timedelta(seconds=min(ticking - self._set_at, LONG_AGO))


def legal_day(instant: datetime) -> date:
    """The calendar day on which an instant falls in the contract's zone."""
    return instant.astimezone(LEGAL_ZONE).date()
