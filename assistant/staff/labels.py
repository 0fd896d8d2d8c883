"""What codes of the records are called on the console's pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from babel.dates import format_datetime, format_time, format_timedelta
from flask import Response

from assistant.clock import LEGAL_ZONE, legal_day
from assistant.dialogs.claim_status import STATUSES
from assistant.dialogs.registry import opened_by
from assistant.house import here
from assistant.messages import Money, Text, Value
from assistant.store.engine import instant
from assistant.store.transcript import Entry
from assistant.web.language import page_language
from assistant.wording import LOCALES, _, day, n_, render

CHANNELS: Mapping[str, Value] = {
    "sms": "SMS",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
    "web": _("Web chat"),
    "terminal": _("Terminal"),
}
LANGUAGES: Mapping[str, Value] = {"fr": "Français", "en": "English"}
MODES: Mapping[str, Value] = {
    "bot": _("With the assistant"),
    "waiting": _("Waits for a person"),
    "person": _("With a person"),
}
ROLES: Mapping[str, Value] = {
    "agent": _("Agent"),
    "medical_adviser": _("Medical adviser"),
    "supervisor": _("Supervisor"),
}
PRODUCTS: Mapping[str, Value] = {
    "ats_a4916": _("Contract A 4916"),
    "welcare": _("WELCARE online claims"),
}
TEAMS: Mapping[str, Value] = {
    "members": _("Members team"),
    "claims": _("Claims team"),
    "medical": _("Medical team"),
}
LISTS: Mapping[str, Value] = {
    "waiting": _("Waiting"),
    "mine": _("Mine"),
    "team": _("My team"),
    "person": _("With a person"),
    "all": _("All"),
}
DELIVERY: Mapping[str, Value] = {
    "queued": _("About to leave"),
    "sending": _("Leaving"),
    "sent": _("Sent"),
    "delivered": _("Delivered"),
    "read": _("Read"),
    "failed": _("Not delivered"),
    "unknown": _("Not known whether it arrived"),
    "withheld": _("Held back: a person had taken over"),
}
EVENT_STATES: Mapping[str, Value] = {
    "failed": _("Not answered yet: tried again shortly"),
    "parked": _("Not answered: the assistant failed on it"),
}
ACTIONS: Mapping[str, Value] = {
    "asked": _("A person was asked for"),
    "took": _("{name} took the conversation"),
    "passed": _("{name} passed it on to {to}"),
    "note": _("Note by {name}"),
    "returned": _("{name} gave it back to the assistant"),
    "closed": _("{name} closed it"),
    "handled": _("{name} saw to the emergency"),
    "alert": _("Alert"),
    "parked": _("The assistant failed on a message"),
}
REASONS: Mapping[str, Value] = {
    "asked": _("The member asked"),
    "misunderstood": _("The assistant did not understand, several times"),
    "suspended": _("Online access suspended or closed"),
    "emergency": _("Emergency"),
    "suicide": _("Emergency: words of suicide"),
    "complaint": _("Complaint"),
    "not_in_product": _("Their product does not answer this"),
    "undeliverable": _("A message could not be delivered"),
    "untold": _("The member could not be told of a decision"),
    "parked": _("The assistant failed on a message"),
}
SUBJECTS: Mapping[str, Value] = {
    "coverage": _("Question on cover"),
    "prior_agreement": _("Prior agreement"),
    "receipt": _("Bills to send"),
    "bill": _("One bill"),
    "claim_status": _("Where a request is"),
    "renunciation": _("Renunciation"),
    "renunciation_letter": _("Renunciation letter"),
    "blank_letter": _("Blank renunciation letter"),
    "handover": _("Request for a person"),
}
EVENT_KINDS: Mapping[str, Value] = {
    "edited": _("changed what was written before"),
    "other": _("sent something that is no text (voice, sticker, place)"),
    "files": _("sent files from a link page"),
}
AGREEMENT_STATUSES: Mapping[str, Value] = {
    "awaiting_papers": _("Waits for the member's papers"),
    "received": _("To be examined"),
    "agreed": STATUSES["agreed"],
    "refused": STATUSES["refused"],
    "more": STATUSES["more"],
}
CLAIM_STATUSES: Mapping[str, Value] = {
    name: STATUSES[name] for name in ("in_progress", "validated", "rejected")
}
DOCUMENT_STATES: Mapping[str, Value] = {
    "awaited": _("On its way"),
    "received": _("Being prepared"),
    "refused": _("Could not be read"),
}
COLOURS = {
    "in_progress": "warn",
    "received": "warn",
    "waiting": "warn",
    "validated": "good",
    "agreed": "good",
    "person": "accent",
    "rejected": "bad",
    "refused": "bad",
    "failed": "bad",
    "unknown": "warn",
    "parked": "bad",
}


def topic(code: str) -> Value:
    """What the member was about, by the name of a dialog or of the intent that opens it."""
    opened = opened_by(code)
    name = opened.name if opened else code
    return SUBJECTS.get(name, name.replace("_", " "))


def reason(note: str) -> Value:
    """Why a person was asked for or alerted: codes of ours have a sentence, notes are text."""
    code, _colon, rest = note.partition(":")
    known = REASONS.get(code)
    if known is None or not isinstance(known, Text):
        return note
    return _("{reason} ({code})", reason=known, code=rest) if rest else known


def moment(at: datetime) -> str:
    """The hour today, else day and hour; in the contract's zone."""
    locale = LOCALES[page_language()]
    if legal_day(at) == legal_day(here().clock.now()):
        return str(format_time(at, "HH:mm", tzinfo=LEGAL_ZONE, locale=locale))
    return str(format_datetime(at, "d MMM y, HH:mm", tzinfo=LEGAL_ZONE, locale=locale))


def since(at: datetime) -> str:
    """How long ago, in one unit."""
    locale = LOCALES[page_language()]
    elapsed = max(here().clock.now() - at, timedelta(minutes=1))
    return str(format_timedelta(elapsed, threshold=1.2, format="short", locale=locale))


def spoken(value: Value) -> str:
    """A value in the language of the page."""
    return render(value, page_language())


def act_line(entry: Entry) -> str:
    """One line of the history: who did what."""
    action = ACTIONS.get(entry.kind, entry.kind)
    if not isinstance(action, Text):
        return str(action)
    values: dict[str, Value] = {"name": entry.name, "to": TEAMS.get(entry.to, entry.to)}
    return spoken(Text(action.msgid, values))


def delivery(entry: Entry) -> str:
    """How far a reply has come: what the provider reports, else what we know."""
    known = entry.state == "sent" and entry.provider_state in DELIVERY
    return spoken(DELIVERY.get(entry.provider_state if known else entry.state, entry.state))


def say_many(singular: str, plural: str, count: int) -> str:
    return spoken(n_(singular, plural, count))


def euros(amount: str | Decimal) -> Money:
    return Money(Decimal(amount))


def as_page(html: str, status: int) -> Response:
    return Response(html, status, mimetype="text/html")


# What the templates of the console may call.
IN_TEMPLATES: Mapping[str, Any] = {
    "CHANNELS": CHANNELS,
    "LANGUAGES": LANGUAGES,
    "MODES": MODES,
    "ROLES": ROLES,
    "TEAMS": TEAMS,
    "LISTS": LISTS,
    "DELIVERY": DELIVERY,
    "EVENT_STATES": EVENT_STATES,
    "EVENT_KINDS": EVENT_KINDS,
    "AGREEMENT_STATUSES": AGREEMENT_STATUSES,
    "CLAIM_STATUSES": CLAIM_STATUSES,
    "DOCUMENT_STATES": DOCUMENT_STATES,
    "PRODUCTS": PRODUCTS,
    "COLOURS": COLOURS,
    "topic": topic,
    "reason": reason,
    "moment": moment,
    "since": since,
    "act_line": act_line,
    "delivery": delivery,
    "say_many": say_many,
    "euros": euros,
    "day": day,
    "instant": instant,
}
