"""A member's file beside their conversation: who, what certificate, what was answered so far."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection

from assistant import conversation as memory
from assistant.conversation import Frame
from assistant.dialogs.care import ACTS
from assistant.dialogs.kinds import DONT_KNOW, OneOf
from assistant.dialogs.registry import BY_NAME
from assistant.messages import Country, Day, Money, Value
from assistant.staff.checks import Record, record_of
from assistant.staff.labels import PRODUCTS, topic
from assistant.store.casework import agreements_of, claims_of
from assistant.store.engine import instant
from assistant.store.reach import BINDING_LAPSES
from assistant.wording import _

FACTS: Mapping[str, Value] = {
    "plan": _("Plan"),
    "status": _("Status"),
    "terminated_on": _("Last covered day"),
    "joined": _("Covered since"),
    "household": _("Household"),
    "spouse_inscribed": _("Spouse covered since"),
    "child_inscribed": _("Child covered since"),
    "regime": _("Base scheme"),
    "country": _("Country of stay"),
    "zone": _("Zone"),
    "deductible": _("Deductible chosen"),
    "waiver_certificate": _("Waiting periods lifted by a certificate"),
    "previous_cover_end": _("Previous cover ended"),
    "upgraded_from": _("Plan before"),
    "upgrade_effective": _("Plan changed on"),
    "move_date": _("Moves on"),
    "new_country": _("Moves to"),
    "new_zone": _("New zone"),
}
SEALED = "certificate_excluded_pathology"
PERSONS: Mapping[str, Value] = {"spouse": _("Spouse"), "child": _("Child")}
ANSWERS: Mapping[str, Value] = {
    "photos": _("Photos"),
    "care": _("Kind of care"),
    "amount": _("Amount paid"),
    "on": _("Day of the care"),
    "for_whom": _("Patient"),
    "items": _("Bills"),
    "sale": _("How the contract was sold"),
    "signed": _("Signed on"),
    "care_known": _("A claim known"),
    "paid": _("Contribution paid"),
    "place": _("Place"),
}
WORDS: Mapping[Any, Value] = {
    "active": _("Active"),
    "suspended": _("Online access suspended"),
    "terminated": _("Ended"),
    "individual": _("Alone"),
    "couple": _("Couple"),
    "family": _("Family"),
    "first_euro": _("From the first euro"),
    "cfe": _("Complement to the CFE"),
    "secu": _("Complement to French social security"),
}
SUMS = ("deductible", "amount", "cost")
PEOPLE = ("for_whom", "patient")
NOT_SHOWN = ("identify",)  # codes and tries: nobody's to see
YES_NO: Mapping[bool, Value] = {True: _("Yes"), False: _("No")}


@dataclass(frozen=True, kw_only=True)
class File:
    """What the page shows of a member; empty while nobody was identified."""

    name: str = ""
    number: str = ""
    product: Value = ""
    birth_date: date | None = None
    proved: bool = False  # by a code sent to the e-mail on record, and not lapsed since
    proved_at: datetime | None = None
    facts: tuple[tuple[Value, Value], ...] = ()
    sealed: str | None = None  # for the medical adviser; None when there is nothing sealed
    family: tuple[tuple[Value, str, date], ...] = ()
    people: tuple[str, ...] = ()  # given names of everyone insured, the member first
    claims: tuple[Any, ...] = ()
    agreements: tuple[Any, ...] = ()
    record: Record = field(default_factory=Record)


def file_of(connection: Connection, row: Any, now: datetime) -> File:
    """From a conversation's row with its member's columns (`m_*`)."""
    if row.m_id is None:
        return File()
    certificate = json.loads(row.m_certificate)
    family = [p for p in json.loads(row.m_family) if p["person"] != "member"]
    claims = tuple(claims_of(connection, row.m_id))
    agreements = tuple(agreements_of(connection, row.m_id))
    return File(
        name=f"{row.m_given_name} {row.m_family_name}",
        number=row.m_number,
        product=PRODUCTS.get(row.m_product, row.m_product),
        birth_date=date.fromisoformat(row.m_birth_date),
        proved=_proved(row, now),
        proved_at=instant(row.bound_at) if row.bound_at else None,
        facts=tuple(_facts(certificate)),
        sealed=certificate.get(SEALED),
        family=tuple(_dependants(family)),
        people=(row.m_given_name, *(person["given_name"] for person in family)),
        claims=claims,
        agreements=agreements,
        record=_record(row, family, claims, agreements),
    )


def answers_of(state: str, people: Sequence[str]) -> list[tuple[Value, list[tuple[Value, Value]]]]:
    """The dialogs under way, outermost first: subject, and what was answered in each.

    `people` are the given names of everyone insured, the member first: answers count them.
    """
    try:
        frames = memory.load(state).frames
    except (KeyError, TypeError, ValueError):  # a state of another version of ours
        return []
    shown = [frame for frame in frames if frame.dialog not in NOT_SHOWN]
    return [(_title(frame), list(_answers(frame, people))) for frame in shown]


def plain_value(name: str, value: Any) -> Value:
    """A stored fact as a value that can be shown."""
    if isinstance(value, bool):
        return YES_NO[value]
    if name in SUMS:
        return _sum(value)
    if value in WORDS:
        return WORDS[value]
    if name == "plan":
        return str(value).replace("_", " ").upper()
    if value in ACTS:
        return ACTS[value]
    if isinstance(value, str) and name in ("country", "new_country") and len(value) == 2:
        return Country(value)
    if isinstance(value, str) and (day := _day(value)) is not None:
        return Day(day)
    return str(value).replace("_", " ") if isinstance(value, str) else str(value)


def _proved(row: Any, now: datetime) -> bool:
    return row.bound_at is not None and now - instant(row.seen_at) <= BINDING_LAPSES


def _facts(certificate: Mapping[str, Any]) -> Iterator[tuple[Value, Value]]:
    for name, label in FACTS.items():
        if certificate.get(name) is not None:
            yield label, plain_value(name, certificate[name])


def _dependants(family: list[dict[str, str]]) -> Iterator[tuple[Value, str, date]]:
    for person in family:
        kind = PERSONS.get(person["person"], person["person"])
        yield kind, person["given_name"], date.fromisoformat(person["birth_date"])


def _record(row: Any, family: list[dict[str, str]], claims: Any, agreements: Any) -> Record:
    member = {
        "number": row.m_number,
        "email": row.m_email,
        "birth_date": row.m_birth_date,
        "address": json.loads(row.m_address),
        "family": family,
    }
    cases = [{"items": json.loads(claim["items"]), "total": claim["total_eur"]} for claim in claims]
    cases += [{"request": json.loads(agreement["request"])} for agreement in agreements]
    return record_of(member, cases)


def _title(frame: Frame) -> Value:
    return topic(frame.dialog)


def _answers(frame: Frame, people: Sequence[str]) -> Iterator[tuple[Value, Value]]:
    known = BY_NAME.get(frame.dialog)
    steps = {step.name: step for step in known.steps} if known else {}
    for name, value in frame.answers.items():
        step = steps.get(name.rstrip("+"))
        if step is None:  # a note of the engine's own
            continue
        label = step.label or ANSWERS.get(step.name, step.name.replace("_", " "))
        options = step.kind.options if isinstance(step.kind, OneOf) else None
        if isinstance(options, Mapping) and value in options:
            yield label, options[value]
        else:
            yield label, _shown(step.name, value, people)


def _shown(name: str, value: Any, people: Sequence[str]) -> Value:
    if value == DONT_KNOW:
        return _("I don't know")
    if name in PEOPLE and str(value).isdigit() and int(value) < len(people):
        return people[int(value)]
    if isinstance(value, list):
        return _("{count} so far", count=len(value))
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if isinstance(part, str | int))
    return plain_value(name, value)


def _sum(value: Any) -> Value:
    try:
        return Money(Decimal(str(value)))
    except InvalidOperation:
        return str(value)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


__all__ = ["File", "answers_of", "file_of", "plain_value"]
