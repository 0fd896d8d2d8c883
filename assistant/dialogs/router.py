"""No question is open, or another one is asked: what the message leads to."""

from __future__ import annotations

from collections.abc import Callable

from assistant.conversation import DEPTH, Offer
from assistant.dialogs import answering, engine, registry
from assistant.dialogs.agreement_steps import mentions_papers, names_care, open_requests
from assistant.dialogs.contract_point import contract_point
from assistant.dialogs.dialog import Dialog, Heard
from assistant.dialogs.doubt import unclear
from assistant.dialogs.engine import Talk
from assistant.dialogs.menu import ask_again, cannot_read, menu
from assistant.dialogs.opening import asked, leads, meant, open_dialog, start
from assistant.dialogs.photos import open_with_photos
from assistant.messages import Value
from assistant.wording import _

QUESTION = 3  # words: fewer answer, they do not ask about a clause
FEW, SOME = 5, 8  # words that change the last question; more ask another one


def route(talk: Talk, heard: Heard) -> None:
    """No question is open: the message opens something, or gets a helpful way on."""
    if heard.key and (chosen := engine.offer(talk, heard.key)) is not None:
        start(talk, chosen)
    elif heard.inbound.attachments:
        open_with_photos(talk, heard)
    elif heard.inbound.kind == "other":
        cannot_read(talk)
    elif not heard.key and _answers_an_offer(talk, heard):
        talk.state.misses = 0
    elif heard.u.choice is not None and not heard.key:
        talk.say(_("There is nothing to choose just now. What can I do for you?"))
        menu(talk)
    elif _papers_due(talk, heard):
        open_dialog(talk, registry.dialog("prior_agreement"), heard)
    elif _led_somewhere(talk, heard):
        talk.state.misses = 0
    else:
        unclear(talk, heard)


def _led_somewhere(talk: Talk, heard: Heard) -> bool:
    ways = (_several, _refines, _small_talk, _wanted)
    return any(way(talk, heard) for way in ways)


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
    if not answering.answer(trial, heard):
        return False
    talk.follow(trial)
    return True


def _several(talk: Talk, heard: Heard) -> bool:
    """Several requests in one message: the first is begun, the others wait; that is said (F19)."""
    parts = [(one, dialog) for one in heard.each() if (dialog := meant(one.u)) is not None]
    subjects = {
        (dialog.name, *[act.act for act in one.u.acts[:1]]): dialog for one, dialog in parts
    }
    if len(subjects) < 2 or len(subjects) < len(parts) or any(_leans(*part) for part in parts):
        return False
    (first, dialog), *others = parts
    talk.state.queue += [_queued(talk, *other) for other in others]
    talk.say(
        _("One thing after the other: first {title}, the rest right after.", title=dialog.title)
    )
    open_dialog(talk, dialog, first)
    return True


def _leans(heard: Heard, dialog: Dialog) -> bool:
    """ "and do I need an agreement?": goes on about a care that was named before."""
    return dialog.name in ABOUT_CARE and not heard.u.acts


ABOUT_CARE = ("coverage", "prior_agreement")


def _wanted(talk: Talk, heard: Heard) -> bool:
    """Opens what the message asks for, when that is clear."""
    dialog = asked(talk, heard)
    if dialog is None:
        return False
    open_dialog(talk, dialog, heard)
    return True


def side_question(talk: Talk, heard: Heard) -> bool:
    """A clear question about something else is answered in between; then we go on (F28).

    Naming a kind of care where none is asked for is clear enough for a question in passing; so is
    a sure question about a clause.
    """
    dialog = asked(talk, heard) if len(heard.text.split()) >= QUESTION else meant(heard.u)
    passing = dialog is contract_point or (dialog is not None and dialog.side and heard.u.acts)
    if dialog is None or not (leads(heard.u) or passing):
        return False
    if not dialog.side and any(frame.dialog == dialog.name for frame in talk.state.frames):
        return False
    if len(talk.state.frames) >= DEPTH:
        talk.say(_("Let's finish this first, then I'll take your other question."))
        talk.state.queue.append(_queued(talk, heard, dialog))
        ask_again(talk)
        return True
    open_dialog(talk, dialog, heard)
    return True


def _queued(talk: Talk, heard: Heard, dialog: Dialog) -> Offer:
    return Offer(dialog.name, dialog.name, dict(engine.opened(dialog, heard, talk)))


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
    if not changed.keys() & _refining(dialog, heard):
        return False
    if subject in changed and subject not in last.answers:
        return False
    talk.open(last.dialog, {**last.answers, **changed})
    talk.settle()
    return True


def _refining(dialog: Dialog, heard: Heard) -> set[str]:
    """ "and for my daughter?" changes the last question; a longer message is one of its own."""
    words = len(heard.text.split())
    some = dialog.refined_by if words <= SOME else ()
    return {*some, *(dialog.refined_briefly if words <= FEW else ())}


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
