"""What a member is told of what is paid and its limits (articles II-1 to II-4)."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import ceilings, count, countries, euros, most_days, rate, years
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "ATS-II-1.1-a",
        N_(
            "Medical, surgical, optical, dental and maternity costs, in whole or in part, by "
            "your level. Name a kind of care and I'll tell you what is paid."
        ),
    ),
    answer(
        "ATS-II-1.1-b",
        N_(
            "Only care in the benefit table, or on the lists of French social security or a "
            "like body, is paid. If yours is on neither, ask a person."
        ),
    ),
    answer(
        "ATS-II-1.2-a",
        N_(
            "Care is paid if it starts between the start and the end of your membership. For "
            "care that goes on after the end, a person decides."
        ),
        sure=True,
    ),
    answer(
        "ATS-II-1.2-b",
        N_(
            "No: care has to be ordered and given by doctors entitled to do so, or by "
            "authorised hospitals. A person can check a practitioner."
        ),
    ),
    answer(
        "ATS-II-1.3-a",
        N_(
            "If your cover adds to the CFE or social security, the contract pays only when they "
            "pay. If they refused, a person can look at it."
        ),
    ),
    answer(
        "ATS-II-1.3-b",
        N_(
            "What the CFE or social security pays is taken off the amount covered; the contract "
            "adds the rest, up to the guarantee."
        ),
        sure=True,
    ),
    answer(
        "ATS-II-1.3-c",
        N_(
            "The start of care on the CFE's or social security's statement has to fall within "
            "your membership."
        ),
    ),
    answer(
        "ATS-II-1.4-a",
        N_(
            "You can hold another health cover: the contract then adds to what it pays, never "
            "above the real cost."
        ),
    ),
    answer(
        "ATS-II-1.4-b",
        N_("No: all payers together never pay more than the real cost."),
        sure=True,
    ),
    answer(
        "ATS-II-1.4-c",
        N_(
            "Yes: tell GAPI of any other insurer that covers you or your family for the same "
            "risk. You are asked for it with each claim."
        ),
    ),
    answer(
        "ATS-II-2-a",
        N_(
            "The guarantees in the table include what social security or the CFE pays; or they "
            "start at the first euro."
        ),
        sure=True,
    ),
    answer(
        "ATS-II-2-b",
        N_("No: a refund never goes above the real cost, even if the ceiling is higher."),
        sure=True,
    ),
    answer(
        "ATS-II-2-c",
        N_("Rates are a share of the real cost; the ceiling comes after."),
    ),
    answer(
        "ATS-II-2-f",
        N_(
            "Above {limit} on a bill or quote, ask first (entente préalable): procedures, "
            "scans, tests and dental costs. Near that sum, asking is the safe way."
        ),
        limit=euros("agreement.threshold_eur"),
    ),
    answer(
        "ATS-II-2-annual_maximum",
        N_(
            "Yearly maximum for each insured person, the CFE's or social security's share "
            "included: {ceilings}."
        ),
        sure=True,
        ceilings=ceilings(),
    ),
    answer(
        "ATS-II-2-inpatient_medical_surgical",
        N_(
            "Hospital stays, medical or surgical: {rate} of the real cost at every level, with "
            "prior agreement (entente préalable)."
        ),
        rate=rate("hospitalisation_medical_surgical"),
    ),
    answer(
        "ATS-II-2-day_hospitalisation",
        N_(
            "Day stays: {rate} of the real cost at every level, with prior agreement (entente "
            "préalable). Plan to pay first: direct billing is not certain."
        ),
        sure=True,
        rate=rate("day_hospitalisation"),
    ),
    answer(
        "ATS-II-2-psychiatric_hospitalisation",
        N_(
            "Psychiatric stays: {rate} of the real cost at every level, up to {days} days a "
            "year, with prior agreement (entente préalable). A person answers you in private."
        ),
        sure=True,
        rate=rate("psychiatric_hospitalisation"),
        days=most_days("psychiatric_hospitalisation"),
    ),
    answer(
        "ATS-II-2-hospital_doctors_fees",
        N_(
            "Doctors' and surgeons' fees in hospital: {rate} of the real cost at every level, "
            "with prior agreement (entente préalable)."
        ),
        rate=rate("medical_surgical_fees"),
    ),
    answer(
        "ATS-II-2-hospital_tests_and_pharmacy",
        N_(
            "Tests, laboratory work and medicines during a stay: {rate} of the real cost at "
            "every level, with prior agreement (entente préalable)."
        ),
        rate=rate("exams_analyses_pharmacy_hospital"),
    ),
    answer(
        "ATS-II-2-daily_hospital_charge",
        N_(
            "The daily hospital charge (forfait journalier) in France: {rate} at every level, "
            "with prior agreement (entente préalable)."
        ),
        rate=rate("daily_hospital_charge"),
    ),
    answer(
        "ATS-II-2-hospital_related_consultations",
        N_(
            "Outside visits tied to a stay or day surgery: {rate} of the real cost at every "
            "level, with prior agreement (entente préalable). You pay, then send the bill."
        ),
        rate=rate("external_consultation_hospital"),
    ),
    answer(
        "ATS-II-2-post_hospital_rehabilitation",
        N_(
            "Rehabilitation straight after a stay: {rate} of the real cost at every level, "
            "{days} days a year at most, with prior agreement (entente préalable)."
        ),
        rate=rate("rehabilitation"),
        days=most_days("rehabilitation"),
    ),
    answer(
        "ATS-II-2-emergency_dental_repair_surgery",
        N_(
            "Emergency repair surgery of teeth after an accident: {rate} of the real cost at "
            "every level. Later crowns or implants follow the dental rules."
        ),
        rate=rate("emergency_dental_surgery_accident"),
    ),
    answer(
        "ATS-II-2-organ_transplant",
        N_(
            "The transplant itself is paid at {rate} of the real cost at every level, with "
            "prior agreement (entente préalable); finding and taking the organ is not."
        ),
        sure=True,
        rate=rate("organ_transplant"),
    ),
    answer(
        "ATS-II-2-complementary_medicine-disciplines",
        N_(
            "Five disciplines: chiropractic, osteopathy, acupuncture, homeopathy and "
            "traditional Chinese medicine. No other one is paid."
        ),
    ),
    answer(
        "ATS-II-2-complementary_medicine-tcm",
        N_(
            "Traditional Chinese medicine is paid only in {countries}, and only where your zone "
            "covers you."
        ),
        sure=True,
        countries=countries("complementary.chinese_medicine_countries"),
    ),
    answer(
        "ATS-II-2-orthodontics-limits",
        N_("Braces are paid for children under {age}, {years} at most over the whole membership."),
        sure=True,
        age=count("orthodontics.under_age"),
        years=years("orthodontics.years"),
    ),
    answer(
        "ATS-II-3.1-a",
        N_(
            "GAPI may refuse or limit costs it finds unusual, compared with what is normally "
            "charged for a like service in that place. I can't judge a price here."
        ),
        sure=True,
    ),
    answer(
        "ATS-II-3.2-a",
        N_(
            "A private hospital is paid only if the authorities of the country authorised it "
            "beforehand. A person can check yours."
        ),
    ),
    answer(
        "ATS-II-3.3-a",
        N_("Yes: for unusual costs, GAPI may make medical or administrative checks."),
    ),
    answer(
        "ATS-II-3.3-b",
        N_(
            "Yes: you or your family may be summoned for a check, unless your health forbids "
            "it. If that is so, tell a person."
        ),
    ),
    answer(
        "ATS-II-3.3-c",
        N_("No: the travel to a check is yours to pay."),
    ),
    answer(
        "ATS-II-3.4-a",
        N_(
            "You do: costs that were refused stay with you alone. A person can look at the "
            "refusal again."
        ),
    ),
)
