"""Which benefit a message names, from everyday words to the contract's acts and exclusions."""

import pytest

from assistant.understanding import understand
from assistant.understanding.lexicon import lexicon

ACTS = """
hospitalisation_medical_surgical day_hospitalisation psychiatric_hospitalisation
medical_surgical_fees exams_analyses_pharmacy_hospital private_room accompanying_bed
daily_hospital_charge external_consultation_hospital rehabilitation
emergency_dental_surgery_accident organ_transplant ambulance delivery
prenatal_postnatal_sessions surgical_delivery ivf maternity_ambulance gp_consultation
specialist_consultation paramedical_acts teleconsultation technical_medical_acts
medical_analyses radiology pharmacy_vaccines osteopathy chiropractic acupuncture homeopathy
traditional_chinese_medicine alternative_medicine health_check medical_prostheses glasses
contact_lenses refractive_surgery dental_care dental_prostheses orthodontics air_ambulance
travel_costs thermal_cure psychotherapy communication_therapy transport medical_equipment
preventive_screening
"""
EXCLUSIONS = """
addiction conflict cosmetic teeth_whitening organ_donation experimental thalassotherapy ageing
self_inflicted sport comfort personal_use unrecognised_practitioner derecognised_provider
contraception obesity growth personality_disorder genetic_test hair_loss sexual transport
complication surrogacy equipment foot_care stay_without_treatment vitamins before_effect
not_covered_by_base_scheme cfe_unpaid certificate_pathology
"""


def test_every_act_and_every_exclusion_of_the_contract_has_everyday_words() -> None:
    named = {sense.act for sense in lexicon().values() if sense is not None}
    assert named >= {*ACTS.split(), *(f"excluded:{code}" for code in EXCLUSIONS.split())}


def test_every_word_of_the_lexicon_comes_with_its_clause() -> None:
    clauses = {sense.clause for sense in lexicon().values() if sense is not None}
    assert all(clause.startswith("ATS-") for clause in clauses)


@pytest.mark.parametrize(
    ("message", "act"),
    [
        ("mon dentiste me demande 650 € pour un bridge", "dental_prostheses"),
        ("the dentist wants to fit a crown", "dental_prostheses"),
        ("une visite chez le dentiste", "dental_care"),
        ("le gynéco prévoit une césarienne", "surgical_delivery"),
        ("opération de la cataracte", "day_hospitalisation"),
        ("ambulance jusqu'à la maternité", "maternity_ambulance"),
        ("consultation avec l'anesthésiste avant l'opération", "external_consultation_hospital"),
        ("a room to myself in hospital", "private_room"),
        ("scan de ma facture de kiné", "paramedical_acts"),
        ("I need an MRI scan", "radiology"),
        ("vaxin contre la grippe", "pharmacy_vaccines"),
        ("lortodontie de ma fille", "orthodontics"),
        ("psycologue remboursé ?", "psychotherapy"),
        ("maternitée couverte ?", "delivery"),
        ("is the contraceptive pill covered", "excluded:contraception"),
        ("what do I get for alternative medicine", "alternative_medicine"),
        ("taxi pour ma chimio", "excluded:transport"),
        ("greffe de cheveux à Istanbul", "excluded:hair_loss"),
        ("planned c-section", "surgical_delivery"),
    ],
)
def test_the_benefit_named_outright_wins_over_who_gives_it(message: str, act: str) -> None:
    assert understand(message).acts[0].act == act


@pytest.mark.parametrize(
    "message",
    [
        "See you later, take care",
        "Montre-moi tes fonctions",
        "whose name must the account holder be",
        "is a credit-card slip acceptable",
        "ma date de naissance est fausse",
        "j'ai besoin d'un coup de main",
        "un opérateur s'il vous plaît",
    ],
)
def test_ordinary_words_are_no_benefit(message: str) -> None:
    assert understand(message).acts == ()
