"""What both upload pages do: files of a form, and one key for a form however often it is sent."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable

from flask import request
from werkzeug.datastructures import FileStorage

from assistant.documents.intake import MAX_BYTES
from assistant.house import here
from assistant.messages import Inbound
from assistant.store.engine import reading
from assistant.store.links import OneTimeLink, destination
from assistant.store.webchat import was_taken
from assistant.web.security import KB

AT_ONCE = 5
LARGEST_UPLOAD = AT_ONCE * MAX_BYTES + 256 * KB
FORM_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def fresh_form_id() -> str:
    return secrets.token_urlsafe(12)


def given_form_id() -> str:
    """The id our page gave this form; a form without one is as good as a fresh one."""
    given = request.form.get("form_id", "")
    return given if FORM_ID.fullmatch(given) else fresh_form_id()


def sent_files(field: str) -> list[FileStorage]:
    """The files that were chosen; browsers send an empty part for none."""
    return [file for file in request.files.getlist(field) if file.filename]


def event_key(link: OneTimeLink, parts: Iterable[bytes]) -> str:
    """The same form with the same content is the same event; other content is another one."""
    digest = hashlib.sha256(given_form_id().encode())
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return f"link:{link.token_hash}:{digest.hexdigest()[:32]}"


def content(file: FileStorage) -> bytes:
    """All of a file, which is in memory; it can be read again afterwards."""
    data = file.stream.read()
    file.stream.seek(0)
    return data


def seen(event: str) -> bool:
    with reading(here().engine) as connection:
        return was_taken(connection, event)


def inbound_of(link: OneTimeLink, event: str) -> Inbound:
    """An empty event of the conversation that asked for the link."""
    house = here()
    with reading(house.engine) as connection:
        channel, address = destination(connection, link)
    return Inbound(event=event, channel=channel, address=address, at=house.clock.now())
