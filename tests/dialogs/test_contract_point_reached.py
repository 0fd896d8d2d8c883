"""Asked in everyday words, through the whole of a turn: what a member gets for each clause."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.clauses.answer import Source
from assistant.clauses.answers import ANSWERS
from assistant.clauses.questions import questions
from assistant.clauses.register import product_of
from assistant.rules.product import product
from assistant.wording import render
from tests.dialogs.talk import TODAY, plain
from tests.dialogs.test_contract_point import Of

each_language = pytest.mark.parametrize("language", ["en", "fr"])
# Care is answered by what the rules compute of it; a few titles say too little alone.
COMPUTED = ("ATS-II-2", "ATS-II-4", "ATS-II-6.2", "ATS-II-8", "ATS-III")


def got(clause: str, language: str) -> str:
    """answer, choice, or the dialog that took it instead ("" when none is open)."""
    pack = product(product_of(clause))
    talk = Of(None, language, pack=pack).says(questions(language)[clause][0])
    told = ANSWERS[clause].told(Source(pack, TODAY))
    if plain(render(told, language)) in talk.heard:
        return "answer"
    if clause in {choice.key for reply in talk.replies for choice in reply.choices}:
        return "choice"
    return talk.state.frames[-1].dialog if talk.state.frames else ""


@each_language
def test_the_titles_of_the_online_service_all_reach_their_answer(language: str) -> None:
    titles = [clause for clause in ANSWERS if product_of(clause) == "welcare"]
    assert [c for c in titles if got(c, language) not in ("answer", "choice")] == []


@each_language
def test_the_titles_of_the_contract_reach_their_answer_or_what_computes_it(language: str) -> None:
    titles = [clause for clause in ANSWERS if product_of(clause) == "ats_a4916"]
    found = {clause: got(clause, language) for clause in titles}
    counts = Counter(found.values())
    assert counts["answer"] + counts["choice"] > 0.75 * len(titles)
    asides = [c for c in titles if found[c] not in ("answer", "choice", "contract_case")]
    lost = [clause for clause in asides if not clause.startswith(COMPUTED)]
    assert len(lost) < 0.05 * len(titles), lost
