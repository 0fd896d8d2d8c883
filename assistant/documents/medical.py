"""The medical enclave: what a prior agreement says about an illness, for the medical adviser alone.

Typed words and papers are sealed with the medical key before they are stored, in their own table.
Nothing of them is in files, states, events or logs; the adviser sees pages decoded while reading.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import structlog
from sqlalchemy import Connection, RowMapping, insert, select, update

from assistant.documents.cleaning import decode
from assistant.documents.kinds import identify
from assistant.documents.refusals import Refused
from assistant.documents.vault import vault
from assistant.house import House
from assistant.settings import Settings
from assistant.store.audit import note
from assistant.store.engine import reading, stamp
from assistant.store.schema import agreements, medical_papers, staff

log = structlog.get_logger()

PaperKind = Literal["prescription", "other"]
AWAITING = ("awaiting_papers", "more")  # the statuses in which papers move a request on


class NotTheAdviser(Exception):
    """Somebody else than an active medical adviser asked for medical papers: 403."""


class NotOpen(Exception):
    """There is no such request of this member."""


@dataclass(frozen=True)
class Paper:
    """One file as it came, checked."""

    kind: PaperKind
    media_type: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class MedicalFile:
    """What the adviser reads: the member's words, and each paper as JPEG pages."""

    condition: str  # pathologie
    expected_duration: str
    papers: tuple[tuple[str, tuple[bytes, ...]], ...]  # (kind, pages)
    received_at: str


def checked(kind: PaperKind, data: bytes) -> Paper:
    """A paper that the adviser will be able to open; raises Refused. Decodes in another process.

    Done while the member is there: nothing of it may wait anywhere to be looked at later.
    """
    media_type = identify(data).media_type
    decode(media_type, data)
    return Paper(kind, media_type, data)


def seal_papers(
    house: House,
    agreement: str,
    member_id: str,
    condition: str,
    expected_duration: str,
    papers: Sequence[Paper],
    sending: str,
) -> None:
    """Stores one sending, whole; the request is then `received`. The same `sending` adds nothing.

    Raises NotOpen when the request is not this member's.
    """
    words = json.dumps({"condition": condition, "expected_duration": expected_duration})
    parts = [("pathology", "application/json", words.encode())]
    parts += [(paper.kind, paper.media_type, paper.data) for paper in papers]
    with house.engine.begin() as connection:
        now = stamp(house.clock.now())
        _move_on(connection, agreement, member_id, now)
        for kind, media_type, data in parts:
            paper_id = hashlib.sha256(f"{sending}:{kind}:".encode() + data).hexdigest()[:32]
            if _is_there(connection, paper_id):
                continue
            sealed = vault(house.settings).seal("medical", f"{agreement}:{paper_id}", data)
            row = {"id": paper_id, "agreement": agreement, "kind": kind, "sealed": sealed}
            fresh = insert(medical_papers)
            connection.execute(fresh.values(media_type=media_type, created_at=now, **row))
    log.info("medical_papers_sealed", agreement=agreement, papers=len(papers))


def read_papers(house: House, agreement: str, staff_id: str) -> tuple[MedicalFile, ...]:
    """Every sending of a request, oldest first; the reading is on record before it happens.

    Raises NotTheAdviser.
    """
    with house.engine.begin() as connection:
        _check_adviser(connection, staff_id)
        actor, subject = f"staff:{staff_id}", f"agreement:{agreement}"
        note(connection, house.clock.now(), actor, "read_medical_papers", subject)
    with reading(house.engine) as connection:
        papers = medical_papers.c
        query = select(medical_papers).where(papers.agreement == agreement)
        rows = connection.execute(query.order_by(papers.created_at, papers.id)).mappings().all()
    sent = sorted({row["created_at"] for row in rows})
    return tuple(_file(house.settings, [r for r in rows if r["created_at"] == at]) for at in sent)


def _move_on(connection: Connection, agreement: str, member_id: str, now: str) -> None:
    mine = (agreements.c.number == agreement) & (agreements.c.member_id == member_id)
    status = connection.execute(select(agreements.c.status).where(mine)).scalar()
    if status is None:
        raise NotOpen
    if status in AWAITING:
        connection.execute(update(agreements).where(mine).values(status="received", updated_at=now))


def _is_there(connection: Connection, paper_id: str) -> bool:
    query = select(medical_papers.c.id).where(medical_papers.c.id == paper_id)
    return connection.execute(query).first() is not None


def _check_adviser(connection: Connection, staff_id: str) -> None:
    query = select(staff.c.role).where(staff.c.id == staff_id, staff.c.active)
    if connection.execute(query).scalar() != "medical_adviser":
        raise NotTheAdviser


def _file(settings: Settings, rows: Sequence[RowMapping]) -> MedicalFile:
    words: dict[str, str] = {}
    papers = []
    for row in rows:
        identity = f"{row['agreement']}:{row['id']}"
        data = vault(settings).open("medical", identity, row["sealed"])
        if row["kind"] == "pathology":
            words = json.loads(data)
        else:
            papers.append((row["kind"], _readable(row["media_type"], data)))
    return MedicalFile(
        condition=words.get("condition", ""),
        expected_duration=words.get("expected_duration", ""),
        papers=tuple(papers),
        received_at=rows[0]["created_at"],
    )


def _readable(media_type: str, data: bytes) -> tuple[bytes, ...]:
    """JPEG pages; none when the file, checked when it came, will not open any more."""
    try:
        return tuple(page for page, _thumbnail in decode(media_type, data))
    except Refused:
        return ()
