"""What holds for every case: no sum above the cost or a cap, no useless question, no surprise."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assistant.rules.ats_a4916.editions import EDITIONS
from assistant.rules.decision import Answer, Decision
from assistant.rules.facts import Inputs, Line, Member
from assistant.rules.product import product

PACK = product("ats_a4916")
PLANS = tuple(plan.code for plan in PACK.plans)
CEILINGS = {plan.code: plan.yearly_ceiling_eur for plan in PACK.plans}
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

_days = st.dates(dt.date(2023, 1, 1), dt.date(2027, 12, 31))
_euros = st.decimals(0, 60_000, places=2, allow_nan=False)
_flags = st.sampled_from([None, True, False])
_countries = st.sampled_from(["FR", "DE", "ES", "JP", "US", "VN"])


@st.composite
def members(draw: st.DrawFn) -> Member:
    """Members of every plan, zone and base scheme, some with a change behind them."""
    household = draw(st.sampled_from([None, "couple", "family"]))
    return Member(
        plan=draw(st.sampled_from(PLANS)),
        regime=draw(st.sampled_from([None, "first_euro", "cfe", "secu"])),
        country=draw(_countries),
        zone=draw(st.sampled_from([None, "A", "B", "C", "D"])),
        joined=draw(st.one_of(st.none(), st.dates(dt.date(2021, 1, 1), dt.date(2025, 12, 31)))),
        household=household,
        deductible=draw(st.sampled_from([None, 0, 150, 300])),
        waiver_certificate=draw(_flags),
    )


@st.composite
def cares(draw: st.DrawFn) -> Inputs:
    """One act with facts of every kind, amounts and usage included."""
    stay = draw(st.booleans())
    return Inputs(
        act=draw(st.sampled_from(tuple(PACK.acts))),
        date=draw(_days),
        amount_eur=draw(_euros),
        country=draw(st.one_of(st.none(), _countries)),
        days=draw(st.integers(1, 45)) if stay else None,
        sessions=draw(st.one_of(st.none(), st.integers(1, 15))),
        emergency=draw(_flags),
        accident=draw(_flags),
        patient_birth_date=draw(st.one_of(st.none(), st.just(dt.date(2014, 5, 5)))),
        profession=draw(st.sampled_from([None, "nurse", "physiotherapist"])),
        surgery=draw(_flags),
        after_hospitalisation=draw(_flags),
        cfe_paid_eur=draw(st.one_of(st.none(), _euros)),
        other_insurer_paid_eur=draw(st.one_of(st.none(), _euros)),
        ytd_reimbursed_eur=draw(st.one_of(st.none(), _euros)),
        ytd_dental_eur=draw(st.one_of(st.none(), _euros)),
        ytd_total_eur=draw(st.one_of(st.none(), st.decimals(0, 800_000, places=2))),
        deductible_used_eur=draw(st.one_of(st.none(), st.decimals(0, 900, places=2))),
        renewals_obtained=draw(st.one_of(st.none(), st.integers(0, 3))),
    )


def decide(member: Member, inputs: Inputs) -> Decision:
    return PACK.decide("reimbursement", member, inputs)


@FEW
@given(members(), cares())
def test_nothing_is_paid_above_the_cost_or_below_zero(member: Member, care: Inputs) -> None:
    paid = decide(member, care).reimbursed_eur
    assume(paid is not None)
    assert paid is not None and care.amount_eur is not None
    others = (care.cfe_paid_eur or 0) + (care.other_insurer_paid_eur or 0)
    assert 0 <= paid <= max(Decimal(0), care.amount_eur - others)


@FEW
@given(members(), cares())
def test_nothing_is_paid_above_a_cap_or_the_ceiling(member: Member, care: Inputs) -> None:
    decision = decide(member, care)
    paid = decision.reimbursed_eur
    assume(paid is not None and member.plan is not None)
    assert paid is not None and member.plan is not None
    assert paid <= CEILINGS[member.plan] - (care.ytd_total_eur or 0) or paid == 0
    for cap in (decision.annual_cap, decision.row_cap):
        assert cap is None or paid <= cap


@FEW
@given(members(), cares())
def test_a_decision_is_the_same_every_time(member: Member, care: Inputs) -> None:
    assert decide(member, care) == decide(member, care)


@FEW
@given(members(), cares())
def test_facts_recorded_without_effect_change_nothing(member: Member, care: Inputs) -> None:
    more = replace(
        care, illness="asthma", invoice_date=dt.date(2020, 1, 1), trip_day=3,
        previous_year_reimbursed_eur=Decimal(5), child_age=4,
    )  # fmt: skip
    assert decide(member, care) == decide(replace(member, previous_cover_end=None), more)


@FEW
@given(members(), cares(), st.decimals(0, 500, places=2))
def test_paying_more_never_gets_less_back(member: Member, care: Inputs, more: Decimal) -> None:
    # Above 1000 euros an agreement may become necessary; silence says that it is in order.
    assert care.amount_eur is not None
    dearer = replace(care, amount_eur=care.amount_eur + more)
    low, high = decide(member, care).reimbursed_eur, decide(member, dearer).reimbursed_eur
    assume(low is not None and high is not None)
    assert low is not None and high is not None and low <= high


@FEW
@given(members(), cares(), st.sampled_from(PLANS))
def test_a_cell_that_is_better_in_every_figure_never_pays_less(
    member: Member, care: Inputs, better: str
) -> None:
    assert member.plan is not None and care.act is not None
    assume(_at_least_as_good(care.act, member.plan, better))
    low = decide(member, care).reimbursed_eur
    high = decide(replace(member, plan=better), care).reimbursed_eur
    assume(low is not None and high is not None)
    assert low is not None and high is not None and low <= high


def _at_least_as_good(act: str, plan: str, better: str) -> bool:
    row = EDITIONS[-1].acts[act].row
    if row is None or plan not in row.cells or better not in row.cells:
        return False
    limit = EDITIONS[-1].rows["dental_annual_limit"].cells
    pairs = [(row.cells[plan], row.cells[better])]
    if row.section == "dental":
        pairs.append((limit[plan], limit[better]))
    names = ("rate", "unit_cap", "yearly_cap", "zone_a_cap", "first_year")
    figures = [(getattr(a, name), getattr(b, name)) for a, b in pairs for name in names]
    known = all((a is None) == (b is None) and (a is None or a <= b) for a, b in figures)
    return known and CEILINGS[plan] <= CEILINGS[better]


@FEW
@given(members(), st.lists(cares(), min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_no_total(
    member: Member, acts: list[Inputs], shuffled: Any
) -> None:
    day = acts[0].date
    lines = [Line(act=one.act, amount_eur=one.amount_eur, profession="nurse") for one in acts]
    other = list(lines)
    shuffled.shuffle(other)
    facts: dict[str, Any] = {
        "date": day, "cfe_paid_eur": Decimal(10), "deductible_used_eur": Decimal(0),
        "patient_birth_date": dt.date(2014, 5, 5), "surgery": True, "after_hospitalisation": True,
    }  # fmt: skip
    first = decide(member, Inputs(lines=tuple(lines), **facts))
    second = decide(member, Inputs(lines=tuple(other), **facts))
    assert first.answer == second.answer
    assert first.reimbursed_eur == second.reimbursed_eur


# Values each fact may take when a decision asks for it.
_TRIED: dict[str, list[Any]] = {
    "inputs.patient_birth_date": [dt.date(2024, 1, 1), dt.date(1950, 1, 1)],
    "inputs.profession": ["physiotherapist", "nurse"],
    "inputs.surgery": [True, False],
    "inputs.after_hospitalisation": [True, False],
    "inputs.cfe_paid_eur": [Decimal(0), Decimal("0.01"), Decimal(1), Decimal(40), Decimal(60_000)],
    "inputs.deductible_used_eur": [Decimal(0), Decimal(10), Decimal(900)],
    "inputs.act": ["osteopathy", "other"],
    "member.joined": [dt.date(2000, 1, 1)]
    + [dt.date(year, month, 1) for year in range(2022, 2028) for month in (1, 4, 7, 10)],
}


@FEW
@given(members(), cares())
def test_no_fact_is_asked_that_would_not_change_the_result(member: Member, care: Inputs) -> None:
    decision = decide(member, care)
    assume(decision.answer == Answer.DEPENDS)
    values = [[(path, one) for one in _TRIED[path]] for path in decision.missing]
    results = {}
    for chosen in itertools.product(*values):
        known = dict(chosen)
        results[chosen] = _result(decide(*_with(member, care, known)))
    for index, path in enumerate(decision.missing):
        assert any(
            results[one] != results[two]
            for one, two in itertools.combinations(results, 2)
            if one[:index] + one[index + 1 :] == two[:index] + two[index + 1 :]
        ), f"{path} changes nothing"


@FEW
@given(members(), cares())
def test_once_the_missing_facts_are_known_the_case_is_decided(member: Member, care: Inputs) -> None:
    decision = decide(member, care)
    assume(decision.answer == Answer.DEPENDS)
    known = {path: _TRIED[path][0] for path in decision.missing}
    assert decide(*_with(member, care, known)).answer != Answer.DEPENDS


def _with(member: Member, care: Inputs, known: dict[str, Any]) -> tuple[Member, Inputs]:
    ours = {p.removeprefix("member."): v for p, v in known.items() if p.startswith("member.")}
    theirs = {p.removeprefix("inputs."): v for p, v in known.items() if p.startswith("inputs.")}
    return replace(member, **ours), replace(care, **theirs)


def _result(decision: Decision) -> tuple[Any, ...]:
    return (decision.answer, decision.missing, sorted(map(str, decision.figures().items())))


@FEW
@given(members(), cares())
def test_every_decision_says_why(member: Member, care: Inputs) -> None:
    decision = decide(member, care)
    assert decision.reason and decision.clauses and decision.article
    assert (decision.answer == Answer.DEPENDS) == bool(decision.missing)
    assert decision.confirm or not decision.ambiguities


@FEW
@given(members(), cares())
def test_the_last_amount_of_the_trace_is_the_amount_paid(member: Member, care: Inputs) -> None:
    decision = decide(member, care)
    assume(decision.answer in (Answer.COVERED, Answer.VALUE))
    amounts = [one for one in decision.trace if isinstance(one.value, Decimal)]
    assert amounts[-1].step == "paid"
    assert amounts[-1].value == decision.reimbursed_eur
