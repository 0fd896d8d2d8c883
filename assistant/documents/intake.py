"""Taking files in: counted while they stream, known by their content, sealed, then on record.

Runs in the web process, which reads headers and never decodes a picture. The file is durable on
disk before its row says so; a crash in between leaves a sealed file that nothing speaks of.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import IO

import structlog
from sqlalchemy import Connection

from assistant.documents.kinds import identify
from assistant.documents.naming import display_name
from assistant.documents.refusals import Reason, Refused
from assistant.documents.vault import vault
from assistant.house import House
from assistant.messages import Attachment
from assistant.store.documents import (
    Document,
    add_document,
    change_document,
    find_document,
    remove_documents,
)
from assistant.store.engine import reading
from assistant.store.files import FileStore

log = structlog.get_logger()

MAX_BYTES = 10 * 1024 * 1024  # of one file
CHUNK = 64 * 1024


def receive(house: House, conversation_id: int, stream: IO[bytes], name: str) -> Attachment:
    """Takes one uploaded file. Raises Refused; then nothing of it is kept."""
    data = read_limited(stream)
    kind = identify(data)
    document_id = secrets.token_hex(16)
    keep_original(house, document_id, data)
    facts = {
        "media_type": kind.media_type,
        "display_name": display_name(name),
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    with house.engine.begin() as connection:
        now = house.clock.now()
        add_document(connection, document_id, conversation_id, "received", now, **facts)
    log.info("document_received", document=document_id, media_type=kind.media_type)
    return attachment_of(find(house, document_id))


def awaited(
    connection: Connection,
    conversation_id: int,
    reference: str,
    name: str,
    now: datetime,
    media_type: str = "",
    size: int = 0,
) -> str:
    """Notes a file that is still at the provider; gives its document id. Call it inside the turn.

    `media_type` and `size` are what the provider claims: replaced by the content's own later.
    """
    document_id = secrets.token_hex(16)
    claimed = {
        "reference": reference[:300],
        "display_name": display_name(name),
        "media_type": media_type[:40],
        "size": size,
    }
    add_document(connection, document_id, conversation_id, "awaited", now, **claimed)
    return document_id


def store_fetched(house: House, document_id: str, data: bytes) -> Attachment:
    """Takes the bytes of an awaited file; doing it twice changes nothing.

    Raises Refused, with the row saying so; KeyError when there is no such document.
    """
    document = find(house, document_id)
    if document.state == "refused":
        raise Refused(_reason(document))
    if document.state != "awaited":
        return attachment_of(document)
    try:
        kind = identify(_measured(data))
        keep_original(house, document_id, data)
    except Refused as refusal:
        if refusal.reason != "storage":
            refuse(house, document_id, refusal.reason)
        raise
    facts = {"media_type": kind.media_type, "size": len(data)}
    with house.engine.begin() as connection:
        digest = hashlib.sha256(data).hexdigest()
        change_document(connection, document_id, state="received", sha256=digest, **facts)
    log.info("document_fetched", document=document_id, media_type=kind.media_type)
    return attachment_of(find(house, document_id))


def read_limited(stream: IO[bytes], limit: int = MAX_BYTES) -> bytes:
    """Reads a stream, and stops as soon as it is too long: Refused("size")."""
    parts, total = [], 0
    while part := stream.read(CHUNK):
        total += len(part)
        if total > limit:
            raise Refused("size")
        parts.append(part)
    return b"".join(parts)


def keep_original(house: House, document_id: str, data: bytes) -> None:
    """Seals the bytes as they came; Refused("storage") when the disk does not take them (T12)."""
    sealed = vault(house.settings).seal("originals", original_name(document_id), data)
    try:
        files(house).write(original_name(document_id), sealed)
    except OSError as error:
        log.error("document_not_kept", document=document_id, errno=error.errno)
        raise Refused("storage") from None


def refuse(house: House, document_id: str, reason: Reason) -> None:
    with house.engine.begin() as connection:
        change_document(connection, document_id, state="refused", reason=reason)
    log.info("document_refused", document=document_id, reason=reason)


def forget(house: House, ids: Iterable[str]) -> None:
    """Takes back files of an upload that turned out to be the second of two."""
    gone = list(ids)
    with house.engine.begin() as connection:
        remove_documents(connection, gone)
    for document_id in gone:
        files(house).delete(original_name(document_id))


def find(house: House, document_id: str) -> Document:
    """Raises KeyError when there is no such document."""
    with reading(house.engine) as connection:
        document = find_document(connection, document_id)
    if document is None:
        raise KeyError(document_id)
    return document


def files(house: House) -> FileStore:
    return FileStore(house.settings.var / "files")


def original_name(document_id: str) -> str:
    return f"{document_id}.original"


def attachment_of(document: Document) -> Attachment:
    """A document on record, as a message carries it."""
    return Attachment(
        document=document.id,
        kind="file" if document.media_type == "application/pdf" else "photo",
        media_type=document.media_type,
        size=document.size,
        name=document.display_name,
    )


def _measured(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise Refused("size")
    return data


def _reason(document: Document) -> Reason:
    return document.reason or "unreadable"  # type: ignore[return-value]
