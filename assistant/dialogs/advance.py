"""`advance`: what is looked at, in which order, when a message comes."""

from __future__ import annotations

from datetime import timedelta

from assistant.conversation import State
from assistant.dialogs import answering, engine, menu, photos, results, router
from assistant.dialogs.commands import run_command
from assistant.dialogs.dialog import Facts, Heard
from assistant.dialogs.emergency import emergency_line
from assistant.dialogs.engine import Advanced, Talk
from assistant.messages import Inbound, Reply
from assistant.understanding import Understanding
from assistant.wording import _

LONG_AGO = timedelta(hours=24)


def advance(state: State, inbound: Inbound, u: Understanding, facts: Facts) -> Advanced:
    """One turn. Pure: the same state, message and facts give the same outcome."""
    talk = engine.begin(state, facts)
    heard = _choice(talk, Heard(inbound, u.besides_danger if u.emergency_doubted else u))
    if u.emergency and not _only_past(u):
        _emergency(talk, u)
    if facts.mode == "person":
        return talk.advanced()  # a person speaks: the bot is silent
    if u.emergency and not (u.emergency_past or u.emergency_doubted):
        return talk.advanced()  # a way of speaking gets the line and the answer
    _greet(talk)
    if inbound.kind == "result":
        results.result(talk, heard)
    elif inbound.kind == "opened":
        menu.welcome(talk)
    else:
        _message(talk, heard)
    return talk.advanced()


def _only_past(u: Understanding) -> bool:
    """A past emergency that surely is one gets the answer alone."""
    return u.emergency_past and u.confident


def _emergency(talk: Talk, u: Understanding) -> None:
    """Before anything else, in every state; the conversation's state is kept (T40)."""
    talk.first.append(Reply(lines=(emergency_line(talk.facts, u),), purpose="emergency"))
    talk.do("alert", reason="emergency")


def _greet(talk: Talk) -> None:
    """The first message says: an assistant, what it can do, how to reach a person (F14)."""
    if not talk.state.greeted:
        talk.state.greeted = True
        short = talk.facts.traits.brief
        talk.say(menu.short_introduction() if short else menu.introduction())


def _choice(talk: Talk, heard: Heard) -> Heard:
    """A pressed button, or the number of a choice in sight, as the key of that choice."""
    if heard.inbound.pressed is not None:
        return heard.choosing(heard.inbound.pressed.key)
    if heard.inbound.attachments or heard.inbound.kind not in ("message", "edited"):
        return heard
    if heard.u.choice is None:
        return heard.choosing(_named(talk, heard) or "")
    keys = menu.keys_in_sight(talk)
    if heard.u.choice == 0:  # what every list ends with is remembered where there is none
        return heard.choosing("person")
    return heard.choosing(keys[heard.u.choice - 1]) if heard.u.choice <= len(keys) else heard


def _named(talk: Talk, heard: Heard) -> str | None:
    """The choice that the open question's own words name: "by phone" is how, not whom to call."""
    if not talk.state.frames or talk.state.pending or heard.u.command is not None:
        return None
    a = talk.context()
    step = a.position()
    return step.kind.named(heard.text, a) if step is not None else None


def _message(talk: Talk, heard: Heard) -> None:
    if heard.inbound.kind == "edited":
        talk.say(_("I've read your corrected message."))
    if _stale(talk, heard):
        talk.say(_("That choice is already done."))
        menu.ask_again(talk)
    elif run_command(talk, heard):
        return
    elif talk.state.frames:
        _in_dialog(talk, heard)
    else:
        router.route(talk, heard)


def _stale(talk: Talk, heard: Heard) -> bool:
    pressed = heard.inbound.pressed
    return pressed is not None and pressed.serial != talk.state.serial and pressed.key != "person"


def _in_dialog(talk: Talk, heard: Heard) -> None:
    """The open question reads first; then a correction, another question, a miss."""
    if talk.facts.idle > LONG_AGO and not heard.key and not talk.state.pending:
        menu.offer_resume(talk)
        return
    if heard.inbound.kind == "other":
        menu.cannot_read(talk)
        return
    if _changes_mind(heard) and answering.correct(talk, heard):
        return
    if answering.answer(talk, heard):
        _join_album(talk, heard)
        return
    if photos.photo_arrived(talk, heard):
        return
    if answering.correct(talk, heard) or router.side_question(talk, heard):
        return
    answering.misunderstood(talk, heard)


def _join_album(talk: Talk, heard: Heard) -> None:
    """The parts of one album get one answer: the first part's; the count comes in the read-back."""
    album = heard.inbound.caption_album
    if album and album == talk.state.album:
        talk.lines, talk.brief, talk.choices = [], [], []
    talk.state.album = album


def _changes_mind(heard: Heard) -> bool:
    """ "no, 54 not 45" is a correction before it is an answer."""
    return heard.u.negation and not heard.key and heard.u.command is None
