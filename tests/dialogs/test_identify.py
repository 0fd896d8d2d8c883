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
