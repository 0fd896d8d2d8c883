"""What the contract leaves out: the words, the rules and the kindness agree."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from assistant.dialogs.care import EXCLUDED
from assistant.dialogs.coverage import SPECIAL
from assistant.dialogs.excluded import CAUSES, NAMES
from assistant.rules.facts import Inputs
from tests.dialogs.table import ROWS
from tests.dialogs.talk import CAMILLE, PACK, TODAY, Talker

NAMED = sorted(code for code in NAMES if f"{EXCLUDED}{code}" not in SPECIAL)
WORDS = tomllib.loads(files("assistant.understanding").joinpath("lexicon.toml").read_text("utf-8"))
SPOKEN = sorted({e["act"] for e in WORDS["entry"] if e["act"].startswith(EXCLUDED)})


def test_every_exclusion_a_member_can_name_has_a_name_here() -> None:
    assert {act.removeprefix(EXCLUDED) for act in SPOKEN} <= set(NAMES)


@pytest.mark.parametrize("code", sorted(CAUSES))
def test_the_rules_find_the_same_exclusion(code: str) -> None:
    facts = {"act": "specialist_consultation", "date": TODAY, **CAUSES[code]}
    if code == "comfort":
        facts["amount_eur"] = 80
    decision = PACK.decide("reimbursement", CAMILLE.certificate, Inputs(**facts))
    clauses = " ".join(decision.clauses)
    assert decision.exclusion == code or "ATS-III-EXCL" in clauses


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("code", NAMED)
def test_a_no_names_the_exclusion_the_place_and_a_person(code: str, language: str) -> None:
    talk = Talker(CAMILLE, language).asks(act=f"{EXCLUDED}{code}")
    said = {
        "en": ("not covered by the contract", "Exclusions of the notice", "A person can look"),
        "fr": ("pas de remboursement", "Exclusions de la notice", "Une personne peut regarder"),
    }[language]
    for words in said:
        assert words in talk.heard
    assert f"{EXCLUDED}" not in talk.heard
    assert "_" not in talk.heard
    assert talk.asked == ""


def test_limits_are_those_of_the_contract() -> None:
    limits = {code: act.limits for code, act in PACK.acts.items()}
    ivf, years = ROWS["ivf_infertility"], ROWS["orthodontics"]["limits"]["max_years_per_membership"]
    assert limits["orthodontics"]["under_age"] == ROWS["orthodontics"]["limits"]["age_under"]
    assert limits["orthodontics"]["years"] == years
    assert limits["ivf"]["under_age"] == ivf["limits"]["age_under"]
    assert limits["ivf"]["attempts"] == ivf["plans"]["summum"]["max_count_per_membership"]
    assert (
        limits["accompanying_bed"]["under_age"]
        == ROWS["companion_bed_child"]["limits"]["patient_age_under"]
    )
    assert limits["health_check"]["every_years"] == ROWS["health_checkup"]["limits"]["every_years"]
