"""The nouns of a dialog: a form of declared steps, and what one turn of it hears and says.

Where the member is = the first applicable step without an answer. Effects are only returned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from assistant.conversation import Frame, Offer
from assistant.messages import Choice, Effect, Inbound, Traits, Value
from assistant.rules.facts import Member as Certificate
from assistant.rules.product import Product
from assistant.understanding import Understanding

# --- what a turn knows ------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """Someone insured: `who` is member, spouse or child."""

    who: str
    given_name: str
    birth_date: date


@dataclass(frozen=True, kw_only=True)
class MemberRecord:
    """The member whose identity was proved on this conversation."""

    id: str
    number: str
    product: Product
    given_name: str
    family_name: str
    email: str
    certificate: Certificate
    family: tuple[Person, ...]
    usage: Mapping[str, Any]
    address: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RecordLine:
    """A claim or an agreement request on record."""

    kind: str  # claim, agreement
    number: str
    status: str
    created: date
    updated: date


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything a turn may rely on, read once before it; nothing else is known to a dialog."""

    now: datetime
    today: date  # Europe/Paris
    traits: Traits
    language: str
    reference: str  # fresh in this turn: numbers what the turn puts on record
    serial: int
    pack: Product  # the member's product, else the one strangers may ask about
    member: MemberRecord | None = None
    records: Callable[[], tuple[RecordLine, ...]] = tuple
    mode: str = "bot"
    idle: timedelta = timedelta()
    proved: timedelta | None = None  # how long ago the identity was proved by a code
    code_matches: Callable[[str, str], bool] = lambda code, digest: False


# --- what was heard ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Heard:
    """One message: the event, what was understood of it, the choice it makes if any."""

    inbound: Inbound
    u: Understanding
    key: str = ""

    @property
    def text(self) -> str:
        return self.u.text

    def choosing(self, key: str) -> Heard:
        return replace(self, key=key)

    def each(self) -> tuple[Heard, ...]:
        """The requests of a message that makes several, each as if it had come alone."""
        return tuple(replace(self, u=one) for one in self.u.requests)


class NotUnderstood(Exception):
    """This step cannot read that message as an answer."""


class Invalid(Exception):
    """The message is an answer, but one that cannot be; the text says why and what to do."""

    def __init__(self, text: Value) -> None:
        super().__init__("invalid answer")
        self.text = text


class Unsure(Exception):
    """The message can mean several answers: kept in the scratch, the step asks which."""

    def __init__(self, scratch: Mapping[str, Any], question: Value) -> None:
        super().__init__("several meanings")
        self.scratch = dict(scratch)
        self.question = question


@dataclass(frozen=True)
class Gathered:
    """A part of an answer: kept, and the step asks whether that is all."""

    parts: list[Any]
    remark: Value = ""


@dataclass(frozen=True)
class Enter:
    """The answer, or one more part of it, is found by another dialog."""

    dialog: str


@dataclass(frozen=True)
class Anew:
    """The same question from the start: what its asking does is done again."""


@dataclass(frozen=True)
class Change:
    """The member goes back to an earlier step (or to one item of it) to answer it anew."""

    step: str
    item: int | None = None


# --- declarations -----------------------------------------------------------------------------


class Kind:
    """What an answer looks like. Stored answers are JSON; `load` gives the value back."""

    sub: str = ""  # the dialog that finds the answer, when it takes more than one question

    def choices(self, a: Context) -> tuple[Choice, ...]:
        return ()

    def named(self, text: str, a: Context) -> str | None:
        """The key of the choice that the words name, before they are taken for anything else."""
        return None

    def read(self, heard: Heard, a: Context) -> Any:
        raise NotUnderstood

    def correct(self, heard: Heard, a: Context) -> Any:
        """The answer in a message that changes an earlier one; most kinds read it as usual."""
        return self.read(heard, a)

    def load(self, stored: Any) -> Any:
        return stored

    def show(self, value: Any, a: Context) -> Value:
        return str(value)


Asked = Value | Callable[["Context"], Value | tuple[Value, ...]]


@dataclass(frozen=True)
class Step:
    """One question. `when` keeps to one named comparison; branch more by a sub-dialog."""

    name: str
    ask: Asked
    kind: Kind
    when: Callable[[Context], bool] = lambda a: True
    again: Asked | None = None  # other words, after an answer that was not understood
    label: Value = ""  # its name in a read-back; steps without one are not read back
    confirms: bool = False  # never survives a changed answer
    does: Callable[[Context], tuple[Effect, ...]] = lambda a: ()  # when it is first asked

    def question(self, a: Context, again: bool = False) -> tuple[Value, ...]:
        asked = self.again if again and self.again is not None else self.ask
        said = asked(a) if callable(asked) else asked
        return said if isinstance(said, tuple) else (said,)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the end of a dialog says, wants done, and offers next."""

    lines: tuple[Value, ...] = ()
    brief: tuple[Value, ...] = ()
    effects: tuple[Effect, ...] = ()
    offers: tuple[tuple[Choice, Offer], ...] = ()
    value: Any = None  # what a sub-dialog hands to the step that called it
    opens: Offer | None = None  # a dialog that follows at once


@dataclass(frozen=True, kw_only=True)
class Dialog:
    """A form: steps in order, one act at the end."""

    name: str
    title: Value  # "your bill", as in "let's go on with your bill"
    steps: tuple[Step, ...]
    finish: Callable[[Context], Outcome]
    opens_on: tuple[str, ...] = ()  # intents
    version: int = 1
    needs_member: bool = False
    needs_fresh: bool = False  # identity proved within the last half hour (T24)
    gate: Callable[[Context], Outcome | None] = lambda a: None  # ends it before any question
    photos: Value | None = None  # said when a photo comes that this dialog has no use for
    side: bool = False  # a question answered in passing: asked anew, it replaces itself
    refined_by: tuple[str, ...] = ()  # answers that a later message may change by itself
    refined_briefly: tuple[str, ...] = ()  # and those that only a few words do
    prefill: Callable[[Heard, Context], Mapping[str, Any]] = lambda heard, a: {}
    migrations: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = field(
        default_factory=dict
    )

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)


def parts_of(step: str) -> str:
    """Where the parts of an unfinished answer are kept."""
    return f"{step}+"


@dataclass(frozen=True)
class Context:
    """The answers of one frame beside the facts of the turn: what steps and rules look at."""

    facts: Facts
    frame: Frame
    dialog: Dialog

    def has(self, step: Step) -> bool:
        return step.name in self.frame.answers

    def of(self, step: Step) -> Any:
        """The answer of a step, None while there is none."""
        if step.name not in self.frame.answers:
            return None
        return step.kind.load(self.frame.answers[step.name])

    def raw(self, name: str, default: Any = None) -> Any:
        return self.frame.answers.get(name, default)

    @property
    def scratch(self) -> Mapping[str, Any]:
        return self.frame.scratch

    @property
    def gathered(self) -> list[Any]:
        """The parts of the asked step's answer so far."""
        step = self.position()
        return list(self.frame.answers.get(parts_of(step.name), ())) if step else []

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """Results worth computing once in a context, such as a decision of the rules."""
        return {}

    def position(self) -> Step | None:
        """The first applicable step without an answer: where the member is."""
        for step in self.dialog.steps:
            if step.name not in self.frame.answers and step.when(self):
                return step
        return None

    def answered(self) -> tuple[Step, ...]:
        return tuple(s for s in self.dialog.steps if self.has(s) and s.when(self))
