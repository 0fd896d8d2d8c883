"""Talks about a prior agreement (entente préalable), as members have them, in both languages."""

from __future__ import annotations

import json
from datetime import date

import pytest

from assistant.dialogs.dialog import RecordLine
from tests.dialogs.talk import (
    CAMILLE,
    INES,
    LINK,
    SAMUEL,
    SMS,
    TELEGRAM,
    TODAY,
    WEB,
    Talker,
    member,
)

FAMILY = member(
    "Inès",
    *INES.family[1:],
    plan="summum",
    country="SG",
    joined=date(2023, 2, 1),
    household="family",
)
OPEN = RecordLine(
    kind="agreement", number="7H3K9M2P", status="awaiting_papers", created=TODAY, updated=TODAY
)
STAY = {"act": "hospitalisation_medical_surgical"}


def request(who: object = CAMILLE, language: str = "en", **seed: object) -> Talker:
    assert who is None or hasattr(who, "certificate")
    return Talker(who, language).asks("prior_agreement", **seed)  # type: ignore[arg-type]


def test_a_planned_operation_from_the_first_word_to_the_number() -> None:
    talk = request(FAMILY).says("knee surgery")
    assert talk.lines == ["Who is the care for?"]
    talk.says("Lina")
    assert talk.lines == [
        "On which day does the care start? It decides by when the request must arrive."
    ]
    talk.says("20 June 2026").says("Singapore").says("8500")
    assert talk.lines == [
        "Please check before sending:",
        "1. Care: Hospital stay",
        "2. For: Lina",
        "3. Start: Saturday 20 June 2026",
        "4. Country: Singapore",
        "5. Cost: 8,500 €",
        "It must arrive by Saturday 6 June 2026 (art. II-6).",
        "By choosing to send, you ask GAPI for its agreement to this care.",
    ]
    assert list(talk.choices) == ["send", "change", "give_up", "person"]
    assert not talk.effects
    talk.chooses("send")
    assert talk.effect("open_agreement") == {
        "number": "4F2K7M9P",
        "member": "inès",
        "act": "hospitalisation_medical_surgical",
        "insured": "child",
        "given_name": "Lina",
        "date": "2026-06-20",
        "country": "SG",
        "cost": "8500.00",
        "sessions": None,
        "urgent": False,
        "deadline": "2026-06-06",
        "late": False,
    }
    json.dumps(talk.effect("open_agreement"))
    assert talk.lines[0] == "Recorded. Number 4F2K7M9P."
    assert LINK in talk.lines[1]
    assert "A stay of more than 10 days: ask again by Wednesday 1 July 2026." in talk.lines


def test_une_operation_urgente_a_cinq_jours() -> None:
    talk = request(CAMILLE, "fr", **STAY).says("le 12 mars 2026")
    assert talk.lines == [
        "Est-ce à cause d'un accident ou d'une maladie soudaine ? Le délai pour demander est alors"
        " plus long."
    ]
    talk.says("un accident").says("France").says("je ne sais pas")
    assert "Elle doit partir au plus tard le mardi 17 mars 2026 (art. II-6)." in talk.lines
    talk.says("1")
    sent = talk.effect("open_agreement")
    assert (sent["urgent"], sent["late"], sent["deadline"], sent["cost"]) == (
        True,
        False,
        "2026-03-17",
        None,
    )


def test_a_late_request_is_sent_all_the_same() -> None:
    talk = request(CAMILLE, **STAY).follows("20 March 2026", "neither", "France", "900")
    assert (
        "It should have arrived by Friday 6 March 2026 (art. II-6): send it all the same, a person"
        " will look at it."
    ) in talk.lines
    talk.chooses("send")
    assert talk.effect("open_agreement")["late"] is True


def test_un_accouchement_plus_tot_que_prevu() -> None:
    talk = request(CAMILLE, "fr", act="delivery").says("le 16 mars 2026")
    assert talk.asked == "early"
    talk.says("oui").says("France").says("3000")
    assert "Elle doit partir au plus tard le samedi 21 mars 2026 (art. II-6)." in talk.lines


@pytest.mark.parametrize("language", ["en", "fr"])
def test_care_that_needs_no_agreement_ends_kindly(language: str) -> None:
    talk = request(CAMILLE, language, act="glasses")
    assert (
        talk.lines
        == {
            "en": [
                "Glasses: no prior agreement (entente préalable) needed.",
                "You can go ahead, then send the bill.",
                "Article II-6 of the notice (the French text prevails).",
            ],
            "fr": [
                "Lunettes : pas d'entente préalable à demander.",
                "Vous pouvez faire le soin, puis envoyer la facture.",
                "Article II-6 de la notice.",
            ],
        }[language]
    )
    assert list(talk.choices) == ["anyway", "cover", "person"]
    talk.chooses("anyway")
    assert talk.asked == "date"


def test_sessions_decide_for_physiotherapy() -> None:
    assert "no prior agreement" in request(CAMILLE, act="paramedical_acts").says("10").heard
    assert request(CAMILLE, act="paramedical_acts").says("11").asked == "date"


def test_le_devis_decide_pour_une_irm() -> None:
    assert "pas d'entente" in request(CAMILLE, "fr", act="radiology").says("1000 €").heard
    assert request(CAMILLE, "fr", act="radiology").says("1000,01 €").asked == "date"


def test_care_that_the_level_never_pays_is_said_before_any_question() -> None:
    talk = request(INES, act="dental_prostheses")
    assert talk.lines[0] == "Crown or dental prosthesis: not covered by BASIC."
    assert talk.lines[-1] == "Article II-2 of the notice (the French text prevails)."


def test_a_stranger_is_asked_who_they_are() -> None:
    talk = Talker(None, "en").asks("prior_agreement", **STAY)
    assert talk.state.top is not None
    assert talk.state.top.dialog == "identify"


@pytest.mark.parametrize(
    ("language", "said", "kindly"),
    [
        ("en", "I suffer from leukaemia", "Please don't write about the illness here"),
        ("fr", "j'ai un cancer du sein", "Merci de ne pas écrire la maladie ici"),
    ],
)
def test_a_diagnosis_is_kindly_kept_out(language: str, said: str, kindly: str) -> None:
    talk = request(CAMILLE, language).says(said)
    assert kindly in talk.heard
    assert talk.asked == "act"
    assert said not in json.dumps(talk.state.top.answers if talk.state.top else {})


def test_a_question_about_cover_in_between_and_back_to_the_request() -> None:
    talk = request(CAMILLE, **STAY).says("20 June 2026")
    talk.says("what do I get back for glasses?")
    assert talk.lines[0] == "Glasses, PREMIUM: 90 % of the cost, up to 300 € a year."
    assert talk.lines[-2:] == [
        "Back to your prior agreement request.",
        "In which country will the care take place?",
    ]
    talk.says("Portugal").says("900")
    assert "1. Care: Hospital stay" in talk.lines


def test_une_correction_du_montant_et_de_la_personne() -> None:
    talk = request(FAMILY, "fr", **STAY).follows("Mehdi", "le 20 juin 2026", "Singapour", "850 €")
    talk.says("non, 580 € pas 850")
    assert "C'est noté. Prix : 580 €." in talk.lines
    assert "5. Prix : 580 €" in talk.lines
    talk.says("non, c'est pour Lina")
    assert "2. Pour : Lina" in talk.lines
    assert not talk.effects


def test_a_line_of_the_read_back_is_changed_by_its_number() -> None:
    talk = request(CAMILLE, **STAY).follows("20 June 2026", "France", "900")
    talk.chooses("change").says("2")
    assert talk.asked == "date"
    talk.says("27 June 2026")
    assert "It must arrive by Saturday 13 June 2026 (art. II-6)." in talk.lines
    assert talk.asked == "review"


def test_care_outside_the_zone_is_said_before_sending() -> None:
    talk = request(CAMILLE, **STAY).follows("20 June 2026", "Portugal", "900")
    assert "Hospital stay: not covered by the contract." in talk.lines
    assert "You can send it all the same: a person will look." in talk.lines


def test_une_demande_pendant_le_delai_d_attente() -> None:
    new = member("Camille", plan="premium", country="FR", joined=date(2026, 3, 1))
    talk = request(new, "fr", **STAY).follows("le 20 avril 2026", "France", "900")
    assert (
        "Pas encore. Séjour hospitalier : remboursement à partir du lundi 1er juin 2026."
        in talk.lines
    )


def test_the_whole_request_fits_text_messages() -> None:
    talk = Talker(FAMILY, "fr", SMS).asks("prior_agreement", **STAY)
    sizes = [talk.segments]
    for answer in ("mon conjoint", "le 20 juin 2026", "Singapour", "8500", "1"):
        sizes.append(talk.says(answer).segments)
    assert talk.effect("open_agreement")["given_name"] == "Mehdi"
    assert max(sizes) <= 3


def test_giving_up_sends_nothing() -> None:
    talk = request(CAMILLE, **STAY).follows("20 June 2026", "France", "900").chooses("give_up")
    assert talk.lines == ["Done: nothing was sent."]
    assert not talk.effects


def test_the_offer_after_an_answer_starts_the_request_with_what_was_said() -> None:
    talk = Talker(CAMILLE, "en").says("what do I get back for an MRI at 1200 €?")
    talk.chooses("agreement")
    assert talk.asked == "date"
    talk.follows("20 June 2026", "France")
    assert "2. Cost: 1,200 €" in talk.lines


@pytest.mark.parametrize("word", ["papers", "ordonnance", "my prescription", "voici mes papiers"])
def test_papers_bring_a_new_link_to_the_request_that_waits(word: str) -> None:
    talk = Talker(CAMILLE, "en", SMS, records=(OPEN,)).says(word)
    assert LINK in talk.heard
    assert talk.asked == ""


def test_papers_with_two_requests_waiting_ask_which() -> None:
    other = RecordLine(
        kind="agreement", number="9P4R2T6V", status="more", created=TODAY, updated=TODAY
    )
    talk = Talker(CAMILLE, "en", records=(OPEN, other)).says("papers")
    assert talk.choices["7H3K9M2P"] == "papers for request 7H3K9M2P"
    talk.chooses("9P4R2T6V")
    assert LINK in talk.heard


@pytest.mark.parametrize("traits", [SMS, TELEGRAM, WEB], ids=["sms", "telegram", "web"])
def test_T28_no_channel_is_ever_asked_for_the_condition(traits: object) -> None:
    talk = Talker(SAMUEL, "en", traits)  # type: ignore[arg-type]
    talk.asks("prior_agreement", **STAY)
    said = [talk.heard]
    for answer in ("20 June 2026", "Portugal", "900"):
        said.append(talk.says(answer).heard)
    said.append(talk.chooses("send").heard)
    assert not any("pathology" in text or "diagnos" in text for text in said)
    assert set(talk.effect("open_agreement")).isdisjoint({"condition", "pathology", "diagnosis"})
    assert "Please send no medical paper here." in said[-1]
