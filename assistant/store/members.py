"""Members as the insurer knows them: a row becomes the nouns that dialogs and rules use."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from assistant.dialogs.dialog import MemberRecord, Person
from assistant.rules.facts import Member
from assistant.rules.product import product

DATES = frozenset(
    name for name, kind in Member.__annotations__.items() if str(kind).startswith("dt.date")
)


def certificate(stored: str, code: str) -> Member:
    """The certificate's facts (decisions.md 2.1); the product is the member's one product."""
    facts = {name: value for name, value in json.loads(stored).items() if value is not None}
    dated: dict[str, Any] = {
        n: date.fromisoformat(v) if n in DATES else v for n, v in facts.items()
    }
    return Member(**{**dated, "product": code})


def member_record(row: Any) -> MemberRecord:
    """From a row with the members' columns prefixed `m_`."""
    return MemberRecord(
        id=row.m_id,
        number=row.m_number,
        product=product(row.m_product),
        given_name=row.m_given_name,
        family_name=row.m_family_name,
        email=row.m_email,
        certificate=certificate(row.m_certificate, row.m_product),
        family=family(row),
        usage=json.loads(row.m_usage),
        address=tuple(json.loads(row.m_address)),
    )


def family(row: Any) -> tuple[Person, ...]:
    """Everyone insured, the member first."""
    dependants = (
        Person(p["person"], p["given_name"], date.fromisoformat(p["birth_date"]))
        for p in json.loads(row.m_family)
        if p["person"] != "member"
    )
    holder = Person("member", row.m_given_name, date.fromisoformat(row.m_birth_date))
    return (holder, *dependants)
