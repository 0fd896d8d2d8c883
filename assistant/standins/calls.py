"""Webhook calls as the providers make them, and what a phone holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlencode

import httpx
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator

from assistant.settings import Settings
from assistant.standins.ledger import Media, Message

FORM = "application/x-www-form-urlencoded"
PATIENCE = 15  # seconds: Twilio's own


@dataclass(frozen=True)
class Call:
    """One webhook call, ready to be made with POST."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Picture:
    """A photo or a file as it lies on the phone."""

    content: bytes
    media_type: str = "image/jpeg"
    name: str = ""

    def kept(self, sid: str, message: str) -> Media:
        """The same as the provider keeps it."""
        return Media(
            sid=sid,
            message=message,
            media_type=self.media_type,
            name=self.name,
            content=self.content,
        )


def signed_form(settings: Settings, path: str, form: Mapping[str, str]) -> Call:
    """A call as Twilio signs it: our public address, then every parameter."""
    validator = RequestValidator(settings.twilio_auth_token.get_secret_value())
    address = settings.base_url.rstrip("/") + path
    signature = validator.compute_signature(address, dict(form))
    headers = {"Content-Type": FORM, SIGNATURE_HEADER: signature}
    return Call(path, headers, urlencode(form).encode())


def dial(settings: Settings, call: Call) -> int:
    """Makes a call over HTTP to our own address; gives the status of the answer."""
    url = settings.base_url.rstrip("/") + call.path
    return _caller().post(url, content=call.body, headers=call.headers).status_code


@cache
def _caller() -> httpx.Client:
    """One for all calls: making one reads every certificate of the machine."""
    return httpx.Client(timeout=PATIENCE)


def written(channel: str, address: str, sid: str, text: str, now: datetime | None) -> Message:
    """The member's side of a talk, for the ledger."""
    return Message(
        channel=channel,
        address=address,
        sent_by_us=False,
        sid=sid,
        text=text,
        buttons=(),
        status="received",
        code="",
        callback="",
        at=now or datetime.now(UTC),
    )
