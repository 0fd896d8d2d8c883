"""Not sure what is meant: the likeliest things as choices, then a person; never a dead end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.conversation import Offer
from assistant.dialogs import engine, registry
from assistant.dialogs.dialog import Dialog, Heard
from assistant.dialogs.engine import Talk
from assistant.dialogs.menu import menu, offered
from assistant.messages import Choice, Text
from assistant.wording import _

LIKELY = 0.25  # below this a second best is not worth offering
POINTS: dict[str, Text] = {
    "claim_documents": _("the papers to send"),
    "claim_deadline": _("the time to send a claim"),
    "payment_info": _("how I am paid back"),
    "terminate": _("ending my contract"),
    "change_plan": _("changing my plan"),
    "change_country_or_address": _("a new country or address"),
    "family_change": _("a change in my family"),
    "premium_payment": _("my contributions"),
    "complaint": _("a complaint"),
    "personal_data": _("my personal data"),
    "prior_agreement_info": _("whether I need an agreement"),
    "waiting_period": _("my waiting period"),
    "annual_limit": _("my limits for the year"),
    "direct_billing": _("the hospital paid directly"),
    "territory": _("where I am covered"),
    "teleconsultation": _("a doctor at a distance"),
}


def unclear(talk: Talk, heard: Heard) -> None:
    """First the likeliest things, then a person; while one is awaited, words are kept for them."""
    if talk.facts.mode == "waiting":
        talk.say(_("Noted for the person who will answer you."))
        return
    talk.state.misses += 1
    if talk.state.misses >= 2:
        talk.state.misses = 0
        engine.call_person(talk, "misunderstood", "")
    else:
        _ask_which(talk, heard)


def _ask_which(talk: Talk, heard: Heard) -> None:
    likely = tuple(_likely(talk, heard))
    if likely:
        talk.say(_("Is it about:"))
        _offer(talk, heard, likely)
    else:
        talk.say(_("Sorry, I didn't get that. Is it about:"))
        menu(talk)


def _likely(talk: Talk, heard: Heard) -> Iterator[tuple[str, Dialog, Text]]:
    """The two best readings that lead somewhere, each with its dialog and its label."""
    known = dict(offered(talk.facts))
    for intent, confidence in heard.u.intents[:2]:
        dialog = registry.opened_by(intent)
        if dialog is None or confidence < LIKELY:
            continue
        label = POINTS.get(intent) or known.get(dialog.name)
        if label is not None:
            yield intent, dialog, label


def _offer(talk: Talk, heard: Heard, likely: tuple[tuple[str, Dialog, Text], ...]) -> None:
    """Each reading as a choice, with what the message already answers if it is meant."""
    talk.state.offers = []
    for intent, dialog, label in likely:
        seed = dict(engine.opened(dialog, _surely(heard, intent), talk))
        talk.choices.append(Choice(intent, label))
        talk.state.offers.append(Offer(intent, dialog.name, seed))
    talk.choices.append(Choice("menu", _("something else")))
    talk.state.offers.append(Offer("menu", "menu"))


def _surely(heard: Heard, intent: str) -> Heard:
    """The same message, read as that intent."""
    return replace(heard, u=replace(heard.u, intents=((intent, 1.0),)))
