"""What a member is told of waiting periods, claims and payment (articles II-8 and II-9)."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import euros, physiotherapy_wait, wait, years
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "ATS-II-8.1-a",
        N_(
            "Hospital costs: {months} after the start of cover, unless due to an accident or a "
            "sudden illness (maladie inopinée)."
        ),
        sure=True,
        months=wait("hospitalisation_medical_surgical"),
    ),
    answer(
        "ATS-II-8.1-c",
        N_("Dental care and gum treatment: {months} after the start of cover."),
        sure=True,
        months=wait("dental_care"),
    ),
    answer(
        "ATS-II-8.1-d",
        N_(
            "Physiotherapy: {months} after the start of cover, unless it follows surgery this "
            "contract covered."
        ),
        sure=True,
        months=physiotherapy_wait(),
    ),
    answer(
        "ATS-II-8.1-f",
        N_(
            "Dental prostheses, braces, glasses and other optical care, other prostheses: "
            "{months} after the start of cover."
        ),
        sure=True,
        months=wait("glasses"),
    ),
    answer(
        "ATS-II-8.1-g",
        N_("Maternity: {months} after the start of cover."),
        sure=True,
        months=wait("delivery"),
    ),
    answer(
        "ATS-II-8.2-a",
        N_(
            "They run from the day each person joins or is registered: a new spouse or child "
            "has a wait of their own."
        ),
    ),
    answer(
        "ATS-II-8.2-c",
        N_(
            "Yes, for all but maternity: send a certificate from your previous insurer "
            "(certificat de radiation) showing like cover in the month before joining. Until it "
            "is accepted, the wait stays."
        ),
        sure=True,
    ),
    answer(
        "ATS-II-8.2-e",
        N_("No: the maternity waiting period is never lifted, whatever cover you had before."),
        sure=True,
    ),
    answer(
        "ATS-II-9.1-a",
        N_(
            "Prescription and detailed, paid bill; for care in France the CERFA sheet (feuille "
            "de soins); with the CFE or social security, their statement; the agreement, where "
            "care needs one."
        ),
        sure=True,
    ),
    answer(
        "ATS-II-9.1-b",
        N_("Yes: the medical prescription goes with the claim."),
    ),
    answer(
        "ATS-II-9.1-c",
        N_(
            "The bill has to be detailed and marked paid, with each practitioner's fee note. A "
            "card slip or a quote does not replace it."
        ),
    ),
    answer(
        "ATS-II-9.1-d",
        N_(
            "Yes, if your cover adds to the CFE or social security: send their statement "
            "(décompte) too."
        ),
        sure=True,
    ),
    answer(
        "ATS-II-9.1-e",
        N_(
            "For care in France, yes: ask the practitioner, pharmacy or hospital to fill in the "
            "CERFA sheet (feuille de soins)."
        ),
    ),
    answer(
        "ATS-II-9.1-f",
        N_("For medicines: the pharmacy's receipt with the matching prescription."),
    ),
    answer(
        "ATS-II-9.1-g",
        N_(
            "Yes, for care under prior agreement (entente préalable): add GAPI's agreement, or "
            "give its number."
        ),
    ),
    answer(
        "ATS-II-9.1-h",
        N_(
            "For care outside your zone, also prove that it is covered: the accident or illness "
            "report and your travel dates."
        ),
    ),
    answer(
        "ATS-II-9.1-i",
        N_(
            "Yes, a photo or scan will do for each bill under {limit}. From that sum on, send "
            "the originals by post. Keep your originals in any case."
        ),
        sure=True,
        limit=euros("claim.photo_below_eur"),
    ),
    answer(
        "ATS-II-9.1-j",
        N_("Yes: GAPI or the insurer may ask for the originals, or any other proof. Keep them."),
    ),
    answer(
        "ATS-II-9.2-a",
        N_(
            "A claim has to be made within {years} of the start of care; later, the right is "
            "lost. Tell me the day of the care and I'll give you the last day."
        ),
        sure=True,
        years=years("claim.years"),
    ),
    answer(
        "ATS-II-9.3-a",
        N_(
            "You are paid yourself, or someone you expressly name in writing. A person can tell "
            "you how."
        ),
    ),
    answer(
        "ATS-II-9.4-a",
        N_(
            "If you live outside the euro area, you can be paid by transfer to a foreign "
            "account, in the currency you choose. Inside it, in euros."
        ),
        sure=True,
    ),
    answer(
        "ATS-II-9.4-b",
        N_(
            "The rate of the day your claim is handled, from the financial press the insurer or "
            "GAPI uses."
        ),
    ),
)
