"""An agent, and the members of a proof, one a conversation; half have yet to prove who they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from assistant.clock import Clock
from assistant.store import filling
from assistant.store.staff import Staff
from proofs.dice import dice

BORN = "1988-05-12"
LEA = Staff(
    id="lea",
    name="Léa Martin",
    email="lea@example.org",
    password_hash="",
    role="agent",
    team="members",
    totp_secret=None,
    totp_last=None,
    active=True,
)


@dataclass(frozen=True, kw_only=True)
class Member:
    """One member and the one address they write from: a number, a chat, a browser's digest."""

    id: str
    number: str
    address: str
    language: str
    bound: bool
    born: str = BORN

    @property
    def email(self) -> str:
        return f"{self.id}@example.org"

    def row(self) -> dict[str, Any]:
        """The row of `members`: a contract of several years, so that no waiting period runs."""
        certificate = {
            "product": "ats_a4916",
            "plan": "premium",
            "regime": "first_euro",
            "zone": "A",
            "country": "FR",
            "joined": "2019-09-01",
            "household": "individual",
            "deductible": 0,
            "status": "active",
            "birth_date": self.born,
        }
        return {
            "id": self.id,
            "number": self.number,
            "product": "ats_a4916",
            "given_name": "Camille",
            "family_name": f"Roche {self.id}",
            "birth_date": self.born,
            "email": self.email,
            "language": self.language,
            "certificate": json.dumps(certificate),
            "family": "[]",
            "usage": "{}",
            "address": json.dumps(["3 rue des Tilleuls", "69003 Lyon", "France"]),
        }


def member(seed: int, index: int, address: str) -> Member:
    random = dice(seed, "member", index)
    return Member(
        id=f"member{index}",
        number=f"A4916-{20000 + index}",
        address=address,
        language=random.choice(("fr", "fr", "en")),
        bound=random.random() < 0.5,
    )


def enrol(connection: Connection, members: Sequence[Member], channel: str, clock: Clock) -> None:
    """All on record; those who are bound have a conversation already."""
    filling.put_members(connection, [one.row() for one in members])
    for one in members:
        if one.bound:
            filling.put_conversation(
                connection, one.id, one.language, channel, one.address, clock.now()
            )
