"""A member asks for the administrator's agreement before care (entente préalable)."""

from __future__ import annotations

from assistant.dialogs.dialog import Context, Dialog, Outcome, Step
from assistant.dialogs.kinds import Words
from assistant.wording import _


def _send(a: Context) -> Outcome:
    return Outcome(lines=(_("A person will answer you."),))


prior_agreement = Dialog(
    name="prior_agreement",
    title=_("your prior agreement request"),
    steps=(Step("act", _("Which kind of care is it about?"), Words()),),
    finish=_send,
    opens_on=("prior_agreement_request",),
    needs_member=True,
)
