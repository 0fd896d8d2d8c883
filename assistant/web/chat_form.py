"""What the chat's form carries: text, a pressed button, photos; taken once however often sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest

from assistant.channels import webchat
from assistant.channels.channel import Malformed
from assistant.documents import intake
from assistant.documents.refusals import Refused
from assistant.house import House, Taken, here
from assistant.messages import Attachment, Inbound, Text
from assistant.store.engine import reading
from assistant.store.webchat import Chat, was_taken
from assistant.web.security import MB
from assistant.wording import _

PHOTOS_AT_ONCE = 5
LARGEST_UPLOAD = (PHOTOS_AT_ONCE * 10 + 2) * MB

KEPT = _("Your message is safe with us. The answer is taking a little longer than usual.")
TOO_MANY = _("Five files at a time, please. We took the first five: send the others next.")


@dataclass
class Outcome:
    """What became of a form: is it on record, and what its sender must be told of it."""

    kept: bool = True
    notices: list[Text] = field(default_factory=list)


def take_form(chat: Chat) -> Outcome:
    """Takes the message of this request. 400: a message id or a button our page never made."""
    house, outcome = here(), Outcome()
    inbound = _read(chat, text=request.form.get("text", ""), choice=request.form.get("choice", ""))
    if _seen(house, inbound.event):
        return outcome
    inbound = replace(inbound, attachments=_receive(house, chat, outcome.notices))
    taken = _take(house, inbound)
    outcome.kept = taken != "nothing"
    if taken == "kept":
        outcome.notices.append(KEPT)
    return outcome


def take_text(chat: Chat, text: str) -> None:
    """A message that a button of the page writes for the member."""
    _take(here(), _read(chat, text=text))


def _read(chat: Chat, text: str, choice: str = "") -> Inbound:
    try:
        event = webchat.event_key(chat.id, request.form.get("message_id", ""))
        return webchat.read(event, chat.address, here().clock.now(), text=text, choice=choice)
    except Malformed as error:
        raise BadRequest(str(error)) from None


def _take(house: House, inbound: Inbound) -> Taken | Literal["nothing"]:
    if not (inbound.text or inbound.pressed or inbound.attachments):
        return "nothing"
    taken = house.take(inbound)
    if taken == "duplicate":  # two copies at once: the files of the second are not needed
        intake.forget(house, [attachment.document for attachment in inbound.attachments])
    return taken


def _seen(house: House, event: str) -> bool:
    with reading(house.engine) as connection:
        return was_taken(connection, event)


def _receive(house: House, chat: Chat, notices: list[Text]) -> tuple[Attachment, ...]:
    """The uploads that can be taken; for each other one, why not and what to do."""
    files = [file for file in request.files.getlist("files") if file.filename]
    if len(files) > PHOTOS_AT_ONCE:
        notices.append(TOO_MANY)
    received = [_receive_one(house, chat, file, notices) for file in files[:PHOTOS_AT_ONCE]]
    return tuple(attachment for attachment in received if attachment)


def _receive_one(
    house: House, chat: Chat, file: FileStorage, notices: list[Text]
) -> Attachment | None:
    try:
        return intake.receive(house, chat.id, file.stream, file.filename or "")
    except Refused as refusal:
        notices.append(refusal.sentence())
        return None
