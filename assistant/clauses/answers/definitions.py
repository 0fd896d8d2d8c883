"""What a member is told of the front page and the definitions of contract A 4916."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import (
    address,
    capital,
    days,
    entity,
    number,
    product_name,
    registered,
)
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "ATS-HEAD-a",
        N_(
            'You are under the collective contract {number} "{name}", with optional '
            "membership. Your own number is on your membership certificate (certificat "
            "d'adhésion)."
        ),
        number=number(),
        name=product_name(),
    ),
    answer(
        "ATS-HEAD-b",
        N_("The contract was taken out by ASPI, an association: {address}."),
        address=entity("association"),
    ),
    answer(
        "ATS-HEAD-c",
        N_(
            "Your insurer is {insurer}; register of {register}, capital {capital}. It is "
            "governed by the French Insurance Code."
        ),
        insurer=entity("insurer"),
        register=registered("insurer", "register"),
        capital=capital("insurer"),
    ),
    answer(
        "ATS-HEAD-d",
        N_("The insurer is supervised by {supervisor}."),
        supervisor=entity("supervisor"),
    ),
    answer(
        "ATS-HEAD-e",
        N_(
            "The notice (notice d'information) says what is covered, from when, and what to do "
            "when you have costs."
        ),
    ),
    answer(
        "ATS-HEAD-f",
        N_(
            "The insurer writes the notice and the association has to give it to you (art. "
            "L.141-4, Insurance Code). Ask a person to send it."
        ),
    ),
    answer(
        "ATS-HEAD-g",
        N_(
            'Your edition is named at the foot of the notice: "Impatriés - Santé". Compare it '
            "with your certificate; a person can confirm which one is yours."
        ),
    ),
    answer(
        "ATS-DEF-accident",
        N_(
            "An accident is bodily harm you did not intend, caused suddenly by something "
            "outside that nobody could foresee. A fall usually is one; if in doubt, a person "
            "decides."
        ),
    ),
    answer(
        "ATS-DEF-adherent",
        N_(
            "The member (adhérent) is the person who joined through the association, pays the "
            "contribution and is covered."
        ),
    ),
    answer(
        "ATS-DEF-assure-a",
        N_(
            "A person is insured (assuré) when named on the membership certificate and when you "
            "pay a contribution for them."
        ),
    ),
    answer(
        "ATS-DEF-assure-b",
        N_(
            "No: beside you, only your spouse or partner and your dependent children can be "
            "insured. A person can look at your case."
        ),
        sure=True,
    ),
    answer(
        "ATS-DEF-association",
        N_(
            "ASPI is a non-profit association; it took out the contract so that its members can "
            "have the benefits of the table."
        ),
    ),
    answer(
        "ATS-DEF-certificat",
        N_(
            "The membership certificate (certificat d'adhésion) shows your level, deductible, "
            "any CFE cover, start date, country, zone, contribution and the people insured."
        ),
    ),
    answer(
        "ATS-DEF-cfe",
        N_(
            "The CFE (Caisse des Français de l'Étranger) is the French fund for people living "
            "abroad. Your contract can add to what it pays."
        ),
    ),
    answer(
        "ATS-DEF-cotisations",
        N_("The contribution (cotisation) is what you pay in return for your cover."),
    ),
    answer(
        "ATS-DEF-contrat",
        N_(
            "Contract {number} is a collective insurance with optional membership, taken out by "
            "ASPI and governed by French law."
        ),
        number=number(),
    ),
    answer(
        "ATS-DEF-attente",
        N_(
            "A waiting period (délai d'attente) is a time after you join during which some care "
            "is not paid yet. Ask me about a kind of care and I'll give you its date."
        ),
        sure=True,
    ),
    answer(
        "ATS-DEF-delegataire-a",
        N_(
            "The administrator (délégataire) is the firm the insurer and the association put in "
            "charge of the contract: it deals with your papers and payments."
        ),
    ),
    answer(
        "ATS-DEF-delegataire-b",
        N_("Write to {address}."),
        address=address("claims"),
    ),
    answer(
        "ATS-DEF-enfants-a",
        N_(
            "A dependent child (enfant à charge) is yours or your spouse's, and depends on one "
            "of you for tax. A stepchild can be one."
        ),
    ),
    answer(
        "ATS-DEF-entente",
        N_(
            "Prior agreement (entente préalable): before some kinds of care you ask the "
            "insurer, through GAPI, to agree. Without it, they are not paid."
        ),
        sure=True,
    ),
    answer(
        "ATS-DEF-etablissement-a",
        N_(
            "A hospital or clinic, public or private, counts if it may treat patients and holds "
            "every permit it needs. If you are not sure of yours, ask a person."
        ),
    ),
    answer(
        "ATS-DEF-forfait",
        N_(
            "The daily hospital charge (forfait journalier) is, for a stay in France, the share "
            "of room and meals that social security or the CFE does not pay."
        ),
    ),
    answer(
        "ATS-DEF-deraisonnables",
        N_(
            "Costs are unusual or unreasonable (déraisonnables) when they are above what is "
            "normally charged for a like service in that place. GAPI judges, I can't."
        ),
        sure=True,
    ),
    answer(
        "ATS-DEF-franchise",
        N_(
            "The yearly deductible (franchise annuelle) is the sum that stays with you each "
            "year, if you chose one."
        ),
        sure=True,
    ),
    answer(
        "ATS-DEF-hospitalisation",
        N_(
            "A hospital stay counts when a doctor orders it, in an authorised hospital, to "
            "treat an illness or the effects of an accident. A stay for tests alone may not."
        ),
    ),
    answer(
        "ATS-DEF-impatrie-a",
        N_(
            "You are an impatrié when you live outside the country of your nationality, alone "
            "or with your family. Someone foreign who lives in France is one."
        ),
    ),
    answer(
        "ATS-DEF-impatrie-b",
        N_(
            "Trips elsewhere leave your residence unchanged if they last less than {days} in a "
            "row. For longer ones, ask a person first."
        ),
        sure=True,
        days=days("residence.trip_under_days"),
    ),
    answer(
        "ATS-DEF-maladie",
        N_(
            "An illness (maladie) is a change in your health that a medical authority has "
            "established."
        ),
    ),
    answer(
        "ATS-DEF-inopinee-b",
        N_(
            "The notice lists sudden illnesses (maladie inopinée), such as malaria, measles, "
            "mumps, typhoid, tetanus, chickenpox or shingles. They lift the hospital waiting "
            "period."
        ),
    ),
    answer(
        "ATS-DEF-inopinee-c",
        N_(
            "Any other illness counts as sudden only if the medical adviser (médecin conseil) "
            "accepts it. I can't decide that; a person can pass it on."
        ),
    ),
    answer(
        "ATS-DEF-maternite-a",
        N_(
            "Maternity means a pregnancy without complication, the birth and what follows. A "
            "complication may count as an illness: a person can tell you in private."
        ),
        sure=True,
    ),
    answer(
        "ATS-DEF-maternite-b",
        N_(
            "No: maternity is neither an illness nor an accident, so an early or urgent birth "
            "does not lift the waiting period (délai d'attente)."
        ),
        sure=True,
    ),
    answer(
        "ATS-DEF-pacs",
        N_(
            "A PACS is the French civil partnership (articles 515-1 and following of the Civil "
            "Code)."
        ),
    ),
    answer(
        "ATS-DEF-pays-a",
        N_(
            "The country that counts is the one where you and your family live, inside a zone "
            "of the contract. It is on your certificate."
        ),
    ),
    answer(
        "ATS-DEF-questionnaire-a",
        N_(
            "The medical questionnaire (questionnaire médical) tells the medical adviser your "
            "history, to weigh the risk. Its answers are never asked for in this chat."
        ),
    ),
    answer(
        "ATS-DEF-reeducation",
        N_(
            "Rehabilitation (rééducation) in a centre is covered after surgery, and only "
            "straight after a hospital stay."
        ),
    ),
)
