"""The people of the tests: three members with what the administrator knows of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert

from assistant.store import schema

BOUND = "2026-03-01T08:00:00.000000Z"


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member, with the phone and chat that would be bound to them."""

    id: str
    number: str
    given_name: str
    family_name: str
    birth_date: str
    language: str
    phone: str
    chat: str
    product: str = "ats_a4916"
    certificate: dict[str, Any] = field(default_factory=dict)
    family: list[dict[str, str]] = field(default_factory=list)
    usage: dict[str, Any] = field(default_factory=dict)

    @property
    def email(self) -> str:
        return f"{self.id}@example.org"

    def row(self) -> dict[str, Any]:
        """The row of `members`."""
        return {
            "id": self.id,
            "number": self.number,
            "product": self.product,
            "given_name": self.given_name,
            "family_name": self.family_name,
            "birth_date": self.birth_date,
            "email": self.email,
            "language": self.language,
            "certificate": json.dumps({"product": self.product, **self.certificate}),
            "family": json.dumps(self.family),
            "usage": json.dumps(self.usage),
            "address": json.dumps(["3 rue des Tilleuls", "69003 Lyon", "France"]),
        }


CAMILLE = Person(
    id="camille",
    number="A4916-1016",
    given_name="Camille",
    family_name="Roche",
    birth_date="1988-05-12",
    language="fr",
    phone="+33639980016",
    chat="700016",
    certificate={
        "plan": "premium",
        "regime": "first_euro",
        "zone": "A",
        "country": "FR",
        "joined": "2024-09-01",
        "household": "individual",
        "deductible": 0,
        "status": "active",
        "birth_date": "1988-05-12",
    },
)
SAMUEL = Person(
    id="samuel",
    number="WEL-20117",
    given_name="Samuel",
    family_name="Okafor",
    birth_date="1979-11-02",
    language="en",
    phone="+447700900117",
    chat="700117",
    product="welcare",
    certificate={"joined": "2025-01-01", "status": "active", "birth_date": "1979-11-02"},
)
INES = Person(
    id="ines",
    number="A4916-1031",
    given_name="Inès",
    family_name="Benali",
    birth_date="1991-02-27",
    language="fr",
    phone="+33639980031",
    chat="700031",
    certificate={
        "plan": "confort",
        "regime": "cfe",
        "zone": "C",
        "country": "SG",
        "joined": "2026-02-01",
        "household": "family",
        "deductible": 150,
        "status": "active",
        "birth_date": "1991-02-27",
    },
    family=[
        {"person": "spouse", "given_name": "Mehdi", "birth_date": "1990-07-14"},
        {"person": "child", "given_name": "Lina", "birth_date": "2019-04-03"},
    ],
)


def enrol(connection: Connection, *people: Person) -> None:
    """Puts members on record."""
    connection.execute(insert(schema.members), [person.row() for person in people])


def bind(connection: Connection, person: Person, channel: str, address: str = "") -> int:
    """A conversation whose holder has proved to be that member; gives its id."""
    if not address:
        address = person.chat if channel == "telegram" else person.phone
    fresh = insert(schema.conversations).values(
        channel=channel,
        address=address,
        member_id=person.id,
        bound_at=BOUND,
        language=person.language,
        state="{}",
        created_at=BOUND,
        seen_at=BOUND,
    )
    key = connection.execute(fresh).inserted_primary_key
    assert key is not None
    return int(key[0])


__all__ = ["CAMILLE", "INES", "SAMUEL", "Person", "bind", "enrol"]
