"""What a member is told of care the contract leaves out; always with a person to turn to."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import count
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "ATS-III-EXCL-01",
        N_(
            "Not covered: treatment of an addiction and of what follows from alcohol, drugs or "
            "other substances, detoxification and psychotherapy for it included. A person can "
            "talk it over with you, in confidence."
        ),
        sure=True,
    ),
    answer(
        "ATS-III-EXCL-02",
        N_(
            "Not covered: harm from war, riot, terrorism, a brawl, nuclear or chemical "
            "contamination, if you took an active part. Otherwise it may be covered: a person "
            "decides."
        ),
    ),
    answer(
        "ATS-III-EXCL-02-b",
        N_(
            "Yes: self-defence, professional duty and helping someone in danger stay covered. A "
            "person will look at the facts."
        ),
    ),
    answer(
        "ATS-III-EXCL-03",
        N_(
            "Cosmetic treatment is not covered. Repair surgery is, after an accident that "
            "happened while you were covered."
        ),
    ),
    answer(
        "ATS-III-EXCL-03-c",
        N_(
            "Yes: reconstruction after breast cancer is covered, with prior agreement (entente "
            "préalable)."
        ),
    ),
    answer(
        "ATS-III-EXCL-04",
        N_("No: whitening teeth is not covered, even if prescribed."),
    ),
    answer(
        "ATS-III-EXCL-05",
        N_(
            "Not covered: the costs of obtaining an organ (donor's operation, matching tests, "
            "transport, paperwork). The transplant itself is, for the person who receives it."
        ),
        sure=True,
    ),
    answer(
        "ATS-III-EXCL-06",
        N_(
            "Experimental treatment, not approved by the authorities of the country of care, is "
            "not covered. A person checks the case."
        ),
    ),
    answer(
        "ATS-III-EXCL-07",
        N_(
            "No: stays and care in a spa, thermal cure or thalassotherapy centre are not "
            "covered, even if prescribed."
        ),
    ),
    answer(
        "ATS-III-EXCL-08",
        N_(
            "Treatment to ease signs of ageing or another natural cause is not covered. A "
            "person can look at yours."
        ),
    ),
    answer(
        "ATS-III-EXCL-09",
        N_(
            "A person will answer you at once, in confidence. If someone is in danger now, call "
            "your local emergency number."
        ),
    ),
    answer(
        "ATS-III-EXCL-10",
        N_(
            "Professional sport, dangerous competitions and dangerous sports are not covered. "
            "Ordinary leisure sport is, skiing on piste too; for another sport, ask a person."
        ),
    ),
    answer(
        "ATS-III-EXCL-10-b",
        N_(
            "Air sports, combat sports, high mountains, off-piste and sports with aircraft are "
            "named as not covered."
        ),
        sure=True,
    ),
    answer(
        "ATS-III-EXCL-10-c",
        N_("Leisure diving is not excluded above {depth} metres of depth."),
        sure=True,
        depth=count("sport.leisure_diving_below_m"),
    ),
    answer(
        "ATS-III-EXCL-11",
        N_(
            "No: comfort in hospital is not covered: newspapers, visitors' meals, telephone, "
            "television, cosmetics."
        ),
    ),
    answer(
        "ATS-III-EXCL-12",
        N_(
            "No: personal items such as toothpaste, shampoo, alcohol or clothes are not "
            "covered; that line of the receipt is left out."
        ),
    ),
    answer(
        "ATS-III-EXCL-13",
        N_(
            "Care by a practitioner or place the country's authorities do not recognise is not "
            "covered. A person can check yours."
        ),
    ),
    answer(
        "ATS-III-EXCL-14",
        N_(
            "Care by a provider whom the insurer or GAPI has struck off in writing is not "
            "covered. A person holds that list."
        ),
    ),
    answer(
        "ATS-III-EXCL-15",
        N_(
            "Not covered: contraception the CFE or social security does not pay, sterilisation, "
            "abortion, family planning; unless the pregnant woman's health is in proven danger. "
            "A person answers in private."
        ),
        sure=True,
    ),
    answer(
        "ATS-III-EXCL-16",
        N_(
            "No: tests and treatment for obesity, slimming cures included, are not covered. A "
            "person can look at your case."
        ),
    ),
    answer(
        "ATS-III-EXCL-17",
        N_(
            "No: treatment of growth disorders, growth hormones included, is not covered. A "
            "person can look at your case."
        ),
    ),
    answer(
        "ATS-III-EXCL-18",
        N_(
            "Personality and behaviour disorders are left out, and so are psychoanalysis, "
            "psychotherapy and coaching; treatment by a psychiatrist may be covered. A person "
            "answers you in private."
        ),
    ),
    answer(
        "ATS-III-EXCL-18-b",
        N_(
            "It may be covered: a psychiatrist's treatment is not part of that exclusion. A "
            "person answers you in private."
        ),
    ),
    answer(
        "ATS-III-EXCL-19",
        N_(
            "No: a genetic test for the risk of an illness that has not appeared is not "
            "covered, unless social security or the CFE pays it."
        ),
    ),
    answer(
        "ATS-III-EXCL-20",
        N_(
            "No: hair loss is not covered, unless it comes from cancer treatment. A person can "
            "look at your case."
        ),
    ),
    answer(
        "ATS-III-EXCL-21",
        N_("This kind of care is not covered by the contract. A person can answer you in private."),
    ),
    answer(
        "ATS-III-EXCL-22",
        N_(
            "Transport during treatment is not covered, unless the hospital section pays it, "
            "such as a ground ambulance; the maternity section has its own."
        ),
    ),
    answer(
        "ATS-III-EXCL-23",
        N_(
            "Complications of an illness or injury that is excluded are not covered either. A "
            "person can look at your case."
        ),
    ),
    answer(
        "ATS-III-EXCL-24",
        N_("No: surrogacy is not covered, whichever side you are on."),
    ),
    answer(
        "ATS-III-EXCL-25",
        N_("No: medical equipment that is neither a prosthesis nor an appliance is not covered."),
    ),
    answer(
        "ATS-III-EXCL-26",
        N_(
            "Care of corns, calluses and nails is covered only if the CFE or social security "
            "pays it."
        ),
    ),
    answer(
        "ATS-III-EXCL-27",
        N_(
            "Stays for convalescence, general nursing or observation are not covered; "
            "rehabilitation right after a stay can be. A person can look at the prescription."
        ),
    ),
    answer(
        "ATS-III-EXCL-27-b",
        N_(
            "Yes: the bed beside a hospitalised child under {age} is not touched by that exclusion."
        ),
        age=count("companion.under_age"),
    ),
    answer(
        "ATS-III-EXCL-28",
        N_(
            "Vitamins, minerals and food supplements are not covered, unless prescribed during "
            "a pregnancy."
        ),
    ),
    answer(
        "ATS-III-EXCL-29",
        N_("No: costs before the start or after the end of your membership are not covered."),
    ),
    answer(
        "ATS-III-EXCL-30",
        N_(
            "Costs the CFE or social security would not pay are excluded; care listed in your "
            "level may still be paid, so ask a person to check."
        ),
        sure=True,
    ),
    answer(
        "ATS-III-EXCL-30-b",
        N_(
            "Contact lenses, private room, daily hospital charge, complementary medicine, laser "
            "for short sight and the check-up can be paid even though the CFE or social "
            "security would not."
        ),
        sure=True,
    ),
    answer(
        "ATS-III-EXCL-31",
        N_(
            "No: costs the CFE refused because its contributions were unpaid are not covered. "
            "Settle them with the CFE first."
        ),
    ),
    answer(
        "ATS-III-EXCL-32",
        N_(
            "Prevention is covered only where the table names it: check-up, vaccines, HIV test "
            "and screening in pregnancy, by your level."
        ),
    ),
)
