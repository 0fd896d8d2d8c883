"""Euros: exact decimals, rounded once, half up, at the end (decisions.md 4.1)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """The amount to the cent, half up; a whole amount keeps no empty decimals."""
    rounded = amount.quantize(_CENT, rounding=ROUND_HALF_UP)
    return plain(rounded)


def plain(number: Decimal) -> Decimal:
    """The same number without empty decimals and never in powers of ten."""
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def share(amount: Decimal, rate_pct: Decimal) -> Decimal:
    """`rate_pct` percent of an amount."""
    return amount * rate_pct / HUNDRED


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts, zero of none."""
    return sum(amounts, ZERO)


def left(limit: Decimal, used: Decimal) -> Decimal:
    """What is left of a limit, never below zero."""
    return max(ZERO, limit - used)
