"""What comes back from the office and the desk goes to the dialog that is waiting for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.dialogs.dialog import Heard
from assistant.dialogs.engine import Talk
from assistant.dialogs.menu import ask_again
from assistant.documents.refusals import sentence
from assistant.wording import _


def result(talk: Talk, heard: Heard) -> None:
    """An effect's result goes to the dialog that asked for it."""
    found = heard.inbound.result
    handler = RESULTS.get(str(found.get("effect")))
    if handler is not None:
        handler(talk, heard)


def _returned(talk: Talk, heard: Heard) -> None:
    """Given back by a person: the dialog goes on where it was."""
    talk.say(_("I'm the assistant again."))
    ask_again(talk)


def _bound(talk: Talk, heard: Heard) -> None:
    talk.settle()


def _code_sent(talk: Talk, heard: Heard) -> None:
    """The office made a code: its digest goes into the open identification."""
    found = heard.inbound.result
    if found.get("limited"):
        talk.say(
            _("Too many codes were asked for here. Try again later, or let a person help you.")
        )
        return
    if "code_hash" not in found:
        talk.say(_("The e-mail could not leave. Ask for another code in a few minutes."))
        return
    for frame in talk.state.frames:
        if frame.dialog == "identify":
            frame.answers["code_sent"] = {k: found[k] for k in ("code_hash", "member", "until")}


def _document(talk: Talk, heard: Heard) -> None:
    """A photo that could not be read is told at once, while the member has the paper at hand."""
    found = heard.inbound.result
    if found.get("state") != "refused":
        return
    for frame in talk.state.frames:
        frame.answers = _without(frame.answers, str(found.get("document")))
    talk.say(sentence(str(found.get("reason"))))
    ask_again(talk)


def _without(answers: dict[str, Any], document: str) -> dict[str, Any]:
    """The answers without one photo, wherever it is; a bill left with none asks for it again."""
    kept = {name: _drop(value, document) for name, value in answers.items()}
    return {k: v for k, v in kept.items() if not (k == "photos" and v == [] != answers[k])}


def _drop(value: Any, document: str) -> Any:
    if isinstance(value, list):
        return [_drop(part, document) for part in value if part != document]
    if isinstance(value, dict):
        return {name: _drop(part, document) for name, part in value.items()}
    return value


def _papers(talk: Talk, heard: Heard) -> None:
    talk.say(
        _(
            "Your papers for request {number} have arrived, sealed for the medical adviser.",
            number=str(heard.inbound.result.get("agreement")),
        )
    )


RESULTS: dict[str, Callable[[Talk, Heard], None]] = {
    "returned": _returned,
    "bound": _bound,
    "send_code": _code_sent,
    "document": _document,
    "fetch_media": _document,
    "clean_document": _document,
    "medical_papers": _papers,
}
