"""The acts of contract A 4916 as dialogs see them, and the papers a claim for one needs."""

from __future__ import annotations

from assistant.rules.ats_a4916.edition import ActRule, Edition
from assistant.rules.ats_a4916.editions import EDITIONS
from assistant.rules.ats_a4916.exclusions import NOT_OF_CARE
from assistant.rules.citation import clause
from assistant.rules.countries import find_country
from assistant.rules.product import Act
from assistant.rules.terms import Raw, Terms

_LATEST = EDITIONS[-1]
_READ_BY = {  # which limit a condition sets, and the value it reads
    "patient_under_16_bed": ("under_age", "companion.under_age"),
    "orthodontic_age": ("under_age", "orthodontics.under_age"),
    "patient_under_45": ("under_age", "ivf.under_age"),
    "orthodontic_years": ("years", "orthodontics.years"),
    "check_up_interval": ("every_years", "check_up.every_years"),
    "chinese_medicine_countries": ("countries", "complementary.chinese_medicine_countries"),
    "remote_service": ("provider", "remote.provider"),
}


def _cap_unit(act: ActRule) -> str | None:
    row = act.row
    if row is None:
        return None
    if row.unit is not None:
        return row.unit
    if row.code == "health_checkup":
        return "check_up"
    return "year" if any(cell.yearly_cap is not None for cell in row.cells.values()) else None


def _act(act: ActRule) -> Act:
    wait = act.physiotherapy_wait or act.wait
    return Act(
        code=act.code,
        clause=act.clause,
        row=act.row.code if act.row else None,
        section=act.row.section if act.row else None,
        wait=wait.code,
        wait_months=wait.months,
        agreement=act.agreement,
        agreement_clause=act.agreement_clause if act.agreement != "none" else None,
        direct_billing=act.direct_billing,
        cap_unit=_cap_unit(act),
        exclusion=act.exclusion,
        conditions=act.tests,
        limits=_limits(act),
    )


def _limits(act: ActRule) -> dict[str, Raw]:
    """The figures of the act's conditions, in force today."""
    terms = Terms(_LATEST.values)
    read = (_READ_BY[test] for test in act.tests if test in _READ_BY)
    found = {name: terms.value(key).value for name, key in read}
    events = [cell.max_events for cell in act.row.cells.values()] if act.row else []
    most = next((count for count in events if count is not None), None)
    return found if most is None else {**found, "attempts": most}


def _acts(edition: Edition) -> dict[str, Act]:
    return {code: _act(act) for code, act in edition.acts.items()}


ACTS = _acts(_LATEST)
# Causes of care a case may state: each is named by an exclusion or by an exception to one.
CAUSES = frozenset(_LATEST.by_cause) | NOT_OF_CARE


@clause("ATS-II-9.1-b", "ATS-II-9.1-c", "ATS-II-9.1-d", "ATS-II-9.1-e", "ATS-II-9.1-g")
def documents_for(act: str, country: str | None, regime: str | None) -> tuple[str, ...]:
    """The papers of a claim; the agreement wherever the act may need one."""
    zones = _LATEST.zones
    code = find_country(country) if country else None
    papers = ["medical_prescription", "detailed_paid_invoice"]
    if regime not in (None, "first_euro"):
        papers.append("cfe_statement")
    if code == zones.home_of_departments or code in zones.departments:
        papers.append("cerfa_form")
    if ACTS[act].agreement == "always":
        papers.append("prior_agreement")
    return tuple(papers)
