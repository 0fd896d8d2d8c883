"""Putting a point of the contract to the rules, and telling what they compute.

Where a member has to act by a day, the earlier day of two readings is the one that is told
(decisions.md 4.3): `Obligation.announce`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from assistant.clauses.answer import Source
from assistant.clauses.figures import address
from assistant.dialogs.contract_clause import confirmed, guide, neighbours, where
from assistant.dialogs.dialog import Context, Outcome
from assistant.messages import Value
from assistant.rules.decision import Decision
from assistant.rules.facts import Inputs, Member
from assistant.rules.obligations import Obligation


def outcome(clause: str, a: Context, *lines: Value) -> Outcome:
    """Computed lines, then what every answer to this clause ends with."""
    said = (*lines, *confirmed(clause, a), where(clause, a))
    return Outcome(lines=said, offers=(*guide(clause, a), *neighbours(clause, a)))


def certificate(a: Context) -> Member:
    """The member's certificate without what is theirs alone; a stranger has none."""
    record = a.facts.member
    if record is None:
        return Member(product=a.facts.pack.code)
    return replace(record.certificate, certificate_excluded_pathology=None)


def decide(a: Context, question: str, ask: str, **inputs: Any) -> Decision:
    return a.facts.pack.decide(question, certificate(a), Inputs(**inputs), ask)


def obligation(a: Context, kind: str, **inputs: Any) -> Obligation | None:
    """The dated obligation of that kind that these facts create, if they create one."""
    found = a.facts.pack.deadlines(certificate(a), Inputs(**inputs))
    return next((one for one in found if one.kind == kind), None)


def zone_of(a: Context, country: str) -> str | None:
    """The zone of a country, None outside every zone."""
    return decide(a, "zone_of_country", "zone", country=country).zone


def written_to(purpose: str, a: Context) -> Value:
    return address(purpose)(Source(a.facts.pack, a.facts.today))


def renewal(a: Context) -> date:
    """The next first of January."""
    return date(a.facts.today.year + 1, 1, 1)
