"""The checker walks every dialog without running one; it finds what is wrong, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.dialogs import checker, registry
from assistant.dialogs.dialog import Dialog, Outcome, Step
from assistant.dialogs.gathering import Many, Review
from assistant.dialogs.kinds import OneOf
from assistant.wording import _


def test_our_dialogs_are_sound() -> None:
    assert checker.findings() == []


def broken(**changes: object) -> Dialog:
    sound = Dialog(name="trial", title=_("your bills"), steps=(), finish=lambda a: Outcome())
    return replace(sound, **{"opens_on": ("trial",), **changes})  # type: ignore[arg-type]


ASK = _("Who is it for?")
MANY = Many(
    sub="nowhere",
    another="",
    enough="",
    shown=lambda v, a: "",
    limit=lambda a: 1,
    again=lambda v: {},
)


@pytest.mark.parametrize(
    ("dialog", "said"),
    [
        (broken(steps=(Step("a", ASK, OneOf({})),)), "dead end"),
        (broken(steps=(Step("a", ASK, MANY),)), "does not exist"),
        (broken(steps=(Step("a", ASK, OneOf({"x": "x"})),) * 2), "two steps have this name"),
        (broken(steps=(Step("a", _("Nobody wrote this."), OneOf({"x": "x"})),)), "catalogue"),
        (broken(steps=(Step("a", ASK, Review(send="send")),)), "must not survive"),
        (broken(version=2), "no migration from version 1"),
        (broken(opens_on=()), "no way leads to it"),
        (broken(opens_on=("claim_submit",)), "opens two dialogs"),
        (
            broken(
                steps=(
                    Step("a", ASK, Review(send="send"), confirms=True),
                    Step("b", ASK, OneOf({"x": "x"})),
                )
            ),
            "asked after the read-back",
        ),
    ],
)
def test_what_is_wrong_is_named(dialog: Dialog, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dialogs = (*registry.DIALOGS, dialog)
    monkeypatch.setattr(registry, "DIALOGS", dialogs)
    monkeypatch.setattr(registry, "BY_NAME", {d.name: d for d in dialogs})
    assert any(said in line for line in checker.findings())
