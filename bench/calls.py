"""Webhook calls as Twilio makes them, signed beforehand: signing is not what is measured."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "a twilio token of the benchmark"  # noqa: S105  (nobody's)
BASE_URL = "https://assistant.example.org"
PATH = "/webhooks/twilio"
OURS = "+33757000000"

_validator = RequestValidator(TOKEN)


def form(address: str, body: str) -> dict[str, str]:
    """Every parameter that an SMS from France comes with."""
    sid = f"SM{secrets.token_hex(16)}"
    return {
        "ToCountry": "FR",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": body,
        "FromCountry": "FR",
        "To": OURS,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": address,
        "ApiVersion": "2010-04-01",
    }


def headers(fields: dict[str, str]) -> dict[str, str]:
    return {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "X-Twilio-Signature": _validator.compute_signature(BASE_URL + PATH, fields),
        "I-Twilio-Idempotency-Token": secrets.token_hex(18),
    }


def request(address: str, body: str) -> bytes:
    """The whole HTTP request, one connection each."""
    fields = form(address, body)
    content = urlencode(fields).encode()
    head = [f"POST {PATH} HTTP/1.1", "Host: assistant.example.org", "User-Agent: TwilioProxy/1.1"]
    head += [f"{name}: {value}" for name, value in headers(fields).items()]
    head += [f"Content-Length: {len(content)}", "Connection: close"]
    return "\r\n".join([*head, "", ""]).encode() + content
