"""A complaint: recorded with its date, a person at once, and the steps that follow (ATS-I-13)."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.conversation import Offer
from assistant.dialogs.contract_clause import where
from assistant.dialogs.dialog import Context, Outcome
from assistant.messages import Choice, Day, Text, Value
from assistant.rules.dates import add_months, add_years
from assistant.rules.law import LAW, Duty
from assistant.wording import _

RECORD = Choice("complaint", _("record my complaint"))


def complaint(a: Context) -> Outcome:
    """In the staff's list as a complaint, dated today; the next step is told with its address."""
    calling = Offer("handover", "handover", {"reason": "complaint", "topic": "complaint"})
    recorded, following = _recorded(a), _ladder(a)
    return Outcome(lines=(*recorded, *following), brief=(*recorded, *following[-1:]), opens=calling)


def _recorded(a: Context) -> tuple[Value, ...]:
    first = _(
        "Your complaint is recorded, dated {day}. First step: a person answers you.",
        day=Day(a.facts.today),
    )
    return first, _clocks(a.facts.today)


def _clocks(today: date) -> Text:
    """The duties of law; said to be confirmed as long as counsel has not done so."""
    duties = LAW["complaint_acknowledgement"], LAW["complaint_answer"]
    ack, answer = (Day(by_law(duty, today)) for duty in duties)
    if any(duty.confirm for duty in duties):
        return _(
            "Usual times, still to be confirmed: acknowledged by {ack}, answered by {answer}.",
            ack=ack,
            answer=answer,
        )
    return _("It is acknowledged by {ack} and answered by {answer}.", ack=ack, answer=answer)


def by_law(duty: Duty, start: date) -> date:
    """The last day of a duty of law that starts on a day."""
    if duty.unit == "months":
        return add_months(start, duty.value)
    if duty.unit == "years":
        return add_years(start, duty.value)
    day, left = start, duty.value
    while left:
        day += timedelta(days=1)
        left -= duty.unit == "days" or day.weekday() < 5
    return day


def _ladder(a: Context) -> tuple[Value, ...]:
    """Only a contract that prints its steps has them to tell."""
    found = a.facts.pack.addresses.get("complaints")
    if found is None:
        return ()
    address = ", ".join(found.lines)
    following = _(
        "Still unhappy after that? Then the complaints department: {address}; after it the"
        " ombudsman.",
        address=address,
    )
    return following, where("ATS-I-13-a", a)
