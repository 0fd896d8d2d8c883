"""Prior agreement (entente préalable): needed, asked in time, renewed (articles II-6 and II-2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from assistant.rules.ats_a4916.care import Care, Stop, refused
from assistant.rules.ats_a4916.stay import days_of_stay
from assistant.rules.ats_a4916.units import bill
from assistant.rules.citation import clause
from assistant.rules.dates import add_days
from assistant.rules.engine import Unknown
from assistant.rules.facts import Line
from assistant.rules.money import total


@clause("ATS-II-6.1-a", "ATS-II-2-d")
def needs_agreement(care: Care, bill_of_row: Decimal | None) -> tuple[bool, str, str]:
    """Whether the care needs prior agreement, why (a reason code), and under which clause."""
    kind, clause_id = care.act.agreement, care.act.agreement_clause
    if kind == "series_over_10":
        needed, clause_id = _series(care)
        return needed, "series_over_10" if needed else "series_within_10", clause_id
    if kind == "over_1000_eur":
        over = bill_of_row is not None and bill_of_row > care.terms.money("agreement.threshold_eur")
        return over, "over_1000" if over else "up_to_1000", clause_id
    if kind == "always" and not _in_the_note_only(care):
        return True, "in_prior_agreement_list", clause_id
    return False, "not_in_prior_agreement_list", clause_id


@clause("ATS-II-2-d", "ATS-II-6.2-g")
def _in_the_note_only(care: Care) -> bool:
    """Under the other reading only the list of the article counts, not note (1) (AMB-21)."""
    return care.act.agreement_by_note_only and care.case.readings.other("AMB-21")


@clause("ATS-II-6.2-k", "ATS-II-6.2-l", "ATS-II-2-e")
def _series(care: Care) -> tuple[bool, str]:
    """More than ten sessions of one prescription, renewals counted in."""
    most = care.terms.count("agreement.series_over_sessions")
    line = care.line
    longest = max(line.prescriptions or (0,))
    sessions = max(longest, line.sessions if line.sessions is not None else 1 if not longest else 0)
    if sessions > most:
        return True, "ATS-II-6.2-k"
    return _renewed_series(care, line, sessions, most)


def _renewed_series(care: Care, line: Line, sessions: int, most: int) -> tuple[bool, str]:
    before = line.previous_sessions
    if line.renewal is None and before and before + sessions > most:
        raise Unknown("inputs.renewal", (True, False), "ATS-II-6.2-l")
    if not line.renewal:
        return False, "ATS-II-6.2-k"
    if before is None:
        raise Unknown("inputs.previous_sessions", (0, most), "ATS-II-6.2-l")
    over = before + sessions > most
    # A renewed series of exactly ten is "of fewer than ten" only if read loosely: AMB-24.
    if over and before == most and care.case.readings.other("AMB-24"):
        return False, "ATS-II-6.2-l"
    return over, "ATS-II-6.2-l" if over else "ATS-II-6.2-k"


@clause("ATS-II-2-f", "ATS-II-6.2-m", "ATS-II-6.2-n", "ATS-II-6.2-o")
def bill_of_row(care: Care, others: Iterable[Care]) -> Decimal | None:
    """The amount of the lines of one row together, None when no line says one (AMB-23)."""
    amounts = [bill(one) for one in others if one.act.row is care.act.row]
    known = [amount for amount in amounts if amount is not None]
    return total(known) if known else None


@clause("ATS-II-6.3-a", "ATS-II-6.1-f", "ATS-II-6.2-b")
def agreement_test(care: Care, others: Iterable[Care]) -> Stop | None:
    """A missing or late request costs the reimbursement."""
    needed, _, clause_id = needs_agreement(care, bill_of_row(care, others))
    care.figures["prior_agreement"] = needed
    care.step("prior_agreement", clause_id, needed)
    if not needed:
        return None
    care.clauses.append(clause_id)
    return _late(care) or _missing(care, clause_id)


def state_agreement(care: Care, others: Iterable[Care]) -> None:
    """Whether the plan's benefit needs agreement, also where another test already decides."""
    if care.cell is None or care.act.agreement == "series_over_10":
        return
    if care.act.agreement_by_note_only:  # open (AMB-21), and moot where nothing is paid
        return
    needed, _, _ = needs_agreement(care, bill_of_row(care, others))
    care.figures["prior_agreement"] = needed


@clause("ATS-II-6.1-f", "ATS-II-6.2-b", "ATS-II-6.2-d")
def _late(care: Care) -> Stop | None:
    asked = asked_on(care)
    if asked is None:
        return None
    deadline = request_deadline(care)
    care.figures["deadline"] = deadline
    care.clauses.append(deadline_clause(care))
    if asked <= deadline:
        return None
    if care.line.delegate_attests_impossible:
        care.note("extension_attested", "ATS-II-6.2-d")
        return None
    return refused("prior_agreement_late", "ATS-II-6.3-a", deadline_clause(care))


@clause("ATS-II-6.3-a")
def _missing(care: Care, clause_id: str) -> Stop | None:
    line = care.line
    held = line.prior_agreement_obtained is not False and line.initial_agreement is not False
    if held or line.prior_agreement_requested:
        return None
    if line.delegate_attests_impossible:
        care.note("extension_attested", "ATS-II-6.2-d")
        return None
    return refused("prior_agreement_missing", "ATS-II-6.3-a", clause_id)


@clause("ATS-II-6.2-b", "ATS-II-6.2-j")
def is_urgent(care: Care) -> bool:
    """An emergency, unless accident and sudden illness are both denied; an unexpected birth."""
    line = care.line
    stated = line.unforeseen_illness
    illness = line.adviser_recognised if stated is None else stated
    denied = line.accident is False and illness is False
    urgent = bool(line.emergency) and not denied
    return urgent or bool(line.unexpected_delivery_date or line.maternity_complication)


@clause("ATS-II-6.1-f", "ATS-II-6.2-b")
def request_deadline(care: Care) -> dt.date:
    """The last day of the request: received 14 days before, or sent 5 days after admission."""
    if is_urgent(care):
        return add_days(care.date, care.terms.count("agreement.urgent_days"))
    return add_days(care.date, -care.terms.count("agreement.planned_days"))


def deadline_clause(care: Care) -> str:
    """The clause of the deadline that binds this request."""
    if not is_urgent(care):
        return "ATS-II-6.1-f"
    birth = care.line.unexpected_delivery_date or care.line.maternity_complication
    return "ATS-II-6.2-j" if birth else "ATS-II-6.2-b"


@clause("ATS-II-6.1-f", "ATS-II-6.2-b")
def asked_on(care: Care) -> dt.date | None:
    """The day that counts: receipt for planned care, sending for an emergency (AMB-25)."""
    line = care.line
    received = None if line.direction else line.received_date
    sent = line.prior_agreement_request_date
    return (sent or received) if is_urgent(care) else (received or sent)


@clause("ATS-II-6.2-e", "ATS-II-6.2-f")
def renewals_needed(care: Care, days: int) -> int:
    """Renewals of a stay: one per further ten days begun; admission is day 1 (AMB-25)."""
    period = care.terms.count("agreement.stay_period_days")
    adopted, other = max(0, (days - 1) // period), max(0, (days - 2) // period)
    return other if adopted != other and care.case.readings.other("AMB-25") else adopted


@clause("ATS-II-6.2-e")
def agreed_days(care: Care, days: int) -> int:
    """Days of a stay that the agreements held reach; silence: all of them."""
    held = care.line.renewals_obtained
    if held is None:
        return days
    reach = care.terms.count("agreement.stay_period_days") * (1 + held)
    if days > reach and care.case.readings.other("AMB-25"):
        reach += 1
    return min(days, reach)


def stay_renewals(care: Care) -> int:
    """Renewals this care needs, 0 when it is no stay of more than ten days."""
    days = days_of_stay(care.line) if care.act.stay else None
    return renewals_needed(care, days) if days else 0
