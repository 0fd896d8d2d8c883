"""What a certificate changes: a wait that was lifted, an increase, an end, another product."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.rules.facts import Member
from assistant.rules.product import product
from tests.dialogs.talk import CAMILLE, SMS, Talker, member
from tests.dialogs.test_coverage_steps import FAMILY

WELCARE = replace(
    CAMILLE,
    product=product("welcare"),
    certificate=Member(product="welcare", status="active", joined=date(2025, 1, 1)),
)


def test_a_certificate_that_lifted_the_wait() -> None:
    who = member(
        "Zoé", plan="premium", country="FR", joined=date(2026, 2, 1), waiver_certificate=True
    )
    talk = Talker(who, "en").says("glasses 200 €")
    assert talk.lines[0] == "Glasses, PREMIUM: you get 180 € back on 200 €."
    assert "Your certificate lifts the waiting period (délai d'attente)." in talk.heard


def test_une_augmentation_de_formule_en_attente() -> None:
    who = member(
        "Zoé",
        plan="summum",
        country="PT",
        joined=date(2022, 9, 12),
        upgraded_from="premium",
        upgrade_effective=date(2026, 2, 1),
    )
    talk = Talker(who, "fr").says("lunettes 640 €")
    assert talk.lines[0] == "Lunettes, PREMIUM : 300 € remboursés sur 640 €."
    assert "Votre ancienne formule s'applique jusqu'au dimanche 1er novembre 2026." in talk.heard


def test_a_membership_that_has_ended() -> None:
    who = member(
        "Zoé",
        plan="premium",
        country="FR",
        joined=date(2022, 9, 12),
        status="terminated",
        terminated_on=date(2026, 1, 31),
    )
    talk = Talker(who, "en", SMS).says("glasses")
    assert talk.lines[:2] == [
        "Glasses: not covered by the contract.",
        "That day is outside the dates of your cover.",
    ]
    assert "2026" not in talk.heard


def test_a_member_of_another_product_gets_a_person_and_no_figure() -> None:
    talk = Talker(WELCARE, "en", pack=product("welcare")).asks(act="glasses", amount="100")
    assert talk.lines[0] == (
        "The documents I work with for your contract do not answer that. A person can."
    )
    assert talk.effect("call_person")["reason"] == "not_in_product"
    assert "€" not in talk.heard


def test_glasses_for_a_spouse_who_joined_later() -> None:
    talk = Talker(FAMILY, "en").asks(act="glasses")
    assert talk.lines == ["Who is the care for? Cover may have begun on different days."]
    talk.says("my spouse")
    assert talk.lines[0] == "Not yet. Glasses: covered from Sunday 1 November 2026."
    assert (
        Talker(FAMILY, "en")
        .asks(act="glasses", who="member")
        .lines[0]
        .startswith("Glasses, SUMMUM: 100 % of the cost")
    )
