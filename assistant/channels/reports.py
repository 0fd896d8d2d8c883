"""Delivery reports of a provider, noted on the outbox row they speak of.

Reports repeat, overtake each other, and may come before the answer that gave the message its id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from assistant.channels.refusals import unusable
from assistant.store.deliveries import make_unusable
from assistant.store.engine import stamp
from assistant.store.schema import handovers, outbox

Outcome = Literal["noted", "known", "unknown_row", "other_message"]

# Twilio's MessageStatus in the order of a message's life; what is not listed is noted as nothing.
RANK = {
    "accepted": 0,
    "scheduled": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "delivered": 5,
    "read": 6,
    "undelivered": 7,
    "failed": 7,
    "canceled": 7,
}
DELIVERED, REFUSED = 5, 7


@dataclass(frozen=True)
class Report:
    """What the provider says of one message; `code` is its error, empty when there is none."""

    provider_id: str
    status: str
    code: str = ""


def note(connection: Connection, outbox_id: int, report: Report, now: datetime) -> Outcome:
    """Writes what is new in a report; a final state never moves back (threats.md 3.4)."""
    found = select(outbox).where(outbox.c.id == outbox_id).with_for_update()
    row = connection.execute(found).first()
    if row is None:
        return "unknown_row"
    if row.provider_id and report.provider_id not in row.provider_id.split(","):
        return "other_message"
    if not _is_news(row, report):
        return "known"
    connection.execute(
        update(outbox).where(outbox.c.id == outbox_id).values(_changes(row, report, now))
    )
    if RANK[report.status] == REFUSED:
        _tell_staff(connection, row.conversation_id, report.code or report.status, now)
    return "noted"


def _is_news(row: Row[Any], report: Report) -> bool:
    """Later in the message's life than what is known, and nothing final is known."""
    if report.status not in RANK:
        return False
    known = RANK.get(row.provider_state or "", -1)
    if known >= DELIVERED:
        return known == DELIVERED and report.status == "read"
    return RANK[report.status] > known


def _changes(row: Row[Any], report: Report, now: datetime) -> dict[str, Any]:
    """The report proves that the provider has the message: a row in flight adopts its id."""
    rank = RANK[report.status]
    changes: dict[str, Any] = {"provider_state": report.status, "state": "sent"}
    if not row.provider_id:
        changes["provider_id"] = report.provider_id
    if row.sent_at is None:
        changes["sent_at"] = stamp(now)
    if row.final_at is None and rank >= DELIVERED:
        changes["final_at"] = stamp(now)
    if rank == REFUSED:
        changes |= {"state": "failed", "code": report.code or report.status}
    return changes


def _tell_staff(connection: Connection, conversation_id: int, code: str, now: datetime) -> None:
    """A message that did not arrive is staff's to see; a dead address is tried no more (T9)."""
    if unusable(code):
        make_unusable(connection, conversation_id, code)
    alert = {"conversation_id": conversation_id, "at": stamp(now), "action": "alert"}
    connection.execute(insert(handovers).values(**alert, note=f"undeliverable:{code}"))
