"""What there is to look at after a load: the database, the ledgers, the journal.

Nothing here judges; `checker.py` does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, select

from assistant.channels.fitting import fit_telegram
from assistant.reconciling import outgoing_of
from assistant.standins.ledger import Mail, Message
from assistant.store.engine import reading
from assistant.store.schema import (
    agreements,
    claims,
    conversations,
    documents,
    events,
    handovers,
    letters,
    outbox,
    statements,
)
from proofs.haste import SwiftClock
from proofs.journal import Parcel
from proofs.kills import Kill

Row = Mapping[str, Any]
TABLES = (
    conversations,
    events,
    outbox,
    claims,
    agreements,
    letters,
    statements,
    documents,
    handovers,
)


@dataclass
class Evidence:
    """Rows of the database by table; what arrived at the providers, oldest first."""

    channel: str
    clock: SwiftClock
    tables: Mapping[str, Sequence[Row]]
    parcels: Sequence[Parcel] = ()
    arrived: Sequence[Message] = ()
    troubled: Mapping[str, str] = field(default_factory=dict)  # by the provider's id
    mails: Sequence[Mail] = ()
    shown: Mapping[str, Sequence[int]] = field(default_factory=dict)  # by a browser's address
    kills: Sequence[Kill] = ()
    unanswered: frozenset[int] = frozenset()  # rows of which a worker's log says so
    before: Sequence[Row] = ()  # conversations as they were when the load began
    read_back: bool = True  # whether what a provider gave up must have been fetched afterwards

    def __post_init__(self) -> None:
        self.number_of = {row["address"]: row["id"] for row in self.tables["conversations"]}
        self.events = {row["key"]: row for row in self.tables["events"]}
        self.replies = [row for row in self.tables["outbox"] if row["kind"] == "reply"]
        self.effects = [row for row in self.tables["outbox"] if row["kind"] == "effect"]

    def key(self, parcel: Parcel) -> str:
        """The key under which our inbox must have it."""
        number = self.number_of.get(parcel.address, "?")
        return parcel.key.replace("web:?:", f"web:{number}:", 1)

    def event(self, parcel: Parcel) -> Row | None:
        return self.events.get(self.key(parcel))

    def of_conversation(self, table: str) -> dict[int, list[Row]]:
        """The rows of a table by conversation, in their order."""
        found: dict[int, list[Row]] = {row["id"]: [] for row in self.tables["conversations"]}
        for row in self.tables[table]:
            found.setdefault(row["conversation_id"], []).append(row)
        return found


def rows(engine: Engine) -> dict[str, list[Row]]:
    """Every table that a turn or a delivery writes, in the order of its key."""
    with reading(engine) as connection:
        return {table.name: _rows(connection, table) for table in TABLES}


def _rows(connection: Any, table: Table) -> list[Row]:
    query = select(table).order_by(*table.primary_key.columns)
    return [dict(row) for row in connection.execute(query).mappings()]


def unanswered(log: Path) -> frozenset[int]:
    """Rows whose sending a worker gave up waiting for, by its own log."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    said = (json.loads(line) for line in lines if '"outcome": "unknown"' in line)
    return frozenset(line["outbox"] for line in said if line.get("event") == "delivered")


def parts(reply: Row) -> tuple[str, ...]:
    """The texts in which a reply leaves by Telegram."""
    return fit_telegram(outgoing_of(reply["body"]))


def outbox_id(message: Message) -> int:
    """Which of our rows a text message is: its status callback says it."""
    return int(message.callback.rpartition("/")[2])


def payload(event: Row) -> dict[str, Any]:
    return dict(json.loads(event["payload"]))
