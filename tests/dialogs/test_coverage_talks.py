"""Talks about cover, as members have them, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from tests.dialogs.talk import CAMILLE, INES, SAMUEL, SMS, TELEGRAM, Talker, member

NEW = member("Camille", plan="premium", country="FR", joined=date(2026, 2, 1))
EXPAT = member("Inès", plan="confort", country="SG", joined=date(2023, 8, 18))


def test_glasses() -> None:
    talk = Talker(CAMILLE, "en").says("what do I get back for glasses?")
    assert talk.lines == [
        "Glasses, PREMIUM: 90 % of the cost, up to 300 € a year.",
        "No prior agreement (entente préalable). Your waiting period (délai d'attente) is over.",
        "Article II-2 of the notice (the French text prevails).",
    ]
    assert list(talk.choices) == ["amount", "keep", "another", "person"]
    talk.chooses("amount").says("400")
    assert talk.lines[:3] == [
        "Glasses, PREMIUM: you get 300 € back on 400 €.",
        "90 % of 400 € is 360 €. The ceiling is 300 € a year.",
        "You pay 100 €.",
    ]


def test_lunettes() -> None:
    talk = Talker(CAMILLE, "fr").says("que me remboursez-vous pour des lunettes ?")
    assert talk.lines == [
        "Lunettes, PREMIUM : 90 % du prix, dans la limite de 300 € par an.",
        "Pas d'entente préalable. Votre délai d'attente est passé.",
        "Article II-2 de la notice.",
    ]


def test_a_specialist_at_80_euros_then_at_another_price() -> None:
    talk = Talker(CAMILLE, "en").says("how much do I get back at the specialist for 80 €?")
    assert talk.lines == [
        "Specialist visit, PREMIUM: you get 60 € back on 80 €.",
        "90 % of 80 € is 72 €. The ceiling is 60 € a visit.",
        "You pay 20 €.",
        "No prior agreement (entente préalable), no waiting period (délai d'attente).",
        "Article II-2 of the notice (the French text prevails).",
    ]
    talk.says("and at 50?")
    assert talk.lines[0] == "Specialist visit, PREMIUM: you get 45 € back on 50 €."


def test_un_specialiste_a_80_euros_par_sms() -> None:
    talk = Talker(CAMILLE, "fr", SMS).says("je paye combien chez le spécialiste à 80 €")
    assert talk.brief.splitlines() == [
        "Consultation de spécialiste, PREMIUM : 60 EUR remboursés sur 80 EUR (90 %, max. 60 EUR"
        " par consultation). Reste à votre charge : 20 EUR.",
        "Art. II-2. Détails : PLUS.",
        "1 garder la réponse",
        "2 une autre question",
        "0 une personne",
    ]


def test_a_gp_at_50_euros_when_the_cfe_pays_a_part() -> None:
    talk = Talker(SAMUEL, "en").says("GP visit 50 €")
    assert talk.lines == [
        "How much does the CFE or social security pay of it? The contract adds to that."
    ]
    talk.says("20 €")
    assert talk.lines[:3] == [
        "GP visit, CONFORT: you get 30 € back on 50 €.",
        "The CFE or social security pays 20 € of it.",
        "Nothing is left for you to pay.",
    ]


def test_un_generaliste_quand_la_part_de_la_cfe_n_est_pas_connue() -> None:
    talk = Talker(SAMUEL, "fr").follows("généraliste 50 €", "je ne sais pas")
    assert talk.lines[:2] == [
        "Consultation de généraliste : cela dépend d'une chose, ce que paie la CFE ou la Sécurité"
        " sociale.",
        "Avec ce qu'elle paie : 50 € au plus. Le contrat ajoute la différence.",
    ]


def test_a_physiotherapist_is_recognised_and_waits_six_months() -> None:
    talk = Talker(NEW, "en").says("what do I get back for physiotherapy?")
    assert "Does it follow surgery that this contract covered?" in talk.heard
    talk.says("no")
    assert talk.lines[0] == "Not yet. Physiotherapist: covered from Saturday 1 August 2026."
    talk = Talker(NEW, "en").follows("what do I get back for physiotherapy?", "yes")
    assert talk.lines[0] == "Physiotherapist, PREMIUM: 80 % of the cost, up to 40 € an act."
    assert "No waiting period (délai d'attente) after surgery that was covered." in talk.heard


def test_un_auxiliaire_medical_sans_profession_est_demande() -> None:
    talk = Talker(NEW, "fr").says("auxiliaire médical")
    assert talk.lines == ["Qui donne le soin ? Seule la kinésithérapie a un délai d'attente."]
    talk.chooses("nurse")
    assert talk.lines[0] == "Infirmier, PREMIUM : 80 % du prix, dans la limite de 40 € par acte."


def test_a_practitioner_nobody_knows_gives_both_answers() -> None:
    talk = Talker(NEW, "en").follows("paramedical", "I don't know")
    assert talk.lines[:3] == [
        "Physiotherapist, nurse and the like: it depends on who gives the care.",
        "For physiotherapy: covered from Saturday 1 August 2026.",
        "For other practitioners: 80 %, max. 40 € an act.",
    ]


def test_a_birth_in_france_or_at_home() -> None:
    talk = Talker(EXPAT, "en").says("childbirth")
    assert talk.lines == ["In which country will the birth take place? It changes what is covered."]
    talk.says("France")
    assert talk.lines[0] == "Childbirth, CONFORT: 100 % of the cost, up to 3,000 € a year."
    assert (
        "What is certain: 3,000 €; by another reading, 5,000 €. The administrator (GAPI) can"
        " confirm the rest."
    ) in talk.heard
    talk = Talker(EXPAT, "fr").says("accouchement à Singapour")
    assert talk.lines[0] == (
        "Accouchement, CONFORT : 100 % du prix, dans la limite de 5 000 € par an."
    )
    assert "pas clair" not in talk.heard


def test_orthodontics_asks_the_age_of_the_child() -> None:
    talk = Talker(EXPAT, "en", TELEGRAM).says("orthodontics")
    assert talk.lines == [
        "How old is the patient, or when were they born? This care has an age limit."
    ]
    talk.says("she is 9")
    assert talk.lines[:2] == [
        "Orthodontics, CONFORT: 100 % of the cost, up to 1,000 € a year and 2,000 € a year for"
        " all dental care.",
        "Patients under 16, 3 years of treatment in all.",
    ]
    talk = Talker(EXPAT, "fr", TELEGRAM).follows("orthodontie", "17 ans")
    assert talk.lines[:2] == [
        "Orthodontie : pas de remboursement par le contrat.",
        "C'est pour les patients de moins de 16 ans.",
    ]


def test_on_our_own_pages_the_child_is_chosen_by_name() -> None:
    family = member("Inès", *INES.family[1:], plan="summum", country="SG", joined=date(2023, 2, 1))
    talk = Talker(family, "en").says("orthodontics")
    assert talk.choices == {"0": "Inès", "1": "Mehdi", "2": "Lina", "person": "a person"}
    talk.says("Lina")
    assert talk.lines[0].startswith("Orthodontics, SUMMUM: 100 % of the cost")


def test_glasses_while_waiting() -> None:
    talk = Talker(NEW, "en").says("glasses")
    assert talk.lines == [
        "Not yet. Glasses: covered from Sunday 1 November 2026.",
        "Waiting period (délai d'attente): 9 months from the start of cover.",
        "Insured before? A cancellation certificate (certificat de radiation) from your previous"
        " insurer can lift it.",
        "From then on: 90 %, max. 300 € a year.",
        "A person can look at your case. You disagree? That is the first step of a complaint"
        " (article I-13).",
        "Article II-8.1 of the notice (the French text prevails).",
    ]


def test_une_cesarienne_en_attente_ne_peut_pas_etre_avancee() -> None:
    talk = Talker(NEW, "fr").says("césarienne")
    assert talk.lines[:3] == [
        "Pas encore. Césarienne : remboursement à partir du mardi 1er décembre 2026.",
        "Délai d'attente : 10 mois à partir du début des garanties.",
        "Aucun certificat ne peut lever ce délai.",
    ]


def test_care_that_the_level_does_not_cover_can_be_compared() -> None:
    talk = Talker(INES, "en").says("GP visit at 50 €")
    assert talk.lines[:2] == [
        "GP visit: not covered by BASIC.",
        "Levels (formules) that cover it: PREMIUM ACCESS, PREMIUM, CONFORT ACCESS, CONFORT and"
        " SUMMUM.",
    ]
    talk.chooses("compare")
    assert talk.lines[:3] == [
        "GP visit, by level (formule):",
        "PREMIUM ACCESS and PREMIUM: 40 € back",
        "CONFORT ACCESS, CONFORT and SUMMUM: 50 € back",
    ]


def test_un_soin_exclu_garde_une_porte_ouverte() -> None:
    talk = Talker(EXPAT, "fr").says("blanchiment des dents")
    assert talk.lines == [
        "Blanchiment des dents : pas de remboursement par le contrat.",
        "C'est une des exclusions du contrat.",
        "Une personne peut regarder votre cas. Vous n'êtes pas d'accord ? C'est la première étape"
        " d'une réclamation (article I-13).",
        "Exclusions de la notice.",
    ]
    assert "person" in talk.choices


def test_an_excluded_care_says_what_lifts_the_exclusion() -> None:
    talk = Talker(EXPAT, "en").says("paragliding accident")
    assert (
        "Leisure sport such as skiing on marked runs or diving above 50 m is not excluded."
        in talk.lines
    )


def test_care_after_a_suicide_attempt_goes_to_a_person_at_once() -> None:
    talk = Talker(EXPAT, "en").asks(act="excluded:self_inflicted")
    assert "not covered" not in talk.heard
    assert talk.effect("call_person")["topic"] == "coverage"


def test_the_united_states_are_outside_every_zone() -> None:
    talk = Talker(EXPAT, "en").follows(
        "what do I get back for an MRI at 900 € in the United States?", "neither"
    )
    assert talk.lines[0] == "X-ray, scan or MRI: not covered by the contract."
    assert "by another reading, yes" in talk.heard
    talk = Talker(EXPAT, "fr").follows(
        "combien pour une IRM à 900 € aux États-Unis ?", "un accident"
    )
    assert talk.lines[0] == "Radio, scanner ou IRM, CONFORT : 900 € remboursés sur 900 €."
    assert "Hors de votre zone : urgences, pendant un voyage de 60 jours au plus." in talk.heard


def test_a_sum_for_several_sessions_is_not_guessed_at() -> None:
    talk = Talker(CAMILLE, "en").says("what do you pay for 6 osteopath sessions, 85 €?")
    assert talk.lines == ["Is 85 € the price of each one, or of all together?"]
    talk.chooses("each")
    assert talk.lines[0] == "Osteopathy, PREMIUM: you get 180 € back on 510 €."
    assert "6 times 30 € is 180 €." in talk.lines[1]


def test_un_nombre_seul_n_est_pas_pris_pour_un_montant() -> None:
    talk = Talker(CAMILLE, "fr").says("lunettes 400 €")
    assert "300 € remboursés sur 400 €" in talk.heard
    talk.says("120")
    assert "remboursés sur" not in talk.heard
    talk = Talker(CAMILLE, "fr").says("généraliste 50")
    assert "remboursés sur" not in talk.heard


def test_a_stranger_gives_the_level_and_the_start() -> None:
    talk = Talker(None, "en").says("contact lenses")
    assert list(talk.choices)[-2:] == ["identify", "person"]
    talk.says("confort access")
    assert talk.lines[0] == "Contact lenses: not covered by CONFORT ACCESS."
    talk = Talker(None, "en").follows("contact lenses", "confort", "1 March 2026")
    assert talk.lines[0] == "Not yet. Contact lenses: covered from Tuesday 1 December 2026."


def test_un_inconnu_qui_ne_sait_pas_entend_de_quoi_cela_depend() -> None:
    talk = Talker(None, "fr").follows("soins dentaires", "confort", "je ne sais pas")
    assert talk.lines == [
        "Soins dentaires : cela dépend d'une chose, le jour du début de vos garanties.",
        "Les 3 premiers mois (délai d'attente) : pas de remboursement.",
        "Puis la première année : 100 %, max. 1 000 € par an en dentaire.",
        "Ensuite : 100 %, max. 2 000 € par an en dentaire.",
        "Entente préalable au-delà de 1 000 € seulement.",
        "Article II-8.2 de la notice.",
    ]


def test_a_stranger_who_identifies_gets_the_answer_that_was_waiting() -> None:
    talk = Talker(None, "en").says("glasses").chooses("identify")
    assert talk.state.top is not None
    assert talk.state.top.dialog == "identify"
    talk.state.frames.pop()  # the code was right
    talk.identified(CAMILLE)
    assert talk.lines[0] == "Glasses, PREMIUM: 90 % of the cost, up to 300 € a year."


def test_another_care_does_not_inherit_the_last_sum() -> None:
    talk = Talker(CAMILLE, "en").follows("glasses 400 €", "and for contact lenses?")
    assert talk.lines[0] == "Contact lenses, PREMIUM: 90 % of the cost, up to 100 € a year."


def test_another_care_named_in_an_open_question_is_answered_instead() -> None:
    talk = Talker(NEW, "en").says("hospital stay")
    assert talk.asked == "sudden"
    talk.says("dental care")
    assert talk.lines[0] == "Not yet. Dental care: covered from Friday 1 May 2026."


def test_choosing_by_section_and_back() -> None:
    talk = Talker(CAMILLE, "en").asks()
    talk.chooses("in_dental")
    assert "orthodontics" in talk.choices
    talk.says("back")
    assert "in_dental" in talk.choices
    talk.chooses("in_hospitalisation").chooses("next_page")
    assert "organ_transplant" in talk.choices
    talk.chooses("elsewhere").chooses("in_medical_prostheses")
    assert talk.lines[0].startswith("Prostheses and small appliances, PREMIUM")


def test_a_correction_of_the_date_of_birth_in_an_open_question() -> None:
    talk = Talker(None, "en").follows("orthodontics", "confort", "9")
    assert talk.asked == "joined"
    talk.says("no, 17 years old")
    assert talk.lines[0] == "Noted. Date of birth: Saturday 14 March 2009."
    assert "It is for patients under 16." in talk.lines


@pytest.mark.parametrize("said", ["and for my daughter?", "and for my husband", "and at 120 €?"])
def test_F29_a_few_words_change_the_last_question(said: str) -> None:
    first = Talker(INES).says("glasses 200 euros?")
    assert first.says(said).lines[0].startswith("Glasses")


def test_a_longer_message_is_no_change_of_the_last_question() -> None:
    talk = Talker(INES).says("glasses 200 euros?")
    talk.says("my daughter went to school with the neighbour today")
    assert "Glasses" not in talk.heard
