"""A point of the contract that turns on a few facts: days and papers computed by the rules.

Opened by `contract_point`; a clause asked in passing is answered on top of it, then it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.dialogs import contract_changes as changes
from assistant.dialogs import contract_claims as claims
from assistant.dialogs import contract_membership as membership
from assistant.dialogs import contract_steps as steps
from assistant.dialogs.dialog import Context, Dialog, Outcome
from assistant.wording import _

COMPUTED: Mapping[str, Callable[[Context], Outcome]] = {
    "leaving": membership.leaving,
    "unpaid": membership.unpaid,
    "family": membership.family,
    "birth": membership.birth,
    "level": changes.level,
    "move": changes.move,
    "claim_deadline": claims.claim_deadline,
    "papers": claims.papers,
    "currency": claims.currency,
}

contract_case = Dialog(
    name="contract_case",
    title=_("your question about the contract"),
    steps=steps.FACTS,
    finish=lambda a: COMPUTED[steps.topic(a)](a),
    side=True,
)
