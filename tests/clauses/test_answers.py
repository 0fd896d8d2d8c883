"""What members are told of clauses: short, in both languages, every figure from the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.channels.gsm7 import fold, is_gsm7
from assistant.clauses.answer import Answer, Source, answer, by_clause
from assistant.clauses.answers import ANSWERS
from assistant.clauses.figures import rate, terms, wait
from assistant.clauses.questions import questions
from assistant.clauses.register import product_of, register
from assistant.rules.facts import Inputs, Member
from assistant.rules.product import Product, product
from assistant.rules.terms import NotInForce, load_values
from assistant.wording import LANGUAGES, PLACEHOLDER, catalogue, render

DAY = date(2026, 3, 14)
ATS, WELCARE = product("ats_a4916"), product("welcare")
LONGEST = 3 * 160  # characters: three lines
SHORT = 280  # what is left of three text messages beside article and choices
each_language = pytest.mark.parametrize("language", LANGUAGES)
each_answer = pytest.mark.parametrize("clause", sorted(ANSWERS))

# Digits that are names and not figures.
NAMES = re.compile(
    r"\bA 4916\b"  # the contract
    r"|\b(?:art\.|articles?) (?:L\.)?\d+(?:-\d+)*"  # articles
    r"|\bL\.\d+(?:-\d+)*"
    r"|\b78-17\b|\b2004-801\b|\b(?:of )?6 (?:January|August|janvier|août) (?:1978|2004)\b"  # laws
    r"|\b1901\b"  # the law on associations
    r"|\b112\b"  # the emergency number
)


def source_of(clause: str) -> Source:
    return Source(product(product_of(clause)), DAY)


def told(clause: str, language: str, pack: Product | None = None) -> str:
    source = source_of(clause) if pack is None else Source(pack, DAY)
    return render(ANSWERS[clause].told(source), language)


def sentences(language: str) -> Iterator[tuple[str, str]]:
    """Every answer as it stands in the catalogue, its placeholders empty."""
    book = catalogue(language)
    for clause, one in ANSWERS.items():
        yield clause, book.sentence(one.told(source_of(clause)))


# --- every answer ---------------------------------------------------------------------------------


@each_language
@each_answer
def test_it_is_told_in_this_language(clause: str, language: str) -> None:
    text = told(clause, language)
    assert "{" not in text
    assert 15 <= len(text) <= LONGEST
    assert len(text) <= SHORT or clause in register()


@each_language
@each_answer
def test_it_fits_a_text_message_without_losing_letters(clause: str, language: str) -> None:
    folded = fold(told(clause, language))
    assert is_gsm7(folded)
    assert len(folded) <= SHORT


@each_language
def test_no_figure_is_typed_by_hand(language: str) -> None:
    typed = {
        clause: found
        for clause, sentence in sentences(language)
        if (found := re.findall(r"\d+", NAMES.sub("", PLACEHOLDER.sub("", sentence))))
    }
    assert typed == {}


def test_both_languages_have_the_same_figures() -> None:
    english, french = dict(sentences("en")), dict(sentences("fr"))
    for clause in ANSWERS:
        names = [sorted(set(PLACEHOLDER.findall(book[clause]))) for book in (english, french)]
        assert names[0] == names[1], clause
        assert names[0] == sorted(ANSWERS[clause].figures), clause


@each_answer
def test_french_says_vous(clause: str) -> None:
    words = set(re.findall(r"[a-zà-ÿ]+", told(clause, "fr").casefold()))
    assert not words & {"tu", "te", "toi", "ton", "tes"}


@each_language
@each_answer
def test_nobody_is_blamed_and_nothing_shouted(clause: str, language: str) -> None:
    assert "!" not in told(clause, language)


# --- two products that never mix ------------------------------------------------------------------

OF_ATS = re.compile(r"GAPI|ASPI|SwissLife|Swiss Life|ASSUR TRAVEL|A 4916|MédecinDirect|Levallois")
OF_WELCARE = re.compile(r"WELCARE|Humanis|Saran|Quinet", re.IGNORECASE)


@each_language
@each_answer
def test_no_sentence_names_the_other_product(clause: str, language: str) -> None:
    other = OF_ATS if product_of(clause) == "welcare" else OF_WELCARE
    assert other.search(told(clause, language)) is None


@each_language
@each_answer
def test_no_title_names_the_other_product(clause: str, language: str) -> None:
    other = OF_ATS if product_of(clause) == "welcare" else OF_WELCARE
    assert other.search(" ".join(questions(language)[clause])) is None


# --- figures --------------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_rules() -> None:
    assert "150 €" in told("ATS-I-2-j", "fr").replace("\u202f", " ").replace("\u00a0", " ")
    assert "under 65" in told("ATS-I-3-a", "en")
    assert "within 5 days" in told("ATS-II-6.2-b", "en")
    assert "10 months" in told("ATS-II-8.1-g", "en")
    assert "30 days a year" in told("ATS-II-2-psychiatric_hospitalisation", "en")
    assert "at most 10 kinds of care" in told("WEL-3-f", "en")
    assert "under €500" in told("WEL-3-g", "en") or "under 500" in told("WEL-3-g", "en")


def test_a_figure_that_changes_in_the_data_changes_in_the_answer(
    tmp_path: Path,
) -> None:
    values = tmp_path / "values.toml"
    values.write_text(
        '[meta]\nedition = "impatries"\n[claim]\nyears = { value = 3, clause = "ATS-II-9.2-a" }\n'
    )
    changed = replace(ATS.figures[0], values={**ATS.figures[0].values, **load_values(values)})
    pack = replace(ATS, figures=(changed,))
    assert "within 3 years" in told("ATS-II-9.2-a", "en", pack)
    assert "3 ans" in told("ATS-II-9.2-a", "fr", pack).replace("\u00a0", " ")


def test_the_countries_named_for_a_zone_are_in_it() -> None:
    for country, zone in (("DE", "B"), ("PT", "B"), ("ZA", "B"), ("BE", "A"), ("MA", "A")):
        found = ATS.decide("zone_of_country", Member(), Inputs(country=country))
        assert found.zone == zone


def test_the_depth_of_leisure_diving_is_that_of_the_rules() -> None:
    depth = terms(Source(ATS, DAY)).money("sport.leisure_diving_below_m")
    for deep, excluded in ((depth, True), (depth - 1, False)):
        care = Inputs(
            act="specialist_consultation", date=DAY, cause="diving", leisure=True, depth_m=deep
        )
        member = Member(plan="confort", joined=date(2020, 1, 1), country="FR")
        decision = ATS.decide("reimbursement", member, care)
        assert (decision.exclusion == "sport") is excluded


def test_care_the_plans_pay_differently_has_no_single_rate() -> None:
    with pytest.raises(ValueError, match="different shares"):
        rate("glasses")(Source(ATS, DAY))


def test_care_without_a_waiting_period_has_no_length_of_it() -> None:
    with pytest.raises(NotInForce):
        wait("gp_consultation")(Source(ATS, DAY))


def test_a_file_with_two_answers_to_one_clause_is_refused() -> None:
    with pytest.raises(ValueError, match="two answers"):
        by_clause(answer("WEL-8-a", "one"), answer("WEL-8-a", "two"))


def test_an_answer_without_figures_is_its_sentence() -> None:
    assert (
        Answer("WEL-8-a", "French law alone applies.", {}).told(Source(WELCARE, DAY)).values == {}
    )


# --- typical questions ----------------------------------------------------------------------------


@each_language
@each_answer
def test_members_ask_for_it_in_at_least_two_ways(clause: str, language: str) -> None:
    asked = questions(language)[clause]
    assert len(asked) >= 2
    assert len(set(asked)) == len(asked)


@each_language
@each_answer
def test_its_title_fits_a_button(clause: str, language: str) -> None:
    assert len(questions(language)[clause][0]) <= 60


@each_language
def test_titles_are_told_apart(language: str) -> None:
    titles = [
        (product_of(clause), questions(language)[clause][0]) for clause in questions(language)
    ]
    assert len(set(titles)) == len(titles)


@each_language
def test_questions_are_asked_for_answers_that_exist(language: str) -> None:
    assert list(questions(language)) == list(ANSWERS)
