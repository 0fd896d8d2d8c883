"""A phone that texts: the webhook calls that Twilio makes for SMS, MMS and WhatsApp."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant.channels.gsm7 import segments
from assistant.channels.sms import INBOUND_PATH, WHATSAPP
from assistant.settings import Settings
from assistant.standins.calls import Call, Picture, signed_form, written
from assistant.standins.ledger import Ledger, new_sid

# What Twilio does by itself on SMS before we hear of it.
STOPPING = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
STARTING = frozenset({"START", "YES", "UNSTOP"})


def send_sms(
    settings: Settings,
    from_: str,
    body: str,
    media: Sequence[Picture] = (),
    *,
    now: datetime | None = None,
    extra: Mapping[str, str] | None = None,
) -> Call:
    """A text, with pictures as MMS, from a phone number in E.164."""
    return _send(settings, "sms", from_, body, media, now, extra or {})


def send_whatsapp(
    settings: Settings,
    from_: str,
    body: str,
    media: Sequence[Picture] = (),
    *,
    now: datetime | None = None,
    extra: Mapping[str, str] | None = None,
) -> Call:
    """The same through WhatsApp."""
    more = {"ProfileName": "Phone", "WaId": from_.removeprefix("+"), **(extra or {})}
    return _send(settings, "whatsapp", from_, body, media, now, more)


def _send(
    settings: Settings,
    channel: str,
    from_: str,
    body: str,
    media: Sequence[Picture],
    now: datetime | None,
    extra: Mapping[str, str],
) -> Call:
    ledger, sid = Ledger(settings), new_sid("MM" if media else "SM")
    ledger.add(written(channel, from_, sid, body, now))
    form = {**_form(settings, channel, from_, body, sid), **_media(settings, sid, media), **extra}
    if channel == "sms":
        form |= _opting(ledger, from_, body)
    return signed_form(settings, INBOUND_PATH, form)


def _form(settings: Settings, channel: str, from_: str, body: str, sid: str) -> dict[str, str]:
    whatsapp = channel == "whatsapp"
    prefix = WHATSAPP if whatsapp else ""
    ours = settings.twilio_whatsapp_number if whatsapp else settings.twilio_number
    return {
        "AccountSid": settings.twilio_account_sid,
        "ApiVersion": "2010-04-01",
        "Body": body,
        "From": prefix + from_,
        "MessageSid": sid,
        "NumSegments": str(max(1, segments(body))),
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": prefix + ours,
    }


def _media(settings: Settings, sid: str, pictures: Sequence[Picture]) -> dict[str, str]:
    """Keeps the pictures where Twilio would, and names them as it does."""
    form = {"NumMedia": str(len(pictures))}
    base = f"https://api.twilio.com/2010-04-01/Accounts/{settings.twilio_account_sid}"
    for index, picture in enumerate(pictures):
        media = new_sid("ME")
        Ledger(settings).add_media(picture.kept(media, sid))
        form[f"MediaContentType{index}"] = picture.media_type
        form[f"MediaUrl{index}"] = f"{base}/Messages/{sid}/Media/{media}"
    return form


def _opting(ledger: Ledger, from_: str, body: str) -> dict[str, str]:
    word = body.strip().upper()
    if word in STOPPING:
        ledger.close_address("sms", from_)
        return {"OptOutType": "STOP"}
    if word in STARTING:
        ledger.open_address("sms", from_)
        return {"OptOutType": "START"}
    return {}
