"""The yearly deductible (franchise) of a household (article I-2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.rules.ats_a4916.care import Care
from assistant.rules.ats_a4916.editions import terms_on
from assistant.rules.citation import clause
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.finding import Finding, found
from assistant.rules.money import ZERO, left
from assistant.rules.terms import Terms


@dataclass(frozen=True, slots=True)
class Deductible:
    """The option of a household: its yearly sum and the clause that fixes it."""

    total: Decimal
    clause: str


@clause("ATS-I-2-h", "ATS-I-2-i")
def deductible_of(case: Case, terms: Terms) -> Deductible | None:
    """The household's deductible, None without one; silence: individual, no deductible."""
    option = case.inputs.deductible or case.member.deductible or 0
    if option == 0:
        return None
    household = case.inputs.household or case.member.household or "individual"
    value = terms.value(f"deductible.{option}_{household}")
    return Deductible(Decimal(str(value.value)), value.clause)


@clause("ATS-I-2-h", "ATS-I-2-i")
def absorbed(care: Care, deductible: Deductible, needed: bool) -> Decimal | None:
    """What the household has absorbed this year; None when it is not said and not needed."""
    line = care.line
    by_year = line.deductible_used_by_year or {}
    settled = line.processing_date.year if line.processing_date else care.date.year
    if settled != care.date.year and settled in by_year and care.case.readings.other("AMB-04"):
        return by_year[settled]
    used = line.deductible_used_eur
    if used is None:
        used = by_year.get(care.date.year)
    if used is None and needed:
        raise Unknown("inputs.deductible_used_eur", (ZERO, deductible.total), deductible.clause)
    return used


def remaining(deductible: Deductible, used: Decimal) -> Decimal:
    """What is still to be withheld this year."""
    return left(deductible.total, used)


@clause("ATS-I-2-j", "ATS-I-2-k", "ATS-I-2-l", "ATS-I-2-m", "ATS-I-2-n", "ATS-I-2-o")
def deductible_total(case: Case) -> Finding:
    """Question deductible_total: the option times 1, 2 or 3."""
    terms = terms_on(case, case.inputs.date)
    deductible = deductible_of(case, terms)
    total = deductible.total if deductible else ZERO
    clause_id = deductible.clause if deductible else "ATS-I-2-h"
    return found(Answer.VALUE, "deductible_scale", clause_id, deductible_total_eur=total)
