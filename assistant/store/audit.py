"""The audit trail: who did what to what, by ids alone; never text, names or amounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from assistant.store.engine import stamp
from assistant.store.schema import audit


def note(connection: Connection, now: datetime, actor: str, action: str, subject: str) -> None:
    """One entry: `actor` is bot, member:<id>, staff:<id> or operator; `subject` is <kind>:<id>."""
    row = {"at": stamp(now), "actor": actor, "action": action, "subject": subject[:64]}
    connection.execute(insert(audit).values(row))
