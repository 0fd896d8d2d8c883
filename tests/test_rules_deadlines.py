"""Dated obligations, each with its clause, its last day and the day to announce."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from assistant.rules.facts import Inputs, Member
from assistant.rules.law import LAW
from assistant.rules.obligations import Obligation
from assistant.rules.product import product

ATS, WELCARE = product("ats_a4916"), product("welcare")
CAMILLE = Member(plan="confort", country="FR", regime="secu", joined=dt.date(2022, 9, 12))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def of_kind(kind: str, inputs: Inputs, member: Member = CAMILLE) -> list[Obligation]:
    pack = WELCARE if member.product == "welcare" else ATS
    return [one for one in pack.deadlines(member, inputs) if one.kind == kind]


@pytest.mark.parametrize(
    ("kind", "inputs", "last", "announce", "clause"),
    [
        ("claim", Inputs(date=day("2024-02-29")), "2026-02-28", "2026-02-28", "ATS-II-9.2-a"),
        (
            "agreement_request_received",
            Inputs(act="glasses", date=day("2026-03-20")),
            None,
            None,
            None,
        ),
        (
            "agreement_request_received",
            Inputs(act="refractive_surgery", date=day("2026-03-20")),
            "2026-03-06",
            "2026-03-06",
            "ATS-II-6.1-f",
        ),
        (
            "agreement_request_sent",
            Inputs(act="ambulance", date=day("2026-03-20"), emergency=True),
            "2026-03-25",
            "2026-03-25",
            "ATS-II-6.2-b",
        ),
        (
            "birth_declaration",
            Inputs(birth_date=day("2026-07-10")),
            "2026-08-10",
            "2026-08-09",
            "ATS-I-5.1-i",
        ),
        (
            "level_change_notice",
            Inputs(event="divorce", event_date=day("2026-01-31")),
            "2026-02-28",
            "2026-02-28",
            "ATS-I-6.3-d",
        ),
        (
            "move_notice",
            Inputs(move_date=day("2026-03-31")),
            "2026-02-28",
            "2026-02-28",
            "ATS-I-6.1-a",
        ),
        (
            "renunciation_letter",
            Inputs(sale="doorstep", signed=day("2026-05-03")),
            "2026-05-17",
            "2026-05-17",
            "ATS-I-11.1-b",
        ),
        (
            "premium_payment",
            Inputs(due_date=day("2026-04-01")),
            "2026-05-21",
            "2026-05-21",
            "ATS-I-9.1-i",
        ),
        (
            "questionnaire_use",
            Inputs(questionnaire_date=day("2026-01-01")),
            "2026-03-31",
            "2026-03-31",
            "ATS-I-4.1-b",
        ),
        (
            "termination_notice",
            Inputs(target_date=day("2027-01-01")),
            "2026-10-31",
            "2026-10-31",
            "ATS-I-5.1-n",
        ),
    ],
)
def test_an_obligation_has_its_last_day(
    kind: str, inputs: Inputs, last: str | None, announce: str | None, clause: str | None
) -> None:
    found = of_kind(kind, inputs)
    if last is None or announce is None:
        assert found == []
        return
    assert [(one.last_day, one.announce, one.clause) for one in found] == [
        (day(last), day(announce), clause)
    ]


def test_a_stay_of_25_days_has_two_renewals() -> None:
    stay = Inputs(act="hospitalisation_medical_surgical", date=day("2026-03-01"), days=25)
    last = [one.last_day for one in of_kind("agreement_renewal", stay)]
    assert last == [day("2026-03-12"), day("2026-03-22")]


def test_a_child_in_complement_has_three_birthdays_that_matter() -> None:
    found = of_kind("child_birthday", Inputs(child_birth_date=day("2010-05-10")))
    assert [(one.last_day, one.then) for one in found] == [
        (day("2026-05-09"), "studies_needed"),
        (day("2030-05-09"), "own_registration_needed"),
        (day("2036-05-09"), "cover_ends"),
    ]


def test_the_refund_of_a_renunciation_is_owed_by_the_administrator() -> None:
    inputs = Inputs(sale="distance", received_date=day("2026-05-11"), benefits_paid_eur=Decimal(50))
    found = {one.kind: (one.last_day, one.by) for one in ATS.deadlines(CAMILLE, inputs)}
    assert found["renunciation_refund"] == (day("2026-06-10"), "administrator")
    assert found["benefits_repayment"] == (day("2026-06-10"), "member")


def test_summum_ends_after_the_70th_birthday() -> None:
    member = Member(plan="summum", birth_date=day("1957-01-01"))
    found = of_kind("summum_end", Inputs(), member)
    assert [(one.last_day, one.announce) for one in found] == [
        (day("2027-12-31"), day("2026-12-31"))
    ]


def test_obligations_come_in_the_order_of_the_days_to_announce() -> None:
    inputs = Inputs(act="refractive_surgery", date=day("2026-03-20"), move_date=day("2026-06-01"))
    days = [one.announce for one in ATS.deadlines(CAMILLE, inputs)]
    assert days == sorted(days) and len(days) == 3


def test_the_online_service_has_deadlines_of_its_own() -> None:
    member = Member(product="welcare", status="terminated", terminated_on=day("2024-08-31"))
    found = WELCARE.deadlines(member, Inputs(request_date=day("2024-02-29")))
    assert {one.kind: one.last_day for one in found} == {
        "keep_originals": day("2026-02-28"),
        "use_of_area": day("2026-08-31"),
        "data_deletion": day("2026-08-31"),
    }


def test_duties_of_law_have_a_source_of_their_own() -> None:
    assert all(duty.id.startswith("LAW-") and duty.source for duty in LAW.values())
    assert LAW["complaint_acknowledgement"].confirm


def test_the_same_care_under_two_plans_side_by_side() -> None:
    care = Inputs(act="specialist_consultation", date=day("2026-03-10"), amount_eur=Decimal(120))
    member = Member(plan="premium", country="FR", joined=day("2022-09-12"))
    sides = ATS.compare(member, care, {"plan": "premium"}, {"plan": "summum"}, {"plan": "basic"})
    assert [side.decision.reimbursed_eur for side in sides] == [60, 120, 0]
    assert [side.difference_eur for side in sides] == [0, 60, -60]


def test_the_same_care_under_two_deductibles_and_two_countries() -> None:
    care = Inputs(
        act="radiology", date=day("2026-03-10"), amount_eur=Decimal(500), country="DE",
        deductible_used_eur=Decimal(0),
    )  # fmt: skip
    member = Member(plan="confort", country="DE", zone="B", joined=day("2022-09-12"))
    sides = ATS.compare(member, care, {}, {"deductible": 300}, {"country": "FR"})
    assert [side.difference_eur for side in sides] == [0, -300, -500]
