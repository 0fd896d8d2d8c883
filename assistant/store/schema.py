"""The tables. Times are UTC ISO text of fixed width (they sort), JSON is text; ids are opaque."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    literal_column,
    or_,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Id = BigInteger().with_variant(Integer, "sqlite")
Moment = String(32)

members = Table(
    "members",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", String(32), nullable=False, unique=True),  # on the card
    Column("product", String(32), nullable=False),
    Column("given_name", String(80), nullable=False),
    Column("family_name", String(80), nullable=False),
    Column("birth_date", String(10), nullable=False),
    Column("email", String(200), nullable=False),
    Column("language", String(2), nullable=False),
    Column("certificate", Text, nullable=False),  # JSON: facts of the rules (decisions.md 2.1)
    Column("family", Text, nullable=False),  # JSON: [{person, given_name, birth_date}]
    Column("usage", Text, nullable=False),  # JSON: what is used up, with its date
    Column("address", Text, nullable=False),  # JSON lines of the postal address
    Index("ix_members_birth_date", "birth_date"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("channel", String(16), nullable=False),
    Column("address", String(128), nullable=False),
    Column("member_id", String(32), ForeignKey("members.id")),
    Column("bound_at", Moment),  # identity proved by a code sent to the e-mail on record
    Column("language", String(2)),
    Column("mode", String(8), nullable=False, default="bot"),  # bot, waiting, person
    Column("agent_id", String(32)),
    Column("team", String(16)),
    Column("topic", String(32)),  # dialog the person was asked for in
    Column("urgent", Boolean, nullable=False, default=False),
    Column("state", Text, nullable=False),  # JSON, see conversation.py
    Column("serial", Integer, nullable=False, default=0),  # grows by one a turn
    Column("waiting_since", Moment),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),  # last inbound
    Column("read_by_staff_at", Moment),
    Column("window_start", Moment),  # flood guard (T38)
    Column("window_count", Integer, nullable=False, default=0),
    Column("opted_out", Boolean, nullable=False, default=False),
    Column("unusable", String(32)),  # provider's permanent refusal (T9)
    UniqueConstraint("channel", "address"),
    Index("ix_conversations_mode", "mode", "waiting_since"),
    Index("ix_conversations_member_id", "member_id"),
)

events = Table(  # the inbox, and the member's side of the transcript
    "events",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("conversation_id", Id, ForeignKey("conversations.id")),
    Column("seq", Id, nullable=False),  # order in the transcript, shared with outbox ids
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("payload", Text, nullable=False),  # JSON of the whole Inbound
    Column("provider_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", String(8), nullable=False),  # done, failed, parked
    Column("attempts", Integer, nullable=False, default=1),
    Column("retry_at", Moment),
    Column("error", String(80)),  # class name only
    Column("handled_at", Moment),  # staff looked at a parked event and put it away
    Column("parse_version", String(32)),
    Index("ix_events_conversation_id", "conversation_id", "seq"),
    Index("ix_events_state", "state", "retry_at"),
)

outbox = Table(  # everything that leaves: replies to members, effects for the office
    "outbox",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("key", String(220), nullable=False, unique=True),  # derived from the event
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("kind", String(8), nullable=False),  # reply, effect
    Column("author", String(40), nullable=False),  # bot, staff:<id>
    Column("purpose", String(24), nullable=False),  # answer, notice, emergency, or effect's kind
    Column("channel", String(16), nullable=False),
    Column("address", String(128), nullable=False),
    Column("body", Text, nullable=False),  # JSON of Outgoing or of the effect's data
    Column("state", String(12), nullable=False),  # queued sending sent failed unknown withheld
    Column("attempts", Integer, nullable=False, default=0),
    Column("run_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("provider_id", String(240)),  # ids of its parts, joined by commas
    Column("provider_state", String(24)),
    Column("code", String(24)),  # of the refusal
    Column("possible_duplicate", Boolean, nullable=False, default=False),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("final_at", Moment),
    Column("handled_at", Moment),  # staff looked at an undeliverable message and put it away
    Column("elsewhere_at", Moment),  # it did not arrive: another channel was tried, or staff told
    Index("ix_outbox_conversation_id", "conversation_id", "id"),
    Index("ix_outbox_provider_id", "provider_id"),
)


def word(value: str) -> ColumnElement[str]:
    """A value written out in the SQL: an index over a part of a table is used only so."""
    return literal_column(f"'{value}'")


def leaves(row: FromClause = outbox) -> ColumnElement[bool]:
    """What leaves by a worker. Replies of the web chat and the terminal are read where they lie,
    and stay queued when nobody comes back for them: no worker may have to look past them."""
    on_pages = row.c.channel.in_([word("web"), word("terminal")])
    return or_(row.c.kind == word("effect"), ~on_pages)


def is_open_reply(row: FromClause = outbox) -> ColumnElement[bool]:
    """A reply that has not left yet: later ones of its conversation wait for it."""
    states = [word("queued"), word("sending"), word("unknown")]
    return and_(row.c.kind == word("reply"), row.c.state.in_(states))


def is_urgent(row: FromClause = outbox) -> ColumnElement[bool]:
    """An emergency line that waits: it is looked for before everything else."""
    return and_(row.c.state == word("queued"), row.c.purpose == word("emergency"))


def _over_a_part(name: str, *columns: Any, where: ColumnElement[bool]) -> None:
    Index(name, *columns, sqlite_where=where, postgresql_where=where)


_over_a_part("ix_outbox_state", outbox.c.state, outbox.c.run_at, where=leaves())
_over_a_part("ix_outbox_open", outbox.c.conversation_id, outbox.c.id, where=is_open_reply())
_over_a_part("ix_outbox_urgent", outbox.c.run_at, where=is_urgent())

claims = Table(
    "claims",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("member_id", String(32), ForeignKey("members.id"), nullable=False),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("product", String(32), nullable=False),
    Column("status", String(12), nullable=False),  # in_progress, validated, rejected
    Column("items", Text, nullable=False),  # JSON [{act, amount, date, person, documents, result}]
    Column("total_eur", String(16), nullable=False),
    Column("terms_version", String(32), nullable=False),
    Column("consent_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("reason", Text, nullable=False, default=""),  # staff's words to the member
    Column("version", Integer, nullable=False, default=0),  # grows with each staff decision
    Index("ix_claims_member_id", "member_id", "created_at"),
    Index("ix_claims_status", "status", "created_at"),
)

agreements = Table(
    "agreements",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("member_id", String(32), ForeignKey("members.id"), nullable=False),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("status", String(20), nullable=False),  # awaiting_papers received agreed refused more
    Column("request", Text, nullable=False),  # JSON: patient, act, date, place, cost, deadline
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False, default=0),  # grows with each staff decision
    Index("ix_agreements_member_id", "member_id", "created_at"),
)

medical_papers = Table(  # the medical enclave: opened by the medical adviser alone
    "medical_papers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("agreement", String(16), ForeignKey("agreements.number"), nullable=False),
    Column("kind", String(16), nullable=False),  # pathology, prescription
    Column("sealed", LargeBinary, nullable=False),  # AES-256-GCM, medical key
    Column("media_type", String(40), nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("ix_medical_papers_agreement", "agreement"),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("claim", String(16)),
    Column("state", String(10), nullable=False),  # awaited received clean refused
    Column("reason", String(24)),  # why refused: type size pixels unreadable encrypted empty
    Column("reference", String(300), nullable=False, default=""),  # still at the provider
    Column("media_type", String(40), nullable=False, default=""),  # from the content
    Column("display_name", String(100), nullable=False, default=""),
    Column("size", Integer, nullable=False, default=0),
    Column("sha256", String(64)),
    Column("pages", Integer, nullable=False, default=0),
    Column("created_at", Moment, nullable=False),
    Index("ix_documents_conversation_id", "conversation_id"),
    Index("ix_documents_claim", "claim"),
)

links = Table(
    "links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("about", String(64), nullable=False),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("member_id", String(32)),
    Column("language", String(2), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("session_hash", String(64)),  # the browser that opened it may stay until it expires
    Column("tries", Integer, nullable=False, default=0),  # wrong birth dates
    Index("ix_links_session_hash", "session_hash"),
)

letters = Table(
    "letters",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("member_id", String(32)),  # empty for the blank model
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("data", Text, nullable=False),  # JSON
    Column("pdf", LargeBinary),
    Column("created_at", Moment, nullable=False),
)

statements = Table(  # answers that members keep; written once, never changed
    "statements",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("member_id", String(32)),  # empty for a stranger's
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("document", Text, nullable=False),  # canonical JSON, signed
    Column("created_at", Moment, nullable=False),
    Index("ix_statements_member_id", "member_id", "created_at"),
)

staff = Table(
    "staff",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("email", String(200), nullable=False, unique=True),
    Column("password_hash", String(200), nullable=False),
    Column("role", String(20), nullable=False),  # agent, medical_adviser, supervisor
    Column("team", String(16), nullable=False),  # members, claims, medical
    Column("totp_secret", String(160)),  # sealed
    Column("totp_last", Integer),  # the last time step used: a code is good once
    Column("active", Boolean, nullable=False, default=True),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", String(32), ForeignKey("staff.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("stage", String(8), nullable=False, default="open"),  # code, enrol, open
    Column("totp_offer", String(160)),  # sealed: a secret shown and not yet confirmed
    Index("ix_staff_sessions_staff_id", "staff_id"),
)

sign_ins = Table(  # failed attempts, to slow guessing
    "sign_ins",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("email", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_sign_ins_email", "email", "at"),
)

handovers = Table(  # who took, passed on, gave back: the conversation's staff history and notes
    "handovers",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("staff_id", String(32)),
    # asked took passed note returned closed handled alert parked
    Column("action", String(12), nullable=False),
    Column("to_staff_id", String(32)),
    Column("to_team", String(16)),
    Column("note", Text, nullable=False, default=""),
    Column("handled_at", Moment),  # an alert that staff has dealt with
    Index("ix_handovers_conversation_id", "conversation_id", "id"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(64), nullable=False),
    Index("ix_audit_at", "at"),
)

rates = Table(  # how much may leave just now, shared by all workers: a bucket of tokens each
    "rates",
    metadata,
    Column("name", String(40), primary_key=True),  # a channel
    Column("tokens", Float, nullable=False),
    Column("at", Moment, nullable=False),  # when they were counted
)

providers = Table(  # how each provider is doing, as all workers see it
    "providers",
    metadata,
    Column("name", String(16), primary_key=True),  # twilio, telegram
    Column("failures", Integer, nullable=False, default=0),  # in a row
    Column("shut_until", Moment),  # nothing is sent before; then one message tries
    Column("shut_at", Moment),
    Column("opened_at", Moment),  # it answered again
    Column("read_back_at", Moment),  # up to when its inbound messages were compared with ours
)

heartbeats = Table(  # the worker says that it is alive: read by /readyz
    "heartbeats",
    metadata,
    Column("process", String(16), primary_key=True),
    Column("at", Moment, nullable=False),
)
