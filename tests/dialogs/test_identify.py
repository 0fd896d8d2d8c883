"""What is said when a code could not leave."""

from __future__ import annotations

import pytest

from tests.dialogs.talk import Talker


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ({"limited": True}, "Too many codes were asked for here."),
        ({}, "The e-mail could not leave."),
    ],
)
def test_T23_a_code_that_does_not_leave_is_said(result: dict[str, bool], said: str) -> None:
    talk = Talker().follows("where is my claim?", "A4916-1001", "12/05/1988")
    assert talk.asked == "code"
    talk.hears({"effect": "send_code", **result})
    assert said in talk.heard and talk.asked == "code"


@pytest.mark.parametrize(("language", "word"), [("fr", "HUMAIN"), ("en", "PERSON")])
def test_F44_an_answer_that_cannot_be_brings_other_words_then_a_person(
    language: str, word: str
) -> None:
    talk = Talker(language=language).follows("identify", "A4916-1001")
    assert talk.asked == "born"
    first, second = talk.says("12/05/2088").heard, talk.says("13/05/2088").heard
    assert word not in first and word in second
    talk.says("14/05/2088")
    assert talk.effect("call_person")["reason"] == "misunderstood"
