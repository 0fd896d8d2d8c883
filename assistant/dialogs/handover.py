"""A person is one word away: the conversation goes into the staff's list, the dialog stays."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.dialogs.dialog import Context, Dialog, Outcome
from assistant.messages import Day, Effect, Text
from assistant.rules.product import Contact
from assistant.wording import _


def answered_by(contact: Contact, now: datetime) -> datetime:
    """When a person will have answered: so many working days on, by closing time."""
    zone = ZoneInfo(contact.timezone)
    local = now.astimezone(zone)
    day, left = local.date(), contact.reply_working_days
    if local.weekday() not in contact.weekdays or local.time() >= contact.closes:
        left += 1
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() in contact.weekdays
    return datetime.combine(day, contact.closes, zone)


def _finish(a: Context) -> Outcome:
    return Outcome(
        lines=(*_why(a), *_expected(a)),
        effects=(
            Effect(
                kind="call_person",
                data={"reason": a.raw("reason", "asked"), "topic": a.raw("topic", "")},
            ),
        ),
    )


def _why(a: Context) -> tuple[Text, ...]:
    if a.raw("reason") == "misunderstood":
        return (_("I'd rather pass you to a person."),)
    if a.raw("reason") == "asked":
        return (_("I'm calling a person."),)
    return ()


def _expected(a: Context) -> tuple[Text, ...]:
    by = answered_by(a.facts.pack.contact, a.facts.now)
    expected = _(
        "Answer by {day}, {hour}. Meanwhile, write anything you'd like to add: I can still help.",
        day=Day(by.date()),
        hour=_hour(by.time()),
    )
    if a.facts.mode == "waiting":
        return (_("A person already has your request."), expected)
    return (expected,)


def _hour(at: time) -> Text:
    return _("{hour}:00", hour=str(at.hour))


handover = Dialog(
    name="handover",
    title=_("your request to a person"),
    steps=(),
    finish=_finish,
    side=False,
    prefill=lambda heard, a: {"reason": "asked", "topic": heard.u.intent or ""},
)
