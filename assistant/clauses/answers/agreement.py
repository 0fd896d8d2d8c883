"""What a member is told of prior agreement and direct billing (articles II-6 and II-7)."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import address, count, days, hours
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "ATS-II-6.1-b",
        N_(
            "The doctor's prescription, the condition and the expected length of treatment, on "
            "a form the practitioner completes and signs."
        ),
    ),
    answer(
        "ATS-II-6.1-e",
        N_(
            "Under sealed cover to the medical adviser (médecin conseil), or by the sealed page "
            "I give you: {address}. Never in this chat."
        ),
        sure=True,
        address=address("medical_adviser"),
    ),
    answer(
        "ATS-II-6.1-f",
        N_("The request has to arrive at least {days} before the care begins."),
        sure=True,
        days=days("agreement.planned_days"),
    ),
    answer(
        "ATS-II-6.1-g",
        N_(
            "Yes: the medical adviser (médecin conseil) may ask for more papers to study your "
            "request."
        ),
    ),
    answer(
        "ATS-II-6.2-a",
        N_("Yes: every cost of a hospital stay needs prior agreement (entente préalable)."),
        sure=True,
    ),
    answer(
        "ATS-II-6.2-b",
        N_(
            "In an emergency, send the request within {days} after admission, and say that the "
            "stay is urgent."
        ),
        sure=True,
        days=days("agreement.urgent_days"),
    ),
    answer(
        "ATS-II-6.2-d",
        N_(
            "Exceptionally, yes: if GAPI certifies that the emergency made it impossible to ask "
            "in time. A person will look at it."
        ),
    ),
    answer(
        "ATS-II-6.2-e",
        N_(
            "Yes: beyond {days} in a row, renew the request for each such period; it must "
            "arrive within {late} after the period ends."
        ),
        days=days("agreement.stay_period_days"),
        late=days("agreement.renewal_days"),
    ),
    answer(
        "ATS-II-6.2-g",
        N_(
            "Yes: birth, surgical birth and IVF need it. The safe way is one request for the "
            "whole pregnancy, sessions and tests included."
        ),
        sure=True,
    ),
    answer(
        "ATS-II-6.2-j",
        N_("As for an urgent stay: send the request within {days} after admission."),
        days=days("agreement.urgent_days"),
    ),
    answer(
        "ATS-II-6.2-k",
        N_(
            "Above {count} sessions of a prescription, ask first (entente préalable). Renewals "
            "count together, so a second series may need it too."
        ),
        sure=True,
        count=count("agreement.series_over_sessions"),
    ),
    answer(
        "ATS-II-6.2-p",
        N_(
            "Yes, whatever the price: dental prostheses, implants, inlays and onlays need prior "
            "agreement (entente préalable)."
        ),
        sure=True,
    ),
    answer(
        "ATS-II-6.2-q",
        N_("Yes: braces need prior agreement (entente préalable)."),
    ),
    answer(
        "ATS-II-6.2-r",
        N_("Yes: laser surgery of the eye needs prior agreement (entente préalable)."),
    ),
    answer(
        "ATS-II-6.2-s",
        N_(
            "Yes: medical prostheses, small appliances and accessories need prior agreement "
            "(entente préalable), a hearing aid too."
        ),
    ),
    answer(
        "ATS-II-6.3-a",
        N_(
            "Without it, the care is refused and stays with you. If it is already done, ask a "
            "person to look at your case."
        ),
    ),
    answer(
        "ATS-II-7.1-a",
        N_(
            "Direct billing (prise en charge directe): once prior agreement is given, GAPI pays "
            "the hospital itself, for stays of {hours} or more."
        ),
        sure=True,
        hours=hours("direct_billing.minimum_hours"),
    ),
    answer(
        "ATS-II-7.2-a",
        N_(
            "Yes: direct billing is given only when prior agreement (entente préalable) was "
            "asked for and granted."
        ),
    ),
    answer(
        "ATS-II-7.2-c",
        N_(
            "Not for visits before or after a stay, nor for ambulances: you pay, then send the "
            "bill."
        ),
    ),
    answer(
        "ATS-II-7.2-e",
        N_("Not below {hours}: plan to pay the clinic, then send the bill."),
        hours=hours("direct_billing.minimum_hours"),
    ),
    answer(
        "ATS-II-7.2-f",
        N_(
            "Yes, for the birth, surgical or not, once prior agreement is given. Tests and "
            "sessions are paid by you, then refunded."
        ),
    ),
)
