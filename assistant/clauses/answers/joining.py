"""What a member is told of the contract, its levels and joining it (articles I-1 to I-4)."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import (
    address,
    count,
    days,
    euros,
    how_many_plans,
    months,
    plan,
    plans,
    plans_closed_in,
    plans_open_in,
    zones_of_plan,
)
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "ATS-I-1-a",
        N_(
            "The contract pays the health costs of you and of your registered family, while you "
            "are covered, if they live in the same country as you."
        ),
    ),
    answer(
        "ATS-I-1-b",
        N_(
            "It adds to the CFE or to French social security, or pays from the first euro: the "
            "type is on your certificate."
        ),
    ),
    answer(
        "ATS-I-2-a",
        N_("There are {count} levels of cover (formules): {plans}."),
        count=how_many_plans(),
        plans=plans(),
    ),
    answer(
        "ATS-I-2-b",
        N_(
            "A later level in the list is said to pay more, but not for every kind of care: "
            "{access} has no dental, optical or maternity cover, {plan} has. Ask me to compare "
            "a care."
        ),
        sure=True,
        access=plan("confort_access"),
        plan=plan("premium"),
    ),
    answer(
        "ATS-I-2-c",
        N_(
            "No: one level holds for you and all your family. A person can tell you what each "
            "costs."
        ),
        sure=True,
    ),
    answer(
        "ATS-I-2-d",
        N_("{closed} can be chosen only if you are rated in zone {zones}."),
        sure=True,
        closed=plans_closed_in("D"),
        zones=zones_of_plan("basic"),
    ),
    answer(
        "ATS-I-2-g",
        N_("In zone D the levels open to you are {open}."),
        sure=True,
        open=plans_open_in("D"),
    ),
    answer(
        "ATS-I-2-h",
        N_(
            "The deductible (franchise) is taken off what you are paid back, after rates and "
            "ceilings, until its sum is reached. One counter serves the whole household."
        ),
    ),
    answer(
        "ATS-I-2-i",
        N_("The deductible runs by calendar year: a new one starts on the first day of January."),
        sure=True,
    ),
    answer(
        "ATS-I-2-j",
        N_(
            "Deductible (franchise) a year, for one person, a couple or a family: {a1}, {a2} or "
            "{a3} with the lower option; {b1}, {b2} or {b3} with the higher one."
        ),
        sure=True,
        a1=euros("deductible.150_individual"),
        a2=euros("deductible.150_couple"),
        a3=euros("deductible.150_family"),
        b1=euros("deductible.300_individual"),
        b2=euros("deductible.300_couple"),
        b3=euros("deductible.300_family"),
    ),
    answer(
        "ATS-I-3-a",
        N_("On the day of joining you must be at least {least} and under {under}."),
        least=count("joining.minimum_age"),
        under=count("joining.under_age"),
    ),
    answer(
        "ATS-I-3-b",
        N_(
            "Your nationality has to differ from the country you live in. With two "
            "nationalities, a person will check your case."
        ),
        sure=True,
    ),
    answer(
        "ATS-I-3-c",
        N_("You join the association first and pay its membership fee."),
    ),
    answer(
        "ATS-I-3-d",
        N_(
            "Three conditions together: the right age, a nationality other than your country of "
            "residence, and the association's fee paid."
        ),
    ),
    answer(
        "ATS-I-3-e",
        N_(
            "Husband or wife: sworn statement that you are not separated. PACS: copy of the "
            "registered agreement. Partner: proof of a shared home and sworn statement."
        ),
    ),
    answer(
        "ATS-I-3-f",
        N_(
            "Your spouse or partner has to be under {under} on the day of registration. Turning "
            "{under} later does not end the cover."
        ),
        under=count("joining.spouse_under_age"),
    ),
    answer(
        "ATS-I-3-g",
        N_(
            "If your cover adds to the CFE or social security, a spouse whom that body does not "
            "count as your dependant must be affiliated there personally."
        ),
    ),
    answer(
        "ATS-I-3-h",
        N_(
            "Children who depend on you for tax are covered until they turn {until} in every "
            "case; after that, only if they study."
        ),
        sure=True,
        until=count("joining.child_under_age"),
    ),
    answer(
        "ATS-I-3-i",
        N_(
            "A child who studies is covered until {until}, with a school certificate or student "
            'card, and no full-time job. The text says "secondary" studies; university is '
            "accepted."
        ),
        until=count("joining.student_under_age"),
    ),
    answer(
        "ATS-I-3-j",
        N_(
            "For a student, send a school certificate or a copy of a valid student card when "
            "registering, then at each yearly renewal."
        ),
    ),
    answer(
        "ATS-I-3-k",
        N_(
            "No: from {from_age} on, a child with a full-time job is no longer covered. For an "
            "apprentice, ask a person."
        ),
        sure=True,
        from_age=count("joining.child_under_age"),
    ),
    answer(
        "ATS-I-3-l",
        N_(
            "Yes: a disabled child with the invalidity card (art. L.241-1, Code de l'action "
            "sociale et des familles) is included; no age limit is given."
        ),
    ),
    answer(
        "ATS-I-3-m",
        N_(
            "With the CFE or social security, a child who turns {from_age} stays covered only "
            "if registered there in their own name. Send the proof before the birthday."
        ),
        sure=True,
        from_age=count("joining.own_registration_from_age"),
    ),
    answer(
        "ATS-I-3-n",
        N_(
            "Your family has to live in the same zone as you. Another country of that zone may "
            "be enough; another zone is not."
        ),
    ),
    answer(
        "ATS-I-4.1-a",
        N_(
            "To join, send GAPI the signed form, the medical questionnaire, proofs for your "
            "family and, if you have it, the CFE certificate. Address: {address}."
        ),
        address=address("changes"),
    ),
    answer(
        "ATS-I-4.1-b",
        N_(
            "The medical questionnaire must be signed less than {days} before the day you want "
            "cover to start."
        ),
        days=days("joining.questionnaire_under_days"),
    ),
    answer(
        "ATS-I-4.1-c",
        N_(
            "Post the medical questionnaire in a sealed envelope marked confidential, to "
            "{address}. Please never send it in this chat."
        ),
        sure=True,
        address=address("medical_adviser"),
    ),
    answer(
        "ATS-I-4.1-d",
        N_(
            "If your cover adds to the CFE, send the CFE's certificate of affiliation "
            "(certificat d'affiliation) with your file."
        ),
    ),
    answer(
        "ATS-I-4.1-f",
        N_(
            "GAPI may ask for anything more it needs to study the file or to check a family "
            "member's status. A person can follow that request with you."
        ),
    ),
    answer(
        "ATS-I-4.2-a",
        N_(
            "Tell GAPI in writing of any change of address, country or status: {address}. "
            "Telling me here is not enough."
        ),
        address=address("changes"),
    ),
    answer(
        "ATS-I-4.2-b",
        N_(
            "Tell GAPI in writing of any change in your family: marriage, birth, separation, "
            "death. Address: {address}."
        ),
        address=address("changes"),
    ),
    answer(
        "ATS-I-4.2-c",
        N_(
            "No: what you say counts only once GAPI has received it in writing. A phone call is "
            "not enough; a person can tell you whether this chat is."
        ),
    ),
    answer(
        "ATS-I-4.3-a",
        N_(
            "You are in once GAPI has issued your membership certificate (certificat "
            "d'adhésion). Until then, you are not covered yet."
        ),
    ),
    answer(
        "ATS-I-4.3-c",
        N_(
            "After the medical selection a surcharge (surprime) may be added to your "
            "contribution. A person can explain yours."
        ),
    ),
    answer(
        "ATS-I-4.3-d",
        N_(
            "A person may be accepted without the costs of one named condition: it is then "
            "written on the certificate. It can be read on your own page, not in this chat."
        ),
    ),
    answer(
        "ATS-I-4.3-e",
        N_(
            "Yes, a membership or a family member's registration may be refused after the "
            "medical selection. A person can look at your case again."
        ),
    ),
    answer(
        "ATS-I-4.3-f",
        N_(
            "A refusal comes by registered letter within {months} of the day your file was "
            "received."
        ),
        months=months("joining.refusal_months"),
    ),
)
