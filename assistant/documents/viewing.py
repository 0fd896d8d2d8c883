"""Looking at documents: clean copies for those who may, originals only with a trace in the audit.

Who may is decided by the caller (the console's roles, the member's own page).
"""

from __future__ import annotations

import hashlib

from assistant.documents.cleaning import page_name, thumbnail_name
from assistant.documents.intake import files, find, original_name
from assistant.documents.vault import CannotOpen, vault
from assistant.house import House
from assistant.store.audit import note
from assistant.store.documents import Document


class NotClean(Exception):
    """There is no clean copy: the file is still on its way, or was refused."""


def clean_copy(house: House, document_id: str, page: int = 1) -> bytes:
    """One page, from 1 on, as JPEG. Raises NotClean, or KeyError when there is no such page."""
    return _opened(house, page_name(_clean(house, document_id, page).id, page))


def thumbnail(house: House, document_id: str, page: int = 1) -> bytes:
    """A small picture of one page, as JPEG; raises as `clean_copy` does."""
    return _opened(house, thumbnail_name(_clean(house, document_id, page).id, page))


def open_original(house: House, document_id: str, staff_id: str) -> bytes:
    """The bytes exactly as they came (T18); the reading is on record before they are out.

    Raises KeyError, NotClean while the file is still at the provider, and CannotOpen when the
    bytes are not those that came.
    """
    document = find(house, document_id)
    if document.sha256 is None:
        raise NotClean
    with house.engine.begin() as connection:
        actor, subject = f"staff:{staff_id}", f"document:{document_id}"
        note(connection, house.clock.now(), actor, "open_original", subject)
    original = _opened(house, original_name(document.id))
    if hashlib.sha256(original).hexdigest() != document.sha256:
        raise CannotOpen
    return original


def _clean(house: House, document_id: str, page: int) -> Document:
    document = find(house, document_id)
    if document.state != "clean":
        raise NotClean
    if not 1 <= page <= document.pages:
        raise KeyError(page)
    return document


def _opened(house: House, name: str) -> bytes:
    return vault(house.settings).open("originals", name, files(house).read(name))
