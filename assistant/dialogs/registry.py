"""All dialogs: adding one is its file and one line here."""

from __future__ import annotations

from assistant.dialogs.bill import bill
from assistant.dialogs.claim_status import claim_status
from assistant.dialogs.contract_case import contract_case
from assistant.dialogs.contract_point import contract_point
from assistant.dialogs.coverage import coverage
from assistant.dialogs.dialog import Dialog
from assistant.dialogs.handover import handover
from assistant.dialogs.identify import identify
from assistant.dialogs.prior_agreement import prior_agreement
from assistant.dialogs.receipt import receipt
from assistant.dialogs.renunciation import blank_letter, renunciation, renunciation_letter
from assistant.dialogs.statement import statement

DIALOGS = (
    coverage,
    prior_agreement,
    receipt,
    bill,
    claim_status,
    contract_point,
    contract_case,
    renunciation,
    renunciation_letter,
    blank_letter,
    statement,
    handover,
    identify,
)
BY_NAME = {dialog.name: dialog for dialog in DIALOGS}
BY_INTENT = {intent: dialog for dialog in DIALOGS for intent in dialog.opens_on}


def knows(name: str) -> bool:
    return name in BY_NAME


def dialog(name: str) -> Dialog:
    return BY_NAME[name]


def opened_by(intent: str) -> Dialog | None:
    return BY_INTENT.get(intent)
