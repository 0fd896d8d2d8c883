"""The desk: what staff do with a conversation.

Each act is one transaction. It locks the conversation, checks that the page it came from was not
stale, and leaves its line in the history and in the audit trail; or it is refused and does nothing.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    Connection,
    RowMapping,
    String,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)

from assistant.messages import Outgoing
from assistant.store import audit
from assistant.store.engine import stamp
from assistant.store.once import insert_once
from assistant.store.schema import (
    agreements,
    claims,
    conversations,
    events,
    handovers,
    members,
    outbox,
)
from assistant.store.staff import TEAMS, Staff, find_staff
from assistant.store.wakeups import announce

Reason = Literal["missing", "stale", "held", "not_holder", "unreachable", "urgent", "no_receiver"]


class Refused(Exception):
    """The act was not done, and nothing was: `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who acts on which conversation and when; `version` is what their page showed."""

    conversation_id: int
    by: Staff
    version: int
    now: datetime


def version_of(connection: Connection, conversation_id: int) -> int:
    """Grows with everything but a note: asked, took, passed, returned, closed, handled, alert."""
    query = select(func.coalesce(func.max(handovers.c.id), 0)).where(
        handovers.c.conversation_id == conversation_id, handovers.c.action != "note"
    )
    return int(connection.execute(query).scalar_one())


def take(connection: Connection, act: Act) -> None:
    """The conversation is theirs; from here on the bot is silent, whatever was about to leave."""
    row = _fresh(connection, act)
    if row["mode"] == "person" and row["agent_id"] is not None:
        raise Refused("held")
    _hand_to(connection, act, act.by.id, row["team"] or act.by.team, waiting_since=None)
    _write(connection, act, "took")


def reply(connection: Connection, act: Act, text: str, key: str) -> None:
    """Queues a reply of the holder; the same `key` queues it once, however often it is sent."""
    row = reachable_held(connection, act)
    outgoing = Outgoing(text=text, author="staff")
    queue_reply(connection, row, outgoing, act.by.actor, f"staff:{row['id']}:{key}", act.now)
    _change(connection, act, waiting_since=None, read_by_staff_at=stamp(act.now))
    audit.note(connection, act.now, act.by.actor, "reply", _subject(act))


def reachable_held(connection: Connection, act: Act) -> RowMapping:
    """The conversation, when they have it and a message can reach its member."""
    row = _held_by_them(connection, act)
    if row["opted_out"] or row["unusable"]:
        raise Refused("unreachable")
    return row


def owns(connection: Connection, member_id: str | None, number: str) -> bool:
    """Whether a claim or an agreement request is this member's."""
    for table in (claims, agreements):
        query = select(table.c.number).where(
            table.c.number == number, table.c.member_id == member_id
        )
        if connection.execute(query).first() is not None:
            return True
    return False


def add_note(connection: Connection, act: Act, note: str) -> None:
    """A private note: for staff alone, whoever has the conversation."""
    _locked(connection, act.conversation_id)
    _write(connection, act, "note", note=note)


def pass_on(
    connection: Connection, act: Act, to_staff: str | None, to_team: str | None, note: str
) -> None:
    """To another agent, or to a team where the first free agent takes it; the bot stays silent."""
    row = _fresh(connection, act)
    if row["agent_id"] not in (None, act.by.id) and act.by.role != "supervisor":
        raise Refused("not_holder")
    team = to_team if to_staff is None else _receiver(connection, act, to_staff).team
    if team not in TEAMS:
        raise Refused("no_receiver")
    _hand_to(connection, act, to_staff, team, waiting_since=stamp(act.now))
    _write(connection, act, "passed", to_staff_id=to_staff, to_team=team, note=note)


def give_back(connection: Connection, act: Act, note: str = "") -> None:
    """The bot speaks again; `returns_to_announce` then makes it ask its open question anew."""
    _held_by_them(connection, act, fresh=True)
    _let_go(connection, act)
    _write(connection, act, "returned", note=note)


def close(connection: Connection, act: Act, note: str = "") -> None:
    """Done: nothing is said; the bot takes the member's next message."""
    if _held_by_them(connection, act, fresh=True)["urgent"]:
        raise Refused("urgent")
    _let_go(connection, act)
    _write(connection, act, "closed", note=note)


def handle_urgent(connection: Connection, act: Act, note: str = "") -> None:
    """Someone has seen to the emergency; anyone of the staff may, nobody has to hold it."""
    _fresh(connection, act)
    _change(connection, act, urgent=False)
    mine = handovers.c.conversation_id == act.conversation_id
    open_alerts = (handovers.c.action == "alert") & handovers.c.handled_at.is_(None)
    connection.execute(update(handovers).where(mine, open_alerts).values(handled_at=stamp(act.now)))
    _write(connection, act, "handled", note=note)


def returns_to_announce(connection: Connection, since: datetime) -> list[RowMapping]:
    """Conversations given back whose bot has not been told: id, conversation's channel, address.

    A crash between giving back and telling leaves one here, so that nothing is lost.
    """
    told = select(events.c.key).where(events.c.key == return_key(handovers.c.id))
    query = (
        select(handovers.c.id, conversations.c.channel, conversations.c.address)
        .join(conversations, conversations.c.id == handovers.c.conversation_id)
        .where(handovers.c.action == "returned", handovers.c.at >= stamp(since), ~told.exists())
        .order_by(handovers.c.id)
    )
    return list(connection.execute(query).mappings())


def return_key(handover_id: Any) -> Any:
    """The unique key of the event that tells the bot; of a number, or of a column in SQL."""
    if isinstance(handover_id, int):
        return f"returned:{handover_id}"
    return literal("returned:").concat(cast(handover_id, String))


def mark_read(connection: Connection, conversation_id: int, staff_id: str, now: datetime) -> None:
    """The holder has the newest messages before their eyes."""
    unread = conversations.c.read_by_staff_at.is_(None) | (
        conversations.c.read_by_staff_at < conversations.c.seen_at
    )
    connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id, conversations.c.agent_id == staff_id, unread)
        .values(read_by_staff_at=stamp(now))
    )


def queue_reply(
    connection: Connection,
    conversation: RowMapping,
    outgoing: Outgoing,
    author: str,
    key: str,
    now: datetime,
) -> bool:
    """One message of the staff into the outbox, in order; False when `key` is there already."""
    row = {
        "key": key,
        "conversation_id": conversation["id"],
        "kind": "reply",
        "author": author,
        "purpose": outgoing.purpose,
        "channel": conversation["channel"],
        "address": conversation["address"],
        "body": json.dumps(asdict(outgoing), ensure_ascii=False),
        "state": "queued",
        "run_at": stamp(now),
        "created_at": stamp(now),
    }
    _hold(connection, conversation["id"])
    announce(connection, conversation["id"])
    return insert_once(connection, outbox, row, "key")


def _hold(connection: Connection, conversation_id: int) -> None:
    """Replies are numbered in the order of their commits: pages read on from the last number."""
    this = select(conversations.c.id).where(conversations.c.id == conversation_id)
    connection.execute(this.with_for_update(key_share=True))


# --- what the acts have in common ---------------------------------------------------------------


def _locked(connection: Connection, conversation_id: int) -> RowMapping:
    query = (
        select(conversations, members.c.language.label("member_language"))
        .outerjoin(members, members.c.id == conversations.c.member_id)
        .where(conversations.c.id == conversation_id)
        .with_for_update(of=conversations)
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        raise Refused("missing")
    return row


def _fresh(connection: Connection, act: Act) -> RowMapping:
    row = _locked(connection, act.conversation_id)
    if version_of(connection, act.conversation_id) != act.version:
        raise Refused("stale")
    return row


def _held_by_them(connection: Connection, act: Act, fresh: bool = False) -> RowMapping:
    row = _fresh(connection, act) if fresh else _locked(connection, act.conversation_id)
    chief = fresh and act.by.role == "supervisor"  # may give back or close for someone away
    if row["mode"] != "person" or (row["agent_id"] != act.by.id and not chief):
        raise Refused("not_holder")
    return row


def _receiver(connection: Connection, act: Act, staff_id: str) -> Staff:
    person = find_staff(connection, staff_id)
    if person is None or not person.active or person.id == act.by.id:
        raise Refused("no_receiver")
    return person


def _hand_to(
    connection: Connection, act: Act, agent_id: str | None, team: str, waiting_since: str | None
) -> None:
    _change(
        connection, act, mode="person", agent_id=agent_id, team=team, waiting_since=waiting_since
    )
    silenced = (
        (outbox.c.conversation_id == act.conversation_id)
        & (outbox.c.kind == "reply")
        & (outbox.c.author == "bot")
        & (outbox.c.state == "queued")
        & (outbox.c.purpose != "emergency")
    )
    connection.execute(
        update(outbox).where(silenced).values(state="withheld", final_at=stamp(act.now))
    )


def under_way(connection: Connection, conversation_id: int) -> bool:
    """Whether a reply of the bot's had left for its provider before it was silenced."""
    query = select(outbox.c.id).where(
        outbox.c.conversation_id == conversation_id,
        outbox.c.kind == "reply",
        outbox.c.author == "bot",
        outbox.c.state == "sending",
    )
    return connection.execute(query.limit(1)).first() is not None


def _let_go(connection: Connection, act: Act) -> None:
    _change(connection, act, mode="bot", agent_id=None, team=None, waiting_since=None)


def _change(connection: Connection, act: Act, **values: Any) -> None:
    this = conversations.c.id == act.conversation_id
    connection.execute(update(conversations).where(this).values(values))


def _write(connection: Connection, act: Act, action: str, **values: Any) -> None:
    """The act's line in the conversation's history, and in the audit trail."""
    row = {"conversation_id": act.conversation_id, "at": stamp(act.now), "action": action}
    connection.execute(insert(handovers).values(staff_id=act.by.id, **row, **values))
    audit.note(connection, act.now, act.by.actor, action, _subject(act))
    announce(connection, act.conversation_id)


def _subject(act: Act) -> str:
    return f"conversation:{act.conversation_id}"
