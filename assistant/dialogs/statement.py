"""A member keeps an answer: put on record, signed, with a number to quote later (F58)."""

from __future__ import annotations

from typing import Any

from assistant.conversation import Offer
from assistant.dialogs.case import case, decided
from assistant.dialogs.dialog import Context, Dialog, Outcome
from assistant.dialogs.explain import explain, in_a_sentence
from assistant.messages import Choice, Effect, Link, Value
from assistant.wording import _


def keep_offer(answers: dict[str, Any]) -> tuple[Choice, Offer]:
    """The choice to keep the answer just given; `answers` are those it rests on."""
    return Choice("keep", _("keep the answer")), Offer("keep", "statement", answers)


def _keep(a: Context) -> Outcome:
    """What is kept is decided again when it is written down: never what a message says."""
    put, decision = case(a), decided(a)
    if decision.missing:  # a fact was withdrawn since: there is no answer to keep
        told = explain(put, decision)
        return Outcome(lines=told.lines, brief=told.brief)
    number = a.facts.reference
    effect = Effect(
        kind="open_statement",
        data={
            "number": number,
            "product": put.pack.code,
            "member": put.member,
            "inputs": put.inputs,
            "said": in_a_sentence(put, decision),
            "use_known_up_to": put.used_on,
            "before_deductible": put.hides_deductible,
        },
    )
    return Outcome(effects=(effect,), lines=_told(number, brief=a.facts.traits.brief))


def _told(number: str, brief: bool) -> tuple[Value, ...]:
    """Where to read it; one link only, whatever the room."""
    link = Link("statement", number)
    if brief:
        short = _(
            "Kept under number {number}. Read and download it (15 min): {link}",
            number=number,
            link=link,
        )
        return (short,)
    return (
        _(
            "Kept under number {number}. Read it, with each step and article, and download it"
            " (15 min): {link}",
            number=number,
            link=link,
        ),
        _("If you disagree one day, quote this number: it says what you were told, and when."),
    )


statement = Dialog(name="statement", title=_("the answer you keep"), steps=(), finish=_keep)
