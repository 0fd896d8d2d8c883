"""The open question and its answer: taken, refused, corrected, taken back, not understood."""

from __future__ import annotations

from typing import Any

from assistant.conversation import Frame
from assistant.dialogs import registry
from assistant.dialogs.dialog import (
    Anew,
    Change,
    Context,
    Enter,
    Gathered,
    Heard,
    Invalid,
    NotUnderstood,
    Step,
    Unsure,
    parts_of,
)
from assistant.dialogs.engine import Talk, call_person
from assistant.dialogs.gathering import Many
from assistant.messages import Text, Value
from assistant.wording import _

MOST_TRIES = 3  # answers that cannot be, before a person is called


def answer(talk: Talk, heard: Heard) -> bool:
    """Tries the message as an answer to the open question; says whether it was one."""
    a = talk.context()
    step = a.position()
    if step is None or a.frame.asked != step.name:
        return False
    try:
        value = step.kind.read(heard, a)
    except Unsure as unsure:
        a.frame.scratch = unsure.scratch
        talk.say(unsure.question)
        talk.choices += step.kind.choices(a)
        return True
    except Invalid as invalid:
        _refused(talk, a, step, invalid.text)
        return True
    except NotUnderstood:
        return False
    _take(talk, a, step, value)
    return True


def _refused(talk: Talk, a: Context, step: Step, why: Value) -> None:
    """An answer that cannot be: why, the same question; a third time, a person (F44)."""
    a.frame.tries += 1
    talk.say(why)
    if a.frame.tries == MOST_TRIES - 1:
        talk.say(_("If it is not easy to say, write PERSON and somebody will help."))
    if a.frame.tries < MOST_TRIES or talk.facts.mode == "waiting":
        talk.choices += step.kind.choices(a)
    else:
        a.frame.tries = 0
        call_person(talk, "misunderstood", a.dialog.name)


def _take(talk: Talk, a: Context, step: Step, value: Any) -> None:
    """Keeps an answer, a part of one, or goes where the member wants to go."""
    frame = a.frame
    if isinstance(value, Change):
        _change(talk, a, value)
    elif isinstance(value, Anew):
        frame.asked = ""
    elif isinstance(value, Enter):
        talk.state.frames.append(Frame(value.dialog, registry.dialog(value.dialog).version))
        talk.settle()
        return
    elif isinstance(value, Gathered):
        frame.answers[parts_of(step.name)] = value.parts
        if value.remark:
            talk.say(value.remark)
    else:
        frame.answers[step.name] = value
    frame.tries, frame.scratch = 0, {}
    talk.settle()


def _change(talk: Talk, a: Context, change: Change) -> None:
    """Forgets one answer, or takes one item of it up again, and every confirmation with it."""
    answers = a.frame.answers
    old = answers.pop(change.step, None)
    drop_confirmations(a)
    step = a.dialog.step(change.step)
    if change.item is None or not isinstance(step.kind, Many):
        return
    answers[parts_of(step.name)] = [item for i, item in enumerate(old) if i != change.item]
    a.frame.asked = step.name
    again = step.kind.again(old[change.item])
    talk.state.frames.append(Frame(step.kind.sub, registry.dialog(step.kind.sub).version, again))


def drop_confirmations(a: Context) -> None:
    """A confirmation never survives a changed answer."""
    for step in a.dialog.steps:
        if step.confirms:
            a.frame.answers.pop(step.name, None)


def correct(talk: Talk, heard: Heard) -> bool:
    """ "no, 54 not 45", "actually it was my son": changes an earlier answer, the latest first."""
    a = talk.context()
    for step in reversed(a.answered()):
        if step.confirms or not step.label:
            continue
        try:
            value = step.kind.correct(heard, a)
        except (NotUnderstood, Invalid, Unsure):
            continue
        if (
            isinstance(value, Gathered | Enter | Change | Anew)
            or value == a.frame.answers[step.name]
        ):
            continue
        a.frame.answers[step.name] = value
        drop_confirmations(a)
        shown = step.kind.show(a.of(step), a)
        talk.say(_("Noted. {label}: {value}.", label=step.label, value=shown))
        talk.settle()
        return True
    return False


def back(talk: Talk) -> None:
    """One step back: the last answer is asked again; before the first one, the dialog closes."""
    while talk.state.frames:
        a = talk.context()
        narrowed, a.frame.scratch, a.frame.tries = bool(a.frame.scratch), {}, 0
        if narrowed:  # a list opened inside the question: back to the whole question
            talk.settle()
            return
        if (asked := parts_of(a.frame.asked)) in a.frame.answers:
            parts = a.frame.answers[asked]
            parts.pop()
            if not parts:
                del a.frame.answers[asked]
            talk.settle()
            return
        answered = a.answered()
        if answered:
            _reopen(a, answered[-1])
            talk.settle()
            return
        talk.state.frames.pop()
    talk.say(_("There is nothing to go back to."))


def _reopen(a: Context, step: Step) -> None:
    value = a.frame.answers.pop(step.name)
    if isinstance(value, list) and value:
        a.frame.answers[parts_of(step.name)] = value
    drop_confirmations(a)


def misunderstood(talk: Talk, heard: Heard) -> None:
    """First other words for the same question, then a person: never a third identical prompt."""
    a = talk.context()
    step = a.position()
    a.frame.tries += 1
    if talk.facts.mode == "waiting":
        talk.say(_("Noted for the person who will answer you."))
    elif a.frame.tries >= 2 or step is None:
        a.frame.tries = 0
        call_person(talk, "misunderstood", a.dialog.name)
    else:
        talk.say(_not_taken(heard))
        talk.ask(step, a, again=True)


def _not_taken(heard: Heard) -> Text:
    if heard.u.command == "dont_know":
        return _("That's all right: take your time to look it up, or let a person help you.")
    return _("Sorry, I didn't get that.")
