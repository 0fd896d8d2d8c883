"""The questions of the decision interface and their aspects (decisions.md section 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.rules.facts import Inputs


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its aspects, and the one meant when none is named, chosen by the facts given."""

    asks: tuple[str, ...]
    default: Callable[[Inputs], str] | None = None

    def default_ask(self, inputs: Inputs) -> str:
        """The aspect meant by a case that names none."""
        return self.default(inputs) if self.default else self.asks[0]


def _first(*choices: tuple[str, str], otherwise: str) -> Callable[[Inputs], str]:
    """Choose the aspect of the first fact that is given: pairs of fact and aspect."""

    def choose(inputs: Inputs) -> str:
        for fact, ask in choices:
            if getattr(inputs, fact) is not None:
                return ask
        return otherwise

    return choose


QUESTIONS: Mapping[str, Question] = {
    "reimbursement": Question(("amount", "waiting_until", "unreasonable_costs")),
    "zone_of_country": Question(("zone",)),
    "deductible_total": Question(("total",)),
    "prior_agreement": Question(
        ("needed", "in_time", "renewals", "renewal_deadline", "contents"),
        _first(
            ("initial_agreement", "renewals"),
            ("received_date", "in_time"),
            ("prior_agreement_request_date", "in_time"),
            otherwise="needed",
        ),
    ),
    "direct_billing": Question(("possible",)),
    "claim_intake": Question(
        ("channel", "documents", "status", "keep_originals", "currency"),
        _first(
            ("entitlement_results", "status"),
            ("currency", "currency"),
            ("documents", "documents"),
            otherwise="channel",
        ),
    ),
    "claim_deadline": Question(
        ("in_time", "interruption"),
        _first(("communication", "interruption"), otherwise="in_time"),
    ),
    "renunciation": Question(("right", "end_date", "refund", "refund_deadline")),
    "termination": Question(("end_date", "in_time")),
    "membership_end": Question(
        ("end_date", "age_70"),
        _first(
            ("affiliation_date", "end_date"),
            ("return_date", "end_date"),
            ("death_date", "end_date"),
            ("event_date", "end_date"),
            ("event", "end_date"),
            ("nationality", "end_date"),
            otherwise="age_70",
        ),
    ),
    "non_payment": Question(("end_date",)),
    "plan_change": Question(
        ("effective_date", "in_time", "documents"),
        _first(
            ("received_date", "effective_date"), ("notice_date", "in_time"), otherwise="documents"
        ),
    ),
    "country_change": Question(
        ("effective_date", "plan_available"),
        _first(("plan", "plan_available"), otherwise="effective_date"),
    ),
    "family_change": Question(
        ("effective_date", "documents"),
        _first(
            ("birth_date", "effective_date"),
            ("declared_date", "effective_date"),
            ("acceptance_date", "effective_date"),
            otherwise="documents",
        ),
    ),
    "scheme_change": Question(("effective_date",)),
    "eligibility": Question(
        ("accepted", "documents", "start_date", "refusal_deadline"),
        _first(("relation", "documents"), ("file_received", "start_date"), otherwise="accepted"),
    ),
    "access_status": Question(
        ("open", "sanction", "data_kept_until", "data_request"),
        _first(
            ("request", "data_request"),
            ("end_of_relationship", "data_kept_until"),
            ("incidents", "sanction"),
            ("fraud", "sanction"),
            otherwise="open",
        ),
    ),
    "premium": Question(
        (
            "adaptation", "payment", "bank_fees", "due", "refund", "cfe_contributions",
            "age_reference",
        ),
        _first(
            ("adaptation", "adaptation"),
            ("bank_fees_eur", "bank_fees"),
            ("covered_from", "due"),
            ("monthly_premium_eur", "due"),
            ("premium_paid_eur", "refund"),
            ("payment", "payment"),
            ("currency", "payment"),
            otherwise="payment",
        ),
    ),
    "misstatement": Question(("consequence",)),
}  # fmt: skip


def default_ask(question: str, inputs: Inputs) -> str:
    """The aspect of a question that a case names none of; KeyError for an unknown question."""
    return QUESTIONS[question].default_ask(inputs)
