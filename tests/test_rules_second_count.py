"""The same sums counted a second way, from the decoded table, with fractions and no shared code."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest

from assistant.rules.decision import Answer
from assistant.rules.facts import Inputs, Line, Member
from assistant.rules.product import product
from tests.rules.examples import CONTRACT

PACK = product("ats_a4916")
with (CONTRACT / "benefits.toml").open("rb") as _file:
    TABLE = tomllib.load(_file)["benefit"]
_UNITS = ("consultation", "act", "day", "tooth")
_DENTAL = ("dental_care", "dental_prostheses", "orthodontics")
_FACTS: dict[str, Any] = {
    "date": dt.date(2026, 3, 10), "patient_birth_date": dt.date(2014, 5, 5), "surgery": True,
    "after_hospitalisation": True, "accident": True, "profession": "nurse",
}  # fmt: skip
# Not in France, or not a discipline of the table.
_OUT = ("traditional_chinese_medicine", "alternative_medicine")
_ACTS = [act for act in PACK.acts.values() if act.row and act.code not in _OUT]


def _line(chance: random.Random) -> dict[str, Any]:
    act = chance.choice(_ACTS)
    count = chance.randint(1, 6)
    name = {"day": "days", "tooth": "teeth"}.get(act.cap_unit or "", "sessions")
    amount = Decimal(chance.randint(1, 90_000)) / 100
    return {"act": act.code, "row": act.row, "n": count, "count": name, "amount": amount}


def _cap(row: str, plan: str, kind: str) -> Fraction | None:
    """A yearly cap: in zone A the lower one for maternity."""
    cell = TABLE[row]["plans"][plan]
    value = cell.get("cap_per_year_zone_a_france_eur") or cell.get("cap_per_year_eur")
    return None if value is None or kind != "year" else Fraction(value)


def _count(plan: str, lines: list[dict[str, Any]], facts: dict[str, Decimal]) -> Fraction:
    """Guarantee of the lines, then base scheme, cost, ceiling and deductible, in euros."""
    used: dict[str, Fraction] = {}
    guarantee = cost = Fraction(0)
    for line in lines:
        cell = TABLE[line["row"]]["plans"][plan]
        if not cell["covered"]:
            continue
        bill = Fraction(line["amount"])
        unit = bill / line["n"] * cell["rate_pct"] / 100
        caps = [cell[f"cap_per_{u}_eur"] for u in _UNITS if f"cap_per_{u}_eur" in cell]
        owed = line["n"] * min([unit, *map(Fraction, caps)])
        yearly = _cap(line["row"], plan, "year")
        if yearly is not None:
            owed = min(owed, max(Fraction(0), yearly - used.get(line["row"], Fraction(0))))
        if line["row"] in _DENTAL:
            limit = Fraction(TABLE["dental_annual_limit"]["plans"][plan]["cap_per_year_eur"])
            spent = sum((used.get(one, Fraction(0)) for one in _DENTAL), Fraction(0))
            owed = min(owed, max(Fraction(0), limit - spent))
        used[line["row"]] = used.get(line["row"], Fraction(0)) + owed
        guarantee, cost = guarantee + owed, cost + bill
    return _after_payers(plan, guarantee, cost, facts)


def _after_payers(
    plan: str, guarantee: Fraction, cost: Fraction, facts: dict[str, Decimal]
) -> Fraction:
    base, other = Fraction(facts["cfe"]), Fraction(facts["other"])
    net = max(Fraction(0), guarantee - base)
    net = max(Fraction(0), min(net, cost - base - other))
    ceiling = Fraction(TABLE["annual_maximum"]["plans"][plan]["cap_per_year_eur"])
    net = max(Fraction(0), min(net, ceiling - Fraction(facts["ytd"]) - base))
    return net - min(net, max(Fraction(0), 300 - Fraction(facts["absorbed"])))


def _cents(amount: Fraction) -> Decimal:
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@pytest.mark.parametrize("seed", range(10))
def test_the_sum_is_the_same_counted_a_second_way(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        plan = chance.choice([one.code for one in PACK.plans])
        lines = [_line(chance) for _ in range(chance.randint(1, 4))]
        facts = {
            "cfe": Decimal(chance.choice([0, 0, 12, 340])),
            "other": Decimal(chance.choice([0, 0, 25])),
            "ytd": Decimal(chance.choice([0, 0, 749_900, 2_499_950])),
            "absorbed": Decimal(chance.choice([0, 150, 280, 300])),
        }
        member = Member(
            plan=plan, country="FR", regime="cfe", joined=dt.date(2020, 1, 1),
            household="couple", deductible=150,
        )  # fmt: skip
        inputs = Inputs(
            lines=tuple(
                Line(act=one["act"], amount_eur=one["amount"], **{one["count"]: one["n"]})
                for one in lines
            ),
            cfe_paid_eur=facts["cfe"],
            other_insurer_paid_eur=facts["other"],
            ytd_total_eur=facts["ytd"],
            deductible_used_eur=facts["absorbed"],
            **_FACTS,
        )
        decision = PACK.decide("reimbursement", member, inputs)
        assert decision.answer != Answer.DEPENDS
        assert decision.reimbursed_eur == _cents(_count(plan, lines, facts)), (plan, lines)
