"""Which plan pays: the level in force on the day of care, and its cell of the table (step 4)."""

from __future__ import annotations

import datetime as dt

from assistant.rules.ats_a4916.care import Care, Stop, not_covered
from assistant.rules.ats_a4916.waiting import increase_wait_end
from assistant.rules.citation import clause
from assistant.rules.dates import add_days, add_years, first_of_next_month, first_of_next_quarter
from assistant.rules.engine import Unknown


@clause("ATS-I-2-a", "ATS-II-1.1-b")
def level_test(care: Care) -> Stop | None:
    """The act has to be covered by the plan in force on the day of care."""
    care.plan = _plan_in_force(care)
    row = care.act.row
    care.cell = row.cells.get(care.plan) if row else None
    if care.cell is None and _remote_for_all(care):
        care.cell = row.cells["summum"] if row else None
    if care.cell is None:
        return _not_in_plan(care)
    care.step("plan", care.act.clause, care.plan)
    return None


@clause("ATS-TELE-2", "ATS-II-2-teleconsultation")
def _remote_for_all(care: Care) -> bool:
    """The annex offers the remote service to all: the other reading of AMB-18."""
    remote = care.act.code == "teleconsultation" and care.plan == "basic"
    return remote and care.case.readings.other("AMB-18")


def _not_in_plan(care: Care) -> Stop:
    care.step("plan", care.act.clause, False)
    former = next((n for n in care.notes if n.reason.startswith("old_plan")), None)
    if former and care.act.row and care.case.member.plan in care.act.row.cells:
        return not_covered(former.reason, *former.clauses, care.act.clause)
    return not_covered("not_in_plan", care.act.clause)


@clause("ATS-I-6.2-d", "ATS-I-6.3.2-a", "ATS-II-8.2-b")
def _plan_in_force(care: Care) -> str:
    member, line = care.case.member, care.line
    if member.plan is None:
        plans = tuple(care.edition.rows["annual_maximum"].cells)
        raise Unknown("member.plan", plans, "ATS-I-2-a")
    if line.direction and line.to and line.received_date:
        return _change_under_way(care, member.plan, line.direction, line.to, line.received_date)
    if member.upgraded_from or member.upgrade_effective:
        return _last_increase(care, member.plan)
    return member.plan


@clause("ATS-II-8.2-b")
def _last_increase(care: Care, plan: str) -> str:
    """The last increase on the certificate: both its day and the former level are needed."""
    member = care.case.member
    if member.upgrade_effective is None:
        tried = (add_days(care.date, 1), add_years(care.date, -2))
        raise Unknown("member.upgrade_effective", tried, "ATS-II-8.2-b")
    if member.upgraded_from is None:
        plans = tuple(care.edition.rows["annual_maximum"].cells)
        raise Unknown("member.upgraded_from", plans, "ATS-II-8.2-b")
    return _increase(care, member.upgraded_from, plan, member.upgrade_effective)


def _change_under_way(care: Care, plan: str, direction: str, to: str, received: dt.date) -> str:
    if direction == "upgrade":
        return _increase(care, plan, to, first_of_next_month(received))
    effective = first_of_next_quarter(received)
    care.figures["effective_date"] = effective
    if care.date >= effective:
        care.clauses.append("ATS-I-6.3.2-a")
        return to
    care.note("old_plan_until_effect", "ATS-I-6.3.2-a")
    return plan


@clause("ATS-I-6.2-d", "ATS-I-6.3.1-c", "ATS-II-8.2-b")
def _increase(care: Care, old: str, new: str, effective: dt.date) -> str:
    """The former level until the increase takes effect and during its waiting period."""
    if care.start is not None and care.start >= effective:
        return new
    if care.date < effective:
        care.figures["effective_date"] = effective
        care.note("old_plan_until_effect", "ATS-I-6.2-d")
        return old
    end = increase_wait_end(care, effective)
    if end is None or care.date >= end:
        return new
    care.note("old_plan_during_wait", "ATS-II-8.2-b", "ATS-I-6.3.1-c")
    return old
