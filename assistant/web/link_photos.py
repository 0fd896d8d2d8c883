"""The photos page: one to five photos of a bill from a phone, filed to the bill in the making."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection
from werkzeug.datastructures import FileStorage

from assistant.documents import intake
from assistant.documents.naming import display_name
from assistant.documents.refusals import Refused
from assistant.house import House, here
from assistant.messages import Attachment, Text
from assistant.store.documents import count_since
from assistant.store.engine import reading
from assistant.store.links import OneTimeLink
from assistant.web.link_session import page
from assistant.web.link_upload import (
    AT_ONCE,
    LARGEST_UPLOAD,
    content,
    event_key,
    fresh_form_id,
    inbound_of,
    seen,
    sent_files,
)
from assistant.wording import _, n_

__all__ = ["LARGEST_UPLOAD", "show", "take"]

TOO_MANY = _("Five photos at most for one bill: this one was not kept.")


@dataclass(frozen=True)
class Sent:
    """What became of one file; `problem` says why it was not kept."""

    name: str
    attachment: Attachment | None = None
    problem: Text | None = None


def show(link: OneTimeLink) -> str:
    return _page(link, ())


def take(link: OneTimeLink) -> tuple[str, int] | str:
    """Takes the photos of one form, once; the page then says what became of each."""
    files = sent_files("photos")
    if not files:
        return _page(link, (), problem=_("Choose or take at least one photo first.")), 422
    event = event_key(link, (content(file) for file in files))
    if seen(event):
        return _page(link, (), again=True)
    return _page(link, _file_to_the_bill(link, event, files))


def _file_to_the_bill(link: OneTimeLink, event: str, files: list[FileStorage]) -> tuple[Sent, ...]:
    house = here()
    sent = tuple(_receive(house, link, files))
    kept = tuple(one.attachment for one in sent if one.attachment)
    if not kept:
        return sent
    inbound = replace(inbound_of(link, event), kind="files", attachments=kept)
    try:
        twin = house.take(inbound) == "duplicate"
    except Exception:
        _forget(house, kept)
        raise
    if twin:  # the same form came twice at once: the files of the other one are on the bill
        _forget(house, kept)
    return sent


def _receive(house: House, link: OneTimeLink, files: list[FileStorage]) -> list[Sent]:
    room = _room(house, link)
    sent = []
    for file in files:
        name = display_name(file.filename or "")
        if room == 0:
            sent.append(Sent(name, problem=TOO_MANY))
            continue
        try:
            attachment = intake.receive(house, link.conversation_id, file.stream, name)
        except Refused as refused:
            sent.append(Sent(name, problem=refused.sentence()))
        else:
            room -= 1
            sent.append(Sent(name, attachment))
    return sent


def _forget(house: House, kept: tuple[Attachment, ...]) -> None:
    intake.forget(house, [attachment.document for attachment in kept])


def _room(house: House, link: OneTimeLink) -> int:
    with reading(house.engine) as connection:
        return _room_left(connection, link)


def _room_left(connection: Connection, link: OneTimeLink) -> int:
    """How many photos this link may still bring: a link is made for one bill."""
    taken = count_since(connection, link.conversation_id, link.created_at)
    return max(0, AT_ONCE - taken)


def _page(
    link: OneTimeLink,
    sent: tuple[Sent, ...],
    problem: Text | None = None,
    again: bool = False,
) -> str:
    room = _room(here(), link)
    kept = sum(1 for one in sent if one.attachment)
    return page(
        "photos.html",
        link,
        sent=sent,
        kept=n_("{count} photo has arrived.", "{count} photos have arrived.", kept)
        if kept
        else None,
        room_said=n_("You can add {count} photo.", "You can add up to {count} photos.", room),
        problem=problem,
        again=again,
        room=room,
        form_id=fresh_form_id(),
    )
