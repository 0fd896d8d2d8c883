"""Who writes: membership number and birth date name a member, a code by e-mail proves it (T24).

Number and birth date open nothing. The words are the same whether a member is known or not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assistant.dialogs.dialog import (
    Anew,
    Context,
    Dialog,
    Heard,
    Invalid,
    Kind,
    NotUnderstood,
    Outcome,
    Step,
)
from assistant.dialogs.kinds import On
from assistant.messages import Choice, Effect, Value
from assistant.wording import _

TRIES = 5  # a code


class MembershipNumber(Kind):
    """The number on the card, letters and digits."""

    def read(self, heard: Heard, a: Context) -> Any:
        found = heard.u.membership_number
        if found is None:
            words = heard.text.split()
            if len(words) != 1 or not any(c.isdigit() for c in words[0]):
                raise NotUnderstood
            found = words[0]
        return found.upper()[:32]


class Code(Kind):
    """The six digits, or a wish for new ones."""

    def choices(self, a: Context) -> tuple[Choice, ...]:
        return (Choice("again", _("send me another code")),)

    def read(self, heard: Heard, a: Context) -> Any:
        if heard.key == "again":
            return Anew()
        if heard.u.code is None:
            raise NotUnderstood
        return self._checked(heard.u.code, a)

    @staticmethod
    def _checked(code: str, a: Context) -> str:
        """Bound to this conversation, ten minutes, five tries, once."""
        sent = a.raw("code_sent") or {}
        a.frame.answers["wrong"] = wrong = a.raw("wrong", 0) + 1
        if wrong > TRIES or not sent or a.facts.now > datetime.fromisoformat(sent["until"]):
            raise Invalid(_("That code is no longer valid. Ask for another one."))
        if not sent["member"] or not a.facts.code_matches(code, sent["code_hash"]):
            raise Invalid(_("That code doesn't match. Check the e-mail, or ask for another one."))
        return "ok"


def _ask_number(a: Context) -> Value | tuple[Value, ...]:
    return _("To open your file I need to know it's you. What is your membership number?")


number = Step(
    "number",
    _ask_number,
    MembershipNumber(),
    again=_("It is on your membership card, for example A4916-1001. What is it?"),
)
born = Step(
    "born",
    _("And your date of birth? For example 14/05/1986."),
    On(future=False),
    again=_("Day, month and year, for example 14 May 1986. What is your date of birth?"),
)
code = Step(
    "code",
    _(
        "If these match our records, a 6-digit code is on its way to the e-mail address we have"
        " for you. Write it here within 10 minutes. Give it to nobody else."
    ),
    Code(),
    does=lambda a: (
        Effect(
            kind="send_code",
            data={"number": a.of(number), "birth_date": a.of(born).isoformat()},
        ),
    ),
    again=_("Write the 6 digits from the e-mail."),
)


def _finish(a: Context) -> Outcome:
    member = a.raw("code_sent")["member"]
    return Outcome(
        lines=(_("Thank you, it's you."),), effects=(Effect(kind="bind", data={"member": member}),)
    )


identify = Dialog(
    name="identify",
    title=_("identifying you"),
    steps=(number, born, code),
    finish=_finish,
    opens_on=("identify",),
    prefill=lambda heard, a: (
        {"number": heard.u.membership_number.upper()} if heard.u.membership_number else {}
    ),
)
