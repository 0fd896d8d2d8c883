"""What of the record enters an answer, and where: our own pages only (threats.md, section 2)."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.dialogs.dialog import Person
from assistant.messages import Traits
from tests.dialogs.talk import LINK, SMS, TELEGRAM, WEB, Talker, member

USED = member(
    "Léa",
    plan="summum",
    country="SG",
    joined=date(2023, 8, 18),
    deductible=150,
    household="individual",
    certificate_excluded_pathology="migraine",
    usage={
        "as_of": "2026-03-10",
        "deductible_used_eur": 100,
        "people": [{"rows": {"glasses_and_frame": 420}, "total_eur": 900}],
    },
)
SHARED = [SMS, TELEGRAM]
each_shared = pytest.mark.parametrize("traits", SHARED, ids=["sms", "telegram"])


def test_on_our_own_pages_use_and_deductible_count() -> None:
    talk = Talker(USED, "en", WEB).says("glasses 400 €")
    assert talk.lines == [
        "Glasses, SUMMUM: you get 230 € back on 400 €.",
        "The ceiling is 700 € a year. 280 € of it is left. 50 € goes to your yearly deductible"
        " (franchise).",
        "You pay 170 €.",
        "No prior agreement (entente préalable). Your waiting period (délai d'attente) is over.",
        "Counting what was used up to Tuesday 10 March 2026.",
        "Articles II-2 and I-2 of the notice (the French text prevails).",
    ]


@each_shared
def test_elsewhere_the_sum_is_the_guarantee_and_a_link_leads_to_the_rest(traits: Traits) -> None:
    talk = Talker(USED, "en", traits).says("glasses 400 €")
    assert talk.lines[0] == "Glasses, SUMMUM: you get 400 € back on 400 €."
    assert (
        "Before your deductible (franchise) and what you used this year. Exact sum: " + LINK
    ) in talk.lines
    for figure in ("420", "280", "150", "100 €", "50 €"):
        assert figure not in talk.heard


@each_shared
def test_a_member_without_a_deductible_hears_of_none(traits: Traits) -> None:
    talk = Talker(member("Léa", plan="summum", country="SG", joined=date(2023, 1, 1)), "en", traits)
    assert "deductible" not in talk.says("MRI 500 €").heard


@each_shared
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_the_certificate_leaves_out_is_never_said_there(traits: Traits, language: str) -> None:
    talk = Talker(USED, language, traits).asks(act="excluded:certificate_pathology")
    assert "migraine" not in talk.heard + talk.brief
    assert LINK in talk.heard


def test_what_the_certificate_leaves_out_is_shown_on_our_own_pages() -> None:
    talk = Talker(USED, "en", WEB).asks(act="excluded:certificate_pathology")
    assert "On your certificate: migraine." in talk.lines


@each_shared
def test_the_ceiling_is_told_and_what_is_left_of_it_is_not(traits: Traits) -> None:
    talk = Talker(USED, "fr", traits).asks(aspect="annual_limit")
    assert talk.lines[0].startswith("SUMMUM : jusqu'à 2 500 000 €")
    assert "900" not in talk.heard
    assert "franchise" not in talk.heard.casefold()
    assert LINK in talk.heard


def test_the_deductible_is_told_on_our_own_pages() -> None:
    talk = Talker(USED, "en", WEB).asks(aspect="annual_limit")
    assert (
        "Deductible (franchise) of your household: 150 € a calendar year (art. I-2)." in talk.lines
    )


def test_figures_of_another_year_do_not_enter() -> None:
    talk = Talker(USED, "en", WEB, today=date(2027, 2, 1)).says("glasses 400 €")
    assert talk.lines[0] == "Glasses, SUMMUM: you get 400 € back on 400 €."
    assert "2026" not in talk.heard


def test_use_of_a_child_that_was_not_named_is_not_counted() -> None:
    family = member(
        "Léa",
        Person("child", "Emma", date(2018, 2, 9)),
        Person("child", "Noah", date(2020, 7, 28)),
        plan="summum",
        country="SG",
        joined=date(2023, 8, 18),
        household="family",
        usage={"as_of": "2026-03-10", "deductible_used_eur": 0, "people": [{}, {}, {}]},
    )
    talk = Talker(family, "en", WEB).says("glasses at 400 € for my son")
    assert "If nothing of this year's ceiling is used yet." in talk.heard
    assert "Counting what was used" not in talk.heard
