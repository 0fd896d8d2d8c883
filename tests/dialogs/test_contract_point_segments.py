"""Text messages: every answer to a clause in at most three segments of GSM-7, both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.channels.fitting import encoding
from assistant.clauses.answers import ANSWERS
from assistant.clauses.questions import questions
from assistant.clauses.register import product_of
from assistant.rules.product import product
from tests.dialogs.talk import CAMILLE, SAMUEL, SMS, TELEGRAM, Talker
from tests.dialogs.test_contract_point import Of

MOST = 3
each_language = pytest.mark.parametrize("language", ["en", "fr"])


def longest_titles(clause: str, language: str) -> list[str]:
    """The two neighbours that would take most room."""
    mine = [c for c in ANSWERS if product_of(c) == product_of(clause) and c != clause]
    return sorted(mine, key=lambda c: -len(questions(language)[c][0]))[:2]


def fits(talk: Talker) -> None:
    assert encoding(talk.brief) == "GSM-7", talk.brief
    assert talk.segments <= MOST, f"{talk.segments} segments:\n{talk.brief}"


@each_language
@pytest.mark.parametrize("clause", sorted(ANSWERS))
def test_every_answer_fits_with_the_longest_neighbour(clause: str, language: str) -> None:
    talk = Of(None, language, SMS, pack=product(product_of(clause)))
    seed = {"clause": clause, "near": longest_titles(clause, language)}
    talk.asks("contract_point", **seed)
    while talk.asked:
        fits(talk)
        talk.chooses("dont_know" if "dont_know" in talk.choices else next(iter(talk.choices)))
    fits(talk)


@each_language
@pytest.mark.parametrize("clause", sorted(ANSWERS))
def test_with_buttons_an_answer_has_at_most_six_short_lines(clause: str, language: str) -> None:
    talk = Of(None, language, TELEGRAM, pack=product(product_of(clause)))
    talk.asks("contract_point", clause=clause, near=longest_titles(clause, language))
    assert len(talk.lines) <= 6
    assert len([key for key in talk.choices if key[:3] in ("ATS", "WEL")]) <= 2


def computed(language: str) -> Iterator[Talker]:
    """The answers the rules compute, each in its longest form."""
    seeds = (
        {"clause": "ATS-I-5.1-n", "leaving": "year_end"},
        {"clause": "ATS-II-9.2-a", "care_day": "2025-09-17"},
        {"clause": "ATS-II-9.2-a", "care_day": "2020-09-17"},
        {"clause": "ATS-II-9.1-a", "act": "hospitalisation_medical_surgical", "country": "FR"},
        {"clause": "ATS-II-9.1-a", "act": "dental_prostheses", "amount": "1250", "country": "JP"},
        {"clause": "ATS-I-6.1-a", "new_country": "JP", "move_day": "2026-09-23"},
        {"clause": "ATS-I-6.1-a", "new_country": "AE", "move_day": "2026-03-20"},
        {"clause": "ATS-I-6.1-a", "new_country": "CH"},
        {"clause": "ATS-I-5.1-i", "born": "2026-03-04"},
        {"clause": "ATS-I-5.1-i", "born": "2025-09-24"},
        {"clause": "ATS-I-9.1-i", "notice": True, "notice_day": "2026-03-04"},
        {"clause": "ATS-I-9.1-i", "notice": True, "notice_day": "2025-09-24"},
        {"clause": "ATS-I-9.1-i", "notice": False, "due_day": "2026-09-23"},
        {"clause": "ATS-I-6.2-b", "direction": "upgrade", "occasion": "renewal"},
        {
            "clause": "ATS-I-6.2-b",
            "direction": "downgrade",
            "occasion": "family",
            "event_day": "2026-03-04",
        },
        {"complaint": True},
    )
    for who in (CAMILLE, SAMUEL, None):
        for seed in seeds:
            yield Talker(who, language, SMS).asks("contract_point", **seed)


@each_language
def test_every_computed_answer_fits(language: str) -> None:
    for talk in computed(language):
        assert talk.asked == "", talk.heard
        fits(talk)


@each_language
def test_every_choice_of_clauses_fits(language: str) -> None:
    talk = Talker(None, language, SMS)
    talk.asks("contract_point", near=longest_titles("ATS-I-9.1-e", language))
    assert talk.asked == "clause"
    fits(talk)
