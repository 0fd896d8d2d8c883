"""What members call things: kinds of care, sections of the benefit table, units, exclusions.

Members never see a technical key: whatever has no name of its own is "this care".
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.messages import Money, Text, Value
from assistant.rules.product import Product
from assistant.wording import _

EXCLUDED = "excluded:"  # what the understanding puts before the code of an exclusion

SECTIONS: Mapping[str, Text] = {
    "outpatient": _("Everyday care: doctor, tests, medicines"),
    "hospitalisation": _("Hospital"),
    "maternity": _("Maternity"),
    "optical": _("Optical"),
    "dental": _("Dental"),
    "medical_prostheses": _("Prostheses and appliances"),
}

ACTS: Mapping[str, Text] = {
    "hospitalisation_medical_surgical": _("Hospital stay"),
    "day_hospitalisation": _("Day hospital stay"),
    "psychiatric_hospitalisation": _("Psychiatric hospital stay"),
    "medical_surgical_fees": _("Doctors' fees in hospital"),
    "exams_analyses_pharmacy_hospital": _("Tests and medicines in hospital"),
    "private_room": _("Private room"),
    "accompanying_bed": _("Bed for a parent in hospital"),
    "daily_hospital_charge": _("Daily hospital charge (forfait journalier)"),
    "external_consultation_hospital": _("Visit tied to a hospital stay"),
    "rehabilitation": _("Rehabilitation after a stay"),
    "emergency_dental_surgery_accident": _("Emergency dental surgery"),
    "organ_transplant": _("Organ transplant"),
    "ambulance": _("Ambulance"),
    "delivery": _("Childbirth"),
    "prenatal_postnatal_sessions": _("Sessions before and after birth"),
    "surgical_delivery": _("Caesarean"),
    "ivf": _("IVF and infertility"),
    "maternity_ambulance": _("Ambulance for a birth"),
    "gp_consultation": _("GP visit"),
    "specialist_consultation": _("Specialist visit"),
    "paramedical_acts": _("Physiotherapist, nurse and the like"),
    "teleconsultation": _("Online doctor (téléconsultation)"),
    "technical_medical_acts": _("Technical medical procedure"),
    "medical_analyses": _("Laboratory tests"),
    "radiology": _("X-ray, scan or MRI"),
    "pharmacy_vaccines": _("Medicines and vaccines"),
    "osteopathy": _("Osteopathy"),
    "chiropractic": _("Chiropractic"),
    "acupuncture": _("Acupuncture"),
    "homeopathy": _("Homeopathy"),
    "traditional_chinese_medicine": _("Traditional Chinese medicine"),
    "alternative_medicine": _("Complementary medicine"),
    "health_check": _("Health check-up"),
    "medical_prostheses": _("Prostheses and small appliances"),
    "glasses": _("Glasses"),
    "contact_lenses": _("Contact lenses"),
    "refractive_surgery": _("Refractive eye surgery"),
    "dental_care": _("Dental care"),
    "dental_prostheses": _("Crown or dental prosthesis"),
    "orthodontics": _("Orthodontics"),
    "air_ambulance": _("Air ambulance or repatriation"),
    "travel_costs": _("Travel costs"),
    "other": _("This care"),
    "thermal_cure": _("Thermal cure"),
    "psychotherapy": _("Psychotherapy"),
    "communication_therapy": _("Communication therapy"),
    "transport": _("Medical transport other than an ambulance"),
    "medical_equipment": _("Medical equipment"),
    "preventive_screening": _("Preventive screening"),
}

PROFESSIONS: Mapping[str, Text] = {
    "physiotherapist": _("Physiotherapist"),
    "nurse": _("Nurse"),
    "speech_therapist": _("Speech therapist"),
    "podiatrist": _("Podiatrist"),
    "midwife": _("Midwife"),
    "orthoptist": _("Orthoptist"),
    "other": _("Another practitioner"),
}

# The patient must be younger: benefits.toml, limits of these rows.

DISCIPLINES = ("osteopathy", "chiropractic", "acupuncture", "homeopathy")
CHINESE = "traditional_chinese_medicine"


def act_name(act: str, profession: str | None = None) -> Text:
    """The care as a member would name it, as a heading."""
    known = PROFESSIONS.get(profession or "other")
    if act == "paramedical_acts" and known is not None and profession not in (None, "other"):
        return known
    return ACTS.get(act, ACTS["other"])


def section_acts(pack: Product, section: str) -> tuple[str, ...]:
    """The kinds of care of a section that have a name, in the order of the contract's table.

    The disciplines of complementary medicine are one choice: which one is asked when it matters.
    """
    found = [code for code, act in pack.acts.items() if act.section == section and code in ACTS]
    return tuple(code for code in found if code not in (*DISCIPLINES, CHINESE))


def per(amount: Money, unit: str | None) -> Value:
    """A sum and what it is for: "60 € a visit"."""
    return PER[unit](amount) if unit is not None and unit in PER else amount


PER = {
    "consultation": lambda amount: _("{amount} a visit", amount=amount),
    "act": lambda amount: _("{amount} an act", amount=amount),
    "day": lambda amount: _("{amount} a day", amount=amount),
    "tooth": lambda amount: _("{amount} a tooth", amount=amount),
    "year": lambda amount: _("{amount} a year", amount=amount),
    "dental_year": lambda amount: _("{amount} a year for all dental care", amount=amount),
    "check_up": lambda amount: _("{amount} a check-up", amount=amount),
}
