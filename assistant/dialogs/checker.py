"""Walks every dialog without running one: dead ends, unreachable ones, sentences not translated."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from collections.abc import Iterator
from types import ModuleType

from assistant.dialogs import (
    answering,
    bill,
    claim_status,
    commands,
    contract_point,
    coverage,
    doubt,
    engine,
    handover,
    identify,
    menu,
    opening,
    photos,
    prior_agreement,
    receipt,
    registry,
    renunciation,
    router,
    statement,
)
from assistant.dialogs.dialog import Dialog, Step
from assistant.dialogs.gathering import Many, Review, Sub
from assistant.dialogs.kinds import OneOf
from assistant.dialogs.menu import MENU
from assistant.messages import Text, Value
from assistant.wording import LANGUAGES, catalogue

SPEAKING: tuple[ModuleType, ...] = (
    answering,
    bill,
    claim_status,
    commands,
    contract_point,
    coverage,
    doubt,
    engine,
    handover,
    identify,
    menu,
    opening,
    photos,
    prior_agreement,
    receipt,
    renunciation,
    router,
    statement,
)
SYSTEM = ("identify", "handover")  # opened by the engine itself


def findings() -> list[str]:
    """What is wrong with the dialogs, in words; nothing when all is well."""
    found = [line for dialog in registry.DIALOGS for line in _dialog(dialog)]
    return [*found, *_names(), *_intents(), *_reachable()]


def _names() -> Iterator[str]:
    for name, count in Counter(d.name for d in registry.DIALOGS).items():
        if count > 1:
            yield f"{name}: two dialogs have this name"
    for name, _label in MENU:
        if not registry.knows(name):
            yield f"{name}: in the menu, but no dialog"


def _intents() -> Iterator[str]:
    for intent, count in Counter(i for d in registry.DIALOGS for i in d.opens_on).items():
        if count > 1:
            yield f"{intent}: opens two dialogs"


def _dialog(dialog: Dialog) -> Iterator[str]:
    """One dialog: its steps, its sub-dialogs, its migrations, its sentences."""
    for name, count in Counter(step.name for step in dialog.steps).items():
        if count > 1:
            yield f"{dialog.name}.{name}: two steps have this name"
    for version in range(1, dialog.version):
        if version not in dialog.migrations:
            yield f"{dialog.name}: no migration from version {version}"
    yield from _sentences(f"{dialog.name}.title", dialog.title)
    seen_review = False
    for step in dialog.steps:
        yield from _step(dialog, step)
        if seen_review and not step.confirms:
            yield f"{dialog.name}.{step.name}: asked after the read-back that should confirm it"
        seen_review = seen_review or step.confirms


def _step(dialog: Dialog, step: Step) -> Iterator[str]:
    where = f"{dialog.name}.{step.name}"
    sub = step.kind.sub
    if isinstance(step.kind, Many | Sub) and not registry.knows(sub):
        yield f"{where}: its sub-dialog {sub!r} does not exist"
    if isinstance(step.kind, Review) and not step.confirms:
        yield f"{where}: a read-back must not survive a changed answer (confirms=True)"
    if isinstance(step.kind, OneOf) and not callable(step.kind.options) and not step.kind.options:
        yield f"{where}: a choice of nothing is a dead end"
    for value in (step.ask, step.again, step.label):
        if isinstance(value, Text):
            yield from _sentences(where, value)


def _sentences(where: str, value: Value) -> Iterator[str]:
    if isinstance(value, Text):
        for language in LANGUAGES:
            if value.msgid not in catalogue(language).msgids():
                yield f"{where}: not in the {language} catalogue: {value.msgid!r}"


def _reachable() -> Iterator[str]:
    """A dialog nobody can come to: no intent, no menu, no step, no offer names it."""
    subs = {step.kind.sub for dialog in registry.DIALOGS for step in dialog.steps}
    listed = {name for name, _label in MENU}
    named = subs | listed | set(SYSTEM) | _offered()
    for dialog in registry.DIALOGS:
        if not dialog.opens_on and dialog.name not in named:
            yield f"{dialog.name}: no way leads to it"


def _offered() -> set[str]:
    """Names of dialogs in `Offer("key", "dialog", ...)` of the modules that speak."""
    found: set[str] = set()
    for module in SPEAKING:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Offer":
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                found |= {text for text in texts if isinstance(text, str)}
    return found
