"""An invented contract: half of a dental bill, up to a yearly ceiling, after two months."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from assistant.rules.citation import clause
from assistant.rules.dates import add_months, add_months_running_over
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.finding import Finding, found
from assistant.rules.money import ZERO, left, share
from assistant.rules.nouns import Act
from assistant.rules.obligations import Obligation
from assistant.rules.pack import load_pack, package_folder
from assistant.rules.terms import Terms, load_values

FOLDER = package_folder(__file__)
VALUES = load_values(Path(FOLDER) / "values.toml")
VALUES_TODAY = Terms(VALUES)


@clause("TINY-2", "TINY-3")
def dental(case: Case) -> Finding:
    """Half of the bill within what is left of the ceiling; nothing before the wait is over."""
    day: dt.date = case.need("date", (dt.date(2000, 1, 1), dt.date(2040, 1, 1)), "TINY-3")
    terms = case.terms(VALUES, day)
    case.edition = "first"
    wait_end = _end_of_wait(case, terms, day)
    if day < wait_end:
        figures = {"reimbursed_eur": ZERO, "waiting_until": wait_end}
        return found(Answer.NOT_COVERED, "waiting_period", "TINY-3", **figures)
    cost: Decimal = case.need("amount_eur", (ZERO, Decimal(100)), "TINY-2")
    room = left(terms.money("dental.ceiling_eur"), case.inputs.ytd_reimbursed_eur or ZERO)
    paid = min(share(cost, terms.money("dental.rate_pct")), room)
    return found(Answer.COVERED, "within_guarantee", "TINY-2", reimbursed_eur=paid)


@clause("TINY-3")
def _end_of_wait(case: Case, terms: Terms, day: dt.date) -> dt.date:
    joined = case.member.joined
    if joined is None:
        raise Unknown("member.joined", (dt.date(2000, 1, 1), day), "TINY-3")
    months = terms.count("dental.wait_months")
    adopted, other = add_months(joined, months), add_months_running_over(joined, months)
    return other if adopted != other and case.readings.other("TINY-OPEN-1") else adopted


def _documents(act: str, country: str | None, regime: str | None) -> tuple[str, ...]:
    return ("invoice",)


def _obligations(case: Case) -> tuple[Obligation, ...]:
    return ()


ACTS = {
    "dental_care": Act(
        code="dental_care",
        clause="TINY-2",
        row="dental",
        section="dental",
        wait="dental",
        wait_months=VALUES_TODAY.count("dental.wait_months"),
        cap_unit="year",
    )
}

PRODUCT = load_pack(
    FOLDER,
    acts=ACTS,
    causes=frozenset(),
    rules={("reimbursement", "amount"): dental},
    documents=_documents,
    obligations=_obligations,
)
