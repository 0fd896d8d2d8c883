"""The benefit data against docs/contract/benefits.toml, cell by cell; what each cell decides."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from typing import Any

import pytest

from assistant.rules.ats_a4916.edition import Cell
from assistant.rules.ats_a4916.editions import EDITIONS
from assistant.rules.decision import Answer, Decision
from assistant.rules.facts import Inputs, Member
from assistant.rules.product import product
from tests.rules.examples import CONTRACT

PACK = product("ats_a4916")
EDITION = EDITIONS[-1]
with (CONTRACT / "benefits.toml").open("rb") as _file:
    DECODED = tomllib.load(_file, parse_float=Decimal)
PLANS = tuple(DECODED["column_order"]["ranked"])
ROWS = tuple(DECODED["benefit"])
CELLS = [(row, plan) for row in ROWS for plan in PLANS]
_UNIT = ("consultation", "act", "day", "tooth")
_WAITS = {
    "none": "none",
    "hospitalisation_3m": "hospital",
    "dental_care_3m": "dental_care",
    "physiotherapy_6m": "physiotherapy",
    "prostheses_orthodontics_optical_9m": "prostheses",
    "maternity_10m": "maternity",
}


def test_there_are_36_rows_and_six_plans() -> None:
    assert (len(ROWS), len(PLANS), len(CELLS)) == (36, 6, 216)
    assert set(EDITION.rows) == set(ROWS)


@pytest.mark.parametrize(("row", "plan"), CELLS)
def test_the_cell_holds_what_was_decoded(row: str, plan: str) -> None:
    decoded = DECODED["benefit"][row]["plans"][plan]
    cell = EDITION.rows[row].cells.get(plan)
    assert (cell is not None) == decoded["covered"]
    if cell is not None:
        assert _figures(cell) == _decoded_figures(decoded)


def _figures(cell: Cell) -> tuple[Any, ...]:
    return (
        cell.rate, cell.implied, cell.unit_cap, cell.yearly_cap, cell.zone_a_cap,
        cell.first_year, cell.max_events,
    )  # fmt: skip


def _decoded_figures(cell: dict[str, Any]) -> tuple[Any, ...]:
    unit = next((cell[f"cap_per_{u}_eur"] for u in _UNIT if f"cap_per_{u}_eur" in cell), None)
    return (
        cell.get("rate_pct"), cell.get("rate_implied", False), unit,
        cell.get("cap_per_year_eur"), cell.get("cap_per_year_zone_a_france_eur"),
        cell.get("cap_first_year_eur"), cell.get("max_count_per_membership"),
    )  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_the_row_waits_and_needs_what_was_decoded(row: str) -> None:
    decoded, ours = DECODED["benefit"][row], EDITION.rows[row]
    assert ours.agreement == decoded["prior_agreement"]
    assert ours.direct_billing == decoded["direct_billing"]
    assert ours.wait == _WAITS[decoded["waiting_class"]]
    assert ours.section == decoded["section"]
    assert ours.days_a_year == decoded.get("limits", {}).get("max_days_per_year")


def test_the_plans_of_the_product_are_those_decoded() -> None:
    for plan in PACK.plans:
        decoded = DECODED["plan"][plan.code]
        assert (plan.label, plan.rank) == (decoded["label"], decoded["rank"])
        assert list(plan.zones) == decoded["zones"]
        assert plan.yearly_ceiling_eur == decoded["annual_maximum_eur"]


def test_waits_have_the_months_of_article_8() -> None:
    for name, ours in _WAITS.items():
        decoded = DECODED["waiting_class"][name]
        assert EDITION.waits[ours].months == decoded["months"]
        assert EDITION.waits[ours].waivable == decoded["waivable"]


# One act a row, with the facts its conditions need.
_FACTS: dict[str, dict[str, Any]] = {
    "companion_bed_child": {"patient_birth_date": dt.date(2020, 1, 1)},
    "orthodontics": {"patient_birth_date": dt.date(2014, 1, 1)},
    "ivf_infertility": {"patient_birth_date": dt.date(1995, 1, 1)},
    "post_hospital_rehabilitation": {"surgery": True, "after_hospitalisation": True},
    "emergency_dental_repair_surgery": {"accident": True},
    "paramedical_acts": {"profession": "nurse"},
}
_ACTS = {act.row: act.code for act in reversed(tuple(PACK.acts.values())) if act.row is not None}


@pytest.mark.parametrize(("row", "plan"), [c for c in CELLS if c[0] in _ACTS])
def test_without_an_amount_the_cell_gives_rate_caps_agreement_and_clause(
    row: str, plan: str
) -> None:
    member = Member(plan=plan, country="FR", joined=dt.date(2020, 1, 1))
    inputs = Inputs(act=_ACTS[row], date=dt.date(2026, 3, 10), **_FACTS.get(row, {}))
    decision = PACK.decide("reimbursement", member, inputs)
    decoded = DECODED["benefit"][row]["plans"][plan]
    assert decision.clauses[0] == f"ATS-II-2-{row}"
    if not decoded["covered"]:
        assert (decision.answer, decision.reason) == (Answer.NOT_COVERED, "not_in_plan")
        return
    assert decision.answer == Answer.COVERED
    assert decision.rate_pct == decoded["rate_pct"]
    assert "reimbursed_eur" not in decision.given
    assert decision.prior_agreement == (DECODED["benefit"][row]["prior_agreement"] == "always")
    assert _caps_stated(decision) == _caps_decoded(row, plan, decoded)


def _caps_stated(decision: Decision) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return decision.cap, decision.row_cap, decision.annual_cap


def _caps_decoded(
    row: str, plan: str, decoded: dict[str, Any]
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Cap per unit, own yearly cap of a dental row, yearly cap or dental limit; care in France."""
    _, _, unit, yearly, zone_a, _, _ = _decoded_figures(decoded)
    if row == "health_checkup":
        return yearly, None, None
    if DECODED["benefit"][row]["section"] == "dental":
        limit = DECODED["benefit"]["dental_annual_limit"]["plans"][plan]["cap_per_year_eur"]
        return unit, yearly, limit
    return unit, None, zone_a or yearly
