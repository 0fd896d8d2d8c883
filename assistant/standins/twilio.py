"""Twilio's REST API as far as we use it: create and list messages, fetch and delete media.

Provider documents: Messages resource, Media resource, Error and Warning Dictionary.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, request, url_for

from assistant.channels.fitting import SMS_CHARACTERS, utf16
from assistant.channels.sms import PHONE, WHATSAPP
from assistant.house import here
from assistant.settings import Settings
from assistant.standins.callbacks import report_later
from assistant.standins.faults import answered
from assistant.standins.ledger import Ledger, Message, new_sid

ROOT = "/standins/twilio"
MESSAGES = f"{ROOT}/2010-04-01/Accounts/<account>/Messages"
PAGE, LARGEST_PAGE = 50, 1000  # Twilio's own
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
RESERVED_FOR_FAILING = {"+15005550009": "21614", "+15005550001": "21211"}  # Twilio's own test ones


def add_routes(doors: Blueprint) -> None:
    @doors.post(f"{MESSAGES}.json")
    def create_message(account: str) -> Response:
        return _answered(account, _create)

    @doors.get(f"{MESSAGES}.json")
    def list_messages(account: str) -> Response:
        return _answered(account, _list)

    @doors.get(f"{MESSAGES}/<message>/Media/<media>")
    def fetch_media(account: str, message: str, media: str) -> Any:
        if not _is_ours(account):
            return refuse(401, "20003", 0)
        return redirect(url_for("standins.twilio_cdn", media=media), 307)

    @doors.delete(f"{MESSAGES}/<message>/Media/<media>")
    def delete_media(account: str, message: str, media: str) -> Response:
        if not _is_ours(account):
            return refuse(401, "20003", 0)
        Ledger(here().settings).delete_media(media)
        return Response(status=204)

    @doors.get(f"{MESSAGES}/<message>/Media.json")
    def list_media(account: str, message: str) -> Response:
        return _answered(account, lambda ledger: _list_media(ledger, message))

    @doors.get(f"{ROOT}/cdn/<media>")
    def twilio_cdn(media: str) -> Response:
        """Where Twilio redirects to; it refuses passwords that are not meant for it."""
        kept = Ledger(here().settings).media(media)
        if request.authorization is not None:
            return Response(status=400)
        if kept is None:
            return Response(status=404)
        return Response(kept.content, content_type=kept.media_type)


def _answered(account: str, act: Any) -> Response:
    if not _is_ours(account):
        return refuse(401, "20003", 0)
    ledger, about = Ledger(here().settings), request.values.get("To", "")
    return answered(ledger, "twilio", lambda: act(ledger), refuse, about)


def _is_ours(account: str) -> bool:
    given, settings = request.authorization, here().settings
    return (
        given is not None
        and account == given.username == settings.twilio_account_sid
        and given.password == settings.twilio_auth_token.get_secret_value()
    )


def refuse(status: int, code: str, wait: float) -> Response:
    """An error as Twilio words it."""
    number = int(code) if re.fullmatch(r"[0-9]+", code) else status
    body = {
        "code": number,
        "message": "Refused by the stand-in",
        "more_info": f"https://www.twilio.com/docs/errors/{number}",
        "status": status,
    }
    answer = jsonify(body)
    answer.status_code = status
    if wait:
        answer.headers["Retry-After"] = str(int(wait))
    return answer


# --- messages ---------------------------------------------------------------------------------


def _create(ledger: Ledger) -> Response:
    settings, form = here().settings, request.form
    channel, address = _recipient(form.get("To", ""))
    if code := _wrong(ledger, settings, channel, address):
        return refuse(400, code, 0)
    message = Message(
        channel=channel,
        address=address,
        sent_by_us=True,
        sid=new_sid("SM"),
        text=form["Body"],
        buttons=(),
        status="queued",
        code="",
        callback=form.get("StatusCallback", ""),
        at=here().clock.now(),
    )
    ledger.add(message)
    report_later(settings, message)
    answer = jsonify(_resource(message, settings))
    answer.status_code = 201
    return answer


def _wrong(ledger: Ledger, settings: Settings, channel: str, address: str) -> str:
    """The error code of a message that Twilio would refuse, empty for a good one."""
    form = request.form
    ours = {"sms": settings.twilio_number, "whatsapp": settings.twilio_whatsapp_number}
    body = form.get("Body", "")
    if not PHONE.fullmatch(address):
        return "21211"
    if form.get("From", "").removeprefix(WHATSAPP) != ours[channel]:
        return "21606"
    if not body:
        return "21602"
    if utf16(body) > SMS_CHARACTERS:
        return "21617"
    if ledger.is_closed(channel, address):
        return "21610"
    return RESERVED_FOR_FAILING.get(address, "")


def _recipient(given: str) -> tuple[str, str]:
    channel = "whatsapp" if given.startswith(WHATSAPP) else "sms"
    return channel, given.removeprefix(WHATSAPP)


def _list(ledger: Ledger) -> Response:
    """Newest first, to one number (ours or a member's) or to all, page by page."""
    settings, size = here().settings, min(int(request.args.get("PageSize", PAGE)), LARGEST_PAGE)
    first = int(request.args.get("Page", 0)) * size
    found = _listed(ledger, settings, request.args.get("To", ""))[::-1]
    page = [_resource(message, settings) for message in found[first : first + size]]
    more = _next_page() if len(found) > first + size else None
    return jsonify(messages=page, page_size=size, next_page_uri=more, uri=request.path)


def _listed(ledger: Ledger, settings: Settings, wanted: str) -> list[Message]:
    channel, address = _recipient(wanted)
    after = request.args.get("DateSent>", "")
    since = datetime.fromisoformat(after) if after else LONG_AGO
    before = request.args.get("DateSent<", "")
    until = datetime.fromisoformat(before) + A_SECOND if before else None  # that second too
    ours = {"sms": settings.twilio_number, "whatsapp": settings.twilio_whatsapp_number}
    if address == ours[channel]:
        found = ledger.received(channel, since)
    else:
        phones = ledger.outbound(channel, address) if address else ledger.messages()
        found = [one for one in phones if one.channel != "telegram" and one.at >= since]
    return [one for one in found if until is None or one.at < until]


def _next_page() -> str:
    """The address of the next page, as Twilio gives it: without the host."""
    asked = request.args.to_dict() | {"Page": str(int(request.args.get("Page", 0)) + 1)}
    return f"{request.path.removeprefix(ROOT)}?{urlencode(asked)}"


def _resource(message: Message, settings: Settings) -> dict[str, Any]:
    prefix = WHATSAPP if message.channel == "whatsapp" else ""
    numbers = {"sms": settings.twilio_number, "whatsapp": settings.twilio_whatsapp_number}
    ours, theirs = prefix + numbers[message.channel], prefix + message.address
    path = f"/2010-04-01/Accounts/{settings.twilio_account_sid}/Messages/{message.sid}"
    return {
        "account_sid": settings.twilio_account_sid,
        "api_version": "2010-04-01",
        "body": message.text,
        "date_created": _rfc2822(message.at),
        "date_sent": _rfc2822(message.at) if message.status != "queued" else None,
        "date_updated": _rfc2822(message.at),
        "direction": "outbound-api" if message.sent_by_us else "inbound",
        "error_code": int(message.code) if message.code else None,
        "error_message": None,
        "from": ours if message.sent_by_us else theirs,
        "messaging_service_sid": None,
        "num_media": str(len(message.media)),
        "num_segments": str(message.segments or 1),
        "price": None,
        "price_unit": "EUR",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": theirs if message.sent_by_us else ours,
        "uri": f"{path}.json",
    }


def _list_media(ledger: Ledger, message: str) -> Response:
    """The files of one message."""
    said = ledger.message(message)
    kept = [ledger.media(sid) for sid in (said.media if said else ())]
    files = [
        {"sid": media.sid, "parent_sid": message, "content_type": media.media_type}
        for media in kept
        if media is not None
    ]
    return jsonify(media_list=files, page=0, page_size=PAGE, next_page_uri=None, uri=request.path)


def _rfc2822(moment: datetime) -> str:
    return format_datetime(moment)
