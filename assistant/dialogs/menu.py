"""What a member can always come back to: the introduction, the menu, the question still open."""

from __future__ import annotations

from assistant.conversation import Offer
from assistant.dialogs.dialog import Facts
from assistant.dialogs.engine import Talk
from assistant.messages import Choice, Text
from assistant.wording import _

MENU: tuple[tuple[str, Text], ...] = (
    ("coverage", _("what I get back")),
    ("prior_agreement", _("ask for prior agreement")),
    ("receipt", _("send a bill")),
    ("claim_status", _("where my request is")),
    ("renunciation", _("renounce my contract")),
)


def introduction() -> Text:
    return _(
        "Hello, I'm an automatic assistant: cover, agreements, bills, claims, letters."
        " For a person, write PERSON."
    )


def short_introduction() -> Text:
    return _("An automatic assistant answers (for a person: PERSON).")


def offered(facts: Facts) -> tuple[tuple[str, Text], ...]:
    """The menu of the member's product."""
    return tuple((name, label) for name, label in MENU if name in facts.pack.dialogs)


def menu(talk: Talk) -> None:
    listed = offered(talk.facts)
    talk.choices += [Choice(name, label) for name, label in listed]
    talk.state.offers = [Offer(name, name) for name, _label in listed]


def welcome(talk: Talk) -> None:
    """The chat page was opened: a greeting, or the question that is still open."""
    if talk.state.frames:
        ask_again(talk)
    else:
        talk.say(_("What can I do for you?"))
        menu(talk)


def help_menu(talk: Talk) -> None:
    """Help inside a dialog leaves it where it is."""
    talk.say(
        _(
            "Choose a number, or write in your own words. BACK goes one step back, START OVER"
            " begins anew, PERSON calls a person."
        )
    )
    ask_again(talk)


def ask_again(talk: Talk) -> None:
    """The open question once more, or the menu."""
    if talk.state.frames:
        talk.settle()
    else:
        menu(talk)


def keys_in_sight(talk: Talk) -> list[str]:
    """The keys of the choices the member can see, in order."""
    if talk.state.pending:
        return PENDING[talk.state.pending]
    if talk.state.frames:
        a = talk.context()
        step = a.position()
        return [c.key for c in step.kind.choices(a)] if step else []
    return [offer.key for offer in talk.state.offers]


PENDING = {"give_up": ["drop", "keep"], "resume": ["keep", "drop"]}


def offer_resume(talk: Talk) -> None:
    """After a day or more: go on where we were, or start over (F34)."""
    talk.state.pending = "resume"
    title = talk.context(talk.state.frames[0]).dialog.title
    talk.say(_("We had not finished {title}. Shall we go on?", title=title))
    talk.choices += (Choice("keep", _("go on")), Choice("drop", _("start over")))


def cannot_read(talk: Talk) -> None:
    """A voice message, a sticker, a place: never a dead end (F13)."""
    talk.say(_("I can only read text and photos. Write a few words, or choose a person."))
    ask_again(talk)
