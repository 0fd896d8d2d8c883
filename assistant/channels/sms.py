"""SMS and WhatsApp from Twilio: the two webhooks. What is sent goes through `sms_sending`.

Provider documents: Messaging Webhooks, Webhooks Security. Twilio signs our public address and
every POST parameter; only its own validator reads that signature.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Response, request
from pydantic import SecretStr
from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from assistant.channels import reports
from assistant.channels.channel import Malformed, NotForUs, NotVerified
from assistant.channels.cleaning import clean
from assistant.channels.webhook import webhook
from assistant.house import here
from assistant.messages import Attachment, Inbound
from assistant.settings import Settings

INBOUND_PATH = "/webhooks/twilio"
STATUS_PATH = "/webhooks/twilio/status/"  # and our outbox id
NOTHING_TO_SAY = "<Response/>"

MESSAGE_SID = re.compile(r"[SM]M[0-9a-f]{32}")
PHONE = re.compile(r"\+[1-9][0-9]{6,14}")  # E.164
SHORT_SENDER = re.compile(r"[0-9]{3,6}|[A-Za-z0-9 ._-]{1,11}")  # short code or a brand's name
COUNT = re.compile(r"[0-9]|10")  # media of one message
MEDIA_PATH = re.compile(
    r"/2010-04-01/Accounts/(AC[0-9a-fA-F]{32})/Messages/([SM]M[0-9a-f]{32})/Media/(ME[0-9a-f]{32})"
)
STATUS = re.compile(r"[a-z_]{1,24}")
ERROR_CODE = re.compile(r"[0-9]{1,6}")
WHATSAPP = "whatsapp:"

log = structlog.get_logger()


def blueprint() -> Blueprint:
    """The two doors for Twilio; exempt it from the form guard, signatures stand for it."""
    doors = webhook("twilio")

    @doors.post(INBOUND_PATH)
    def receive() -> Response:
        inbound = read(verified(here().settings), here().settings, here().clock.now())
        here().take(inbound)
        return Response(NOTHING_TO_SAY, content_type="text/xml")

    @doors.post(f"{STATUS_PATH}<int(max={2**63 - 1}):outbox_id>")
    def status(outbox_id: int) -> Response:
        report = read_status(verified(here().settings))
        with here().engine.begin() as connection:
            outcome = reports.note(connection, outbox_id, report, here().clock.now())
        log.info("delivery", outbox=outbox_id, status=report.status, outcome=outcome)
        return Response(status=204)

    return doors


# --- verifying --------------------------------------------------------------------------------


def verified(settings: Settings) -> Mapping[str, str]:
    """The parameters of a request that Twilio signed for our account. Raises NotVerified.

    The address is our configured one: `Host` and `X-Forwarded-*` are the sender's to choose.
    """
    form = request.form
    query = request.query_string.decode("latin-1")
    address = settings.base_url.rstrip("/") + request.path + (f"?{query}" if query else "")
    algorithm = get_signature_algorithm(request.headers.get(SIGNATURE_SETTINGS_HEADER))
    if algorithm.upper() not in (HMAC_SHA1, HMAC_SHA256):
        raise NotVerified
    signature = request.headers.get(SIGNATURE_HEADER, "")
    tokens = (settings.twilio_auth_token, settings.twilio_previous_auth_token)
    # Every token is tried, whichever fits: the time taken says nothing.
    fits = [_signed(token, address, form, signature, algorithm) for token in tokens]
    if not any(fits) or not settings.twilio_account_sid:
        raise NotVerified
    if form.get("AccountSid") != settings.twilio_account_sid:
        raise NotVerified
    return _once_each(form.to_dict(flat=False))


def _signed(token: SecretStr, address: str, form: object, signature: str, algorithm: str) -> bool:
    """The validator raises UnicodeEncodeError on a lone surrogate; no token fits nothing."""
    secret = token.get_secret_value()
    if not secret or not signature:
        return False
    try:
        return bool(RequestValidator(secret).validate(address, form, signature, algorithm))
    except (UnicodeError, ValueError):
        return False


def _once_each(form: Mapping[str, list[str]]) -> Mapping[str, str]:
    """Twilio names each parameter once; twice is a signed text cut anew (T2)."""
    if any(len(values) != 1 for values in form.values()):
        raise Malformed("repeated parameter")
    return {name: values[0] for name, values in form.items()}


# --- reading ----------------------------------------------------------------------------------


def read(form: Mapping[str, str], settings: Settings, now: datetime) -> Inbound:
    """One inbound message. Twilio gives no time: it is now. Raises Malformed or NotForUs."""
    sid = message_sid(form)
    channel, address = _sender(form.get("From", ""))
    text = clean(form.get("Body", ""))
    media, others = _attachments(form, settings)
    return Inbound(
        event=f"twilio:{settings.twilio_account_sid}:{sid}",
        channel=channel,
        address=address,
        at=now,
        text=text,
        attachments=media,
        kind="other" if not text and not media and (others or _is_place(form)) else "message",
    )


def message_sid(form: Mapping[str, str]) -> str:
    """The one id of a message; its older names must agree with it (T2)."""
    sid = form.get("MessageSid", "")
    aliases = {form[name] for name in ("SmsSid", "SmsMessageSid") if name in form}
    if not MESSAGE_SID.fullmatch(sid) or not aliases <= {sid}:
        raise Malformed("MessageSid")
    return sid


def _sender(sender: str) -> tuple[str, str]:
    """(channel, E.164 number) of the sender."""
    channel = "whatsapp" if sender.startswith(WHATSAPP) else "sms"
    address = sender.removeprefix(WHATSAPP)
    if PHONE.fullmatch(address):
        return channel, address
    if channel == "sms" and SHORT_SENDER.fullmatch(address):
        raise NotForUs("a sender that cannot be answered")
    raise Malformed("From")


def _attachments(form: Mapping[str, str], settings: Settings) -> tuple[tuple[Attachment, ...], int]:
    """Photos and files as references rebuilt from checked SIDs, and how many others there are."""
    count = form.get("NumMedia", "0")
    if not COUNT.fullmatch(count):
        raise Malformed("NumMedia")
    found = [_attachment(form, index, settings) for index in range(int(count))]
    usable = tuple(attachment for attachment in found if attachment is not None)
    return usable, len(found) - len(usable)


def _attachment(form: Mapping[str, str], index: int, settings: Settings) -> Attachment | None:
    """None for a voice note, a video, a contact: nothing that shows a bill."""
    try:
        path = urlsplit(form.get(f"MediaUrl{index}", "")).path
    except ValueError:
        raise Malformed("MediaUrl") from None
    match = MEDIA_PATH.fullmatch(path)
    if match is None or match[1] != settings.twilio_account_sid:
        raise Malformed("MediaUrl")
    media_type = form.get(f"MediaContentType{index}", "").lower()
    reference = f"twilio:{match[2]}/{match[3]}"
    if media_type.startswith("image/"):
        return Attachment(reference=reference, kind="photo", media_type=clean(media_type, 40))
    if media_type.startswith(("application/", "text/plain")):
        return Attachment(reference=reference, kind="file", media_type=clean(media_type, 40))
    return None


def _is_place(form: Mapping[str, str]) -> bool:
    return "Latitude" in form


def read_status(form: Mapping[str, str]) -> reports.Report:
    """One delivery report. Raises Malformed."""
    status = form.get("MessageStatus", "")
    code = form.get("ErrorCode", "")
    if not STATUS.fullmatch(status) or not (code == "" or ERROR_CODE.fullmatch(code)):
        raise Malformed("MessageStatus")
    return reports.Report(provider_id=message_sid(form), status=status, code=code)
