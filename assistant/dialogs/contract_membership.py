"""Points of the membership the rules compute: leaving, an unpaid contribution, the family."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from assistant.dialogs import contract_steps as steps
from assistant.dialogs.contract_clause import answered
from assistant.dialogs.contract_rules import decide, obligation, outcome, renewal, written_to
from assistant.dialogs.dialog import Context, Outcome
from assistant.messages import Day, Text, Value
from assistant.wording import _

LEAVING_OTHERWISE = {"home": "ATS-I-7-c", "scheme": "ATS-I-7-j"}


def leaving(a: Context) -> Outcome:
    """The end of the membership: at the renewal by a letter in time, or by an event."""
    reason = str(a.of(steps.leaving))
    if reason in LEAVING_OTHERWISE:
        return answered(LEAVING_OTHERWISE[reason], a)
    due = obligation(a, "termination_notice", target_date=renewal(a))
    ends = decide(a, "termination", "end_date", sent_date=a.facts.today).end_date
    assert due is not None and ends is not None
    first = _by_letter(due.announce, ends, a)
    last_month = _("Contributions are due up to that day, the last month in full.")
    return outcome("ATS-I-5.1-n", a, first, last_month)


def _by_letter(last: date, ends: date, a: Context) -> Text:
    values: dict[str, Value] = {"day": Day(last), "end": Day(ends)}
    values["address"] = written_to("termination", a)
    if a.facts.today <= last:
        return _("To leave on {end}, post a registered letter by {day} to {address}.", **values)
    return _(
        "For this year, the last day was {day}. Posted now, the registered letter ends your"
        " membership on {end}: {address}.",
        **values,
    )


# --- contributions --------------------------------------------------------------------------------


def unpaid(a: Context) -> Outcome:
    """How long an unpaid contribution leaves: from the formal notice, else until it can be sent."""
    sent, due = a.of(steps.notice_day), a.of(steps.due_day)
    if sent is not None:
        last = obligation(a, "premium_payment", notice_sent=sent)
        assert last is not None
        return outcome("ATS-I-9.1-i", a, _until(last.announce, a), _KEPT)
    if due is None:
        return answered("ATS-I-9.1-i", a)
    first = decide(a, "non_payment", "end_date", due_date=due).formal_notice_earliest
    assert first is not None
    said = _(
        "A formal notice (mise en demeure) can be sent from {day} on. Paying before keeps"
        " everything in order.",
        day=Day(first),
    )
    return outcome("ATS-I-9.1-h", a, said)


def _until(day: date, a: Context) -> Text:
    if a.facts.today > day:
        return _(
            "The last day to pay was {day}: you may be excluded. A person should look at it now.",
            day=Day(day),
        )
    return _(
        "Pay by {day} to keep your cover. After that you may be excluded; a person can help.",
        day=Day(day),
    )


_KEPT = _("What you earned by contributions already paid stays payable.")


# --- the family -----------------------------------------------------------------------------------

FAMILY: Mapping[str, str] = {
    "adoption": "ATS-I-5.1-h",
    "union": "ATS-I-6.3-e",
    "separation": "ATS-I-7-m",
    "death": "ATS-I-7-g",
}


def family(a: Context) -> Outcome:
    happened = str(a.of(steps.event))
    return birth(a) if happened == "birth" else answered(FAMILY[happened], a)


def birth(a: Context) -> Outcome:
    """By when a birth has to be declared, so that the baby is covered from the first day."""
    day = a.of(steps.born)
    due = obligation(a, "birth_declaration", birth_date=day) if day else None
    if due is None:
        return answered("ATS-I-5.1-i", a)
    where_to = written_to("changes", a)
    if a.facts.today > due.announce:
        late = _(
            "The time for cover from birth ended on {day}. Declared now, cover starts the day"
            " after {administrator} receives it: {address}.",
            administrator=a.facts.pack.administrator,
            day=Day(due.announce),
            address=where_to,
        )
        return outcome("ATS-I-5.1-k", a, late)
    first = _(
        "Declare the birth in writing so that {administrator} has it by {day}: your baby is then"
        " covered from birth. Address: {address}.",
        administrator=a.facts.pack.administrator,
        day=Day(due.announce),
        address=where_to,
    )
    return outcome("ATS-I-5.1-i", a, first)
