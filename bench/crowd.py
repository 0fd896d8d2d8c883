"""Conversations opened beforehand: a few by real turns, then copied inside the database.

Conversation `n` (from 0) has id `n + 1`, its own member, and a short history.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    Table,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy import String as Characters
from sqlalchemy.sql.elements import ColumnElement

from assistant.clock import SystemClock, legal_day
from assistant.demo import member_row
from assistant.demo_members import DemoMember
from assistant.demo_members import members as demo_members
from assistant.messages import Attachment, Inbound
from assistant.settings import Settings
from assistant.store import filling, schema
from assistant.store.engine import connect
from assistant.store.schema import conversations, events, members, outbox
from assistant.turn import Turns
from bench.talks import BILL_BEFORE, HEALTH, Talk, talk

PATTERN = 200  # conversations opened by real turns; a multiple of everything talks.py counts in
OUTGOING = 4  # outbox ids kept for each conversation of the pattern: more than it has
FIRST_PREFIX = "+337"

clock = SystemClock()


def gather(settings: Settings, count: int) -> None:
    """Fills an empty database with so many conversations."""
    engine = connect(settings.database)
    schema.metadata.create_all(engine)
    _open_pattern(settings, engine)
    with engine.begin() as connection:
        there = PATTERN
        while there < count:
            more = min(there, count - there)
            for table in (members, conversations, events, outbox):
                _copy(connection, table, there, more)
            there += more
    with engine.begin() as connection:
        _settle(connection)
    _tidy(engine)
    engine.dispose()


# --- the pattern ----------------------------------------------------------------------------------


def _open_pattern(settings: Settings, engine: Engine) -> None:
    now = clock.now()
    people = [p for p in demo_members(legal_day(now)) if p.product == HEALTH]
    talks = [talk(number) for number in range(PATTERN)]
    with engine.begin() as connection:
        filling.put_members(connection, [_member(one, people) for one in talks])
        for one in talks:
            member = _key(one.number)
            filling.put_conversation(connection, member, one.language, "sms", one.address, now)
    turns = Turns(settings, clock, engine)
    for one in talks:
        _begin(turns, one)


def _member(one: Talk, people: list[DemoMember]) -> dict[str, Any]:
    alone = [person for person in people if not person.family]
    whole = alone if one.kind == "bill" else people
    row = member_row(whole[one.number % len(whole)])
    number = f"A4916-{one.number + 1_000_000}"
    return {**row, "id": _key(one.number), "number": number, "language": one.language}


def _key(number: int) -> str:
    return f"m{number + 1}"


def _begin(turns: Turns, one: Talk) -> None:
    """A bill has its photo already; the others have said hello once, long ago."""
    if one.kind != "bill":
        _take(turns, one, 0, text="bonjour" if one.language == "fr" else "hello")
        return
    _take(turns, one, 0, text=BILL_BEFORE[one.language])
    photo = Attachment(document=f"{one.number:032x}")
    _take(turns, one, 1, kind="files", attachments=(photo,))


def _take(turns: Turns, one: Talk, step: int, **said: Any) -> None:
    event = f"old:{one.number + 1}:{step}"
    inbound = Inbound(event=event, channel="sms", address=one.address, at=clock.now(), **said)
    if turns.take(inbound) != "taken":
        raise RuntimeError("the benchmark's own talk failed")


# --- copies ---------------------------------------------------------------------------------------


def _copy(connection: Connection, table: Table, there: int, more: int) -> None:
    """The first `more` conversations' rows of a table once more, `there` places further on."""
    owner = _owner(table)
    fresh = _fresh(table, there)
    columns = [fresh.get(column.name, column) for column in table.columns]
    query = select(*columns).where(owner <= more)
    names = [column.name for column in table.columns]
    connection.execute(insert(table).from_select(names, query))


def _owner(table: Table) -> ColumnElement[int]:
    """The conversation's number from 1 to which a row belongs."""
    if table is members:
        return cast(func.substr(members.c.id, 2), BigInteger)
    own: ColumnElement[int] = table.c.id if table is conversations else table.c.conversation_id
    return own


def _fresh(table: Table, there: int) -> Mapping[str, ColumnElement[Any]]:
    """The columns of a copy that are not those of its original."""
    owner = _owner(table) + there
    key = literal("m").concat(cast(owner, Characters))
    address = literal(FIRST_PREFIX).concat(func.substr(cast(owner + 99_999_999, Characters), 2))
    if table is members:
        number = literal("A4916-").concat(cast(owner + 999_999, Characters))
        return {"id": key, "number": number}
    if table is conversations:
        return {"id": owner, "member_id": key, "address": address}
    old, new = (_key_of(number) for number in (table.c.conversation_id, owner))
    fresh_key = new.concat(func.substr(table.c.key, func.length(old) + 1))
    changed: dict[str, ColumnElement[Any]] = {"key": fresh_key, "conversation_id": owner}
    if table is outbox:
        changed |= {"id": table.c.id + there * OUTGOING, "address": address}
    return changed


def _key_of(number: ColumnElement[int]) -> ColumnElement[str]:
    """How the keys of an old event, and of what it caused, begin."""
    return literal("old:").concat(cast(number, Characters))


def _settle(connection: Connection) -> None:
    """What was said is sent; nobody wrote in the last minute."""
    connection.execute(update(outbox).values(state="sent"))
    connection.execute(update(conversations).values(window_start=None, window_count=0))


def _tidy(engine: Engine) -> None:
    """PostgreSQL: ids go on after ours, and its figures are those of a server that has run."""
    if engine.dialect.name == "sqlite":
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in ("conversations", "outbox"):
            table = schema.metadata.tables[name]
            sequence = func.pg_get_serial_sequence(name, "id")
            connection.execute(select(func.setval(sequence, func.max(table.c.id))))
        connection.exec_driver_sql("VACUUM ANALYZE")
