"""A third product is told by its own data alone: no figure, name or article of another one."""

from __future__ import annotations

import pytest

from tests.dialogs.talk import Talker
from tests.dialogs.test_contract_point import Of
from tests.rules.tiny_contract import PRODUCT as TINY

OTHERS = ("GAPI", "MédecinDirect", "WELCARE", "SwissLife", "II-", "60 days", "1,000")


def of_the_tiny_contract(text: str) -> Talker:
    talk = Of(None, pack=TINY).says(text)
    assert not [words for words in OTHERS if words in talk.heard], talk.heard
    return talk


def test_what_its_rules_pay_is_told_with_its_own_article() -> None:
    talk = of_the_tiny_contract("how much do I get back for the dentist, 100 euros")
    assert talk.asked == "joined"
    talk.says("1 January 2020")
    assert "you get 50 € back on 100 €" in talk.heard
    assert "Article 2 of the notice" in talk.heard


def test_its_waiting_period_is_its_own() -> None:
    talk = of_the_tiny_contract("how much do I get back for the dentist, 100 euros")
    talk.says("1 March 2026")
    assert "Not yet." in talk.heard
    assert "2 months from the start of cover" in talk.heard


@pytest.mark.parametrize(
    "text",
    [
        "what are the waiting periods?",
        "what is my ceiling?",
        "do I need prior agreement for the dentist?",
        "am I covered in Spain?",
        "which remote consultation?",
        "does the hospital get paid directly?",
        "I want to renounce my contract",
        "How long do I have to claim?",
    ],
)
def test_what_it_does_not_speak_of_goes_to_a_person(text: str) -> None:
    talk = of_the_tiny_contract(text)
    assert talk.effect("call_person")["reason"] == "not_in_product"
