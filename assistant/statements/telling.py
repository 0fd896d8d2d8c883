"""A statement told to the member who kept it: the result, each step, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.messages import Value
from assistant.rules.product import product
from assistant.statements.steps import steps_told
from assistant.wording import _, day, render

YEARLY = {"yearly_cap", "dental_limit"}  # steps whose ceiling may be used in part


@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything a page or a paper says of a statement, in one language."""

    language: str
    title: str
    number: str
    issued: str
    contract: str
    said: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]  # what was found, and the article that says so
    notes: tuple[str, ...]


def tell(statement: Mapping[str, Any], language: str) -> Told:
    """Tells the signed part of a statement; the result stays in the words it was given in."""
    pack = product(statement["product"]["code"])
    steps = steps_told(statement["decision"], pack)

    def say(value: Value) -> str:
        return render(value, language)

    return Told(
        language=language,
        title=say(_("An answer about your cover")),
        number=statement["number"],
        issued=say(day(date.fromisoformat(statement["validity"]["day"]))),
        contract=" ".join(filter(None, (pack.name, pack.number))),
        said=tuple(statement["said"]),
        steps=tuple((say(words), say(where)) for words, where in steps),
        notes=tuple(say(note) for note in _notes(statement)),
    )


def _notes(statement: Mapping[str, Any]) -> list[Value]:
    validity = statement["validity"]
    notes: list[Value] = []
    if validity["to_be_confirmed"]:
        who = product(statement["product"]["code"]).administrator
        notes.append(
            _("To be confirmed by the administrator ({administrator}).", administrator=who)
        )
    if validity["before_deductible"]:
        notes.append(_("Before your yearly deductible (franchise)."))
    if validity["use_known_up_to"] is not None:
        known = day(date.fromisoformat(validity["use_known_up_to"]))
        notes.append(_("Counting what was used up to {day}.", day=known))
    elif YEARLY & {step["step"] for step in statement["decision"]["trace"]}:
        notes.append(_("What was already used this year was not counted."))
    version = statement["contract_version"]
    return [
        *notes,
        _(
            "This answer holds for the facts given that day and for these rules ({version}): other"
            " facts or a change of the contract can change the answer.",
            version=version,
        ),
        _("The French text of the contract prevails."),
    ]
