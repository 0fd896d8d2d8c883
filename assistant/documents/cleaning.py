"""Cleaning: a received file becomes JPEG pages that are safe to look at. For the worker.

The file is decoded in another process (`decoder.py`) with limits on memory, CPU and time; here its
pages are sealed, and the row says `clean`, or `refused` and why.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import structlog

import assistant
from assistant.documents.decoder import MAX_PAGES, STATUS
from assistant.documents.intake import files, find, original_name, refuse
from assistant.documents.refusals import Reason, Refused
from assistant.documents.vault import vault
from assistant.house import House
from assistant.store.documents import Document, change_document

log = structlog.get_logger()

SECONDS = 20.0  # of wall clock; the decoder's own limit is in CPU seconds
MAX_OUTPUT = 2 * MAX_PAGES * 4 * 1024 * 1024  # bytes
REASONS = {status: reason for reason, status in STATUS.items()}

Pages = tuple[tuple[bytes, bytes], ...]  # (page, thumbnail) as JPEG


@dataclass(frozen=True)
class Cleaned:
    """How it went; `reason` when refused, `pages` when clean."""

    state: Literal["clean", "refused"]
    reason: str
    pages: int


def clean(house: House, document_id: str) -> Cleaned:
    """Cleans a received document; doing it again changes nothing.

    Raises KeyError when there is no such document, ValueError when its bytes are not here yet,
    and OSError or CannotOpen when our own store fails: to be tried again.
    """
    document = find(house, document_id)
    if document.state == "received":
        _clean_received(house, document)
        document = find(house, document_id)
    if document.state == "clean":
        return Cleaned("clean", "", document.pages)
    if document.state == "refused":
        return Cleaned("refused", document.reason or "", 0)
    raise ValueError("this document has not come yet")


def _clean_received(house: House, document: Document) -> None:
    name = original_name(document.id)
    original = vault(house.settings).open("originals", name, files(house).read(name))
    try:
        pages = decode(document.media_type, original)
    except Refused as refusal:
        refuse(house, document.id, refusal.reason)
        return
    for number, (page, thumbnail) in enumerate(pages, start=1):
        _keep(house, page_name(document.id, number), page)
        _keep(house, thumbnail_name(document.id, number), thumbnail)
    with house.engine.begin() as connection:
        change_document(connection, document.id, state="clean", pages=len(pages))
    log.info("document_clean", document=document.id, pages=len(pages))


def decode(media_type: str, data: bytes) -> Pages:
    """Pages and thumbnails of a file, decoded by a process of its own. Raises Refused."""
    with _file_in_memory(data) as source:
        command = [sys.executable, "-m", "assistant.documents.decoder", media_type]
        with subprocess.Popen(  # noqa: S603  (our own module, a media type of our own list)
            command,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_bare_environment(),
        ) as decoder:
            timer = threading.Timer(SECONDS, decoder.kill)
            timer.start()
            try:
                assert decoder.stdout is not None
                output = decoder.stdout.read(MAX_OUTPUT + 1)
                if len(output) > MAX_OUTPUT:
                    decoder.kill()
                status = decoder.wait()
            finally:
                timer.cancel()
    if reason := _reason(status):
        raise Refused(reason)
    return _pages(output)


def page_name(document_id: str, number: int) -> str:
    return f"{document_id}.page-{number}"


def thumbnail_name(document_id: str, number: int) -> str:
    return f"{document_id}.thumbnail-{number}"


def _keep(house: House, name: str, data: bytes) -> None:
    files(house).write(name, vault(house.settings).seal("originals", name, data))


def _reason(status: int) -> Reason | None:
    """A decoder that was stopped had too much to do; one that died met what it cannot read."""
    if status == 0:
        return None
    if status in (-signal.SIGKILL, -signal.SIGXCPU):
        return "pixels"
    return REASONS.get(status, "unreadable")


def _pages(output: bytes) -> Pages:
    blobs, at = [], 0
    while at < len(output):
        start = at + 4
        at = start + int.from_bytes(output[at:start], "big")
        blobs.append(output[start:at])
    return tuple(zip(blobs[0::2], blobs[1::2], strict=True))


@contextmanager
def _file_in_memory(data: bytes) -> Iterator[int]:
    """A descriptor to read from: the file never touches the disk unsealed."""
    descriptor = os.memfd_create("upload", os.MFD_CLOEXEC)
    try:
        with open(descriptor, "wb", closefd=False) as stream:
            stream.write(data)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


def _bare_environment() -> dict[str, str]:
    """No secret reaches the decoder; it only has to find our own code."""
    return {"PYTHONPATH": str(Path(assistant.__file__).parents[1])}
