"""The one way in. A turn is one transaction: event, state, replies, effects, records; one commit.

threats.md section 3. A duplicate does nothing. A turn that fails is rolled back and its event
kept, taken again by the worker, and parked after three attempts (T14).
"""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, Engine

from assistant import codes, conversation
from assistant.channels.channel import TRAITS
from assistant.clock import Clock, legal_day
from assistant.conversation import State
from assistant.dialogs.advance import advance
from assistant.dialogs.dialog import Facts, MemberRecord, RecordLine
from assistant.dialogs.engine import Advanced
from assistant.dialogs.late import with_apology
from assistant.dialogs.parked import parked
from assistant.faults import kill_point
from assistant.house import Taken
from assistant.messages import Attachment, Inbound, Pressed
from assistant.records import Recorder
from assistant.rules.product import product
from assistant.settings import Settings
from assistant.store import turns as sql
from assistant.store.conversations import make_conversation, open_conversation
from assistant.store.engine import instant, is_unavailable, reading, transact
from assistant.store.members import member_record
from assistant.store.turns import EventRow
from assistant.understanding import VERSION, Understanding, understand

log = structlog.get_logger()

ATTEMPTS = 3
RETRY_AFTER = timedelta(seconds=20)
BINDING_LAPSES = timedelta(days=180)  # without a message (T24)
FLOOD = 20  # messages a minute (T38)
STRANGERS_PRODUCT = "ats_a4916"  # the contract whose cover anyone may ask about
CLEARLY, SENTENCE = 0.85, 4  # sure of the language, words of a message that may change it
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letters that look like digits


class Turns:
    """Takes events, one turn each."""

    def __init__(self, settings: Settings, clock: Clock, engine: Engine) -> None:
        self._settings = settings
        self._clock = clock
        self._engine = engine
        self._secret = settings.secret_key.get_secret_value()

    def take(self, inbound: Inbound) -> Taken:
        """One event in. When the database cannot be had its error goes through (T11)."""
        u = understand(inbound.text)
        kill_point("turn.read")
        try:
            taken = transact(self._engine, lambda c: self._turn(c, inbound, u, retake=False))
        except Exception as failure:
            if is_unavailable(failure):
                raise
            return self._keep(inbound, failure)
        kill_point("turn.committed")
        log.info("turn", channel=inbound.channel, outcome=taken, version=u.version)
        return taken

    def retry_failed(self) -> int:
        """Takes kept events again; parks those that fail for the third time. How many were due."""
        now = self._clock.now()
        with reading(self._engine) as connection:
            due = sql.due_failures(connection, now)
        for row in due:
            self._again(read_inbound(json.loads(row.payload)), row.attempts)
        return len(due)

    # --- one turn ----------------------------------------------------------------------------

    def _turn(
        self, connection: Connection, inbound: Inbound, u: Understanding, retake: bool
    ) -> Taken:
        row = self._conversation(connection, inbound)
        # Once the row is ours: time then runs as the turns do. Once: a clock may be set meanwhile.
        now = self._clock.now()
        event = event_row(inbound, row.id, row.serial + 1)
        fresh = (
            sql.retake_event(connection, inbound.event)
            if retake
            else sql.keep_event(connection, event, now)
        )
        if not fresh:
            return "duplicate"
        kill_point("turn.event")
        state = conversation.load(row.state)
        recorder = Recorder(connection, self._settings, row, inbound, now)
        inbound = recorder.claim_attachments(inbound)
        if self._flooded(row, state, u, recorder):
            return "taken"
        facts = self._facts(connection, row, state, inbound, u, now)
        done = with_apology(advance(state, inbound, u, facts), inbound, facts)
        kill_point("turn.advanced")
        recorder.write(*self._bound(connection, done, facts, inbound))
        kill_point("turn.saved")
        return "taken"

    def _conversation(self, connection: Connection, inbound: Inbound) -> Any:
        """The conversation, held until the commit: its turns come one after the other."""
        channel, address = inbound.channel, inbound.address
        row = sql.read_conversation(connection, channel, address)
        if row is None:
            make_conversation(connection, channel, address, self._clock.now())
            row = sql.read_conversation(connection, channel, address)
        elif row.member_id != row.m_id:  # bound while we waited: the member was not read with it
            row = sql.read_conversation(connection, channel, address)
        assert row is not None
        return row

    def _facts(
        self,
        connection: Connection,
        row: Any,
        state: State,
        inbound: Inbound,
        u: Understanding,
        now: datetime,
    ) -> Facts:
        member = self._member(row, now)
        return Facts(
            now=now,
            today=legal_day(now),
            traits=TRAITS[inbound.channel],
            language=language_of(row, state, u),
            reference=reference(),
            serial=row.serial + 1,
            pack=member.product if member else product(STRANGERS_PRODUCT),
            member=member,
            records=lambda: self._records(connection, member),
            mode=row.mode,
            idle=now - instant(row.seen_at),
            proved=now - instant(row.bound_at) if member and row.bound_at else None,
            code_matches=lambda code, digest: codes.matches(self._secret, row.id, code, digest),
        )

    @staticmethod
    def _member(row: Any, now: datetime) -> MemberRecord | None:
        """The bound member; the binding lapses after 180 quiet days."""
        if row.m_id is None or now - instant(row.seen_at) > BINDING_LAPSES:
            return None
        return member_record(row)

    @staticmethod
    def _records(connection: Connection, member: MemberRecord | None) -> tuple[RecordLine, ...]:
        if member is None:
            return ()
        return tuple(
            RecordLine(
                kind=row.kind,
                number=row.number,
                status=row.status,
                created=legal_day(instant(row.created_at)),
                updated=legal_day(instant(row.updated_at)),
            )
            for row in sql.read_records(connection, member.id)
        )

    @staticmethod
    def _bound(
        connection: Connection, done: Advanced, facts: Facts, inbound: Inbound
    ) -> tuple[Advanced, Facts]:
        """When this turn proved who writes, what was waiting for it goes on at once."""
        bound = next((e.data["member"] for e in done.effects if e.kind == "bind"), None)
        if bound is None:
            return done, facts
        member = member_record(sql.read_member(connection, bound))
        known = replace(facts, member=member, pack=member.product, proved=timedelta())
        follow = Inbound(
            event=inbound.event,
            channel=inbound.channel,
            address=inbound.address,
            at=inbound.at,
            kind="result",
            result={"effect": "bound"},
        )
        after = advance(done.state, follow, understand(""), known)
        replies, effects = (*done.replies, *after.replies), (*done.effects, *after.effects)
        return Advanced(after.state, replies, effects), known

    def _flooded(self, row: Any, state: State, u: Understanding, recorder: Recorder) -> bool:
        """Above 20 messages a minute: one notice, then silence; an emergency always passes."""
        if recorder.count_message() <= FLOOD or u.emergency:
            return False
        recorder.flood_notice(state, u.language or row.language or "fr")
        return True

    # --- when a turn fails -------------------------------------------------------------------

    def _keep(self, inbound: Inbound, failure: Exception) -> Taken:
        """The raw event alone, in a second transaction."""
        now = self._clock.now()
        log.error("turn failed", error=type(failure).__name__, channel=inbound.channel)
        with self._engine.begin() as connection:
            conversation_id = open_conversation(connection, inbound.channel, inbound.address, now)
            event = event_row(inbound, conversation_id, 0)
            name = type(failure).__name__
            kept = sql.keep_failed(connection, event, name, now, now + RETRY_AFTER)
        return "kept" if kept else "duplicate"

    def _again(self, inbound: Inbound, attempts: int) -> None:
        try:
            u = understand(inbound.text)
            transact(self._engine, lambda c: self._turn(c, inbound, u, retake=True))
        except Exception as failure:
            if is_unavailable(failure):
                raise
            self._failed_again(inbound, attempts + 1, failure)

    def _failed_again(self, inbound: Inbound, attempts: int, failure: Exception) -> None:
        """Another worker may have failed at it too: one of them notes it."""
        now = self._clock.now()
        park = attempts >= ATTEMPTS
        log.error("turn failed again", error=type(failure).__name__, attempts=attempts)
        with self._engine.begin() as connection:
            row = self._conversation(connection, inbound)
            noted = sql.mark_failure(
                connection,
                inbound.event,
                attempts,
                "parked" if park else "failed",
                type(failure).__name__,
                now + RETRY_AFTER * attempts,
            )
            if noted and park:
                recorder = Recorder(connection, self._settings, row, inbound, now)
                if row.mode == "person":
                    recorder.alert_only("parked")
                else:
                    facts = self._facts(connection, row, State(), inbound, understand(""), now)
                    recorder.write(parked(facts), facts)


def language_of(row: Any, state: State, u: Understanding) -> str:
    """The conversation's language; it follows a clear sign, never one word, never a chosen one."""
    clear = u.language_confidence >= CLEARLY and len(u.text.split()) >= SENTENCE
    if u.language and (row.language is None or (clear and not state.language_chosen)):
        return u.language
    return str(row.language or row.m_language or "fr")


def reference() -> str:
    """A short number for what a turn puts on record; 8 signs of 30: unique is checked on write."""
    return "".join(secrets.choice(ALPHABET) for _sign in range(8))


def event_row(inbound: Inbound, conversation_id: int, serial: int) -> EventRow:
    return EventRow(
        key=inbound.event,
        conversation_id=conversation_id,
        serial=serial,
        kind=inbound.kind,
        text=storable(inbound.text),
        payload=write_inbound(inbound),
        provider_at=inbound.at,
        version=VERSION,
    )


def storable(text: str) -> str:
    """Text any database takes: no NUL, no lone surrogate, cut at a set size (T15)."""
    return text.encode("utf-8", "ignore").decode().replace("\0", "")[:4000]


def write_inbound(inbound: Inbound) -> dict[str, Any]:
    """An event as JSON, so that it can be taken again."""
    return {
        **vars(inbound),
        "text": storable(inbound.text),
        "at": inbound.at.astimezone(UTC).isoformat(),
        "pressed": vars(inbound.pressed) if inbound.pressed else None,
        "attachments": [vars(attachment) for attachment in inbound.attachments],
        "result": dict(inbound.result),
    }


def read_inbound(data: dict[str, Any]) -> Inbound:
    pressed = data.pop("pressed")
    attachments = data.pop("attachments")
    return Inbound(
        **{**data, "at": datetime.fromisoformat(data["at"])},
        pressed=Pressed(**pressed) if pressed else None,
        attachments=tuple(Attachment(**attachment) for attachment in attachments),
    )
