"""Question reimbursement, waiting_until: the first day out of the waiting period of an act."""

from __future__ import annotations

import datetime as dt

from assistant.rules.ats_a4916.agreement import bill_of_row, needs_agreement
from assistant.rules.ats_a4916.care import Care, cares
from assistant.rules.ats_a4916.facts_needed import TRIED_DAYS
from assistant.rules.ats_a4916.membership import start_of
from assistant.rules.ats_a4916.waiting import end_of_wait
from assistant.rules.citation import clause
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.finding import Finding, found, found_date
from assistant.rules.money import ZERO


@clause("ATS-II-8.1-a", "ATS-II-8.2-a", "ATS-II-8.2-b", "ATS-II-8.2-c")
def waiting_until(case: Case) -> Finding:
    """The wait from the start of the person, or from an increase; the start itself without one."""
    care = cares(case, dated=False)[0]
    uncovered = _not_in_plan(care)
    if uncovered is not None:
        return uncovered
    care.start = start_of(care) or _unknown_start()
    end, reason, clauses = end_of_wait(care, care.start)
    needed, _, _ = needs_agreement(care, bill_of_row(care, [care]))
    finding = found_date(reason, *clauses, date=end, waiting_until=end, prior_agreement=needed)
    return finding.step("waiting_period", clauses[0], end)


def _not_in_plan(care: Care) -> Finding | None:
    plan, row = care.case.member.plan, care.act.row
    if row is None:
        finding = found(Answer.NOT_COVERED, "not_in_table", care.act.clause, reimbursed_eur=ZERO)
        finding.exclusion = care.act.exclusion
        finding.reason = "exclusion" if care.act.exclusion else "not_in_table"
        return finding
    if plan is None or plan in row.cells:
        return None
    return found(Answer.NOT_COVERED, "not_in_plan", row.clause, reimbursed_eur=ZERO)


def _unknown_start() -> dt.date:
    raise Unknown("member.joined", TRIED_DAYS, "ATS-II-8.2-a")
