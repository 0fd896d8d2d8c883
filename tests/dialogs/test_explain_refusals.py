"""Every no says why, what would change it, and who looks at it again (F59, ATS-I-13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from assistant.dialogs.case import Case
from assistant.dialogs.explain import Told, explain
from assistant.rules.facts import Inputs, Member
from assistant.rules.product import product
from assistant.wording import LANGUAGES, render
from tests.dialogs.talk import plain

PACK = product("ats_a4916")
DAY = date(2026, 3, 10)
LONG_AGO = date(2020, 1, 1)


@dataclass(frozen=True)
class Refusal:
    """A situation, the reason the rules give, and what would change it, in English."""

    reason: str
    act: str
    change: str
    member: dict[str, Any] = field(default_factory=dict)
    inputs: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.reason


BABY = {"birth_date": date(2026, 2, 1), "declared_date": date(2026, 3, 20), "insured": "child"}
REFUSALS = (
    Refusal("waiting_period", "glasses", "certificat de radiation",
            {"joined": date(2026, 1, 1)}),
    Refusal("not_in_plan", "glasses", "PREMIUM, CONFORT and SUMMUM", {"plan": "basic"}),
    Refusal("not_in_table", "air_ambulance", "its table lists"),
    Refusal("exclusion", "psychotherapy", "psychiatrist"),
    Refusal("condition_not_met", "rehabilitation", "after surgery", inputs={"surgery": False}),
    Refusal("country_restriction", "daily_hospital_charge", "in France only",
            {"country": "PT"}),
    Refusal("age_limit", "orthodontics", "under 16",
            inputs={"patient_birth_date": date(2000, 1, 1)}),
    Refusal("frequency_limit", "health_check", "from Wednesday 1 July 2026",
            {"plan": "confort"}, {"last_same_act_date": date(2024, 7, 1)}),
    Refusal("number_limit_reached", "ivf", "3 attempts",
            {"plan": "confort", "birth_date": date(1990, 1, 1)}, {"ivf_number": 4}),
    Refusal("duration_limit_reached", "orthodontics", "3 years",
            inputs={"patient_birth_date": date(2015, 1, 1), "ortho_year": 4}),
    Refusal("facility_not_authorised", "hospitalisation_medical_surgical", "authorities",
            inputs={"facility_authorised": False}),
    Refusal("outside_zone", "gp_consultation", "only an emergency", inputs={"country": "JP"}),
    Refusal("trip_too_long", "gp_consultation", "60 days",
            inputs={"country": "JP", "emergency": True, "accident": True, "trip_days": 61}),
    Refusal("before_effect", "gp_consultation", "dates of your cover", inputs=BABY),
    Refusal("after_termination", "gp_consultation", "dates of your cover",
            {"terminated_on": date(2025, 12, 31)}),
    Refusal("age_70_summum", "gp_consultation", "the age of 70",
            {"plan": "summum", "birth_date": date(1950, 1, 2)}),
    Refusal("prior_agreement_missing", "hospitalisation_medical_surgical", "impossible to ask",
            inputs={"prior_agreement_obtained": False}),
    Refusal("prior_agreement_late", "hospitalisation_medical_surgical", "impossible to ask",
            inputs={"received_date": DAY}),
    Refusal("claim_too_late", "gp_consultation", "2 years",
            inputs={"request_date": date(2028, 3, 11)}),
    Refusal("old_plan_during_wait", "dental_care", "covered from Friday 1 May 2026",
            {"upgraded_from": "premium_access", "upgrade_effective": date(2026, 2, 1)}),
    Refusal("old_plan_until_effect", "gp_consultation", "covered from Wednesday 1 April 2026",
            {"upgraded_from": "basic", "upgrade_effective": date(2026, 4, 1)}),
)  # fmt: skip


def told(refusal: Refusal) -> Told:
    certificate = {"plan": "premium", "country": "FR", "joined": LONG_AGO, **refusal.member}
    facts = {"act": refusal.act, "date": DAY, **refusal.inputs}
    case = Case(PACK, refusal.act, Member(**certificate), Inputs(**facts), private=True)
    decision = case.decide()
    assert (decision.negative, decision.reason) == (True, refusal.reason)
    return explain(case, decision)


def spoken(lines: tuple[Any, ...], language: str) -> str:
    return plain("\n".join(render(line, language) for line in lines))


@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
def test_a_no_says_what_would_change_it_and_who_looks_again(refusal: Refusal) -> None:
    said = spoken(told(refusal).lines, "en")
    assert refusal.change in said
    assert "A person can look at your case." in said
    assert "first step of a complaint (article I-13)" in said
    assert len(told(refusal).lines) <= 6


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
def test_a_no_is_said_in_both_languages_and_lengths(refusal: Refusal, language: str) -> None:
    found = told(refusal)
    assert spoken(found.lines, language)
    assert spoken(found.brief, language)


def test_every_no_the_rules_give_on_care_is_among_these() -> None:
    """Reasons with a negative answer of the cases of tests/rules, each explained above."""
    from tests.rules.cases import decided, examples

    met = {
        answer["reason"]
        for example in examples()
        if example.case["question"] == "reimbursement" and example.case.get("ask") is None
        for answer in [decided(example.case)]
        if answer["answer"] in ("not_covered", "refused")
    }
    assert met - {"not_in_product"} <= {refusal.reason for refusal in REFUSALS}
