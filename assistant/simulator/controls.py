"""What a viewer may change: the clock, and trouble at the providers."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from assistant.clock import Clock, MovableClock
from assistant.settings import Settings
from assistant.standins.fault import Fault
from assistant.standins.ledger import Ledger

FURTHEST = timedelta(days=3660)
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "fortnight": timedelta(weeks=2)}
UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}
TROUBLES = {  # what a viewer can switch on, and how it is put to the stand-ins
    "429": {"kind": "429", "seconds": 5.0},
    "5xx": {"kind": "5xx", "code": "503"},
    "lost": {"kind": "lost"},
    "latency": {"kind": "latency", "seconds": 4.0},
}
MOST_TIMES = 20


@runtime_checkable
class Movable(Protocol):
    """A clock that can be moved: the demo's, and the tests'."""

    def now(self) -> datetime: ...

    def move(self, by: timedelta) -> None: ...


def move_clock(clock: Clock, step: str, amount: str = "", unit: str = "") -> bool:
    """Moves the demo's clock; False when this clock or that step does not move."""
    by = _by(clock, step, amount, unit)
    if by is None or not isinstance(clock, Movable) or abs(by) > FURTHEST:
        return False
    clock.move(by)
    return True


def offset(clock: Clock) -> timedelta:
    """How far the demo's clock is from the machine's."""
    return clock.offset() if isinstance(clock, MovableClock) else timedelta()


def _by(clock: Clock, step: str, amount: str, unit: str) -> timedelta | None:
    if step == "reset":
        return -offset(clock)
    if step == "quarter":
        return months_later(clock.now(), 3) - clock.now()
    if step == "custom":
        return _custom(amount, unit)
    return STEPS.get(step)


def _custom(amount: str, unit: str) -> timedelta | None:
    digits = amount.removeprefix("-")
    if unit not in UNITS or not (digits.isascii() and digits.isdecimal() and len(digits) < 8):
        return None
    return int(amount) * UNITS[unit]


def months_later(moment: datetime, months: int) -> datetime:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def make_trouble(settings: Settings, provider: str, trouble: str, times: str) -> bool:
    """The next `times` calls to that provider go wrong; False for a trouble we do not know."""
    known = provider in ("twilio", "telegram") and trouble in TROUBLES
    if not known or not (times.isascii() and times.isdecimal() and len(times) < 4):
        return False
    wanted = min(int(times), MOST_TIMES)
    fault = Fault(provider=provider, times=wanted, **TROUBLES[trouble])  # type: ignore[arg-type]
    Ledger(settings).add_fault(fault)
    return True


def end_trouble(settings: Settings) -> None:
    Ledger(settings).clear_faults()
