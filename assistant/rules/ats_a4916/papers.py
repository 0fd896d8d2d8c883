"""The papers of a claim (article II-9.1)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from assistant.rules.ats_a4916.agreement import bill_of_row, needs_agreement
from assistant.rules.ats_a4916.care import Care, cares
from assistant.rules.ats_a4916.edition import Edition
from assistant.rules.ats_a4916.editions import edition_on, terms_on
from assistant.rules.ats_a4916.territory import zone_of_member
from assistant.rules.citation import clause
from assistant.rules.countries import code_of
from assistant.rules.decision import Answer
from assistant.rules.engine import Case
from assistant.rules.finding import Finding, found

CLAUSES: Mapping[str, str] = {
    "medical_prescription": "ATS-II-9.1-b",
    "detailed_paid_invoice": "ATS-II-9.1-c",
    "cfe_statement": "ATS-II-9.1-d",
    "cerfa_form": "ATS-II-9.1-e",
    "prior_agreement": "ATS-II-9.1-g",
    "out_of_zone_proof": "ATS-II-9.1-h",
    "original_documents": "ATS-II-9.1-i",
}


@clause("ATS-II-9.1-a", "ATS-II-9.1-b", "ATS-II-9.1-c", "ATS-II-9.1-f")
def required_papers(case: Case) -> tuple[str, ...]:
    """Every paper this claim needs, in the order of the article."""
    edition = edition_on(case, case.inputs.date)
    acts = cares(case, dated=False) if case.inputs.act or case.inputs.lines else []
    tests = {
        "medical_prescription": True,
        "detailed_paid_invoice": True,
        "cfe_statement": (case.member.regime or "first_euro") != "first_euro",
        "cerfa_form": _in_france(case, edition),
        "prior_agreement": agreement_needed(acts),
        "out_of_zone_proof": _out_of_zone(case, edition),
        "original_documents": originals_needed(case),
    }
    return tuple(paper for paper, needed in tests.items() if needed)


@clause("ATS-II-9.1-g")
def agreement_needed(acts: list[Care]) -> bool:
    """True when an act of the claim needs prior agreement."""
    return any(needs_agreement(care, bill_of_row(care, acts))[0] for care in acts)


def _care_country(case: Case) -> str | None:
    country = case.inputs.country or case.member.country
    return code_of(country) if country else None


@clause("ATS-II-9.1-e")
def _in_france(case: Case, edition: Edition) -> bool:
    country, zones = _care_country(case), edition.zones
    return country == zones.home_of_departments or country in zones.departments


@clause("ATS-II-9.1-h")
def _out_of_zone(case: Case, edition: Edition) -> bool:
    """Outside the zone; not asked inside a zone reached by extension."""
    country = _care_country(case)
    if country is None or (case.member.zone is None and case.member.country is None):
        return False
    own, place = zone_of_member(case, edition), edition.zones.of(country)
    if own is None or place is None or place.rank > own.rank:
        return True
    return place.code != own.code and case.readings.other("ATS-II-9.1-h")


@clause("ATS-II-9.1-i", "ATS-II-9.1-j")
def originals_needed(case: Case) -> bool:
    """A bill of 1000 euros or more, or a demand of the administrator, takes originals."""
    if case.inputs.administrator_requests_originals:
        return True
    if case.inputs.channel in ("originals", "post"):
        return False
    return not all_below_photo_limit(case)


@clause("ATS-II-9.1-i")
def all_below_photo_limit(case: Case) -> bool:
    """True when every bill is strictly below the limit of a photo."""
    limit = terms_on(case, case.inputs.date).money("claim.photo_below_eur")
    return all(amount < limit for amount in bills(case))


def bills(case: Case) -> tuple[Decimal, ...]:
    """The amounts of the bills, as far as they are said."""
    inputs = case.inputs
    if inputs.bills is not None:
        return inputs.bills
    amounts = [one.amount_eur for one in inputs.lines or () if one.amount_eur is not None]
    if not amounts and inputs.amount_eur is not None:
        amounts.append(inputs.amount_eur)
    return tuple(amounts)


@clause("ATS-II-9.1-a", "ATS-II-9.1-d", "ATS-II-9.1-e", "ATS-II-9.1-g", "ATS-II-9.1-h")
def documents(case: Case) -> Finding:
    """Question claim_intake, documents: what is still missing."""
    needed, held = required_papers(case), case.inputs.documents
    missing = tuple(paper for paper in needed if paper not in (held or ()))
    reason = "documents_required" if held is None else "documents_missing"
    clauses = [CLAUSES[paper] for paper in (*missing, *needed)]
    finding = found(
        Answer.LIST, reason if missing else "complete", *dict.fromkeys(clauses),
        missing_documents=missing,
    )  # fmt: skip
    if case.inputs.act or case.inputs.lines:
        finding.state(prior_agreement="prior_agreement" in needed)
    return finding
