"""Finding the clause a message asks about, within the member's product."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from assistant.clauses.defaults import defaults
from assistant.clauses.questions import questions, title
from assistant.clauses.register import product_of, register
from assistant.clauses.search import close, found, index, likely, ranked, search
from assistant.clauses.words import meanings, stem, words_of
from assistant.rules.product import product, products
from assistant.understanding import understand
from assistant.wording import LANGUAGES
from tests.clauses.held_out import held_out

ATS, WELCARE = product("ats_a4916"), product("welcare")
each_language = pytest.mark.parametrize("language", LANGUAGES)
FIRST, AMONG_THREE, SURE = 0.85, 0.93, 0.95


@each_language
def test_the_right_clause_comes_first_for_questions_it_has_never_seen(language: str) -> None:
    asked = held_out(language)
    right = [
        one for one in asked if ranked(understand(one.text), one.pack, 1)[0].clause in one.clauses
    ]
    assert len(asked) > 200
    assert len(right) / len(asked) >= FIRST


@each_language
def test_the_right_clause_is_nearly_always_among_the_three_offered(language: str) -> None:
    asked = held_out(language)
    offered = {one: ranked(understand(one.text), one.pack, 3) for one in asked}
    right = [one for one in asked if {f.clause for f in offered[one]} & set(one.clauses)]
    assert len(right) / len(asked) >= AMONG_THREE


@each_language
def test_an_answer_given_unasked_is_the_right_one(language: str) -> None:
    answers = [(one, found(understand(one.text), one.pack)) for one in held_out(language)]
    given = [(one, clause) for one, clause in answers if clause is not None]
    assert len(given) > len(answers) / 2
    assert sum(clause in one.clauses for one, clause in given) / len(given) >= SURE


@each_language
def test_held_out_questions_are_not_typical_ones(language: str) -> None:
    typical = {tuple(words_of(q)) for asked in questions(language).values() for q in asked}
    assert [one.text for one in held_out(language) if tuple(words_of(one.text)) in typical] == []


@each_language
def test_each_typical_question_finds_its_own_clause(language: str) -> None:
    """Two clauses may be asked for in nearly the same words: among three is enough for those."""
    for clause, asked in questions(language).items():
        for question in asked:
            best = [one.clause for one in search(question, product_of(clause), 3)]
            assert clause in best, f"{question}: {best}"


# --- one member, one product ----------------------------------------------------------------------


@pytest.mark.parametrize("code", ["ats_a4916", "welcare"])
@each_language
def test_a_member_never_finds_a_clause_of_the_other_product(code: str, language: str) -> None:
    for asked in questions(language).values():
        for question in asked[:1]:
            assert {product_of(one.clause) for one in search(question, code)} <= {code}


@each_language
def test_even_the_other_products_own_words_find_nothing_of_it(language: str) -> None:
    for one in held_out(language):
        other = WELCARE if one.pack is ATS else ATS
        u = understand(one.text)
        clauses = {f.clause for f in ranked(u, other)} | set(likely(u, other))
        assert {product_of(clause) for clause in clauses} <= {other.code}


# --- how it behaves -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Do I hvae to give a raeson to renounse?",
        "pui je payé ma cotisasion en dolars",
        "JE CHANGE DE PAYS",
    ],
)
def test_misspelled_words_still_find_their_clause(text: str) -> None:
    best = {
        "Do I hvae to give a raeson to renounse?": "ATS-I-11.1-d",
        "pui je payé ma cotisasion en dolars": "ATS-I-9.1-c",
        "JE CHANGE DE PAYS": "ATS-I-6.1-a",
    }
    assert search(text, "ats_a4916", 1)[0].clause == best[text]


def test_the_same_text_gives_the_same_ranking() -> None:
    text = "how long do I have to claim"
    assert search(text, "ats_a4916") == search(text, "ats_a4916")


def test_what_was_understood_lifts_but_does_not_decide() -> None:
    u = understand("Which exchange rate is used?")
    plain = {one.clause: one.score for one in search(u.text, "ats_a4916", 400)}
    lifted = {one.clause: one.score for one in ranked(u, ATS, 400)}
    assert plain.keys() == lifted.keys()
    assert all(0 <= lifted[clause] - plain[clause] <= 0.31 for clause in plain)


@pytest.mark.parametrize(
    "text",
    ["", "?!", "zzzz qqqq", "42", "bonjour", "what's the weather like", "raconte une blague"],
)
def test_what_is_no_question_about_a_contract_finds_nothing_sure(text: str) -> None:
    for pack in products():
        assert found(understand(text), pack) is None
        assert not close(understand(text), pack)


def test_a_text_of_no_known_words_has_no_ranking() -> None:
    assert search("", "ats_a4916") == ()


def test_a_very_long_text_costs_no_more() -> None:
    index()
    started = time.perf_counter()
    search("remboursement " * 5000, "ats_a4916")
    assert time.perf_counter() - started < 0.5


@each_language
def test_a_search_is_fast(language: str) -> None:
    """Under two milliseconds in the middle; the machine that tests may be busy."""
    asked = held_out(language)
    times = []
    for one in asked:
        search(one.text, one.pack.code)
        started = time.perf_counter()
        search(one.text, one.pack.code)
        times.append(time.perf_counter() - started)
    assert sorted(times)[len(times) // 2] < 0.004


def test_the_data_is_small() -> None:
    folder = Path(str(__import__("assistant.clauses").clauses.__file__)).parent
    files = [*folder.glob("*.toml"), *folder.glob("questions/*.toml")]
    assert sum(file.stat().st_size for file in files) < 400_000


# --- words ----------------------------------------------------------------------------------------


def test_words_of_both_languages_mean_the_same() -> None:
    for french, english in (
        ("mon conjoint", "my spouse"),
        ("la franchise", "the deductible"),
        ("je déménage", "I am relocating"),
    ):
        shared = meanings(words_of(french)).keys() & meanings(words_of(english)).keys()
        assert shared, (french, english)


def test_a_stem_is_a_word_without_its_ending() -> None:
    assert stem("formules") == stem("formule") == "formul"
    assert stem("bus") == "bus"


def test_a_title_is_the_first_question() -> None:
    assert title("ATS-I-9.1-e", "en") == "Can I pay monthly?"
    assert title("ATS-I-9.1-e", "fr").startswith("Puis-je payer au mois")


@pytest.mark.parametrize("pack", products(), ids=lambda pack: pack.code)
def test_what_an_intent_is_usually_about_is_of_the_product(pack: object) -> None:
    code = pack.code  # type: ignore[attr-defined]
    for clauses in defaults(code).values():
        assert all(register()[clause].product == code for clause in clauses)


def test_a_product_without_usual_clauses_has_none() -> None:
    assert defaults("another") == {}
