"""What the contract leaves out: how a member's words reach the rules, and how it is said kindly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.messages import Text
from assistant.wording import _

CAUSES: Mapping[str, Mapping[str, Any]] = {
    "addiction": {"cause": "drug_detoxification"},
    "conflict": {"cause": "war"},
    "cosmetic": {"cause": "cosmetic"},
    "teeth_whitening": {"cause": "teeth_whitening"},
    "organ_donation": {"cause": "organ_acquisition"},
    "experimental": {"cause": "experimental"},
    "thalassotherapy": {"cause": "thalassotherapy"},
    "ageing": {"cause": "ageing_symptoms"},
    "self_inflicted": {"cause": "suicide_attempt"},
    "sport": {"cause": "paragliding"},
    "comfort": {"comfort_costs_eur": 1},
    "personal_use": {"cause": "personal_items"},
    "unrecognised_practitioner": {"practitioner_recognised": False},
    "derecognised_provider": {"provider_derecognised_in_writing": True},
    "contraception": {"cause": "contraception"},
    "obesity": {"cause": "obesity"},
    "growth": {"cause": "growth_hormone"},
    "personality_disorder": {"cause": "personality_disorder"},
    "genetic_test": {"cause": "predictive_genetic_test"},
    "hair_loss": {"cause": "hair_loss"},
    "sexual": {"cause": "impotence"},
    "transport": {"cause": "taxi"},
    "complication": {"cause": "complication_of_excluded"},
    "surrogacy": {"cause": "surrogacy"},
    "equipment": {"cause": "air_purifier"},
    "foot_care": {"cause": "corns"},
    "stay_without_treatment": {"cause": "convalescence"},
    "vitamins": {"cause": "vitamins"},
    "not_covered_by_base_scheme": {"base_scheme_covers": False},
    "cfe_unpaid": {"cfe_contributions_unpaid": True},
}
"""Facts that put a case under an exclusion of decisions.md 6.2."""

NAMES: Mapping[str, Text] = {
    "addiction": _("Treatment of addiction and its consequences"),
    "conflict": _("Injuries from war, riots or brawls in which you took an active part"),
    "cosmetic": _("Cosmetic treatment and surgery"),
    "teeth_whitening": _("Tooth whitening"),
    "organ_donation": _("Costs of obtaining an organ"),
    "experimental": _("Treatment not approved by the authorities of the country"),
    "thalassotherapy": _("Stays and treatment in spas and thalassotherapy centres"),
    "ageing": _("Treatment of the natural effects of age"),
    "self_inflicted": _("Care after a suicide attempt"),
    "sport": _("Injuries from professional or dangerous sport"),
    "comfort": _("Comfort costs in hospital (television, telephone, visitors' meals)"),
    "personal_use": _("Personal items"),
    "unrecognised_practitioner": _("Practitioners the country's authorities do not recognise"),
    "derecognised_provider": _("A provider that the insurer no longer recognises"),
    "contraception": _("Contraception, sterilisation, abortion, family planning"),
    "obesity": _("Diagnosis and treatment of obesity"),
    "growth": _("Treatment of growth disorders"),
    "personality_disorder": _("Personality disorders, psychotherapy and coaching"),
    "genetic_test": _("Genetic tests for a disease that has not appeared"),
    "hair_loss": _("Hair loss"),
    "sexual": _("Sexual disorders and gender surgery"),
    "transport": _("Transport other than an ambulance"),
    "complication": _("Complications of care that is not covered"),
    "surrogacy": _("Surrogacy"),
    "equipment": _("Equipment that is no prosthesis or appliance"),
    "foot_care": _("Care of corns, calluses and nails"),
    "stay_without_treatment": _("Stays for convalescence, observation or general care"),
    "vitamins": _("Vitamins, minerals and food supplements"),
    "before_effect": _("Care begun before the start of your cover"),
    "not_covered_by_base_scheme": _("Care that the CFE or social security would not pay"),
    "cfe_unpaid": _("Care the CFE refused because its contributions were unpaid"),
    "preventive": _("Preventive care that the contract does not list"),
    "certificate_pathology": _("What your certificate leaves out"),
}

UNLESS: Mapping[str, Text] = {
    "conflict": _("Self-defence, professional duty and helping someone in danger stay covered."),
    "cosmetic": _(
        "Repairing surgery after an accident during your cover, or after breast cancer, is covered."
    ),
    "organ_donation": _("The transplant itself stays covered for the person who receives it."),
    "experimental": _("Approved treatment is looked at like any other care."),
    "sport": _("Leisure sport such as skiing on marked runs or diving above 50 m is not excluded."),
    "contraception": _(
        "Contraception that the CFE or social security pays is covered, and care when the health"
        " of a pregnant woman is in danger."
    ),
    "personality_disorder": _("Treatment by a psychiatrist can be covered."),
    "genetic_test": _("Tests that the CFE or social security pays are covered."),
    "hair_loss": _("Hair loss due to cancer treatment is covered."),
    "transport": _("Ground ambulances are covered, as hospital care."),
    "foot_care": _("It is covered when the CFE or social security pays for it."),
    "stay_without_treatment": _("Rehabilitation after surgery, and a bed beside a child, can be."),
    "vitamins": _("Those prescribed during a pregnancy are covered."),
    "not_covered_by_base_scheme": _(
        "Contact lenses, private rooms, complementary medicine, laser for short sight and check-ups"
        " are not touched by this."
    ),
    "preventive": _("Vaccines, and a check-up at some levels, are covered."),
}
"""What lifts an exclusion, where the contract says so."""


def excluded_name(code: str) -> Text:
    """The excluded care as a heading; a code without a name is "this care"."""
    return NAMES.get(code, _("This care"))
