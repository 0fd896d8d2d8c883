"""What a member is told of zones and care elsewhere (article II-5)."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import days, zone_countries
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "ATS-II-5-zoneA",
        N_("Zone A: Africa except South Africa, Belgium and France."),
        sure=True,
    ),
    answer(
        "ATS-II-5-zoneB",
        N_(
            "Zone B: every country that no other zone names, such as Germany, Portugal or South "
            "Africa."
        ),
        sure=True,
    ),
    answer(
        "ATS-II-5-zoneC",
        N_("Zone C: {countries}."),
        sure=True,
        countries=zone_countries("C"),
    ),
    answer(
        "ATS-II-5-zoneD",
        N_("Zone D: {countries}."),
        sure=True,
        countries=zone_countries("D"),
    ),
    answer(
        "ATS-II-5-a",
        N_(
            "No: the United States and Switzerland are excluded as countries of residence. For "
            "care there on a trip, only an emergency is certain."
        ),
        sure=True,
    ),
    answer(
        "ATS-II-5-b",
        N_(
            "Your zone (A, B, C or D) follows the country you live in. Name a country and I'll "
            "give you its zone."
        ),
    ),
    answer(
        "ATS-II-5-c",
        N_(
            "Care is covered in your own zone, and in the zones below it. Elsewhere, only in an "
            "emergency on a short trip."
        ),
    ),
    answer(
        "ATS-II-5-d",
        N_(
            "Zone D members are covered in all four zones, zone C members in A and B too, zone "
            "B members in A too; zone A members in A alone."
        ),
    ),
    answer(
        "ATS-II-5.2-a",
        N_(
            "Yes, in an emergency after an accident or a sudden illness (maladie inopinée), on "
            "a trip of {days} at most that you could not foresee needing care on."
        ),
        days=days("trip.maximum_days"),
    ),
    answer(
        "ATS-II-5.2-b",
        N_("Keep the whole trip within {days}, to be safe."),
        sure=True,
        days=days("trip.maximum_days"),
    ),
    answer(
        "ATS-II-5.2-c",
        N_("No: outside your zone, care that could be foreseen before leaving is not covered."),
        sure=True,
    ),
    answer(
        "ATS-II-5.2-d",
        N_("No: travel costs stay with you, a flight home too."),
        sure=True,
    ),
)
