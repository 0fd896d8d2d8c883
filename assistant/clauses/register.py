"""The clause register: for every clause, the rule, the answer, the guide, or staff with a reason.

`register/*.toml` has one line a clause. A rule is a function of `assistant.rules` that cites the
clause, a file of dated values, the step of a dialog that checks it ("receipt:review"), or a name
below `assistant`. An answer is named by the clause it is written for; several may share it.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.clauses.answers import ANSWERS
from assistant.rules.citation import RULES
from assistant.rules.product import products

FOLDER = Path(__file__).parent / "register"
KINDS = ("rule", "answer", "guide", "staff")
MOST_STAFF = 80


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the product does with one clause; an empty field says that it has none."""

    clause: str
    product: str
    rule: str = ""
    answer: str = ""
    guide: str = ""
    staff: str = ""

    @property
    def kind(self) -> str:
        """The one thing the clause is mapped to; a rule or an answer comes before a guide."""
        return next((kind for kind in KINDS if getattr(self, kind)), "")


@cache
def register() -> Mapping[str, Entry]:
    """All entries by clause, in the order of the documents."""
    found: dict[str, Entry] = {}
    for name in _parts():
        with (FOLDER / f"{name}.toml").open("rb") as file:
            data = tomllib.load(file)
        for clause, fields in data["clauses"].items():
            if clause in found:
                raise ValueError(f"{clause} stands twice in the register")
            found[clause] = Entry(clause=clause, product=data["product"], **fields)
    return found


def _parts() -> tuple[str, ...]:
    with (FOLDER / "parts.toml").open("rb") as file:
        return tuple(tomllib.load(file)["parts"])


def product_of(clause: str) -> str:
    """The product whose document holds the clause; KeyError for an unknown one."""
    return register()[clause].product


# --- what may be wrong ----------------------------------------------------------------------------


def problems(ids: Collection[str], dialogs: Collection[str]) -> Iterator[str]:
    """What is wrong with the register, held against the ids of the documents.

    `dialogs` names every dialog, and every step of one as "dialog:step".
    """
    entries = register()
    yield from (f"{clause}: not in the register" for clause in ids if clause not in entries)
    yield from (f"{clause}: no such clause" for clause in entries if clause not in ids)
    for entry in entries.values():
        yield from _entry(entry, dialogs)
    staff = sum(entry.kind == "staff" for entry in entries.values())
    if staff > MOST_STAFF:
        yield f"{staff} clauses end at staff: at most {MOST_STAFF} may"
    unused = ANSWERS.keys() - {entry.answer for entry in entries.values()}
    yield from (f"{clause}: an answer that no clause has" for clause in sorted(unused))


def _entry(entry: Entry, dialogs: Collection[str]) -> Iterator[str]:
    if not entry.kind:
        yield f"{entry.clause}: mapped to nothing"
    if entry.staff and entry.kind != "staff":
        yield f"{entry.clause}: staff beside a {entry.kind}"
    if entry.rule and not (entry.rule in dialogs or stands(entry.rule, entry.clause)):
        yield f"{entry.clause}: {entry.rule} does not exist, or does not cite it"
    if entry.answer and entry.answer not in ANSWERS:
        yield f"{entry.clause}: no answer {entry.answer}"
    if entry.guide and entry.guide not in dialogs:
        yield f"{entry.clause}: no dialog {entry.guide}"


def stands(rule: str, clause: str) -> bool:
    """Whether the rule exists and cites the clause; what is no rule only has to exist."""
    if ":" in rule:
        return False
    rules = Path(str(importlib.import_module("assistant.rules").__file__)).parent
    if rule.endswith(".toml"):
        return (rules / rule).is_file() and f'"{clause}"' in (rules / rule).read_text()
    if rule.partition(".")[0] in {product.code for product in products()}:
        return clause in RULES.get(f"assistant.rules.{rule}", ())
    module, _dot, name = rule.rpartition(".")
    return hasattr(importlib.import_module(f"assistant.{module}"), name)
