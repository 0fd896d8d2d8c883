"""A bill with several kinds of care is decided line by line; no sum goes to another care (F53)."""

from __future__ import annotations

import pytest

from tests.dialogs.talk import CAMILLE, SAMUEL, SMS, Talker, member


def test_each_line_has_its_own_sum() -> None:
    talk = Talker(CAMILLE).says("GP visit 50 and lab tests 80 euros")
    assert talk.lines == [
        "All together, PREMIUM: you get 104 € back on 130 €.",
        "GP visit: 40 € of 50 €",
        "Laboratory tests: 64 € of 80 €",
        "You pay 26 €.",
        "Article II-2 of the notice (the French text prevails).",
    ]


def test_chaque_ligne_a_sa_somme() -> None:
    asked = "combien pour une consultation généraliste à 50 € et des médicaments à 30 € ?"
    talk = Talker(CAMILLE, "fr").says(asked)
    assert talk.lines[:3] == [
        "En tout, PREMIUM : 67 € remboursés sur 80 €.",
        "Consultation de généraliste : 40 € sur 50 €",
        "Médicaments et vaccins : 27 € sur 30 €",
    ]


def test_a_line_that_is_not_covered_leaves_the_others_paid() -> None:
    talk = Talker(member("Camille", plan="confort_access")).says("GP visit 60 € and glasses 300 €")
    assert "you get 60 € back on 360 €" in talk.heard
    assert "Glasses: not covered by CONFORT ACCESS." in talk.lines
    assert "You pay 300 €." in talk.lines


def test_agreement_is_said_of_the_line_that_needs_it() -> None:
    talk = Talker(CAMILLE).says("GP visit 50 € and an MRI at 1,300 €")
    assert "X-ray, scan or MRI. Prior agreement (entente préalable" in talk.heard
    assert "GP visit. Prior agreement" not in talk.heard


def test_a_stranger_is_asked_for_the_level_first() -> None:
    talk = Talker(None).says("GP visit 50 € and medicines 30 €")
    assert talk.asked == "plan"
    talk.chooses("premium")
    assert "you get 67 € back on 80 €" in talk.heard


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_text_message_has_room_for_it(language: str) -> None:
    talk = Talker(CAMILLE, language, SMS).says("GP visit 50 €, medicines 30 €, MRI 1300 €")
    assert talk.segments <= 3
    assert "MORE" in talk.brief or "PLUS" in talk.brief


@pytest.mark.parametrize(
    "text", ["a GP visit and lab tests, 80 euros in all", "2 GP visits at 50 euros and glasses 400"]
)
def test_a_sum_that_may_be_for_any_of_them_is_given_to_none(text: str) -> None:
    talk = Talker(CAMILLE).says(text)
    assert "back on" not in talk.heard


def test_the_next_question_is_about_one_care_again() -> None:
    talk = Talker(CAMILLE).says("GP visit 50 and lab tests 80 euros").says("and glasses at 300 €?")
    assert talk.lines[0] == "Glasses, PREMIUM: you get 270 € back on 300 €."


def test_what_the_base_scheme_pays_is_told_so_that_the_lines_add_up() -> None:
    talk = Talker(SAMUEL).says("GP visit 50 € and medicines 30 €").says("20")
    assert "you get 60 € back on 80 €" in talk.heard
    assert "The CFE or social security pays 20 € of it." in talk.lines
    brief = Talker(SAMUEL, traits=SMS).says("GP visit 50 € and medicines 30 €").says("20")
    assert "pays 20 EUR of it" in brief.brief and brief.segments <= 3
