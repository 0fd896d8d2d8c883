"""Notices to members of what staff did: "your request was updated" and a one-time link.

Never what was decided, nor for whom: that stands behind the link, on our own page (T25).
Called inside the transaction of the decision; the notice leaves by the outbox.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from assistant.messages import Outgoing, Text
from assistant.settings import Settings
from assistant.store import reach
from assistant.store.casework import agreement, claim
from assistant.store.desk import queue_reply
from assistant.store.links import make_link
from assistant.store.staff import Staff
from assistant.wording import N_, render

UPDATED = N_("Your request {number} was updated. Details: {link} (15 min).")
OFFERED = N_("Details of your request {number}: {link} (15 min).")


def claim_updated(
    connection: Connection, number: str, by: Staff, settings: Settings, now: datetime
) -> bool:
    """Tells the member that their claim moved; once for each version of the decision.

    False when it was told before, or when nobody can be reached: staff are then alerted.
    """
    row = claim(connection, number)
    assert row is not None
    return _updated(connection, "claim", row, by, settings, now)


def agreement_updated(
    connection: Connection, number: str, by: Staff, settings: Settings, now: datetime
) -> bool:
    """The same for a prior agreement request."""
    row = agreement(connection, number)
    assert row is not None
    return _updated(connection, "agreement", row, by, settings, now)


def link_offered(
    connection: Connection,
    conversation: Any,
    about: str,
    by: Staff,
    key: str,
    settings: Settings,
    now: datetime,
) -> bool:
    """Instead of details in a channel that is not ours: a link to that claim or request."""
    return _send(connection, conversation, OFFERED, about, by, key, settings, now)


def _updated(
    connection: Connection, kind: str, row: Any, by: Staff, settings: Settings, now: datetime
) -> bool:
    where = reach.conversation_for(connection, row.member_id, row.conversation_id, now)
    if where is None:
        reach.alert_untold(connection, row.conversation_id, f"{kind} {row.number}", now)
        return False
    key = f"{kind}:{row.number}:{row.version}"
    return _send(connection, where, UPDATED, row.number, by, key, settings, now)


def _send(
    connection: Connection,
    conversation: Any,
    sentence: str,
    number: str,
    by: Staff,
    key: str,
    settings: Settings,
    now: datetime,
) -> bool:
    language = conversation["language"] or conversation["member_language"]
    if reach.said(connection, key):
        return False
    token = make_link(
        connection,
        "record",
        number,
        conversation["id"],
        conversation["member_id"],
        language,
        now,
    )
    values = {"number": number, "link": f"{settings.base_url}/l/{token}"}
    text = render(Text(sentence, values), language)
    outgoing = Outgoing(text=text, purpose="notice", author="staff")
    return queue_reply(connection, conversation, outgoing, by.actor, key, now)
