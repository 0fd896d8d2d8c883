"""What the contract pays for a kind of care: one question of the member's, answered by the rules."""

from __future__ import annotations

from assistant.dialogs.dialog import Context, Dialog, Outcome, Step
from assistant.dialogs.kinds import Words
from assistant.wording import _


def _answer(a: Context) -> Outcome:
    return Outcome(lines=(_("A person will answer you."),))


coverage = Dialog(
    name="coverage",
    title=_("your question about cover"),
    steps=(Step("act", _("Which kind of care is it about?"), Words()),),
    finish=_answer,
    opens_on=(
        "coverage",
        "annual_limit",
        "waiting_period",
        "territory",
        "prior_agreement_info",
        "direct_billing",
        "teleconsultation",
    ),
    side=True,
)
