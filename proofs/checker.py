"""The judge: holds the providers' ledgers and the senders' journal against the database.

It knows nothing of how the product works inside; it looks for messages and replies that are lost,
that came twice or out of order, and for effects that were done twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from proofs.evidence import Evidence, Row, outbox_id
from proofs.telegram_order import Copies, aligned

KINDS = (
    "lost message",
    "lost reply",
    "double effect",
    "order inversion",
    "duplicate reply",
    "unmarked duplicate",
    "unexplained duplicate",
    "stuck",
)
ENDED = ("sent", "withheld")
# Seconds of the machine, around the moment a provider took a message: a worker that died in them
# may have died before it was on record.
UNDER_WAY, MARKED_WITHIN = 1.5, 2.0


@dataclass(frozen=True)
class Finding:
    """Something that must not be."""

    kind: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


@dataclass
class Verdict:
    """All findings, and figures that are no findings."""

    findings: list[Finding] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)

    def count(self, kind: str) -> int:
        return sum(finding.kind == kind for finding in self.findings)


def check(evidence: Evidence) -> Verdict:
    verdict = Verdict()
    verdict.findings += _messages(evidence)
    verdict.findings += _inbound_order(evidence)
    verdict.findings += _effects(evidence)
    verdict.findings += _stuck(evidence)
    replies = {"sms": _texts, "telegram": _chats, "web": _pages}[evidence.channel]
    verdict.findings += replies(evidence, verdict.figures)
    _count(evidence, verdict.figures)
    return verdict


def _count(evidence: Evidence, figures: Counter[str]) -> None:
    figures["turns"] = sum(row["kind"] != "result" for row in evidence.events.values())
    figures["results"] = sum(row["kind"] == "result" for row in evidence.events.values())
    figures["acknowledged"] = sum(bool(parcel.acknowledged) for parcel in evidence.parcels)
    figures["given up by the provider"] = sum(parcel.given_up for parcel in evidence.parcels)
    figures["copies sent in"] = sum(parcel.copies for parcel in evidence.parcels)
    figures["tries again"] = sum(max(0, parcel.tries - 1) for parcel in evidence.parcels)
    figures["replies"] = len(evidence.replies)
    figures["effects"] = len(evidence.effects)
    for table in ("claims", "agreements", "letters"):
        figures[table] = len(evidence.tables[table])
    figures["mails"] = len(evidence.mails)
    figures["uploads whose request was killed"] = sum(
        paper["state"] == "received" for paper in evidence.tables["documents"]
    )


# --- in -----------------------------------------------------------------------------------------


def _messages(evidence: Evidence) -> Iterator[Finding]:
    """Every acknowledged message is a turn; one that its provider gave up was fetched later."""
    for parcel in evidence.parcels:
        event = evidence.event(parcel)
        if event is None and (parcel.acknowledged or evidence.read_back):
            yield Finding("lost message", evidence.key(parcel))
        elif event is not None and event["state"] != "done":
            yield Finding("lost message", f"{event['key']} is {event['state']}: {event['error']}")
        for status in parcel.refused:
            yield Finding("lost message", f"{evidence.key(parcel)} was refused with {status}")


def _inbound_order(evidence: Evidence) -> Iterator[Finding]:
    """What was sent after another message was acknowledged is taken after it."""
    mine: dict[str, list[tuple[float, float, Row]]] = defaultdict(list)
    for parcel in evidence.parcels:
        event = evidence.event(parcel)
        if event is not None and parcel.acknowledged:
            mine[parcel.address].append((parcel.first_sent, parcel.acknowledged, event))
    for sent in mine.values():
        for first, done, event in sent:
            late = [e for begun, _end, e in sent if begun > done and e["seq"] < event["seq"]]
            for other in late:
                yield Finding("order inversion", f"{other['key']} before {event['key']} ({first})")
    for rows in evidence.of_conversation("events").values():
        for seq, times in Counter(row["seq"] for row in rows).items():
            if times > 1:
                yield Finding("order inversion", f"{times} turns are number {seq}")


def _effects(evidence: Evidence) -> Iterator[Finding]:
    """One result each; one code each, however often it was mailed; each letter is there."""
    for row in evidence.effects:
        if row["state"] == "sent" and f"result:{row['id']}" not in evidence.events:
            yield Finding("lost reply", f"effect {row['id']} ({row['purpose']}) has no result")
    asked = Counter(row["purpose"] for row in evidence.effects)["send_code"]
    codes = {(mail.recipient, mail.text) for mail in evidence.mails}
    if len(codes) > asked:
        yield Finding("double effect", f"{len(codes)} codes for {asked} requests")
    for letter in evidence.tables["letters"]:
        if letter["pdf"] is None:
            yield Finding("lost reply", f"letter {letter['number']} was not made")
    spoken_of = " ".join(row["body"] for row in evidence.effects)
    for paper in evidence.tables["documents"]:
        if paper["state"] in ("awaited", "received") and paper["id"] in spoken_of:
            yield Finding("stuck", f"document {paper['id']} is {paper['state']}")


def _stuck(evidence: Evidence) -> Iterator[Finding]:
    for row in evidence.tables["outbox"]:
        if row["state"] in ("sending", "unknown") or (
            row["state"] == "queued" and not (row["kind"] == "reply" and row["channel"] == "web")
        ):
            yield Finding("stuck", f"{row['kind']} {row['id']} is {row['state']}")
        elif row["state"] not in (*ENDED, "queued"):
            yield Finding("lost reply", f"{row['kind']} {row['id']} {row['state']}: {row['code']}")


# --- out ----------------------------------------------------------------------------------------


def _texts(evidence: Evidence, figures: Counter[str]) -> Iterator[Finding]:
    """SMS: the callback's address names the row, so each is found exactly."""
    arrived = Counter(outbox_id(message) for message in evidence.arrived)
    figures["ambiguous sends"] = len(evidence.troubled)
    for row in evidence.replies:
        if row["state"] == "sent" and not arrived[row["id"]]:
            yield Finding("lost reply", f"reply {row['id']} never arrived")
        if arrived[row["id"]] > 1:
            yield Finding("duplicate reply", f"reply {row['id']} {arrived[row['id']]} times")
    urgent = {row["id"] for row in evidence.replies if row["purpose"] == "emergency"}
    by_address: dict[str, list[int]] = defaultdict(list)
    for message in evidence.arrived:
        if outbox_id(message) not in urgent:
            by_address[message.address].append(outbox_id(message))
    for order in by_address.values():
        for before, after in pairwise(dict.fromkeys(order)):
            if after < before:
                yield Finding("order inversion", f"reply {after} arrived after {before}")


def _chats(evidence: Evidence, figures: Counter[str]) -> Iterator[Finding]:
    """Telegram: no reference to go by, so each chat is read along our rows, in order."""
    figures["ambiguous sends"] = len(evidence.troubled)
    rows = evidence.of_conversation("outbox")
    for address, number in evidence.number_of.items():
        replies = [row for row in rows[number] if row["kind"] == "reply" and row["state"] == "sent"]
        here = [message for message in evidence.arrived if message.address == address]
        found = aligned(replies, here)
        for row in found.missing:
            yield Finding("lost reply", f"reply {row['id']} never arrived")
        for message in found.strange:
            yield Finding("order inversion", f"{message.sid} has no place in its chat")
        for copies in found.repeated:
            figures["duplicates"] += len(copies.extra)
            yield from _repeated(evidence, copies, figures)
            for message in copies.late:
                kind = evidence.troubled.get(message.sid, "no trouble")
                yield Finding("order inversion", f"{message.sid} came again late ({kind})")


def _repeated(evidence: Evidence, copies: Copies, figures: Counter[str]) -> Iterator[Finding]:
    """A duplicate is allowed when its first sending was ambiguous, and when it is marked."""
    marked = sum(bool(row["possible_duplicate"]) for row in copies.rows)
    name = ",".join(str(row["id"]) for row in copies.rows)
    if not marked:
        yield Finding(
            "unmarked duplicate", f"reply {name} came {len(copies.extra)} times too often"
        )
    ambiguous = sum(message.sid in evidence.troubled for message in (*copies.all, *copies.late))
    for message in (*copies.all, *copies.late):
        if message.sid not in evidence.troubled and _killed_after(evidence, message.at.timestamp()):
            ambiguous += 1
    if len(copies.extra) > ambiguous:  # a busy machine was too slow by itself: the worker says so
        slow = sum(row["id"] in evidence.unanswered for row in copies.rows)
        figures["sends too slow by themselves"] += slow
        ambiguous += slow
    if len(copies.extra) > ambiguous:
        yield Finding("unexplained duplicate", f"reply {name}: {len(copies.extra)} > {ambiguous}")


def _killed_after(evidence: Evidence, shown: float) -> bool:
    """Whether a worker died when it may not have noted yet what the provider had just taken."""
    taken = evidence.clock.started + (shown - evidence.clock.started) / evidence.clock.factor
    return any(
        kill.role == "worker" and -UNDER_WAY <= kill.at - taken <= MARKED_WITHIN
        for kill in evidence.kills
    )


def _pages(evidence: Evidence, figures: Counter[str]) -> Iterator[Finding]:
    """Web chat: each browser showed each reply of its talk once, in order."""
    rows = evidence.of_conversation("outbox")
    figures["visits whose first page was lost"] = len(evidence.number_of) - len(evidence.shown)
    for address, shown in evidence.shown.items():
        for row in rows[evidence.number_of[address]]:
            if row["kind"] != "reply" or row["state"] == "withheld":
                continue
            times = shown.count(row["id"])
            if times == 0:
                yield Finding("lost reply", f"reply {row['id']} was never shown")
            if times > 1:
                yield Finding("duplicate reply", f"reply {row['id']} was shown {times} times")
        for before, after in pairwise(shown):
            if after < before:
                yield Finding("order inversion", f"reply {after} shown after {before}")
