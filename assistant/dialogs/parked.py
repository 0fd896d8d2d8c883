"""What a member is told when a message could not be dealt with after three attempts (T14)."""

from __future__ import annotations

from assistant.conversation import State
from assistant.dialogs import engine, menu
from assistant.dialogs.dialog import Facts
from assistant.dialogs.engine import Advanced
from assistant.wording import _


def parked(facts: Facts) -> Advanced:
    """A plain apology, the menu, and an alert to staff, who keep the message."""
    talk = engine.begin(State(greeted=True), facts)
    talk.say(
        _("Sorry, something went wrong on our side. Your message is kept and our team will see it.")
    )
    talk.do("alert", reason="parked")
    menu.menu(talk)
    return talk.advanced()
