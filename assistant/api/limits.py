"""How many decisions a holder may ask for: a bucket each, which holds one minute's worth."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from threading import Lock


class Limits:
    """Counts in this process alone; several processes let through as many times more."""

    def __init__(self, per_minute: int) -> None:
        self._full = float(per_minute)
        self._left: dict[str, tuple[float, datetime]] = {}
        self._lock = Lock()

    def spend(self, holder: str, wanted: int, now: datetime) -> int:
        """Takes `wanted` decisions out of the bucket; the seconds to wait when it holds fewer."""
        with self._lock:
            left = self._refilled(holder, now)
            short = min(wanted, self._full) - left
            if short <= 0:
                left -= wanted
            self._left[holder] = (left, now)
        return max(0, ceil(short * 60 / self._full))

    def _refilled(self, holder: str, now: datetime) -> float:
        left, since = self._left.get(holder, (self._full, now))
        seconds = max(0.0, (now - since).total_seconds())
        return min(self._full, left + seconds * self._full / 60)
