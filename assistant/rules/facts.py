"""The facts of a case as typed nouns: who asks (Member), what about (Inputs), each act (Line).

Field names are those of decisions.md sections 2.1, 2.2 and 3.2. None means silence: the rules
say what silence means, the facts never do. Amounts are euros (Decimal), dates are calendar days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar


@dataclass(frozen=True, kw_only=True)
class Member:
    """The member as the administrator knows them: the certificate, today."""

    product: str | None = None
    plan: str | None = None
    regime: str | None = None
    country: str | None = None
    zone: str | None = None
    joined: dt.date | None = None
    spouse_inscribed: dt.date | None = None
    child_inscribed: dt.date | None = None
    household: str | None = None
    deductible: int | None = None
    status: str | None = None
    terminated_on: dt.date | None = None
    waiver_certificate: bool | None = None
    previous_cover_end: dt.date | None = None
    upgraded_from: str | None = None
    upgrade_effective: dt.date | None = None
    birth_date: dt.date | None = None
    spouse_birth_date: dt.date | None = None
    move_date: dt.date | None = None
    new_country: str | None = None
    new_zone: str | None = None
    certificate_excluded_pathology: str | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One act of a bill. In a case with several, what a line does not say the case says."""

    act: str | None = None
    date: dt.date | None = None
    end_date: dt.date | None = None
    amount_eur: Decimal | None = None
    unit_amount_eur: Decimal | None = None
    sessions: int | None = None
    teeth: int | None = None
    quantity: int | None = None
    days: int | None = None
    country: str | None = None
    insured: str | None = None
    patient_birth_date: dt.date | None = None
    cfe_paid_eur: Decimal | None = None
    other_insurer_paid_eur: Decimal | None = None
    base_scheme_covers: bool | None = None
    cfe_contributions_unpaid: bool | None = None
    ytd_reimbursed_eur: Decimal | None = None
    ytd_dental_eur: Decimal | None = None
    ytd_total_eur: Decimal | None = None
    ytd_cfe_eur: Decimal | None = None
    ytd_days: int | None = None
    days_by_year: Mapping[int, int] | None = None
    deductible_used_eur: Decimal | None = None
    deductible_used_by_year: Mapping[int, Decimal] | None = None
    processing_date: dt.date | None = None
    emergency: bool | None = None
    accident: bool | None = None
    unforeseen_illness: bool | None = None
    adviser_recognised: bool | None = None
    trip_days: int | None = None
    foreseeable: bool | None = None
    prior_agreement_obtained: bool | None = None
    prior_agreement_requested: bool | None = None
    received_date: dt.date | None = None
    prior_agreement_request_date: dt.date | None = None
    delegate_attests_impossible: bool | None = None
    unexpected_delivery_date: bool | None = None
    maternity_complication: bool | None = None
    initial_agreement: bool | None = None
    renewals_obtained: int | None = None
    profession: str | None = None
    provider: str | None = None
    following_covered_surgery: bool | None = None
    previous_sessions: int | None = None
    renewal: bool | None = None
    prescriptions: tuple[int, ...] | None = None
    surgery: bool | None = None
    after_hospitalisation: bool | None = None
    ortho_year: int | None = None
    ivf_number: int | None = None
    last_same_act_date: dt.date | None = None
    linked_to_covered_hospitalisation: bool | None = None
    hospitalised: bool | None = None
    subtype: str | None = None
    facility_authorised: bool | None = None
    practitioner_recognised: bool | None = None
    provider_derecognised_in_writing: bool | None = None
    comfort_costs_eur: Decimal | None = None
    usual_local_amount_eur: Decimal | None = None
    cause: str | None = None
    active_part: bool | None = None
    self_defence: bool | None = None
    professional_duty: bool | None = None
    assistance_to_person_in_danger: bool | None = None
    accident_date: dt.date | None = None
    approved_by_authorities: bool | None = None
    leisure: bool | None = None
    depth_m: Decimal | None = None
    health_danger: bool | None = None
    due_to_cancer_treatment: bool | None = None
    pregnant: bool | None = None
    prescribed: bool | None = None
    request_date: dt.date | None = None
    sent_date: dt.date | None = None
    paid_after_termination: bool | None = None
    reinstatement_accepted: bool | None = None
    birth_date: dt.date | None = None
    declared_date: dt.date | None = None
    direction: str | None = None
    to: str | None = None
    move_date: dt.date | None = None
    new_country: str | None = None
    new_zone: str | None = None
    notice_date: dt.date | None = None
    duration_hours: Decimal | None = None
    # Recorded and without effect (decisions.md 2.2).
    illness: str | None = None
    surgery_date: dt.date | None = None
    certificate_sent: bool | None = None
    trip_day: int | None = None
    invoice_date: dt.date | None = None
    cfe_statement_date: dt.date | None = None
    care_date: dt.date | None = None
    previous_year_reimbursed_eur: Decimal | None = None
    deductible_used_previous_year_eur: Decimal | None = None
    ytd_total_spouse_eur: Decimal | None = None
    premium_paid_for_period: bool | None = None
    solicited_by_member: bool | None = None
    beneficiary: str | None = None
    child_age: int | None = None


@dataclass(frozen=True, kw_only=True)
class Inputs(Line):
    """What is asked about: the care, or the facts that select an answer of section 3.2."""

    lines: tuple[Line, ...] | None = None
    # claims
    channel: str | None = None
    channels: tuple[str, ...] | None = None
    bills: tuple[Decimal, ...] | None = None
    care_type: str | None = None
    entitlements: int | None = None
    documents_count: int | None = None
    user: str | None = None
    photo_edited: bool | None = None
    legible: bool | None = None
    administrator_requests_originals: bool | None = None
    documents: tuple[str, ...] | None = None
    entitlement_results: tuple[str, ...] | None = None
    currency: str | None = None
    communication: str | None = None
    # renunciation and premium
    sale: str | None = None
    signed: dt.date | None = None
    form: str | None = None
    claim_known: bool | None = None
    professional_purpose: bool | None = None
    benefits_paid_eur: Decimal | None = None
    effect_date: dt.date | None = None
    annual_premium_eur: Decimal | None = None
    paid_premium_eur: Decimal | None = None
    claim_occurred_unknown_to_insurer: bool | None = None
    adaptation: dt.date | None = None
    payment: str | None = None
    premium_eur: Decimal | None = None
    bank_fees_eur: Decimal | None = None
    covered_from: dt.date | None = None
    monthly_premium_eur: Decimal | None = None
    premium_paid_eur: Decimal | None = None
    premium_correct_eur: Decimal | None = None
    benefit_eur: Decimal | None = None
    intentional: bool | None = None
    claim_occurred: bool | None = None
    notification_date: dt.date | None = None
    due_date: dt.date | None = None
    notice_sent: dt.date | None = None
    # changes and ends
    affiliation_date: dt.date | None = None
    return_date: dt.date | None = None
    death_date: dt.date | None = None
    event: str | None = None
    event_date: dt.date | None = None
    target_date: dt.date | None = None
    acceptance_date: dt.date | None = None
    cfe_open: dt.date | None = None
    plan: str | None = None
    household: str | None = None
    deductible: int | None = None
    # joining
    nationality: tuple[str, ...] | None = None
    join_date: dt.date | None = None
    questionnaire_date: dt.date | None = None
    spouse_birth_date: dt.date | None = None
    spouse_dependent_cfe: bool | None = None
    spouse_individually_affiliated: bool | None = None
    spouse_country: str | None = None
    spouse_zone: str | None = None
    child_country: str | None = None
    child_zone: str | None = None
    child_birth_date: dt.date | None = None
    studying: bool | None = None
    study_level: str | None = None
    proof: bool | None = None
    full_time_job: bool | None = None
    disability_card: bool | None = None
    individually_registered: bool | None = None
    relation: str | None = None
    file_received: dt.date | None = None
    # online service
    access_date: dt.date | None = None
    incidents: int | None = None
    fraud: bool | None = None
    end_of_relationship: dt.date | None = None
    request: str | None = None


Facts = TypeVar("Facts", Member, Line, Inputs)


def changed(facts: Facts, **known: object) -> Facts:
    """The same facts with some of them other. Raises TypeError for what is no fact of theirs.

    An answer tries facts dozens of times, and `dataclasses.replace` sets all hundred of them anew.
    """
    if not known.keys() <= facts.__dataclass_fields__.keys():
        raise TypeError(f"not facts of a {type(facts).__name__}: {', '.join(known)}")
    other = object.__new__(type(facts))
    vars(other).update(vars(facts), **known)
    return other


SILENCE = Inputs()  # nothing is said: `changed(SILENCE, act=...)` sets one fact, not all of them

CARE_FIELDS: tuple[str, ...] = tuple(Line.__dataclass_fields__)
INPUT_FIELDS: tuple[str, ...] = tuple(Inputs.__dataclass_fields__)
MEMBER_FIELDS: tuple[str, ...] = tuple(Member.__dataclass_fields__)

# The values a fact may take where the contract product does not add to them.
ONE_OF: Mapping[str, tuple[str, ...]] = {
    "regime": ("first_euro", "cfe", "secu"),
    "zone": ("A", "B", "C", "D"),
    "household": ("individual", "couple", "family"),
    "status": ("active", "suspended", "terminated"),
    "insured": ("member", "spouse", "child"),
    "profession": (
        "nurse",
        "physiotherapist",
        "speech_therapist",
        "podiatrist",
        "midwife",
        "orthoptist",
        "other",
    ),
    "subtype": (
        "implant",
        "periodontology",
        "vaccine",
        "hiv_test",
        "chromosome_screening",
        "implanted_device",
    ),
    "direction": ("upgrade", "downgrade"),
    "channel": ("welcare_online", "photo", "originals", "post"),
    "care_type": (
        "outpatient",
        "dental",
        "optical",
        "radiology",
        "pharmacy",
        "hospitalisation",
        "thermal_cure",
    ),
    "user": ("subscriber", "spouse", "child"),
    "communication": ("registered_ar", "email", "phone", "letter"),
    "sale": ("doorstep", "workplace", "distance", "office"),
    "form": ("registered_ar", "registered", "letter", "post", "email", "phone", "oral"),
    "event": (
        "marriage",
        "pacs",
        "cohabitation",
        "birth",
        "adoption",
        "widowhood",
        "divorce",
        "judicial_separation",
        "pacs_end",
        "cohabitation_end",
        "nationality",
    ),
    "study_level": ("secondary", "university"),
    "relation": ("spouse", "pacs", "cohabitant", "student_child"),
    "request": ("data_access", "data_correction", "data_deletion"),
    "payment": ("monthly", "quarterly", "half_yearly", "annual"),
    "entitlement_results": ("accepted", "refused"),
}
