"""What ought to have happened: every conversation once more, one turn after the other, undisturbed.

The events of a conversation are taken again, in the order and at the times in which they were taken
under fire, by the same turn on a fresh database. Replies, effects, records and the conversation's
state must come out the same: then no crash has lost, doubled or half-done anything.
"""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pydantic import SecretStr
from sqlalchemy import Engine, event, insert

from assistant import turn
from assistant.clock import FixedClock
from assistant.settings import Settings
from assistant.store import schema
from assistant.store.engine import connect, instant
from assistant.store.schema import conversations
from assistant.turn import Turns, read_inbound
from proofs.evidence import Evidence, Row, payload, rows
from proofs.people import Member
from proofs.silence import silence
from proofs.site import TOKENS

LINK = re.compile(r"/l/[A-Za-z0-9_-]{10,}")
COMPARED = {
    "outbox": ("key", "conversation_id", "kind", "author", "purpose", "channel", "address", "body"),
    "claims": ("number", "member_id", "conversation_id", "items", "total_eur", "consent_at"),
    "agreements": ("number", "member_id", "conversation_id", "request", "created_at"),
    "letters": ("number", "member_id", "conversation_id", "kind", "data", "created_at"),
    "statements": ("number", "member_id", "conversation_id", "document", "created_at"),
    "handovers": ("conversation_id", "at", "action", "to_team", "note"),
    "conversations": ("id", "member_id", "language", "mode", "state", "serial", "seen_at"),
}


def differences(
    evidence: Evidence, members: list[Member], folder: Path, base_url: str
) -> list[str]:
    """What a quiet run gives otherwise than the run under fire; empty when nothing."""
    skipped = {row["conversation_id"] for row in evidence.events.values() if row["attempts"] != 1}
    engine = _fresh(folder / "replay.sqlite")
    try:
        _put(engine, evidence, members)
        _take_all(engine, evidence, folder, base_url, skipped)
        quiet = rows(engine)
    finally:
        engine.dispose()
    found: list[str] = []
    for table, columns in COMPARED.items():
        of = "id" if table == "conversations" else "conversation_id"
        fire = [row for row in evidence.tables[table] if row[of] not in skipped and _a_turns(row)]
        calm = [row for row in quiet[table] if row[of] not in skipped]
        found += _compare(table, _plain(fire, columns), _plain(calm, columns))
    return found


def _fresh(file: Path) -> Engine:
    """A database that need not outlive the machine."""
    file.unlink(missing_ok=True)
    engine = connect(f"sqlite:///{file}")

    @event.listens_for(engine, "connect")
    def forget(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    schema.metadata.create_all(engine)
    return engine


def _put(engine: Engine, evidence: Evidence, members: list[Member]) -> None:
    """The members, and the conversations with the numbers that they have; codes depend on them."""
    begun = {row["id"]: row for row in evidence.before}
    with engine.begin() as connection:
        connection.execute(insert(schema.members), [one.row() for one in members])
        for row in evidence.tables["conversations"]:
            connection.execute(insert(conversations).values(begun.get(row["id"], _opened(row))))


def _opened(row: Row) -> dict[str, Any]:
    """As it was when its first message came; a page has a language from the start."""
    kept = {name: row[name] for name in ("id", "channel", "address", "created_at")}
    spoken = "fr" if row["channel"] == "web" else None
    return {**kept, "state": "{}", "seen_at": row["created_at"], "language": spoken}


def _take_all(
    engine: Engine, evidence: Evidence, folder: Path, base_url: str, skipped: set[int]
) -> None:
    clock = FixedClock(evidence.clock.now())
    settings = Settings(
        var=folder / "product",  # statements are signed with the same keys
        base_url=base_url,
        secret_key=SecretStr(TOKENS["secret_key"]),
        _env_file=None,  # type: ignore[call-arg]
    )
    turns = Turns(settings, clock, engine)
    numbers, papers = _numbers(evidence), _papers(evidence)
    for conversation, taken in evidence.of_conversation("events").items():
        if conversation in skipped:
            continue
        for row in sorted(taken, key=lambda one: one["seq"]):
            clock.move(instant(row["received_at"]) - clock.now())
            number = numbers.get((conversation, row["received_at"]), "")
            with silence(), _drawn(number, papers.get(row["key"], [])):
                turns.take(read_inbound(payload(row)))


@contextmanager
def _drawn(number: str, documents: list[str]) -> Iterator[None]:
    """What a turn draws by chance is drawn as it was."""
    left = iter(documents)
    with (
        patch.object(turn, "reference", lambda: number),
        patch.object(secrets, "token_hex", lambda _size: next(left)),
    ):
        yield


def _numbers(evidence: Evidence) -> dict[tuple[int, str], str]:
    """The number that a turn gave to what it opened, by conversation and time."""
    return {
        (row["conversation_id"], row["created_at"]): row["number"]
        for table in ("claims", "agreements", "letters", "statements")
        for row in evidence.tables[table]
    }


def _papers(evidence: Evidence) -> dict[str, list[str]]:
    """The names that a turn gave to files still at the provider, by event."""
    found: dict[str, list[str]] = {}
    for row in evidence.effects:
        if row["purpose"] == "fetch_media":
            document = row["body"].split('"document": "')[1].split('"')[0]
            found.setdefault(row["key"].rpartition("#")[0], []).append(document)
    return found


def _a_turns(row: Row) -> bool:
    """An alert that a message could not be delivered is no turn's."""
    return not str(row.get("note", "")).startswith("undeliverable:")


def _plain(found: list[Row], columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Sorted, with one-time links all alike."""
    return sorted(tuple(LINK.sub("/l/…", str(row[name])) for name in columns) for row in found)


def _compare(table: str, fire: list[tuple[str, ...]], calm: list[tuple[str, ...]]) -> list[str]:
    missing, added = Counter(calm) - Counter(fire), Counter(fire) - Counter(calm)
    return [
        *(f"{table}: missing {row}" for row in missing.elements()),
        *(f"{table}: too much {row}" for row in added.elements()),
    ]
