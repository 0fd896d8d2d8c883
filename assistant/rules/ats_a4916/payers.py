"""From the guarantee to the payment: base scheme, other insurer, ceiling, deductible (4.1, 5-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.rules.ats_a4916.care import Care
from assistant.rules.ats_a4916.deductible import absorbed, deductible_of, remaining
from assistant.rules.ats_a4916.guarantee import Share
from assistant.rules.citation import clause
from assistant.rules.decision import TraceStep, TraceValue
from assistant.rules.engine import Case, Unknown
from assistant.rules.money import ZERO, left, total

_CEILING_CLAUSES = {
    "basic": "ATS-II-4-b",
    "premium_access": "ATS-II-4-c",
    "premium": "ATS-II-4-d",
    "confort_access": "ATS-II-4-e",
    "confort": "ATS-II-4-f",
    "summum": "ATS-II-4-g",
}


@dataclass(slots=True)
class Payment:
    """What is paid for the bill, the reasons that limit it, and the deductible after it."""

    paid: Decimal
    reasons: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    trace: list[TraceStep] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)

    def step(self, step: str, clause_id: str, value: TraceValue) -> None:
        """Record a step and cite its clause."""
        self.trace.append(TraceStep(step, clause_id, value))

    def limit(self, reason: str, *clauses: str) -> None:
        """Record a limit that bites; the last one recorded explains the payment."""
        self.reasons.append((reason, clauses))


@clause("ATS-II-2-a", "ATS-II-1.3-b", "ATS-II-1.4-b", "ATS-II-4-a", "ATS-I-2-h")
def pay(case: Case, shares: Sequence[Share]) -> Payment:
    """Pay the shares of a bill, person by person and year by year."""
    payment = Payment(ZERO)
    payment.step("guarantee", "ATS-II-2-a", total(one.guarantee for one in shares))
    base, other = _base_paid(case, shares), _other_paid(case, shares)
    years: dict[int, list[tuple[Care, Decimal]]] = {}
    groups = _groups(shares)
    for index, group in enumerate(groups):
        last = index == len(groups) - 1
        cost = total(one.cost for one in group)
        from_base, from_other = _part(base, cost, last), _part(other, cost, last)
        base, other = base - from_base, other - from_other
        net = _after_other_payers(case, payment, group, from_base, from_other)
        net = _within_ceiling(payment, group[0].care, net, from_base)
        years.setdefault(group[0].care.date.year, []).append((group[0].care, net))
    payment.paid = total(_less_deductible(case, payment, parts) for parts in years.values())
    payment.step("paid", _paid_clause(payment), payment.paid)
    return payment


def _groups(shares: Sequence[Share]) -> list[list[Share]]:
    groups: dict[tuple[str, int], list[Share]] = {}
    for one in shares:
        groups.setdefault((one.care.insured, one.care.date.year), []).append(one)
    return list(groups.values())


def _part(whole: Decimal, cost: Decimal, last: bool) -> Decimal:
    return whole if last else min(whole, cost)


@clause("ATS-II-1.3-a", "ATS-II-1.3-b")
def _base_paid(case: Case, shares: Sequence[Share]) -> Decimal:
    """Paid by CFE or social security for all bills described; needed in complement."""
    own = [one.cfe_paid_eur for one in case.inputs.lines or () if one.cfe_paid_eur is not None]
    if own:
        return total(own)
    if case.inputs.cfe_paid_eur is not None:
        return case.inputs.cfe_paid_eur
    pays = [one for one in shares if one.care.line.base_scheme_covers is not False]
    if (case.member.regime or "first_euro") == "first_euro" or not pays:
        return ZERO
    cost = total(one.cost for one in shares)
    raise Unknown("inputs.cfe_paid_eur", (ZERO, cost / 2, cost), "ATS-II-1.3-b")


@clause("ATS-II-1.4-a")
def _other_paid(case: Case, shares: Sequence[Share]) -> Decimal:
    lines = case.inputs.lines or ()
    own = [x.other_insurer_paid_eur for x in lines if x.other_insurer_paid_eur is not None]
    return total(own) if own else case.inputs.other_insurer_paid_eur or ZERO


@clause("ATS-II-1.3-b", "ATS-II-1.4-a", "ATS-II-1.4-b")
def _after_other_payers(
    case: Case, payment: Payment, group: list[Share], base: Decimal, other: Decimal
) -> Decimal:
    """The guarantee less the base scheme; all sources together never above the cost."""
    guarantee = total(one.guarantee for one in group)
    net = left(guarantee, base)
    if base:
        payment.step("base_scheme", "ATS-II-1.3-b", -base)
        payment.clauses.append("ATS-II-1.3-b")
    if base and guarantee and not net:
        payment.limit("base_scheme_already_covers", "ATS-II-1.3-b")
    room = left(total(one.cost for one in group), base + other)
    if other and case.readings.other("ATS-II-1.4-a"):
        room = min(room, left(net, other))
    if other:
        payment.step("other_insurer", "ATS-II-1.4-b", min(net, room))
        payment.clauses += ["ATS-II-1.4-a", "ATS-II-1.4-b"]
    if net > room:
        payment.limit("capped_at_real_costs", "ATS-II-1.4-b")
    return min(net, room)


@clause(
    "ATS-II-4-a", "ATS-II-4-b", "ATS-II-4-c", "ATS-II-4-d", "ATS-II-4-e", "ATS-II-4-f",
    "ATS-II-4-g", "ATS-II-2-annual_maximum",
)  # fmt: skip
def _within_ceiling(payment: Payment, care: Care, net: Decimal, base: Decimal) -> Decimal:
    """At most what the person and the base scheme have left of the yearly ceiling."""
    used = (care.line.ytd_total_eur or ZERO) + (care.line.ytd_cfe_eur or ZERO) + base
    room = left(yearly_ceiling(care), used)
    if net <= room:
        return net
    clauses = ("ATS-II-4-a", _CEILING_CLAUSES[care.plan or "basic"])
    payment.limit("annual_ceiling", *clauses)
    payment.step("yearly_ceiling", "ATS-II-4-a", room)
    return room


@clause("ATS-II-2-annual_maximum", "ATS-II-4-a")
def yearly_ceiling(care: Care) -> Decimal:
    """The maximum of the plan per insured person and calendar year."""
    cell = care.edition.rows["annual_maximum"].cells[care.plan or "basic"]
    return cell.yearly_cap or ZERO


@clause("ATS-I-2-h", "ATS-I-2-i")
def _less_deductible(case: Case, payment: Payment, parts: list[tuple[Care, Decimal]]) -> Decimal:
    """Less what the household has not yet absorbed in the year of the care."""
    care, amount = parts[0][0], total(net for _, net in parts)
    deductible = deductible_of(case, care.terms)
    if deductible is None:
        return amount
    payment.figures["deductible_total_eur"] = deductible.total
    used = absorbed(care, deductible, needed=amount > 0)
    if used is None:
        return amount
    room = remaining(deductible, used)
    withheld = min(amount, room)
    payment.figures["deductible_left_eur"] = room - withheld
    if withheld:
        payment.step("deductible", "ATS-I-2-h", -withheld)
        payment.limit("deductible", deductible.clause, "ATS-I-2-h")
        payment.clauses += [deductible.clause, "ATS-I-2-h"]
    return amount - withheld


def _paid_clause(payment: Payment) -> str:
    by_step = {one.step: one.clause for one in payment.trace}
    for step in ("deductible", "yearly_ceiling", "other_insurer", "base_scheme"):
        if step in by_step:
            return by_step[step]
    return "ATS-II-2-a"
