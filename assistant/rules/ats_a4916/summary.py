"""From the acts of a bill to one finding: answer, reason, figures, clauses in their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from assistant.rules.ats_a4916.agreement import stay_renewals
from assistant.rules.ats_a4916.care import Care, Stop
from assistant.rules.ats_a4916.deductible import absorbed, deductible_of, remaining
from assistant.rules.ats_a4916.guarantee import Share, dental_limit, yearly_cap
from assistant.rules.ats_a4916.payers import Payment, yearly_ceiling
from assistant.rules.ats_a4916.units import bill
from assistant.rules.decision import Answer, LineOutcome
from assistant.rules.engine import Case
from assistant.rules.finding import Finding
from assistant.rules.money import ZERO, cents, total

_Reason = tuple[str, tuple[str, ...]]


def nothing_covered(acts: Sequence[Care]) -> Finding:
    """No act of the bill is covered: the first that fails gives the reason."""
    stops = [care.stop for care in acts if care.stop]
    answers = {stop.answer for stop in stops}
    answer = answers.pop() if len(answers) == 1 else Answer.NOT_COVERED
    first = next(stop for stop in stops if stop.answer == answer)
    finding = Finding(answer, first.reason, list(first.clauses), exclusion=_exclusion(acts))
    finding.state(reimbursed_eur=ZERO)
    _shared_figures(finding, acts)
    if acts[0].case.inputs.lines:
        finding.state(lines=_outcomes(acts, {}))
    return _traced(finding, acts, ())


def rates_and_caps(case: Case, acts: Sequence[Care]) -> Finding:
    """Covered, but no amount is said: rates and caps only."""
    paid = [care for care in acts if care.stop is None]
    reason, clauses = _reason(acts, [], nothing_left=False)
    mixed = len(paid) < len(acts)
    finding = Finding(Answer.VALUE if mixed else Answer.COVERED, reason, list(clauses))
    finding.exclusion = _exclusion(acts)
    _cover_figures(finding, acts, paid)
    _deductible_figures(finding, case, paid[0])
    return _traced(finding, acts, ())


def payment(case: Case, acts: Sequence[Care], shares: Sequence[Share], paid: Payment) -> Finding:
    """Covered, with an amount: what is paid and what limited it."""
    covered = [care for care in acts if care.stop is None]
    something = cents(paid.paid) > 0
    whole = len(covered) == len(acts)
    reason, clauses = _reason(acts, _money_reasons(shares, paid), nothing_left=not something)
    answer = Answer.COVERED if something and whole else Answer.VALUE
    finding = Finding(answer, reason, list(clauses), exclusion=_exclusion(acts))
    finding.state(reimbursed_eur=paid.paid)
    _cover_figures(finding, acts, covered, {id(one.care): one for one in shares})
    finding.state(**paid.figures)
    finding.trace += paid.trace
    return _traced(finding, acts, paid.clauses)


def _money_reasons(shares: Sequence[Share], paid: Payment) -> list[_Reason]:
    """Limits in the order in which they bite; the last one explains the payment."""
    reasons: list[_Reason] = []
    for one in shares:
        clauses = tuple(dict.fromkeys(one.limit_clauses))
        reasons += [(reason, clauses) for reason in one.limits]
    return reasons + paid.reasons


def _reason(acts: Sequence[Care], money: list[_Reason], nothing_left: bool) -> _Reason:
    """Why nothing is left; else what is left out; else what is paid in spite of something."""
    if nothing_left and money:
        return money[-1]
    stop = next((care.stop for care in acts if care.stop), None)
    if stop is not None:
        return _left_out(acts, stop)
    for care in acts:
        for note in care.notes:
            return note.reason, note.clauses
    return money[-1] if money else ("within_guarantee", ())


def _left_out(acts: Sequence[Care], stop: Stop) -> _Reason:
    excluded = next((care.stop for care in acts if care.stop and care.stop.exclusion), None)
    if excluded is not None:
        return "partial_exclusion", excluded.clauses
    return stop.reason, stop.clauses


def _exclusion(acts: Sequence[Care]) -> str | None:
    for care in acts:
        if care.stop and care.stop.exclusion:
            return care.stop.exclusion
    return "comfort" if any(care.comfort for care in acts) else None


def _cover_figures(
    finding: Finding,
    acts: Sequence[Care],
    covered: Sequence[Care],
    shares: dict[int, Share] | None = None,
) -> None:
    rates = {care.cell.rate for care in covered if care.cell}
    if len(rates) == 1:
        finding.state(rate_pct=rates.pop())
    _cap_figures(finding, acts, covered)
    excluded = _excluded_eur(acts)
    if excluded:
        finding.state(excluded_eur=excluded)
    _shared_figures(finding, acts)
    if acts[0].case.inputs.lines:
        finding.state(lines=_outcomes(acts, shares or {}))


def _cap_figures(finding: Finding, acts: Sequence[Care], covered: Sequence[Care]) -> None:
    """Cap per unit, cap of the year, caps by act; days where the row counts them."""
    units = {care.act.code: _unit_cap(care) for care in covered}
    if len(acts) > 1:
        caps = {care.act.code: _unit_cap(care) or yearly_cap(care) for care in covered}
        known_caps = {act: cap for act, cap in caps.items() if cap is not None}
        finding.state(**({"caps": known_caps} if known_caps else {}))
    known = [cap for cap in units.values() if cap is not None]
    if len(acts) == 1 or len(known) == 1:
        finding.state(cap=known[0] if known else None)
    yearly = {_annual_cap(care) for care in covered}
    if len(yearly) == 1 and None not in yearly:
        finding.state(annual_cap=yearly.pop())
    rows = {yearly_cap(care) for care in covered if care.act.dental_limit} - {None}
    if len(rows) == 1:
        finding.state(row_cap=rows.pop())
    days = {care.act.row.days_a_year for care in covered if care.act.row} - {None}
    if len(days) == 1:
        finding.state(max_days=days.pop())


def _unit_cap(care: Care) -> Decimal | None:
    """The cap per unit; of a check-up, its own cap."""
    if care.cell is None:
        return None
    check_up = care.act.row is not None and care.act.row.code == "health_checkup"
    return care.cell.yearly_cap if check_up else care.cell.unit_cap


def _annual_cap(care: Care) -> Decimal | None:
    if care.act.dental_limit:
        return dental_limit(care)
    cap = yearly_cap(care)
    if cap is not None:
        return None if _unit_cap(care) == cap and care.cell and not care.cell.unit_cap else cap
    used = care.line.ytd_total_eur is not None or care.line.ytd_cfe_eur is not None
    return yearly_ceiling(care) if used else None


def _excluded_eur(acts: Iterable[Care]) -> Decimal:
    whole = [bill(care) or ZERO for care in acts if care.stop and care.stop.exclusion]
    return total(whole) + total(care.comfort for care in acts if care.stop is None)


def _shared_figures(finding: Finding, acts: Sequence[Care]) -> None:
    """Figures found by the tests; agreement is needed when any act needs it."""
    for care in acts:
        for name, value in care.figures.items():
            if name == "prior_agreement":
                value = bool(value) or finding.figures.get(name) is True
            finding.figures[name] = value
    renewals = max((stay_renewals(care) for care in acts if care.plan), default=0)
    if renewals:
        finding.state(prior_agreement_renewals=renewals)


def _deductible_figures(finding: Finding, case: Case, care: Care) -> None:
    deductible = deductible_of(case, care.terms)
    if deductible is None:
        return
    finding.state(deductible_total_eur=deductible.total).cite(deductible.clause)
    used = absorbed(care, deductible, needed=False)
    if used is not None:
        finding.state(deductible_left_eur=remaining(deductible, used))


def _outcomes(acts: Sequence[Care], shares: dict[int, Share]) -> tuple[LineOutcome, ...]:
    return tuple(_outcome(care, shares.get(id(care))) for care in acts)


def _outcome(care: Care, share: Share | None) -> LineOutcome:
    if care.stop is not None:
        return LineOutcome(care.act.code, care.stop.answer, ZERO, care.stop.reason)
    reasons = [note.reason for note in care.notes] + (share.limits[-1:] if share else [])
    guarantee = cents(share.guarantee) if share else None
    covered = guarantee is None or guarantee > 0
    answer = Answer.COVERED if covered else Answer.VALUE
    return LineOutcome(care.act.code, answer, guarantee, (reasons or ["within_guarantee"])[0])


def _traced(finding: Finding, acts: Sequence[Care], others: Iterable[str]) -> Finding:
    """Steps of the acts before those of the bill; rows, then what the tests cited."""
    finding.trace = [step for care in acts for step in care.trace] + finding.trace
    for care in acts:
        if care.stop is None:
            finding.cite(care.act.clause)
        finding.cite(*(one for note in care.notes for one in note.clauses))
        finding.cite(*(care.stop.clauses if care.stop else ()), *care.clauses)
    return finding.cite(*others)
