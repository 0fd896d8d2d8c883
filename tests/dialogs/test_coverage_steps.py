"""Every step of the two dialogs is reached in both languages; a change of language keeps answers.

F36, F130. Each walk is the shortest way to one step: who writes, where, and what is said.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assistant.dialogs.coverage import coverage
from assistant.dialogs.dialog import RecordLine
from assistant.dialogs.prior_agreement import prior_agreement
from tests.dialogs.talk import CAMILLE, INES, SAMUEL, SMS, TODAY, WEB, Talker, member

NEW = member("Camille", plan="premium", country="FR", joined=date(2026, 2, 1))
EXPAT = member("Inès", plan="confort", country="SG", joined=date(2023, 8, 18))
FAMILY = member(
    "Inès",
    *INES.family[1:],
    plan="summum",
    country="SG",
    joined=date(2023, 2, 1),
    spouse_inscribed=date(2026, 2, 1),
    household="family",
)
OPEN = RecordLine(
    kind="agreement", number="7H3K9M2P", status="awaiting_papers", created=TODAY, updated=TODAY
)
Walk = Callable[[str], Talker]

COVER: dict[str, Walk] = {
    "act": lambda lang: Talker(CAMILLE, lang).asks(),
    "place": lambda lang: Talker(CAMILLE, lang).asks(aspect="territory"),
    "plan": lambda lang: Talker(None, lang).asks(act="glasses"),
    "discipline": lambda lang: Talker(CAMILLE, lang).asks(act="alternative_medicine"),
    "joined": lambda lang: Talker(None, lang).asks(act="glasses", plan="premium"),
    "who": lambda lang: Talker(FAMILY, lang).asks(act="glasses"),
    "patient": lambda lang: Talker(FAMILY, lang, WEB).asks(act="orthodontics"),
    "born": lambda lang: Talker(EXPAT, lang, SMS).asks(act="orthodontics"),
    "sudden": lambda lang: Talker(NEW, lang).asks(act="hospitalisation_medical_surgical"),
    "country": lambda lang: Talker(EXPAT, lang).asks(act="delivery"),
    "profession": lambda lang: Talker(NEW, lang).asks(act="paramedical_acts"),
    "following_surgery": lambda lang: Talker(NEW, lang).asks(
        act="paramedical_acts", profession="physiotherapist"
    ),
    "surgery": lambda lang: Talker(CAMILLE, lang).asks(act="rehabilitation"),
    "after_stay": lambda lang: Talker(CAMILLE, lang).asks(act="rehabilitation", surgery=True),
    "last_check": lambda lang: Talker(EXPAT, lang).asks(act="health_check"),
    "amount": lambda lang: Talker(CAMILLE, lang).asks(act="glasses", ask_amount=True),
    "per": lambda lang: Talker(CAMILLE, lang).asks(
        act="osteopathy", amount="85", counts={"sessions": 6}
    ),
    "date": lambda lang: Talker(CAMILLE, lang).asks(act="glasses", ask_day=True),
    "base_paid": lambda lang: Talker(SAMUEL, lang).asks(act="glasses", amount="100"),
}


def _request(lang: str, **seed: Any) -> Talker:
    return Talker(FAMILY, lang, records=(OPEN,)).asks("prior_agreement", **seed)


STAY = {"act": "hospitalisation_medical_surgical", "patient": "0"}
SOON, LATER = "2026-03-20", "2026-06-20"
REQUEST: dict[str, Walk] = {
    "about": lambda lang: _request(lang, has_papers=True),
    "act": lambda lang: _request(lang),
    "sessions": lambda lang: _request(lang, act="paramedical_acts"),
    "amount": lambda lang: _request(lang, act="radiology"),
    "patient": lambda lang: _request(lang, act="hospitalisation_medical_surgical"),
    "date": lambda lang: _request(lang, **STAY),
    "sudden": lambda lang: _request(lang, **STAY, date=SOON),
    "early": lambda lang: _request(lang, act="delivery", patient="0", date=SOON),
    "country": lambda lang: _request(lang, **STAY, date=LATER),
    "cost": lambda lang: _request(lang, **STAY, date=LATER, country="SG"),
    "review": lambda lang: _request(lang, **STAY, date=LATER, country="SG", cost="900"),
}
WALKS = [
    *((f"coverage-{step}", step, walk) for step, walk in COVER.items()),
    *((f"prior_agreement-{step}", step, walk) for step, walk in REQUEST.items()),
]
each_walk = pytest.mark.parametrize(
    ("step", "walk"), [w[1:] for w in WALKS], ids=[w[0] for w in WALKS]
)
each_language = pytest.mark.parametrize("language", ["en", "fr"])
SWITCH = {"en": ("français", "fr"), "fr": ("english", "en")}


def test_F130_there_is_a_walk_to_every_step() -> None:
    assert set(COVER) == {step.name for step in coverage.steps}
    assert set(REQUEST) == {step.name for step in prior_agreement.steps}


@each_language
@each_walk
def test_F130_every_step_is_reached(step: str, walk: Walk, language: str) -> None:
    talk = walk(language)
    assert talk.asked == step, talk.heard
    assert talk.heard


@each_language
@each_walk
def test_F36_a_change_of_language_keeps_answers_and_the_question(
    step: str, walk: Walk, language: str
) -> None:
    talk = walk(language)
    assert talk.state.top is not None
    answers, question = dict(talk.state.top.answers), talk.lines[-1]
    word, other = SWITCH[language]
    talk.says(word)
    assert talk.language == other
    assert talk.asked == step
    assert talk.state.top.answers == answers
    assert walk(other).lines[-1] == talk.lines[-1] != question


@each_language
@each_walk
def test_F44_two_misses_bring_other_words_then_a_person(
    step: str, walk: Walk, language: str
) -> None:
    talk = walk(language)
    first = talk.lines
    talk.says("xyzzy qwrtp")
    assert talk.asked == step
    assert talk.lines != first
    talk.says("xyzzy qwrtp")
    assert talk.effect("call_person")["reason"] == "misunderstood"


@each_walk
def test_F30_back_asks_the_question_before_or_closes(step: str, walk: Walk) -> None:
    talk = walk("en")
    answered = [name for name in answers_of(talk) if name != step]
    talk.says("back")
    assert talk.asked != step
    assert talk.asked == "" or talk.asked in answered


def answers_of(talk: Talker) -> list[str]:
    return list(talk.state.top.answers) if talk.state.top else []


@each_language
@each_walk
def test_F84_a_person_is_one_word_away(step: str, walk: Walk, language: str) -> None:
    talk = walk(language).says("une personne" if language == "fr" else "a person")
    assert talk.effect("call_person")["reason"] == "asked"
    assert talk.state.top is not None
    assert talk.state.top.asked == step
