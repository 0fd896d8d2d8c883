"""A product is a folder of data and rules: the registry, settled points, a third contract."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from assistant.rules.decision import Answer
from assistant.rules.facts import Inputs, Member
from assistant.rules.product import product, products
from assistant.rules.readings import Settled
from tests.rules.tiny_contract import PRODUCT as TINY

ATS, WELCARE = product("ats_a4916"), product("welcare")
DENTAL = Inputs(act="dental_care", date=dt.date(2026, 3, 10), amount_eur=Decimal(1600))
SECOND_YEAR = Member(plan="confort", country="FR", joined=dt.date(2025, 5, 20))


def test_two_products_are_installed() -> None:
    assert [pack.code for pack in products()] == ["ats_a4916", "welcare"]


def test_a_member_of_one_product_is_never_answered_by_another() -> None:
    with pytest.raises(ValueError, match="no member of"):
        ATS.decide("claim_intake", Member(product="welcare"), Inputs())


def test_the_products_share_no_figure_and_no_address() -> None:
    assert ATS.limits.below_eur == 1000
    assert WELCARE.limits.below_eur == 500
    lines = [{one.lines for one in pack.addresses.values() if one.lines} for pack in products()]
    assert not lines[0] & lines[1]


def test_the_claims_address_is_that_of_the_administrator_of_the_product() -> None:
    assert ATS.addresses["claims"].lines[0] == "GAPI"
    assert ATS.addresses["medical_adviser"].confidential
    assert "claims" not in WELCARE.addresses


def test_a_settled_point_gives_no_entry_no_caveat_and_another_version() -> None:
    before = ATS.decide("reimbursement", SECOND_YEAR, DENTAL)
    assert [point.id for point in before.ambiguities] == ["AMB-05"]
    assert before.confirm
    for reading, paid in (("answer", 1000), ("other", 1600)):
        settled = Settled("AMB-05", reading, "the insurer", dt.date(2026, 12, 1))
        after = ATS.with_settled(settled).decide("reimbursement", SECOND_YEAR, DENTAL)
        assert after.reimbursed_eur == paid
        assert not after.ambiguities and not after.confirm
        assert after.contract_version != before.contract_version


def test_the_version_names_the_data_of_every_product() -> None:
    assert ATS.contract_version == WELCARE.contract_version == "ats-1+wel-1"


def test_a_decision_names_the_edition_in_force() -> None:
    assert ATS.decide("reimbursement", SECOND_YEAR, DENTAL).edition == "impatries"


def test_the_acts_tell_what_dialogs_need() -> None:
    acts = ATS.acts
    assert acts["gp_consultation"].cap_unit == "consultation"
    assert acts["private_room"].cap_unit == "day"
    assert acts["dental_prostheses"].cap_unit == "tooth"
    assert acts["glasses"].cap_unit == "year"
    assert acts["paramedical_acts"].wait_months == 6
    assert acts["radiology"].agreement == "over_1000_eur"
    assert acts["prenatal_postnatal_sessions"].direct_billing == "no"
    assert acts["thermal_cure"].exclusion == "thalassotherapy"


@pytest.mark.parametrize(
    ("act", "country", "regime", "papers"),
    [
        ("gp_consultation", "DE", None, {"medical_prescription", "detailed_paid_invoice"}),
        ("gp_consultation", "France", "secu", {"cerfa_form", "cfe_statement"}),
        ("private_room", "DE", "first_euro", {"prior_agreement"}),
    ],
)
def test_papers_follow_the_act_the_country_and_the_base_scheme(
    act: str, country: str, regime: str | None, papers: set[str]
) -> None:
    assert papers <= set(ATS.documents_required(act, country, regime))


def test_emergency_numbers_are_given_only_where_they_are_certain() -> None:
    assert ATS.emergency_numbers("France") == ("15", "112", "114", "3114")
    assert ATS.emergency_numbers("DE") == ("112",)
    assert ATS.emergency_numbers("Chad") is None
    assert ATS.emergency_numbers(None) is None


def test_a_third_product_decides_without_any_change_to_the_engine() -> None:
    member = Member(joined=dt.date(2026, 1, 15))
    care = Inputs(date=dt.date(2026, 3, 15), amount_eur=Decimal(90))
    decision = TINY.decide("reimbursement", member, care)
    assert decision.answer == Answer.COVERED
    assert decision.reimbursed_eur == 45
    assert (decision.contract_version, decision.edition) == ("tiny-1", "first")


@pytest.mark.parametrize(("day", "paid"), [(30, 400), (31, 500)])
def test_a_dated_value_has_a_case_the_day_before_and_the_day_itself(day: int, paid: int) -> None:
    care = Inputs(date=dt.date(2026, 5, 31) + dt.timedelta(days=day), amount_eur=Decimal(2000))
    decision = TINY.decide("reimbursement", Member(joined=dt.date(2020, 1, 1)), care)
    assert decision.reimbursed_eur == paid


def test_a_third_product_has_its_own_open_points() -> None:
    member = Member(joined=dt.date(2025, 12, 31))
    care = Inputs(date=dt.date(2026, 2, 28), amount_eur=Decimal(90))
    decision = TINY.decide("reimbursement", member, care)
    assert [point.id for point in decision.ambiguities] == ["TINY-OPEN-1"]


def test_a_third_product_asks_what_it_needs() -> None:
    decision = TINY.decide("reimbursement", Member(), Inputs(date=dt.date(2026, 2, 28)))
    assert decision.missing == ("member.joined", "inputs.amount_eur")


def test_what_a_third_product_does_not_answer_goes_to_staff() -> None:
    decision = TINY.decide("direct_billing", Member(), Inputs())
    assert (decision.reason, decision.confirm) == ("not_in_product", True)
