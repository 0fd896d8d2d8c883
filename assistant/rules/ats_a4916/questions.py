"""Which rule answers which question of contract A 4916."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.rules.ats_a4916 import (
    deductible,
    direct_billing,
    intake,
    papers,
    prior_agreement,
    reimbursement,
    renunciation,
    zone_question,
)
from assistant.rules.engine import Rule

RULES: Mapping[tuple[str, str], Rule] = {
    ("reimbursement", "amount"): reimbursement.amount,
    ("reimbursement", "unreasonable_costs"): reimbursement.unreasonable_costs,
    ("zone_of_country", "zone"): zone_question.zone_of_country,
    ("deductible_total", "total"): deductible.deductible_total,
    ("prior_agreement", "needed"): prior_agreement.needed,
    ("prior_agreement", "in_time"): prior_agreement.in_time,
    ("prior_agreement", "renewals"): prior_agreement.renewals,
    ("prior_agreement", "renewal_deadline"): prior_agreement.renewal_deadline,
    ("prior_agreement", "contents"): prior_agreement.contents,
    ("direct_billing", "possible"): direct_billing.possible,
    ("claim_intake", "channel"): intake.channel,
    ("claim_intake", "documents"): papers.documents,
    ("claim_intake", "currency"): intake.currency,
    ("claim_deadline", "in_time"): intake.claim_in_time,
    ("claim_deadline", "interruption"): intake.interruption,
    ("renunciation", "right"): renunciation.right,
    ("renunciation", "end_date"): renunciation.end_date,
    ("renunciation", "refund"): renunciation.refund,
    ("renunciation", "refund_deadline"): renunciation.refund_deadline,
}
