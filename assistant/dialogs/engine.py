"""One turn of a conversation, pure: state and message in, state, replies and effects out.

Order of what is looked at: an emergency, a person speaking, a stale button, the words that work
everywhere, the open question, a correction, another question in between, and the menu last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from assistant.conversation import Frame, Offer, State, copy_of
from assistant.dialogs import registry
from assistant.dialogs.dialog import (
    Anew,
    Change,
    Context,
    Dialog,
    Enter,
    Facts,
    Gathered,
    Heard,
    Invalid,
    NotUnderstood,
    Outcome,
    Step,
    Unsure,
    parts_of,
)
from assistant.dialogs.gathering import Many
from assistant.messages import Choice, Effect, Reply, Text, Value
from assistant.wording import _

PERSON = Choice("person", _("a person"))
FRESH = timedelta(minutes=30)
MOST_TRIES = 3  # answers that cannot be, before a person is called
LOOPS = 40  # more steps than any dialog has: a settled turn never needs them


@dataclass(frozen=True)
class Advanced:
    """What a turn comes to."""

    state: State
    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...]


@dataclass
class Talk:
    """A turn under way: the state being changed and what has been said so far."""

    state: State
    facts: Facts
    lines: list[Value] = field(default_factory=list)
    brief: list[Value] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    first: list[Reply] = field(default_factory=list)  # leave before the rest: an emergency
    effects: list[Effect] = field(default_factory=list)

    def say(self, *lines: Value, brief: tuple[Value, ...] | None = None) -> None:
        self.lines += lines
        self.brief += lines if brief is None or brief == () else brief

    def follow(self, trial: Talk) -> None:
        """What was tried on a copy becomes this turn's own course."""
        self.state = trial.state
        self.say(*trial.lines, brief=tuple(trial.brief))
        self.choices += trial.choices
        self.effects += trial.effects

    def do(self, kind: str, **data: Any) -> None:
        self.effects.append(Effect(kind=kind, data=data))

    def context(self, frame: Frame | None = None) -> Context:
        frame = frame or self.state.frames[-1]
        return Context(self.facts, frame, registry.dialog(frame.dialog))

    # --- the stack ---------------------------------------------------------------------------

    def open(self, name: str, seed: Mapping[str, Any] | None = None) -> None:
        """Puts a dialog on top; what is under it is gone on with afterwards.

        A seed of None forgets an answer that an earlier question had: it is not one.
        """
        dialog = registry.dialog(name)
        top = self.state.top
        if dialog.side and top is not None and top.dialog == name:
            self.state.frames.pop()
        known = {key: value for key, value in (seed or {}).items() if value is not None}
        self.state.frames.append(Frame(name, dialog.version, known))
        self.state.offers = []

    def settle(self) -> None:
        """Goes on until a question is asked or nothing is left to do."""
        for _turn in range(LOOPS):
            if not self.state.frames:
                return
            if any(effect.kind == "bind" for effect in self.effects):
                return  # who writes is known from here on: the turn goes on with the member
            a = self.context()
            if self._must_identify(a.dialog):
                self.open("identify")
                continue
            if (ended := a.dialog.gate(a)) is not None:
                self._close(ended, a)
                continue
            step = a.position()
            if step is None:
                self._finish(a)
            elif not self._enter(step, a):
                self.ask(step, a)
                return
        raise RuntimeError("a dialog that does not settle")

    def _must_identify(self, dialog: Dialog) -> bool:
        if self.facts.member is None:
            return dialog.needs_member or dialog.needs_fresh
        return dialog.needs_fresh and (self.facts.proved is None or self.facts.proved > FRESH)

    def _enter(self, step: Step, a: Context) -> bool:
        """A step answered by another dialog opens it at once, unless it has a part already."""
        sub = step.kind.sub
        if not sub or (isinstance(step.kind, Many) and a.gathered):
            return False
        a.frame.asked = step.name
        seed = step.kind.seed(a) if isinstance(step.kind, Many) else {}
        self.state.frames.append(Frame(sub, registry.dialog(sub).version, dict(seed)))
        return True

    def ask(self, step: Step, a: Context, again: bool = False) -> None:
        if a.frame.asked != step.name:
            a.frame.asked, a.frame.tries, a.frame.scratch = step.name, 0, {}
            self.effects += step.does(a)
        self.state.offers = []  # what could be chosen before is out of sight now,
        self.state.serial = self.facts.serial  # and its buttons are stale
        self.say(*step.question(a, again))
        self.choices += step.kind.choices(a)

    def _finish(self, a: Context) -> None:
        self._close(a.dialog.finish(a), a)

    def finish_top(self) -> None:
        """Ends the dialog on top and asks nothing: the next word is the member's."""
        self._finish(self.context())

    def _close(self, outcome: Outcome, a: Context) -> None:
        """The end of a dialog: its outcome is said, its value handed to the step that called."""
        self.state.frames.pop()
        self.say(*outcome.lines, brief=outcome.brief)
        self.effects += outcome.effects
        if self.state.frames and outcome.value is not None:
            self._hand_back(outcome.value)
        elif not self.state.frames and a.dialog.steps:
            self.state.last = a.frame if a.dialog.side else None
        self._go_on(outcome, a)

    def _hand_back(self, value: Any) -> None:
        frame = self.state.frames[-1]
        step = registry.dialog(frame.dialog).step(frame.asked)
        if isinstance(step.kind, Many):
            frame.answers.setdefault(parts_of(step.name), []).append(value)
        else:
            frame.answers[step.name] = value

    def _go_on(self, outcome: Outcome, a: Context) -> None:
        """What follows: another dialog, the question under it, a queued request, or offers."""
        if outcome.opens is not None:
            self.open(outcome.opens.dialog, outcome.opens.seed)
        elif self.state.frames:
            if a.dialog.side:
                self.say(_("Back to {title}.", title=self.context().dialog.title))
        elif self.state.queue:
            following = self.state.queue.pop(0)
            self.say(_("Now {title}.", title=registry.dialog(following.dialog).title))
            self.open(following.dialog, following.seed)
        elif outcome.offers:
            self.choices += [choice for choice, _offer in outcome.offers]
            self.state.offers = [offer for _choice, offer in outcome.offers]

    # --- the end of the turn -------------------------------------------------------------------

    def advanced(self) -> Advanced:
        replies = list(self.first)
        if self.lines or self.choices:
            choices = (*self.choices, PERSON) if self.choices else ()
            brief = tuple(self.brief) if self.brief != self.lines else ()
            replies.append(Reply(lines=tuple(self.lines), brief=brief, choices=choices))
            if choices:
                self.state.serial = self.facts.serial
        return Advanced(self.state, tuple(replies), tuple(self.effects))


# --- answering the open question ----------------------------------------------------------------


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


def call_person(talk: Talk, reason: str, topic: str) -> None:
    """Into the staff's list; the open question stays open and is not asked again now."""
    talk.open("handover", {"reason": reason, "topic": topic})
    talk.finish_top()


def begin(state: State, facts: Facts) -> Talk:
    """A turn works on a copy: the stored state is never half changed."""
    talk = Talk(copy_of(state), facts)
    talk.state.frames = [_migrated(f) for f in talk.state.frames if registry.knows(f.dialog)]
    return talk


def _migrated(frame: Frame) -> Frame:
    """A frame stored by an earlier version of its dialog, brought to the present one."""
    dialog = registry.dialog(frame.dialog)
    while frame.version < dialog.version:
        frame.answers = dialog.migrations[frame.version](frame.answers)
        frame.version += 1
    return frame


def opened(dialog: Dialog, heard: Heard, talk: Talk) -> Mapping[str, Any]:
    """What the opening message already answers."""
    frame = Frame(dialog.name, dialog.version)
    return dialog.prefill(heard, Context(talk.facts, frame, dialog))


def offer(talk: Talk, key: str) -> Offer | None:
    return next((o for o in talk.state.offers if o.key == key), None)
