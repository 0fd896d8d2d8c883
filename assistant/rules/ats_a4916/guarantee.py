"""What the table pays for an act, before other payers: rate, caps, days (decisions.md 4.1, 1-4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from assistant.rules.ats_a4916.agreement import agreed_days
from assistant.rules.ats_a4916.care import Care
from assistant.rules.ats_a4916.edition import Cell
from assistant.rules.ats_a4916.membership import end_of_membership, needed_start
from assistant.rules.ats_a4916.stay import days_in_years, days_of_stay
from assistant.rules.ats_a4916.territory import is_france
from assistant.rules.ats_a4916.units import bill, units
from assistant.rules.citation import clause
from assistant.rules.dates import add_months
from assistant.rules.engine import Unknown
from assistant.rules.money import ZERO, left, share


@dataclass(slots=True)
class Pools:
    """What earlier lines have used of yearly caps and yearly days, by person, row and year."""

    used: dict[tuple[str, str, int], Decimal] = field(default_factory=dict)
    days: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def left(self, care: Care, name: str, cap: Decimal, before: Decimal | None) -> Decimal:
        """What is left of a yearly cap of the year of care."""
        used = self.used.get((care.insured, name, care.date.year), ZERO)
        return left(cap, (before or ZERO) + used)

    def use(self, care: Care, name: str, amount: Decimal) -> None:
        """Use up part of a yearly cap."""
        key = (care.insured, name, care.date.year)
        self.used[key] = self.used.get(key, ZERO) + amount

    def take_days(self, care: Care, year: int, days: int) -> int:
        """Of these days, those the yearly days still reach; they are used up."""
        row = care.act.row
        if row is None or row.days_a_year is None:
            return days
        key = (care.insured, row.code, year)
        before = care.line.ytd_days or 0 if year == care.date.year else 0
        used = self.days.get(key, 0)
        taken = min(days, max(0, row.days_a_year - before - used))
        self.days[key] = used + taken
        return taken


@dataclass(slots=True)
class Share:
    """The guarantee of one act: euros owed by the table, and what limited them."""

    care: Care
    cost: Decimal
    guarantee: Decimal
    limits: list[str] = field(default_factory=list)
    limit_clauses: list[str] = field(default_factory=list)

    def limit(self, reason: str, clause_id: str) -> None:
        """Record a limit that bites."""
        self.limits.append(reason)
        self.limit_clauses.insert(0, clause_id)


@clause("ATS-II-2-c", "ATS-II-2-b")
def share_of(care: Care, comfort: Decimal, pools: Pools) -> Share:
    """Units × min(rate × unit cost, unit cap), then the yearly caps."""
    cost, number = bill(care), units(care)
    if cost is None or care.cell is None or number <= 0:
        return Share(care, cost or ZERO, ZERO)
    counted = _counted_units(care, number, pools)
    result = Share(care, cost, ZERO)
    if counted < number:
        _limit_days(care, result, counted)
    _price_units(care, result, max(ZERO, cost - comfort), number, counted)
    _limit_year(care, result, pools)
    return result


def _limit_days(care: Care, result: Share, counted: int) -> None:
    care.step("days", care.act.clause, counted)
    days = days_of_stay(care.line)
    if days and agreed_days(care, days) < days:
        care.note("partial_prior_agreement", "ATS-II-6.2-e", "ATS-II-6.3-a")
    elif care.act.row and care.act.row.days_a_year:
        result.limit("capped" if counted else "annual_cap_reached", care.act.clause)


@clause("ATS-II-2-c")
def _price_units(care: Care, result: Share, cost: Decimal, number: int, counted: int) -> None:
    cell: Cell = care.cell or Cell()
    rate = cell.rate or ZERO
    care.step("rate", "ATS-II-2-c", share(cost, rate) / number)
    owed = share(cost, rate) * counted / number
    if cell.unit_cap is not None:
        most = cell.unit_cap * counted
        care.step("unit_cap", care.act.clause, min(share(cost, rate) / number, cell.unit_cap))
        if owed > most:
            result.limit("capped", care.act.clause)
        owed = min(owed, most)
    result.guarantee = owed


@clause("ATS-II-2-a", "ATS-II-4-a")
def _limit_year(care: Care, result: Share, pools: Pools) -> None:
    """Yearly cap of the row, then the dental limit; both are used up by the whole guarantee."""
    row = care.act.row
    cap = yearly_cap(care)
    if row and cap is not None:
        room = pools.left(care, row.code, cap, care.line.ytd_reimbursed_eur)
        _apply(care, result, room, "yearly_cap", row.clause)
    if care.act.dental_limit:
        room = pools.left(care, "dental", dental_limit(care), care.line.ytd_dental_eur)
        _apply(care, result, room, "dental_limit", "ATS-II-2-dental_annual_limit")
        pools.use(care, "dental", result.guarantee)
    if row:
        pools.use(care, row.code, result.guarantee)


def _apply(care: Care, result: Share, room: Decimal, step: str, clause_id: str) -> None:
    if result.guarantee > room:
        result.limit("capped" if room else "annual_cap_reached", clause_id)
        result.guarantee = room
    care.step(step, clause_id, result.guarantee)


@clause("ATS-II-2-childbirth_and_pregnancy_sessions", "ATS-II-2-surgical_childbirth")
def yearly_cap(care: Care) -> Decimal | None:
    """The yearly cap of the row; the lower one for maternity care in zone A (AMB-10)."""
    cell = care.cell
    if cell is None or cell.zone_a_cap is None:
        return cell.yearly_cap if cell else None
    return cell.zone_a_cap if _in_zone_a(care) else cell.yearly_cap


def _in_zone_a(care: Care) -> bool:
    own = care.zone.code if care.zone else care.case.member.zone
    if care.country is None:
        if own is None:
            raise Unknown("member.country", ("FR", "DE"), care.act.clause)
        return own == "A"
    place = care.edition.zones.of(care.country)
    here = (place is not None and place.code == "A") or is_france(care, care.country)
    mine = own == "A"
    return mine if here != mine and care.case.readings.other("AMB-10") else here


@clause("ATS-II-2-dental_annual_limit")
def dental_limit(care: Care) -> Decimal:
    """The dental limit of the year, lower during the first year of the person (AMB-05)."""
    plan = care.plan or ""
    cell = care.edition.rows["dental_annual_limit"].cells.get(plan, Cell())
    full, first = cell.yearly_cap or ZERO, cell.first_year or ZERO
    return first if _in_first_year(care) else full


@clause("ATS-II-2-dental_annual_limit")
def _in_first_year(care: Care) -> bool:
    start = needed_start(care)
    months = care.terms.count("dental.first_year_months")
    by_months = care.date < add_months(start, months)
    by_calendar = care.date.year == start.year
    if by_months != by_calendar and care.case.readings.other("AMB-05"):
        return by_calendar
    return by_months


@clause("ATS-II-6.2-e", "ATS-II-1.2-a", "ATS-II-2-psychiatric_hospitalisation")
def _counted_units(care: Care, number: int, pools: Pools) -> int:
    """Days beyond the end of cover, the agreements held or the yearly days count for nothing."""
    if not care.act.stay:
        return number
    by_year = _days_within_cover(care, days_in_years(care, number))
    agreed = agreed_days(care, number) if days_of_stay(care.line) else number
    counted = 0
    for year, days in by_year.items():
        days = min(days, agreed)
        agreed -= days
        counted += pools.take_days(care, year, days)
    return counted


@clause("ATS-II-1.2-a")
def _days_within_cover(care: Care, by_year: dict[int, int]) -> dict[int, int]:
    end = end_of_membership(care.case)
    if end is None or care.line.reinstatement_accepted or not care.line.days_by_year:
        return by_year
    within = {y: days for y, days in by_year.items() if y <= end.year}
    if end.year in within:
        first = care.date.timetuple().tm_yday if end.year == care.date.year else 1
        within[end.year] = min(within[end.year], end.timetuple().tm_yday - first + 1)
    if within != by_year and care.case.readings.other("ATS-II-1.2-a"):
        return by_year
    return within
