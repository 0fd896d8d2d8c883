"""A turn under way, pure: the stack of dialogs, what is said in it, what is to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from assistant.conversation import Frame, Offer, State, copy_of
from assistant.dialogs import registry
from assistant.dialogs.dialog import (
    Context,
    Dialog,
    Facts,
    Heard,
    Outcome,
    Step,
    parts_of,
)
from assistant.dialogs.gathering import Many
from assistant.messages import Choice, Effect, Reply, Value
from assistant.wording import _

PERSON = Choice("person", _("a person"))
FRESH = timedelta(minutes=30)
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
