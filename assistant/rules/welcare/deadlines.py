"""Every dated obligation that a situation creates under the WELCARE conditions."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.citation import clause
from assistant.rules.dates import add_months, add_months_running_over, add_years
from assistant.rules.engine import Case
from assistant.rules.obligations import ADMINISTRATOR, Obligation, obligation
from assistant.rules.welcare.values import terms_on


def deadlines(case: Case) -> tuple[Obligation, ...]:
    """All obligations whose facts are known, the earliest to announce first."""
    found = [*keep_bills(case), *use_the_area(case), *delete_data(case)]
    return tuple(sorted(found, key=lambda one: (one.announce, one.kind)))


@clause("WEL-3-p", "WEL-3-q")
def keep_bills(case: Case) -> Iterator[Obligation]:
    """Original bills are kept two years from the request: the later day is the safe one."""
    asked = case.inputs.request_date
    if asked is not None:
        months = 12 * terms_on(case, asked).count("claim.keep_originals_years")
        last, later = add_months(asked, months), add_months_running_over(asked, months)
        yield Obligation("keep_originals", "WEL-3-p", last, later, "originals_may_go")


@clause("WEL-5-e")
def use_the_area(case: Case) -> Iterator[Obligation]:
    """The customer area stays open two years after the end of the contract."""
    end = case.member.terminated_on
    if end is not None:
        last = add_years(end, terms_on(case, end).count("area.years"))
        yield obligation("use_of_area", "WEL-5-e", last, "area_closed")


@clause("WEL-6-j")
def delete_data(case: Case) -> Iterator[Obligation]:
    """Data are kept two years after the end of the relation, then deleted."""
    end = case.inputs.end_of_relationship or case.member.terminated_on
    if end is not None:
        last = add_years(end, terms_on(case, end).count("data.years"))
        yield obligation("data_deletion", "WEL-6-j", last, "data_deleted", by=ADMINISTRATOR)
