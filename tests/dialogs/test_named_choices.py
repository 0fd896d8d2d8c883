"""The words of the open question's choices are its answer before they are anything else."""

from __future__ import annotations

import pytest

from tests.dialogs.talk import CAMILLE, SMS, Talker


@pytest.mark.parametrize(
    ("language", "said", "sale"),
    [
        ("fr", "par internet", "distance"),
        ("fr", "au téléphone", "distance"),
        ("fr", "un vendeur est venu chez moi", "doorstep"),
        ("fr", "sur mon lieu de travail", "workplace"),
        ("fr", "dans une agence", "office"),
        ("en", "on the phone", "distance"),
        ("en", "online", "distance"),
        ("en", "at home", "doorstep"),
        ("en", "at work", "workplace"),
        ("en", "in your office", "office"),
    ],
)
def test_F28_how_one_signed_is_read_as_people_say_it(language: str, said: str, sale: str) -> None:
    opening = {"fr": "je veux renoncer à mon contrat", "en": "I want to renounce my contract"}
    talk = Talker(CAMILLE, language=language).says(opening[language])
    talk.says(said)
    assert talk.state.frames[0].answers["sale"] == sale
    assert not talk.effects


@pytest.mark.parametrize("said", ["can I speak to somebody on the phone?", "a person", "0"])
def test_F84_a_person_is_still_one_word_away(said: str) -> None:
    talk = Talker(CAMILLE).says("I want to renounce my contract").says(said)
    assert talk.effect("call_person")["reason"] == "asked"


def test_F28_two_choices_in_one_answer_are_asked_again() -> None:
    talk = Talker(CAMILLE).says("I want to renounce my contract").says("at home, by phone")
    assert talk.asked == "sale" and "sale" not in talk.state.frames[0].answers


def test_F84_zero_is_a_person_where_no_list_is_in_sight_too() -> None:
    talk = Talker(CAMILLE, traits=SMS).says("I have a bill to send")
    assert not talk.choices
    assert talk.says("0").effect("call_person")["reason"] == "asked"
