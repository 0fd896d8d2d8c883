"""Answers in several parts: bills, photos, and the read-back in which a line can be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.dialogs.dialog import (
    Change,
    Context,
    Enter,
    Gathered,
    Heard,
    Kind,
    NotUnderstood,
    Unsure,
)
from assistant.dialogs.kinds import OneOf, labelled
from assistant.messages import Choice, Value
from assistant.wording import _, n_


@dataclass(frozen=True)
class Sub(Kind):
    """An answer found by another dialog."""

    sub: str = ""
    shown: Callable[[Any, Context], Value] = lambda value, a: str(value)

    def show(self, value: Any, a: Context) -> Value:
        return self.shown(value, a)


@dataclass(frozen=True, kw_only=True)
class Many(Kind):
    """Several answers of one sub-dialog, one after the other, up to a limit."""

    sub: str
    another: Value
    enough: Value
    shown: Callable[[Any, Context], Value]
    limit: Callable[[Context], int]
    seed: Callable[[Context], Mapping[str, Any]] = lambda a: {}  # what a new item starts with
    again: Callable[[Any], dict[str, Any]]  # the answers of an item that is taken up again

    def choices(self, a: Context) -> tuple[Choice, ...]:
        done = Choice("done", self.enough)
        return (Choice("another", self.another), done) if self.room(a) else (done,)

    def room(self, a: Context) -> bool:
        return len(a.gathered) < self.limit(a)

    def read(self, heard: Heard, a: Context) -> Any:
        said = heard.key or labelled(self.choices(a), heard.text) or heard.u.command
        if said in ("another", "yes") and self.room(a):
            return Enter(self.sub)
        if said in ("done", "no"):
            return list(a.gathered)
        raise NotUnderstood


@dataclass(frozen=True)
class Fix(OneOf):
    """What to change in an item taken up again: goes back to that step."""

    flag: str = "fixing"

    def read(self, heard: Heard, a: Context) -> Any:
        key = super().read(heard, a)
        a.frame.answers.pop(self.flag, None)
        return Change(key)


@dataclass(frozen=True, kw_only=True)
class Photos(Kind):
    """Photos or files of one paper, one after the other, up to a limit; stored as document ids."""

    limit: Callable[[Context], int]
    optional: bool = False

    def choices(self, a: Context) -> tuple[Choice, ...]:
        if a.gathered:
            return (Choice("done", _("that's all for this bill")),)
        return (Choice("done", _("no photo for now")),) if self.optional else ()

    def read(self, heard: Heard, a: Context) -> Any:
        if heard.inbound.attachments:
            return self._added(heard, a)
        said = heard.key or labelled(self.choices(a), heard.text) or heard.u.command
        if said in ("done", "no") and (a.gathered or self.optional):
            return list(a.gathered)
        raise NotUnderstood

    def _added(self, heard: Heard, a: Context) -> Any:
        fresh = [attachment.document for attachment in heard.inbound.attachments]
        room = self.limit(a) - len(a.gathered)
        if room < len(fresh):
            return Gathered(
                [*a.gathered, *fresh[:room]],
                _(
                    "{limit} photos at most for one bill: I kept the first ones.",
                    limit=self.limit(a),
                ),
            )
        return Gathered([*a.gathered, *fresh])

    def show(self, value: Any, a: Context) -> Value:
        return n_("{count} photo", "{count} photos", len(value))


@dataclass(frozen=True, kw_only=True)
class Review(Kind):
    """The numbered read-back: send, change a line by its number, or give up."""

    send: Value

    def choices(self, a: Context) -> tuple[Choice, ...]:
        if a.scratch.get("changing"):
            return tuple(Choice(key, line) for key, line in self.lines(a))
        return (
            Choice("send", self.send),
            Choice("change", _("change something")),
            Choice("give_up", _("give up")),
        )

    @staticmethod
    def lines(a: Context) -> tuple[tuple[str, Value], ...]:
        """(key, line) for every answer that can be read back, items one by one."""
        found: list[tuple[str, Value]] = []
        for step in a.answered():
            if isinstance(step.kind, Many):
                items = enumerate(a.of(step))
                found += [(f"{step.name}:{i}", step.kind.shown(item, a)) for i, item in items]
            elif step.label:
                shown = step.kind.show(a.of(step), a)
                found.append((step.name, _("{label}: {value}", label=step.label, value=shown)))
        return tuple(found)

    def read(self, heard: Heard, a: Context) -> Any:
        key = heard.key or labelled(self.choices(a), heard.text)
        if a.scratch.get("changing"):
            if key not in {k for k, _line in self.lines(a)}:
                raise NotUnderstood
            name, _colon, index = str(key).partition(":")
            return Change(name, int(index) if index else None)
        if key == "change" or heard.u.command == "summary_edit":
            raise Unsure({"changing": True}, _("Which line shall we change?"))
        if key in ("send", "give_up"):
            return key
        raise NotUnderstood

    def correct(self, heard: Heard, a: Context) -> Any:
        raise NotUnderstood


def which_line(a: Context) -> tuple[Value, ...]:
    """The question of a read-back while a line is being chosen, nothing otherwise."""
    return (_("Which line shall we change?"),) if a.scratch.get("changing") else ()


def read_back(a: Context) -> tuple[Value, ...]:
    """The lines of a read-back, numbered."""
    lines = enumerate(Review.lines(a), start=1)
    return tuple(_("{number}. {line}", number=str(i), line=line) for i, (_key, line) in lines)
