"""What a message opens: the dialog it asks for, with what it already answers."""

from __future__ import annotations

from assistant.conversation import Offer
from assistant.dialogs import engine, registry
from assistant.dialogs.contract_point import comes_first, contract_point
from assistant.dialogs.dialog import Dialog, Heard
from assistant.dialogs.engine import Talk
from assistant.dialogs.menu import MENU, menu
from assistant.understanding import Understanding
from assistant.wording import _

ALONE, UNLIKELY = 0.8, 0.2  # the first intent is likely enough, and no other one is


def leads(u: Understanding) -> bool:
    """The first intent is clear, or stands alone: opening a dialog binds nobody to anything."""
    second = u.intents[1][1] if len(u.intents) > 1 else 0.0
    return u.confident or (u.confidence >= ALONE and second < UNLIKELY)


def meant(u: Understanding) -> Dialog | None:
    """What a message opens: what it clearly asks for; a kind of care alone asks for its cover."""
    found = registry.opened_by(u.intent) if u.intent and leads(u) else None
    return registry.dialog("coverage") if found is None and u.acts else found


def asked(talk: Talk, heard: Heard) -> Dialog | None:
    """What a message opens; a sure question about a clause is answered before a form begins."""
    dialog = meant(heard.u)
    name = dialog.name if dialog is not None else ""
    return contract_point if comes_first(heard.u, talk.facts.pack, name) else dialog


def start(talk: Talk, chosen: Offer) -> None:
    """What was offered and is chosen."""
    talk.state.misses = 0
    if chosen.dialog == "menu":
        menu(talk)
        return
    talk.open(chosen.dialog, chosen.seed)
    talk.settle()


def open_dialog(talk: Talk, dialog: Dialog, heard: Heard) -> None:
    """Puts it on top, with what the message answers; a person where the product has it not."""
    if dialog.name not in talk.facts.pack.dialogs and dialog.name in dict(MENU):
        _not_in_product(talk, dialog)
        return
    talk.open(dialog.name, engine.opened(dialog, heard, talk))
    talk.settle()


def _not_in_product(talk: Talk, dialog: Dialog) -> None:
    """One member, one product: what only another contract could answer goes to a person."""
    talk.say(
        _(
            "Your contract's documents that I work with do not answer that. A person can:"
            " I'm passing your question on."
        )
    )
    engine.call_person(talk, "not_in_product", dialog.name)
