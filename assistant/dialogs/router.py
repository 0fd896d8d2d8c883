"""What a message opens: the dialog it asks for, a choice of two, a person; a photo its claim."""

from __future__ import annotations

from collections.abc import Callable

from assistant.conversation import DEPTH, Offer
from assistant.dialogs import engine, registry
from assistant.dialogs.agreement_steps import mentions_papers, names_care, open_requests
from assistant.dialogs.bill import photos_limit
from assistant.dialogs.contract_point import comes_first, contract_point
from assistant.dialogs.dialog import Dialog, Heard
from assistant.dialogs.engine import Talk
from assistant.dialogs.menu import MENU, ask_again, cannot_read, menu, offered
from assistant.messages import Choice, Value
from assistant.understanding import Understanding
from assistant.wording import _, n_

ALONE = 0.6
QUESTION = 3  # words: fewer answer, they do not ask about a clause
LIKELY = 0.25  # below this a second best is not worth offering


def leads(u: Understanding) -> bool:
    """The first intent is clear, or stands alone: opening a dialog binds nobody to anything."""
    second = u.intents[1][1] if len(u.intents) > 1 else 0.0
    return u.confident or (u.confidence >= ALONE and second < LIKELY)


def meant(u: Understanding) -> Dialog | None:
    """What a message opens: what it clearly asks for; a kind of care alone asks for its cover."""
    found = registry.opened_by(u.intent) if u.intent and leads(u) else None
    return registry.dialog("coverage") if found is None and u.acts else found


def asked(talk: Talk, heard: Heard) -> Dialog | None:
    """What a message opens; a sure question about a clause is answered before a form begins."""
    dialog = meant(heard.u)
    name = dialog.name if dialog is not None else ""
    return contract_point if comes_first(heard.u, talk.facts.pack, name) else dialog


# --- routing a message ------------------------------------------------------------------------


def route(talk: Talk, heard: Heard) -> None:
    """No question is open: the message opens something, or gets a helpful way on."""
    if heard.key and (chosen := engine.offer(talk, heard.key)) is not None:
        _start(talk, chosen)
    elif heard.inbound.attachments:
        _open_with_photos(talk, heard)
    elif heard.inbound.kind == "other":
        cannot_read(talk)
    elif not heard.key and _answers_an_offer(talk, heard):
        talk.state.misses = 0
    elif heard.u.choice is not None and not heard.key:
        talk.say(_("There is nothing to choose just now. What can I do for you?"))
        menu(talk)
    elif _papers_due(talk, heard):
        _open(talk, registry.dialog("prior_agreement"), heard)
    elif _refines(talk, heard) or _small_talk(talk, heard) or _wanted(talk, heard):
        talk.state.misses = 0
    else:
        _unclear(talk, heard)


def _answers_an_offer(talk: Talk, heard: Heard) -> bool:
    """A bare number after "give an amount" was offered is that amount: no need to choose first."""
    wanted = engine.offer(talk, "amount")
    if wanted is None or not heard.text.strip().replace(",", "").replace(".", "").isdigit():
        return False
    trial = engine.begin(talk.state, talk.facts)
    trial.open(wanted.dialog, wanted.seed)
    trial.settle()
    if not trial.state.frames:
        return False
    trial.lines, trial.brief, trial.choices = [], [], []
    if not engine.answer(trial, heard):
        return False
    talk.follow(trial)
    return True


def _start(talk: Talk, chosen: Offer) -> None:
    if chosen.dialog == "menu":
        menu(talk)
        return
    talk.open(chosen.dialog, chosen.seed)
    talk.settle()


def _wanted(talk: Talk, heard: Heard) -> bool:
    """Opens what the message asks for, when that is clear."""
    dialog = asked(talk, heard)
    if dialog is None:
        return False
    _open(talk, dialog, heard)
    return True


def _open(talk: Talk, dialog: Dialog, heard: Heard) -> None:
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


def side_question(talk: Talk, heard: Heard) -> bool:
    """A clear question about something else is answered in between; then we go on (F28).

    Naming a kind of care where none is asked for is clear enough for a question in passing; so is
    a sure question about a clause.
    """
    dialog = asked(talk, heard) if len(heard.text.split()) >= QUESTION else meant(heard.u)
    passing = dialog is contract_point or (dialog is not None and dialog.side and heard.u.acts)
    if dialog is None or not (heard.u.confident or passing):
        return False
    if not dialog.side and any(frame.dialog == dialog.name for frame in talk.state.frames):
        return False
    if len(talk.state.frames) >= DEPTH:
        talk.say(_("Let's finish this first, then I'll take your other question."))
        talk.state.queue.append(
            Offer(dialog.name, dialog.name, dict(engine.opened(dialog, heard, talk)))
        )
        ask_again(talk)
        return True
    _open(talk, dialog, heard)
    return True


def _papers_due(talk: Talk, heard: Heard) -> bool:
    """ "papers", "my prescription": the sealed page of a request that waits for them."""
    if talk.facts.member is None or heard.u.confident or names_care(heard):
        return False
    return mentions_papers(heard) and bool(open_requests(talk.facts))


def _refines(talk: Talk, heard: Heard) -> bool:
    """ "and at 120?", "and for lenses?": the last answer with one thing changed.

    Naming a subject where the last question had none is a question of its own.
    """
    last = talk.state.last
    if last is None or (leads(heard.u) and heard.u.intent not in REFINING):
        return False
    dialog = registry.dialog(last.dialog)
    changed = engine.opened(dialog, heard, talk)
    subject = dialog.steps[0].name
    if not changed.keys() & set(dialog.refined_by):
        return False
    if subject in changed and subject not in last.answers:
        return False
    talk.open(last.dialog, {**last.answers, **changed})
    talk.settle()
    return True


REFINING = ("coverage", "yes", "no", "claim_submit", "out_of_scope")


def _small_talk(talk: Talk, heard: Heard) -> bool:
    reply = SMALL_TALK.get(heard.u.intent or "") if leads(heard.u) and not heard.u.acts else None
    if reply is None or (heard.u.intent == "out_of_scope" and _not_outside(talk, heard)):
        return False
    talk.say(reply())
    menu(talk)
    return True


def _not_outside(talk: Talk, heard: Heard) -> bool:
    """A person is waited for, and may make sense of it; or a clause speaks of it after all."""
    return talk.facts.mode == "waiting" or asked(talk, heard) is contract_point


SMALL_TALK: dict[str, Callable[[], Value]] = {
    "greet": lambda: _("What can I do for you?"),
    "thanks": lambda: _("You're welcome. Anything else?"),
    "goodbye": lambda: _("Goodbye, and take care. I'm here when you need me."),
    "out_of_scope": lambda: _("I can't help with that, but I can with your health cover:"),
}


def _unclear(talk: Talk, heard: Heard) -> None:
    """First the two likeliest things, then a person; something outside never counts as a miss."""
    talk.state.misses += 1
    if talk.state.misses >= 2 and talk.facts.mode != "waiting":
        talk.state.misses = 0
        engine.call_person(talk, "misunderstood", "")
    elif talk.facts.mode == "waiting":
        talk.say(_("Noted for the person who will answer you."))
        _offer(talk, heard, _likely(talk, heard))
    else:
        talk.say(_("Sorry, I didn't get that. Is it about:"))
        if not _offer(talk, heard, _likely(talk, heard)):
            menu(talk)


def _likely(talk: Talk, heard: Heard) -> list[str]:
    """The dialogs of the two best readings, where they are worth offering."""
    found = [
        dialog.name
        for intent, confidence in heard.u.intents[:2]
        if confidence >= LIKELY and (dialog := registry.opened_by(intent)) is not None
    ]
    return [name for name in dict.fromkeys(found) if name in dict(offered(talk.facts))]


def _offer(talk: Talk, heard: Heard, names: list[str]) -> bool:
    """Offers dialogs as choices, each with what the message already answers."""
    if not names:
        return False
    labels = dict(offered(talk.facts))
    talk.choices += [Choice(name, labels[name]) for name in names]
    talk.choices.append(Choice("menu", _("something else")))
    seeds = {n: dict(engine.opened(registry.dialog(n), heard, talk)) for n in names}
    talk.state.offers = [Offer(n, n, seed) for n, seed in seeds.items()] + [Offer("menu", "menu")]
    return True


# --- photos -------------------------------------------------------------------------------------


def photo_arrived(talk: Talk, heard: Heard) -> bool:
    """A photo at any moment: to the bill under way, or to a new claim (F38)."""
    if not heard.inbound.attachments:
        return False
    top = talk.context()
    if top.dialog.photos is not None:
        talk.say(top.dialog.photos)
        ask_again(talk)
    elif top.frame.dialog == "bill":
        _late_photo(talk, heard)
    elif not any(frame.dialog == "receipt" for frame in talk.state.frames):
        _open_with_photos(talk, heard)
    else:
        talk.say(_("I'll take photos with the next bill: first, please answer this."))
        ask_again(talk)
    return True


def _open_with_photos(talk: Talk, heard: Heard) -> None:
    """Photos that come before any question are those of a first bill."""
    limit = photos_limit(talk.facts.pack)
    if len(heard.inbound.attachments) > limit:
        talk.say(_("{limit} photos at most for one bill: I kept the first ones.", limit=limit))
    talk.state.album = heard.inbound.caption_album
    _open(talk, registry.dialog("receipt"), heard)


def _late_photo(talk: Talk, heard: Heard) -> None:
    a = talk.context()
    photos = a.raw("photos", [])
    room = photos_limit(talk.facts.pack) - len(photos)
    fresh = [attachment.document for attachment in heard.inbound.attachments][: max(room, 0)]
    a.frame.answers["photos"] = [*photos, *fresh]
    talk.say(
        n_("{count} photo received.", "{count} photos received.", len(a.frame.answers["photos"]))
    )
    ask_again(talk)
