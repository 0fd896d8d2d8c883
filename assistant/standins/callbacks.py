"""Delivery reports of the stand-in, signed as Twilio signs them: queued, sent, delivered."""

from __future__ import annotations

import threading
import time

import httpx
import structlog
from flask import current_app

from assistant.channels.sms import WHATSAPP
from assistant.settings import Settings
from assistant.standins.calls import Call, dial, signed_form
from assistant.standins.ledger import Ledger, Message

PAUSE = 0.4  # seconds between two reports
THREADS = "standin-report"
LIFE = ("sent", "delivered")  # Twilio reports nothing for `queued`

log = structlog.get_logger()


def report(settings: Settings, message: Message, status: str, code: str = "") -> Call:
    """The signed status callback of one message; the ledger notes the new status too."""
    Ledger(settings).set_status(message.sid, status, code)
    prefix = WHATSAPP if message.channel == "whatsapp" else ""
    ours = settings.twilio_number if not prefix else settings.twilio_whatsapp_number
    form = {
        "AccountSid": settings.twilio_account_sid,
        "ApiVersion": "2010-04-01",
        "From": prefix + ours,
        "MessageSid": message.sid,
        "MessageStatus": status,
        "SmsSid": message.sid,
        "SmsStatus": status,
        "To": prefix + message.address,
    }
    if code:
        form["ErrorCode"] = code
    path = message.callback.removeprefix(settings.base_url.rstrip("/"))
    return signed_form(settings, path, form)


def report_later(settings: Settings, message: Message) -> None:
    """Reports from a thread of its own, as a provider would; tests report by hand instead."""
    own_address = message.callback.startswith(settings.base_url.rstrip("/") + "/")
    if own_address and not current_app.testing:
        named = f"{THREADS}-{message.sid}"
        threading.Thread(target=_live, args=(settings, message), name=named, daemon=True).start()


def under_way() -> list[threading.Thread]:
    """The threads that are reporting now."""
    return [thread for thread in threading.enumerate() if thread.name.startswith(THREADS)]


def _live(settings: Settings, message: Message) -> None:
    for status in LIFE:
        time.sleep(PAUSE)
        try:
            dial(settings, report(settings, message, status))
        except httpx.HTTPError as error:
            log.warning("standin_report_failed", error=type(error).__name__)
