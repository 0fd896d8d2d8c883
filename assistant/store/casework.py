"""Claims and agreement requests as staff work on them: lists, one of them, the decision."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, RowMapping, Table, select, update

from assistant.store import audit
from assistant.store.engine import stamp
from assistant.store.schema import agreements, claims, documents, medical_papers, members
from assistant.store.staff import Staff
from assistant.store.turns import MEMBER

CLAIM_STATUSES = ("in_progress", "validated", "rejected")
AGREEMENT_STATUSES = ("awaiting_papers", "received", "agreed", "refused", "more")
ANSWERS = ("agreed", "refused", "more")  # what the medical adviser can say
PAGE = 50

Outcome = Literal["accepted", "refused"]


class Undecided(Exception):
    """A refused line has no reason that the member could read, or the lines do not match."""


class StaleCase(Exception):
    """Someone decided after the page was shown: nothing was done."""


@dataclass(frozen=True)
class Verdict:
    """What is decided about one line of a claim; `reason` is in the member's words."""

    outcome: Outcome | None
    reason: str = ""


def listed_claims(connection: Connection, status: str | None, page: int = 0) -> list[RowMapping]:
    """Claims with their member's name, the oldest first: they are handled in that order."""
    return _listed(connection, claims, status, page)


def listed_agreements(
    connection: Connection, status: str | None, page: int = 0
) -> list[RowMapping]:
    return _listed(connection, agreements, status, page)


def claim(connection: Connection, number: str) -> Row[Any] | None:
    """The claim with its member's columns (`m_*`)."""
    return _one(connection, claims, number)


def agreement(connection: Connection, number: str) -> Row[Any] | None:
    """The request with its member's columns (`m_*`)."""
    return _one(connection, agreements, number)


def of_member(connection: Connection, table: Table, member_id: str) -> list[RowMapping]:
    """A member's claims or agreement requests, the newest first."""
    query = select(table).where(table.c.member_id == member_id)
    newest = query.order_by(table.c.created_at.desc(), table.c.number).limit(20)
    return list(connection.execute(newest).mappings())


def claims_of(connection: Connection, member_id: str) -> list[RowMapping]:
    return of_member(connection, claims, member_id)


def agreements_of(connection: Connection, member_id: str) -> list[RowMapping]:
    return of_member(connection, agreements, member_id)


def documents_named(connection: Connection, ids: Sequence[str]) -> dict[str, Row[Any]]:
    """Documents by id; ids that are not on record are left out."""
    query = select(documents).where(documents.c.id.in_(ids))
    return {row.id: row for row in connection.execute(query)}


def documents_in(connection: Connection, conversation_id: int) -> list[Row[Any]]:
    """The latest files of a conversation."""
    query = select(documents).where(documents.c.conversation_id == conversation_id)
    return list(connection.execute(query.order_by(documents.c.created_at.desc()).limit(20)))


def has_medical_papers(connection: Connection, number: str) -> bool:
    query = select(medical_papers.c.id).where(medical_papers.c.agreement == number).limit(1)
    return connection.execute(query).first() is not None


def decide_claim(
    connection: Connection,
    number: str,
    verdicts: Sequence[Verdict],
    version: int,
    by: Staff,
    now: datetime,
) -> str:
    """Sets the verdict of each line and gives the claim's status (WEL-3-v, WEL-3-w, WEL-3-x).

    In progress until every line has one, then validated when at least one is accepted, else
    rejected. Raises StaleCase or Undecided, and changes nothing then.
    """
    row = _locked(connection, claims, number, version)
    items = json.loads(row["items"])
    if len(items) != len(verdicts):
        raise Undecided
    for item, verdict in zip(items, verdicts, strict=True):
        item["result"] = _result(verdict)
    status = status_of(verdicts)
    _decide(connection, claims, row, by, now, items=json.dumps(items), status=status)
    return status


def status_of(verdicts: Sequence[Verdict]) -> str:
    """A claim's status by its lines."""
    outcomes = [verdict.outcome for verdict in verdicts]
    if not outcomes or None in outcomes:
        return "in_progress"
    return "validated" if "accepted" in outcomes else "rejected"


def decide_agreement(
    connection: Connection, number: str, status: str, version: int, by: Staff, now: datetime
) -> None:
    """The medical adviser's answer; why stays sealed (T28). Raises StaleCase or Undecided."""
    if status not in ANSWERS:
        raise Undecided
    row = _locked(connection, agreements, number, version)
    _decide(connection, agreements, row, by, now, status=status)


def _result(verdict: Verdict) -> dict[str, str] | None:
    if verdict.outcome is None:
        return None
    if verdict.outcome == "refused" and not verdict.reason:
        raise Undecided
    return {"outcome": verdict.outcome, "reason": verdict.reason}


def _locked(connection: Connection, table: Table, number: str, version: int) -> RowMapping:
    query = select(table).where(table.c.number == number).with_for_update()
    row = connection.execute(query).mappings().first()
    if row is None or row["version"] != version:
        raise StaleCase
    return row


def _decide(
    connection: Connection, table: Table, row: RowMapping, by: Staff, now: datetime, **values: Any
) -> None:
    this = table.c.number == row["number"]
    connection.execute(
        update(table)
        .where(this)
        .values(updated_at=stamp(now), version=row["version"] + 1, **values)
    )
    kind = "claim" if table is claims else "agreement"
    audit.note(connection, now, by.actor, f"decide_{kind}", f"{kind}:{row['number']}")


def _listed(
    connection: Connection, table: Table, status: str | None, page: int
) -> list[RowMapping]:
    query = select(
        table, members.c.given_name, members.c.family_name, members.c.number.label("member_number")
    ).join(members, members.c.id == table.c.member_id)
    if status is not None:
        query = query.where(table.c.status == status)
    ordered = query.order_by(table.c.created_at, table.c.number)
    return list(connection.execute(ordered.limit(PAGE + 1).offset(page * PAGE)).mappings())


def _one(connection: Connection, table: Table, number: str) -> Row[Any] | None:
    query = (
        select(table, *MEMBER)
        .join(members, members.c.id == table.c.member_id)
        .where(table.c.number == number)
    )
    return connection.execute(query).first()
