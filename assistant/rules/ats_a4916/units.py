"""The bill of an act: its amount, its units, the cost of one unit."""

from __future__ import annotations

from decimal import Decimal

from assistant.rules.ats_a4916.care import Care
from assistant.rules.ats_a4916.stay import days_of_stay
from assistant.rules.facts import Line

_COUNTS = ("sessions", "teeth", "quantity")


def units(care: Care) -> int:
    """Consultations, acts, teeth or days billed; silence: one."""
    line = care.line
    days = days_of_stay(line) if care.act.stay else line.days
    if care.act.stay and days:
        return days
    counts = ("teeth", *_COUNTS) if care.act.row and care.act.row.unit == "tooth" else _COUNTS
    for name in counts:
        count: int | None = getattr(line, name)
        if count is not None:
            return count
    return days or sum(line.prescriptions or ()) or 1


def bill(care: Care) -> Decimal | None:
    """The amount billed in euros, None when it is not said."""
    line: Line = care.line
    if line.amount_eur is not None:
        return line.amount_eur
    if line.unit_amount_eur is not None:
        return line.unit_amount_eur * units(care)
    return None
