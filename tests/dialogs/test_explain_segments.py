"""Text messages: at most three segments of GSM-7 for every row, level and kind of answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from assistant.channels.fitting import encoding
from assistant.dialogs.care import EXCLUDED
from assistant.dialogs.excluded import NAMES
from assistant.rules.product import product
from tests.dialogs.table import CELLS, PLANS
from tests.dialogs.talk import SMS, TODAY, Talker, member

MOST = 3
AMOUNT = "11234.50"
each_language = pytest.mark.parametrize("language", ["en", "fr"])


def worst(plan: str, joined: date, **facts: Any) -> Any:
    """A deductible and a household make the longest answers."""
    more = {"regime": "first_euro", "country": "PT", "deductible": 300, "household": "family"}
    return member("Camille", plan=plan, joined=joined, **{**more, **facts})


def answers(language: str) -> Iterator[Talker]:
    """Each row at each level: long insured and in the first months, with and without a sum."""
    for cell in CELLS:
        for joined in (date(2020, 1, 1), date(2025, 11, 1), TODAY):
            for amount in (None, AMOUNT):
                talk = Talker(worst(cell.plan, joined), language, SMS)
                talk.asks(**cell.seed, **({"amount": amount} if amount else {}))
                yield talk.chooses("planned") if talk.asked == "sudden" else talk


def fits(talk: Talker) -> None:
    assert encoding(talk.brief) == "GSM-7", talk.brief
    assert talk.segments <= MOST, f"{talk.segments} segments:\n{talk.brief}"


@each_language
def test_every_row_at_every_level_fits(language: str) -> None:
    for talk in answers(language):
        assert talk.asked == "", talk.heard
        fits(talk)


@each_language
@pytest.mark.parametrize("act", sorted(product("ats_a4916").acts))
def test_every_kind_of_care_fits_when_nothing_else_is_known(act: str, language: str) -> None:
    talk = Talker(None, language, SMS).asks(act=act, plan="confort", date="2026-06-20")
    while talk.asked:
        fits(talk)
        talk.chooses("dont_know" if "dont_know" in talk.choices else next(iter(talk.choices)))
    fits(talk)


@each_language
@pytest.mark.parametrize("code", sorted(NAMES))
def test_every_exclusion_fits(code: str, language: str) -> None:
    fits(Talker(worst("premium", TODAY), language, SMS).asks(act=f"{EXCLUDED}{code}"))


@each_language
@pytest.mark.parametrize("act", [None, "hospitalisation_medical_surgical", "glasses", "delivery"])
@pytest.mark.parametrize(
    "aspect",
    [
        "annual_limit",
        "waiting_period",
        "territory",
        "prior_agreement_info",
        "direct_billing",
        "teleconsultation",
    ],
)
def test_every_point_of_the_contract_fits(aspect: str, act: str | None, language: str) -> None:
    for who in (None, *(worst(plan, TODAY) for plan in PLANS)):
        seed = {"act": act} if act else {}
        fits(Talker(who, language, SMS).asks(aspect=aspect, country="US", **seed))


@each_language
def test_comparing_levels_fits(language: str) -> None:
    for cell in CELLS:
        if cell.plan == "basic" and not cell.covered:
            talk = Talker(worst("basic", date(2020, 1, 1)), language, SMS)
            fits(talk.asks(**cell.seed).chooses("compare"))


@each_language
def test_an_answer_with_an_emergency_outside_the_zone_fits(language: str) -> None:
    talk = Talker(worst("premium", date(2020, 1, 1), country="FR"), language, SMS)
    talk.asks(act="hospitalisation_medical_surgical", country="US", amount=AMOUNT)
    fits(talk)
    fits(talk.chooses("accident"))
