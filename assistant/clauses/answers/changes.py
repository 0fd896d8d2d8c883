"""What a member is told of the start, renewal and changes of membership (articles I-5 and I-6)."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import address, days, months
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "ATS-I-5.1-a",
        N_("Your cover starts on the date on your membership certificate."),
    ),
    answer(
        "ATS-I-5.1-b",
        N_(
            "At the earliest, membership starts the day after GAPI has received your complete file."
        ),
    ),
    answer(
        "ATS-I-5.1-c",
        N_(
            "Four things are needed to start: acceptance after the medical selection, the whole "
            "first contribution, any surcharge accepted, and open CFE rights if you have the "
            "CFE."
        ),
    ),
    answer(
        "ATS-I-5.1-g",
        N_("Your family starts on the same date and on the same conditions as you."),
    ),
    answer(
        "ATS-I-5.1-h",
        N_(
            "After a marriage, PACS, union, birth or adoption, the new person is covered at the "
            "earliest the day after GAPI has accepted them in writing."
        ),
    ),
    answer(
        "ATS-I-5.1-i",
        N_(
            "Declare the birth in writing within {months}, and {days} at most: your baby is "
            "then covered from birth, with no medical form."
        ),
        sure=True,
        months=months("newborn.declaration_months"),
        days=days("newborn.declaration_days"),
    ),
    answer(
        "ATS-I-5.1-k",
        N_(
            "A birth declared late: the baby is covered at the earliest the day after GAPI "
            "receives the declaration. Write at once."
        ),
    ),
    answer(
        "ATS-I-5.1-l",
        N_(
            "Membership runs to the last day of December, then renews by itself for a year at a "
            "time."
        ),
        sure=True,
    ),
    answer(
        "ATS-I-5.1-m",
        N_("No: it renews by itself each January, for a year."),
    ),
    answer(
        "ATS-I-5.1-n",
        N_(
            "To leave at year end, post a registered letter to GAPI at least {months} before "
            "the end of December. Address: {address}."
        ),
        months=months("termination.notice_months"),
        address=address("termination"),
    ),
    answer(
        "ATS-I-5.1-o",
        N_(
            "Yes, during the year too: if you must join a compulsory scheme where you live. "
            "Send GAPI a registered letter with proof of it."
        ),
    ),
    answer(
        "ATS-I-5.2-a",
        N_(
            "From the first day of membership, except care with a waiting period (délai "
            "d'attente). Name a kind of care and I'll give its date."
        ),
    ),
    answer(
        "ATS-I-5.2-b",
        N_(
            "Only costs that arise while you are covered are paid: not before the start, not "
            "after the end."
        ),
    ),
    answer(
        "ATS-I-6.1-a",
        N_(
            "Tell GAPI in writing at least {months} before you move to another country. "
            "Address: {address}."
        ),
        months=months("change.country_notice_months"),
        address=address("changes"),
    ),
    answer(
        "ATS-I-6.1-b",
        N_(
            "If the move changes your zone, the new cover and price start on the first day of "
            "the month after the move. Until then, only emergencies there."
        ),
    ),
    answer(
        "ATS-I-6.2-a",
        N_("You choose your level when you join, for you and your family alike."),
    ),
    answer(
        "ATS-I-6.2-b",
        N_(
            "You can change level at the yearly renewal, after a family event, or after a move "
            "to another zone: each time with written notice to GAPI."
        ),
    ),
    answer(
        "ATS-I-6.2-d",
        N_(
            "A higher level and its price start on the first day of the month after GAPI's "
            "written agreement is received."
        ),
    ),
    answer(
        "ATS-I-6.3-a",
        N_(
            "Yes, at each renewal in January. Tell GAPI in writing at least {months} before; by "
            "the end of November is the safe day."
        ),
        sure=True,
        months=months("change.renewal_notice_months"),
    ),
    answer(
        "ATS-I-6.3-c",
        N_(
            "Marriage, PACS, union, widowhood, birth, adoption, divorce, separation, or the end "
            "of a PACS or union. Tell GAPI within {months} after it."
        ),
        months=months("change.event_notice_months"),
    ),
    answer(
        "ATS-I-6.3-e",
        N_(
            "Adding someone takes a new membership form and that person's medical "
            "questionnaire. A newborn declared in time needs no questionnaire."
        ),
        sure=True,
    ),
    answer(
        "ATS-I-6.3-g",
        N_(
            "Yes: if the new person changes the structure of your contract, contributions go "
            "up. A person can tell you the price."
        ),
    ),
    answer(
        "ATS-I-6.3-h",
        N_(
            "A move that changes your zone lets you change level too: tell GAPI in writing at "
            "least {months} before."
        ),
        months=months("change.move_notice_months"),
    ),
    answer(
        "ATS-I-6.3.1-a",
        N_(
            "For a higher level: a new form and a new medical questionnaire, for you and your "
            "family."
        ),
        sure=True,
    ),
    answer(
        "ATS-I-6.3.1-b",
        N_("No: GAPI may refuse a higher level."),
    ),
    answer(
        "ATS-I-6.3.1-c",
        N_(
            "Yes, for the difference: during the new waiting period (délai d'attente) the old "
            "level goes on paying."
        ),
    ),
    answer(
        "ATS-I-6.3.2-a",
        N_(
            "A lower level starts on the first day of the calendar quarter after GAPI has "
            "received the new form."
        ),
    ),
    answer(
        "ATS-I-6.3.2-b",
        N_("No: a lower level takes a new form only, no medical questionnaire."),
    ),
    answer(
        "ATS-I-6.4-a",
        N_(
            "If your CFE or social security rights begin or end, the type of cover can change "
            "at once: registered letter to GAPI, with proof and, if you have it, the "
            "certificate of affiliation."
        ),
    ),
    answer(
        "ATS-I-6.4-d",
        N_(
            "The new type and its price start on the first day of the month after GAPI has "
            "agreed, once your rights in the other scheme are open."
        ),
    ),
)
