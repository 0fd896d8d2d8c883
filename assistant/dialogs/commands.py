"""Words that work in every state: a person, back, start over, menu, language, more, stop."""

from __future__ import annotations

from collections.abc import Callable

from assistant.dialogs import answering, engine
from assistant.dialogs.dialog import Heard
from assistant.dialogs.engine import Talk
from assistant.dialogs.menu import ask_again, help_menu, menu
from assistant.dialogs.opening import leads
from assistant.messages import Choice
from assistant.wording import _


def run_command(talk: Talk, heard: Heard) -> bool:
    """Does what the message commands, if it is a command; says whether it was one."""
    if talk.state.pending and _pending(talk, heard):
        return True
    name = "human" if heard.key == "person" else _commanded(heard)
    command = COMMANDS.get(name)
    if command is None:
        return False
    command(talk)
    return True


def _commanded(heard: Heard) -> str:
    """A command word, or a sentence that surely means one."""
    if heard.key:
        return ""
    if heard.u.command is not None:
        return heard.u.command
    sure = heard.u.confident or (heard.u.intent == "human" and leads(heard.u))
    return MEANT.get(heard.u.intent or "", "") if sure else ""


def _pending(talk: Talk, heard: Heard) -> bool:
    """The engine's own yes-or-no: give up, or go on with what was left open."""
    pending, talk.state.pending = talk.state.pending, ""
    said = heard.key or heard.u.command
    if said in ("drop", "yes" if pending == "give_up" else "restart"):
        talk.state.frames = []
        talk.say(_("Done: nothing was sent."))
        menu(talk)
        return True
    if said in ("keep", "no" if pending == "give_up" else "yes"):
        ask_again(talk)
        return True
    return False


def _human(talk: Talk) -> None:
    topic = talk.state.top.dialog if talk.state.top else ""
    engine.call_person(talk, "asked", topic)


def _restart(talk: Talk) -> None:
    """Giving up is confirmed when something would be lost; nothing is ever half sent."""
    if any(frame.answers for frame in talk.state.frames):
        talk.state.pending = "give_up"
        talk.say(_("Give up this request? Nothing has been sent."))
        talk.choices += (
            Choice("drop", _("give up")),
            Choice("keep", _("go on")),
        )
        return
    talk.state.frames = []
    menu(talk)


def _language(code: str) -> Callable[[Talk], None]:
    def switch(talk: Talk) -> None:
        talk.do("language", code=code)
        talk.state.language_chosen = True
        talk.say(_("We'll go on in English.") if code == "en" else _("We'll go on in French."))
        ask_again(talk)

    return switch


def _more(talk: Talk) -> None:
    if talk.state.more:
        talk.say(talk.state.more)
        talk.state.more = ""
    else:
        talk.say(_("There is nothing more to show."))
        ask_again(talk)


def _stop(talk: Talk) -> None:
    """Opting out is confirmed once; answers to what the member writes still come."""
    talk.do("opt_out")
    if talk.state.noticed != "stop":
        talk.state.noticed = "stop"
        talk.say(
            _(
                "Noted: no more notices here. Write to us at any time, you will get an answer."
                " Messages the law requires will come by post or e-mail."
            )
        )


COMMANDS: dict[str, Callable[[Talk], None]] = {
    "human": _human,
    "back": answering.back,
    "restart": _restart,
    "menu": help_menu,
    "language_fr": _language("fr"),
    "language_en": _language("en"),
    "more": _more,
    "stop": _stop,
}
MEANT = {
    "human": "human",
    "language_fr": "language_fr",
    "language_en": "language_en",
    "cancel_restart": "restart",
    "menu_help": "menu",
    "stop_optout": "stop",
}
