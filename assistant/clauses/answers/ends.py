"""What a member is told of the end of membership (article I-7)."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import address, count, plan
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "ATS-I-7-a",
        N_(
            "Yes: the insurer can end it, and cover then stops on the last day of December. The "
            "notice gives no length of notice."
        ),
    ),
    answer(
        "ATS-I-7-c",
        N_(
            "Going home for good ends your membership on the day of your final return. Write to "
            "GAPI before you leave: {address}."
        ),
        address=address("termination"),
    ),
    answer(
        "ATS-I-7-e",
        N_(
            "No: if cover ends because contributions were not paid, what you paid for the "
            "current year is kept."
        ),
    ),
    answer(
        "ATS-I-7-g",
        N_(
            "I'm sorry. Membership ends on the date of death; a person will help the family "
            "with what comes next."
        ),
    ),
    answer(
        "ATS-I-7-h",
        N_(
            "Cover ends as soon as a condition of joining is no longer met, for example if you "
            "take the nationality of the country you live in. Ask a person about your case."
        ),
        sure=True,
    ),
    answer(
        "ATS-I-7-i",
        N_(
            "{plan} ends at the first renewal after you, or someone of your family, turn {age}. "
            "A person will offer you what comes next."
        ),
        plan=plan("summum"),
        age=count("summum.ends_after_age"),
    ),
    answer(
        "ATS-I-7-j",
        N_(
            "Yes: cover ends on the day you join a compulsory scheme of the country or a "
            "compulsory employer mutual. Write to GAPI with proof, best by registered letter."
        ),
    ),
    answer(
        "ATS-I-7-l",
        N_("The cover of your family ends when yours does."),
    ),
    answer(
        "ATS-I-7-m",
        N_(
            "The cover of a spouse or child ends on the day they no longer fit the definition: "
            "divorce, separation, or age limit. Tell GAPI in writing."
        ),
        sure=True,
    ),
)
