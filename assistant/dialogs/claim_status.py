"""Where a claim or an agreement request is: told on our own pages, a link everywhere else."""

from __future__ import annotations

from assistant.conversation import Offer
from assistant.dialogs.dialog import Context, Dialog, Outcome, RecordLine
from assistant.messages import Choice, Day, Link, Text, Value
from assistant.wording import _

SHOWN = 5
SEND = Choice("receipt", _("send a bill")), Offer("receipt", "receipt")

STATUSES = {
    "in_progress": _("In progress"),
    "validated": _("Validated"),
    "rejected": _("Rejected"),
    "awaiting_papers": _("Waiting for your papers"),
    "received": _("In progress"),
    "agreed": _("Agreed"),
    "refused": _("Refused"),
    "more": _("More papers needed"),
}


def _finish(a: Context) -> Outcome:
    records = a.facts.records() if a.facts.traits.private else ()
    link = _("All details, for 15 minutes: {link}", link=Link("record"))
    if not a.facts.traits.private:
        return Outcome(lines=(_("Your requests are on your own page, not in this channel."), link))
    if not records:
        return Outcome(lines=(_("You have no request on record yet."),), offers=(SEND,))
    return Outcome(lines=(*(_line(record) for record in records[:SHOWN]), link))


def _line(record: RecordLine) -> Text:
    values: dict[str, Value] = {
        "number": record.number,
        "status": STATUSES[record.status],
        "day": Day(record.updated),
    }
    if record.kind == "claim":
        return _("Claim {number}: {status}, since {day}.", **values)
    return _("Prior agreement {number}: {status}, since {day}.", **values)


claim_status = Dialog(
    name="claim_status",
    title=_("your requests"),
    steps=(),
    finish=_finish,
    opens_on=("claim_status", "prior_agreement_status"),
    needs_member=True,
    side=True,
)
