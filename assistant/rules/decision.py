"""What the rules answer: one decision, its steps, and the points of the contract it leaves open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

TraceValue = Decimal | dt.date | bool | int | str | None


class Answer(StrEnum):
    """The nine answers of decisions.md section 1; the three negatives differ in wording only."""

    COVERED = "covered"
    NOT_COVERED = "not_covered"
    REFUSED = "refused"
    ALLOWED = "allowed"
    NOT_ALLOWED = "not_allowed"
    VALUE = "value"
    DATE = "date"
    LIST = "list"
    DEPENDS = "depends"


NEGATIVE = frozenset({Answer.NOT_COVERED, Answer.REFUSED, Answer.NOT_ALLOWED})


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step of the computation: what was looked at, under which clause, with which result."""

    step: str
    clause: str
    value: TraceValue


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """An open point of the contract: `other` holds what the other reading changes in this case."""

    id: str
    reading: str
    other: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """The outcome of one act of a bill that holds several; `guarantee_eur` in euros."""

    act: str
    answer: Answer
    guarantee_eur: Decimal | None
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One decision. Amounts are euros to the cent; `given` names the figures that it states.

    A figure that is None and named in `given` is stated as "none" (no cap per unit, no zone);
    a figure that is not named does not apply. The deciding clause comes first in `clauses`.
    """

    question: str
    ask: str
    answer: Answer
    product: str
    edition: str
    contract_version: str
    missing: tuple[str, ...] = ()
    reason: str | None = None
    exclusion: str | None = None
    clauses: tuple[str, ...] = ()
    article: str | None = None
    trace: tuple[TraceStep, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    confirm: bool = False
    given: tuple[str, ...] = ()

    reimbursed_eur: Decimal | None = None
    rate_pct: Decimal | None = None
    cap: Decimal | None = None
    annual_cap: Decimal | None = None
    row_cap: Decimal | None = None
    caps: Mapping[str, Decimal] | None = None
    max_days: int | None = None
    excluded_eur: Decimal | None = None
    deductible_total_eur: Decimal | None = None
    deductible_left_eur: Decimal | None = None
    premium_due_eur: Decimal | None = None
    refund_eur: Decimal | None = None
    repay_eur: Decimal | None = None
    total_eur: Decimal | None = None
    prior_agreement: bool | None = None
    prior_agreement_renewals: int | None = None
    repay_days: int | None = None
    date: dt.date | None = None
    deadline: dt.date | None = None
    waiting_until: dt.date | None = None
    effective_date: dt.date | None = None
    end_date: dt.date | None = None
    formal_notice_earliest: dt.date | None = None
    exchange_rate_date: dt.date | None = None
    originals_required: bool | None = None
    medical_questionnaire: bool | None = None
    delegate_may_refuse: bool | None = None
    cease: bool | None = None
    zone: str | None = None
    status: str | None = None
    form: str | None = None
    borne_by: str | None = None
    age_reference: str | None = None
    items: tuple[str, ...] | None = None
    missing_documents: tuple[str, ...] | None = None
    lines: tuple[LineOutcome, ...] | None = None

    def figures(self) -> dict[str, object]:
        """The figures this decision states, in the order in which they were found."""
        return {name: getattr(self, name) for name in self.given}

    @property
    def negative(self) -> bool:
        """True for the three ways of saying no."""
        return self.answer in NEGATIVE


def article_of(clause_id: str) -> str:
    """The contract's own article of a clause: "ATS-II-8.1-f" is article "II-8.1"."""
    parts = clause_id.split("-")[1:]
    if not parts:
        return clause_id
    if parts[0] in _PLACES:
        return _PLACES[parts[0]]
    if parts[0] in ("I", "II", "III") and len(parts) > 1:
        return "exclusions" if parts[1] == "EXCL" else f"{parts[0]}-{parts[1]}"
    return parts[0]


_PLACES = {
    "DEF": "definitions",
    "HEAD": "front_page",
    "PRE": "preamble",
    "TELE": "annex",
}
