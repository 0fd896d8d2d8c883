"""Question reimbursement: the tests in order, then the amount (decisions.md 3.1 and 4)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assistant.rules.ats_a4916 import summary
from assistant.rules.ats_a4916.agreement import agreement_test, state_agreement
from assistant.rules.ats_a4916.care import Care, Stop, cares, not_covered
from assistant.rules.ats_a4916.claims import claim_test
from assistant.rules.ats_a4916.conditions import condition_test
from assistant.rules.ats_a4916.exclusions import exclusion_test
from assistant.rules.ats_a4916.guarantee import Pools, Share, share_of
from assistant.rules.ats_a4916.level import level_test
from assistant.rules.ats_a4916.membership import membership_test
from assistant.rules.ats_a4916.payers import pay
from assistant.rules.ats_a4916.territory import territory_test
from assistant.rules.ats_a4916.units import bill
from assistant.rules.ats_a4916.waiting import waiting_test
from assistant.rules.citation import clause
from assistant.rules.decision import Answer
from assistant.rules.engine import Case
from assistant.rules.finding import Finding, found
from assistant.rules.money import ZERO

_TESTS = (
    membership_test,
    exclusion_test,
    territory_test,
    level_test,
    condition_test,
    waiting_test,
)


@clause("ATS-II-1.1-a", "ATS-II-1.1-b", "ATS-II-2-a")
def amount(case: Case) -> Finding:
    """What is paid for the care; without an amount, at which rate and up to which caps."""
    acts = cares(case)
    for care in acts:
        care.stop = _first_failing(care, acts)
    _leave_out_comfort(case, acts)
    paid = [care for care in acts if care.stop is None]
    if not paid:
        return summary.nothing_covered(acts)
    if any(bill(care) is None for care in paid):
        return summary.rates_and_caps(case, acts)
    shares = _shares(paid)
    return summary.payment(case, acts, shares, pay(case, shares))


def _first_failing(care: Care, acts: Sequence[Care]) -> Stop | None:
    for test in _TESTS:
        stop = test(care)
        if stop is not None:
            state_agreement(care, acts)
            return stop
    return agreement_test(care, acts) or claim_test(care)


def _shares(paid: Sequence[Care]) -> list[Share]:
    pools = Pools()
    return [share_of(care, care.comfort, pools) for care in paid]


@clause("ATS-III-EXCL-11")
def _leave_out_comfort(case: Case, acts: Sequence[Care]) -> None:
    """Comfort items inside the bill: a sum said once for several lines is taken once."""
    pool, lines = case.inputs.comfort_costs_eur or ZERO, case.inputs.lines
    for index, care in enumerate(acts):
        if care.stop is not None:
            continue
        own = lines[index].comfort_costs_eur if lines else None
        cost = bill(care)
        care.comfort = _capped(pool if own is None else own, cost)
        pool -= care.comfort if own is None else ZERO
        if care.comfort:
            _exclude_comfort(care, cost)


def _capped(comfort: Decimal, cost: Decimal | None) -> Decimal:
    return comfort if cost is None else min(comfort, cost)


def _exclude_comfort(care: Care, cost: Decimal | None) -> None:
    care.step("exclusion", "ATS-III-EXCL-11", "comfort")
    if care.comfort == cost:
        care.stop = not_covered("exclusion", "ATS-III-EXCL-11", exclusion="comfort")
    else:
        care.note("partial_exclusion", "ATS-III-EXCL-11")


@clause("ATS-II-3.1-a", "ATS-II-3.1-b", "ATS-DEF-deraisonnables")
def unreasonable_costs(case: Case) -> Finding:
    """The administrator may refuse or limit unusual costs: staff judge, no figure exists."""
    finding = found(
        Answer.ALLOWED, "unreasonable_costs", "ATS-II-3.1-a", "ATS-II-3.1-b",
        "ATS-DEF-deraisonnables",
    )  # fmt: skip
    finding.confirm = True
    return finding
