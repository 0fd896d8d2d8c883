"""What the contract never pays: the exclusions, as far as the case states a cause (step 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from assistant.rules.ats_a4916.care import Care, Stop, not_covered
from assistant.rules.ats_a4916.edition import Exclusion
from assistant.rules.ats_a4916.membership import end_of_membership, needed_start
from assistant.rules.citation import clause
from assistant.rules.engine import Unknown

# Causes that other questions use: they say nothing of the care.
NOT_OF_CARE = frozenset({"non_payment"})


@clause("ATS-III-EXCL-01", "ATS-II-1.1-b", "ATS-II-1.2-b")
def exclusion_test(care: Care) -> Stop | None:
    """Excluded acts, excluded causes, then who treats and what the base scheme makes of it."""
    return (
        _excluded_act(care)
        or _excluded_cause(care)
        or _practitioner(care)
        or _facility(care)
        or _cfe_unpaid(care)
        or _base_scheme(care)
        or _not_in_the_table(care)
    )


@clause("ATS-III-EXCL-07", "ATS-III-EXCL-18", "ATS-III-EXCL-22", "ATS-III-EXCL-25")
def _excluded_act(care: Care) -> Stop | None:
    """Acts that an exclusion names."""
    named = care.act.exclusion
    return None if named is None else _excluded(care, care.edition.exclusions[named])


@clause("ATS-II-1.1-b")
def _not_in_the_table(care: Care) -> Stop | None:
    """Acts without a row; an exclusion that also leaves them out says more, and comes before."""
    return not_covered("not_in_table", care.act.clause) if care.act.row is None else None


def _excluded(care: Care, exclusion: Exclusion) -> Stop:
    care.step("exclusion", exclusion.clauses[0], exclusion.code)
    return not_covered("exclusion", *exclusion.clauses, exclusion=exclusion.code)


@clause("ATS-III-EXCL-01", "ATS-I-4.3-d")
def _excluded_cause(care: Care) -> Stop | None:
    """The stated cause of the care, unless a fact lifts its exclusion."""
    cause = care.line.cause
    if cause is None or cause in NOT_OF_CARE:
        return None
    exclusion = care.edition.by_cause.get(cause)
    if exclusion is None:
        raise ValueError(f"inputs.cause: {cause!r} is no cause of this contract")
    lifted = _lifted(care, exclusion, cause)
    if lifted is None:
        return _excluded(care, exclusion)
    care.step("exclusion", lifted, False)
    care.note("exception_to_exclusion", lifted)
    return None


def _lifted(care: Care, exclusion: Exclusion, cause: str) -> str | None:
    """The clause under which the cause is not excluded, None when it is."""
    if cause in exclusion.never:
        return exclusion.never_clause
    if care.act.code in exclusion.spares_acts:
        return exclusion.lifting_clause
    special = _SPECIAL.get(exclusion.code)
    if special is not None:
        return exclusion.lifting_clause if special(care, exclusion, cause) else None
    return _lifted_by_fact(care, exclusion, exclusion.by_cause.get(cause, {}))


def _lifted_by_fact(care: Care, exclusion: Exclusion, own: Mapping[str, Any]) -> str | None:
    clause_id = own.get("lifting_clause") or exclusion.lifting_clause or exclusion.clauses[0]
    if exclusion.applies_if and not _fact(care, exclusion.applies_if, exclusion):
        return exclusion.clauses[0]
    for name in own.get("needs", exclusion.needs):
        _fact(care, name, exclusion)
    lifting = own.get("lifted_by", exclusion.lifted_by)
    return clause_id if any(getattr(care.line, name) for name in lifting) else None


def _fact(care: Care, name: str, exclusion: Exclusion) -> Any:
    value = getattr(care.line, name)
    if value is None:
        raise Unknown(f"inputs.{name}", (True, False), exclusion.clauses[0])
    return value


@clause("ATS-III-EXCL-03", "ATS-III-EXCL-03-b")
def _reparative(care: Care, exclusion: Exclusion, cause: str) -> bool:
    """Reparative surgery after an accident that happened within the cover period."""
    if cause != "reconstructive":
        return False
    if care.line.accident_date is None:
        tried = (care.date, dt.date(1900, 1, 1))
        raise Unknown("inputs.accident_date", tried, exclusion.clauses[0])
    start, end = needed_start(care), end_of_membership(care.case)
    return start <= care.line.accident_date <= (end or care.line.accident_date)


@clause("ATS-III-EXCL-10-b", "ATS-III-EXCL-10-c")
def _shallow_diving(care: Care, exclusion: Exclusion, cause: str) -> bool:
    """Diving for leisure at less than 50 metres."""
    below = exclusion.leisure_diving_below_m
    if cause != "diving" or below is None:
        return False
    leisure = _fact(care, "leisure", exclusion)
    if care.line.depth_m is None:
        raise Unknown("inputs.depth_m", (Decimal(0), below), exclusion.clauses[0])
    return bool(leisure) and care.line.depth_m < below


@clause("ATS-III-EXCL-18", "ATS-III-EXCL-18-b")
def _by_a_psychiatrist(care: Care, exclusion: Exclusion, cause: str) -> bool:
    return care.line.provider == exclusion.lifting_provider


@clause("ATS-III-EXCL-28", "ATS-III-EXCL-28-b")
def _in_pregnancy(care: Care, exclusion: Exclusion, cause: str) -> bool:
    return bool(care.line.pregnant) and care.line.prescribed is not False


@clause("ATS-I-4.3-d")
def _not_on_the_certificate(care: Care, exclusion: Exclusion, cause: str) -> bool:
    return care.case.member.certificate_excluded_pathology is None


_SPECIAL: Mapping[str, Callable[[Care, Exclusion, str], bool]] = {
    "cosmetic": _reparative,
    "sport": _shallow_diving,
    "personality_disorder": _by_a_psychiatrist,
    "vitamins": _in_pregnancy,
    "certificate_pathology": _not_on_the_certificate,
}


@clause("ATS-III-EXCL-13", "ATS-III-EXCL-14", "ATS-II-1.2-b")
def _practitioner(care: Care) -> Stop | None:
    if care.line.practitioner_recognised is False:
        return _excluded(care, care.edition.exclusions["unrecognised_practitioner"])
    if care.line.provider_derecognised_in_writing:
        return _excluded(care, care.edition.exclusions["derecognised_provider"])
    return None


@clause("ATS-II-3.2-a", "ATS-DEF-etablissement-a", "ATS-DEF-etablissement-b")
def _facility(care: Care) -> Stop | None:
    if care.line.facility_authorised is not False:
        return None
    care.step("facility", "ATS-II-3.2-a", False)
    return not_covered("facility_not_authorised", "ATS-II-3.2-a")


@clause("ATS-III-EXCL-31")
def _cfe_unpaid(care: Care) -> Stop | None:
    if care.line.cfe_contributions_unpaid:
        return _excluded(care, care.edition.exclusions["cfe_unpaid"])
    return None


@clause("ATS-III-EXCL-30", "ATS-III-EXCL-30-b", "ATS-II-1.3-a")
def _base_scheme(care: Care) -> Stop | None:
    """Care the base scheme would not pay, apart from what the contract names (AMB-57)."""
    if care.line.base_scheme_covers is not False:
        return None
    exclusion = care.edition.exclusions["not_covered_by_base_scheme"]
    if care.act.code in exclusion.spares_acts:
        clause_id = str(exclusion.spares_clause)
        care.step("exclusion", clause_id, False)
        care.note("exception_to_exclusion", clause_id)
        return None
    if _listed(care, exclusion) and not care.case.readings.other("AMB-57"):
        care.step("exclusion", exclusion.clauses[0], False)
        care.note("exception_to_exclusion", exclusion.clauses[0])
        return None
    return _excluded(care, exclusion)


def _listed(care: Care, exclusion: Exclusion) -> bool:
    listed = care.act.code in exclusion.listed_acts
    return listed or care.line.subtype in exclusion.listed_subtypes
