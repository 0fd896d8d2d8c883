"""The premium kept when a member renounces (article I-11): by days, or whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from assistant.rules.citation import clause
from assistant.rules.dates import days_between
from assistant.rules.engine import Case
from assistant.rules.money import ZERO, left
from assistant.rules.terms import Terms

_DAYS_OF_YEAR = 365


@dataclass(frozen=True, slots=True)
class Refund:
    """Premium due and refund in euros, with the reason and its clauses."""

    due: Decimal
    refund: Decimal
    reason: str
    clauses: tuple[str, ...]


@clause("ATS-I-11.1-l", "ATS-I-11.1-m", "ATS-I-11.2-a", "ATS-I-11.2-c")
def refund_of(case: Case, terms: Terms) -> Refund:
    """Yearly premium ÷ 365 × days in force; the whole of it if a claim had occurred (AMB-50)."""
    tried = (dt.date(2020, 1, 1), dt.date(2040, 1, 1))
    premium: Decimal = case.need("annual_premium_eur", (ZERO, Decimal(365)), "ATS-I-11.1-l")
    paid = case.inputs.paid_premium_eur
    paid = premium if paid is None else paid
    if case.inputs.claim_occurred_unknown_to_insurer and not case.readings.other("AMB-50"):
        return Refund(premium, left(paid, premium), "full_premium_due", ("ATS-I-11.1-m",))
    effect: dt.date = case.need("effect_date", tried, "ATS-I-11.1-l")
    received: dt.date = case.need("received_date", tried, "ATS-I-11.1-k")
    due = premium * _days_in_force(case, effect, received) / _DAYS_OF_YEAR
    distance = case.inputs.sale == "distance"
    clauses = ("ATS-I-11.2-a", "ATS-I-11.2-c") if distance else ("ATS-I-11.1-l",)
    return Refund(due, left(paid, due), "pro_rata", clauses)


@clause("ATS-I-11.1-l")
def _days_in_force(case: Case, effect: dt.date, received: dt.date) -> int:
    """From the effective date to the day before receipt; the other reading counts that day."""
    days = max(0, days_between(effect, received))
    if received >= effect and case.readings.other("ATS-I-11.1-l"):
        return days + 1
    return days
