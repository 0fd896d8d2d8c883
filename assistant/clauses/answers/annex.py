"""What a member is told of remote consultation (annex)."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import web
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "ATS-TELE-1",
        N_(
            "With MédecinDirect you consult a French doctor, GP or specialist, in writing, by "
            "phone or by video, day and night, every day."
        ),
    ),
    answer(
        "ATS-TELE-2",
        N_("Nothing: the insurer pays the whole cost of MédecinDirect."),
    ),
    answer(
        "ATS-TELE-3",
        N_("Go to {web}, or to the free MédecinDirect app (iOS, Android)."),
        web=web("remote_consultation"),
    ),
    answer(
        "ATS-TELE-4",
        N_(
            "Fill in the sign-up form at {web} with your GAPI membership number: you are "
            "recognised at once, free of charge."
        ),
        web=web("remote_consultation"),
    ),
    answer(
        "ATS-TELE-5",
        N_(
            "Confirm your identity in your account first: without it, the doctor can't issue a "
            "prescription."
        ),
    ),
    answer(
        "ATS-TELE-6",
        N_(
            "Log in with your e-mail address and the password you chose when signing up. Tell "
            "your password to nobody, not even me."
        ),
    ),
    answer(
        "ATS-TELE-7",
        N_(
            "Each log-in asks for a validation code, other than your password; it comes by "
            "e-mail or SMS, as you chose. Give it to nobody, not even me."
        ),
    ),
    answer(
        "ATS-TELE-9",
        N_('Choose "nouvelle consultation" (new consultation): you are put through to a doctor.'),
    ),
    answer(
        "ATS-TELE-10",
        N_(
            "Call 112 or your local emergency number, or your own doctor if in doubt: "
            "MédecinDirect is not for emergencies."
        ),
    ),
    answer(
        "ATS-TELE-11",
        N_("No: it supports your local doctors and respects the care pathway (parcours de soins)."),
    ),
)
