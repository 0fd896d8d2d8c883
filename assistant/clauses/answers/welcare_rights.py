"""What a member is told of the online claims service: proof, ends, data, law (WEL 4 to 8)."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import address, years
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "WEL-4-b",
        N_(
            "Yes: electronic papers and messages count like an original on paper, unless the "
            "contrary is proved. The day and time logged are those that count."
        ),
    ),
    answer(
        "WEL-5-a",
        N_(
            "Access may be suspended when the conditions are broken again and again, above all "
            "by unreadable or altered papers. Only a person decides that, never me."
        ),
    ),
    answer(
        "WEL-5-b",
        N_(
            "While access is suspended, every claim made here is rejected. A person can look at "
            "the suspension with you."
        ),
        sure=True,
    ),
    answer(
        "WEL-5-c",
        N_("Serious misuse, such as fraud, may end the access. Only a person decides that."),
    ),
    answer(
        "WEL-5-e",
        N_(
            "After your contract ends, your customer area stays open for {years}: you can still "
            "claim for earlier care."
        ),
        years=years("area.years"),
    ),
    answer(
        "WEL-6-a",
        N_("Your data are asked for because the service needs them to work for you."),
    ),
    answer(
        "WEL-6-b",
        N_("Your data are meant for WELCARE and the CFE."),
    ),
    answer(
        "WEL-6-c",
        N_("No: nobody else gets your data, except the firms Humanis needs to run the service."),
    ),
    answer(
        "WEL-6-d",
        N_(
            "The French data protection act: Act 78-17 of 6 January 1978, as amended by Act "
            "2004-801 of 6 August 2004."
        ),
    ),
    answer(
        "WEL-6-e",
        N_(
            "You can have your data shown, corrected or deleted: write a letter, with a copy of "
            "a valid identity document, to {address}. Please don't send the document here."
        ),
        address=address("data_protection"),
    ),
    answer(
        "WEL-6-f",
        N_("About your data, write to {address}."),
        address=address("data_protection"),
    ),
    answer(
        "WEL-6-g",
        N_(
            "With the letter, send a copy of an identity document that is still valid: by post, "
            "never in this chat."
        ),
    ),
    answer(
        "WEL-6-h",
        N_(
            "You may object to the use of your data for a legitimate reason. Say why in "
            "writing: a person will look at it."
        ),
    ),
    answer(
        "WEL-6-i",
        N_("Yes, you may refuse advertising. I send none; to stop all notices here, write STOP."),
    ),
    answer(
        "WEL-6-j",
        N_("Your data are kept for {years} after the end of the contract."),
        years=years("data.years"),
    ),
    answer(
        "WEL-6-k",
        N_("Your data are handled in France."),
    ),
    answer(
        "WEL-6-l",
        N_(
            "Humanis protects your data with up-to-date measures, so that they stay safe, "
            "unaltered and confidential."
        ),
    ),
    answer(
        "WEL-7-a",
        N_(
            "Yes: the general conditions of the Humanis customer area apply too. The printed "
            "text leaves out their link: look in your area, or ask a person."
        ),
    ),
    answer(
        "WEL-8-a",
        N_("French law alone applies."),
    ),
    answer(
        "WEL-8-b",
        N_("If the conditions are translated, only the French version is valid."),
    ),
    answer(
        "WEL-8-c",
        N_(
            "Disputes go to the competent French courts. Before that, a person can look at your "
            "case."
        ),
    ),
)
