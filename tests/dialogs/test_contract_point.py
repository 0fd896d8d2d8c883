"""A point of the contract: the clause asked about, answered; days and papers by the rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from assistant.clauses.answers import ANSWERS
from assistant.clauses.register import product_of, register
from assistant.clauses.search import close
from assistant.dialogs import registry
from assistant.dialogs.contract_complaint import by_law
from assistant.dialogs.contract_point import INTENTS
from assistant.dialogs.dialog import Facts
from assistant.rules.law import LAW
from assistant.rules.product import Product, product
from assistant.rules.readings import Settled
from assistant.understanding import understand
from tests.dialogs.talk import CAMILLE, INES, PACK, SAMUEL, SMS, TELEGRAM, Talker, member

WELCARE = product("welcare")
GAPI = "16 rue de la Fontaine au Roi"
each_language = pytest.mark.parametrize("language", ["en", "fr"])


@dataclass
class Of(Talker):
    """A talk with the member of another product, or of one whose points are settled."""

    pack: Product = WELCARE

    def facts(self) -> Facts:
        return replace(super().facts(), pack=self.pack)


def stranger(language: str = "en", **facts: object) -> Talker:
    return Talker(None, language, **facts)  # type: ignore[arg-type]


# --- a clause asked about -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said", "article"),
    [
        ("Can I pay monthly?", "no monthly payment", "Article I-9.1 of the notice"),
        ("Who insures me?", "SwissLife", "Front page of the notice"),
        ("What is a PACS?", "civil partnership", "Definitions of the notice"),
        ("Which code does MédecinDirect want?", "validation code", "Annex of the notice"),
        ("Is tooth whitening covered?", "not covered", "Exclusions of the notice"),
    ],
)
def test_a_question_about_a_clause_gets_its_answer_and_article(
    text: str, said: str, article: str
) -> None:
    talk = stranger().says(text)
    assert said in talk.heard
    assert f"{article} (the French text prevails)." in talk.lines
    assert talk.asked == ""


def test_french_gets_french_and_no_word_about_a_translation() -> None:
    talk = stranger("fr").says("Puis-je payer au mois ?")
    assert "pas de paiement mensuel" in talk.heard
    assert talk.lines[-1] == "Article I-9.1 de la notice."


def test_a_person_and_the_nearest_clauses_are_offered_beside_it() -> None:
    talk = stranger().says("Which exchange rate is used?")
    assert "person" in talk.choices
    near = [key for key in talk.choices if key.startswith("ATS")]
    assert 1 <= len(near) <= 2
    talk.chooses(near[0])
    assert talk.lines[-1].startswith("Article ")


def test_the_dialog_that_does_it_is_offered_with_what_is_known() -> None:
    talk = stranger().asks("contract_point", clause="ATS-II-6.1-f")
    assert "at least 14 days before" in talk.heard
    assert talk.choices["prior_agreement"] == "ask for prior agreement"
    talk = stranger().asks("contract_point", clause="ATS-II-2-organ_transplant").chooses("coverage")
    assert talk.state.frames[0].answers["act"] == "organ_transplant"


def test_several_likely_clauses_are_offered_to_choose_from() -> None:
    talk = stranger().says("payment question about my money")
    assert talk.heard == "Which of these do you mean?"
    assert len([key for key in talk.choices if key.startswith("ATS")]) >= 2
    talk.chooses("ATS-II-9.4-a")
    assert "euro area" in talk.heard


def test_a_choice_that_is_not_understood_is_asked_once_more_then_a_person_comes() -> None:
    talk = stranger().says("payment question about my money").follows("hmm", "hmm hmm")
    assert talk.effect("call_person")["reason"] == "misunderstood"


def test_a_sure_question_is_answered_in_the_middle_of_a_form() -> None:
    talk = stranger().says("I want to withdraw from my contract")
    assert talk.asked == "sale"
    talk.says("Must I give a reason?")
    assert "no penalty" in talk.heard
    assert "Back to your renunciation." in talk.heard
    assert talk.asked == "sale"


def test_a_question_comes_before_the_form_it_sounds_like() -> None:
    asked = "Do I have to copy the model of the renunciation letter?"
    assert "own words will do" in stranger().says(asked).heard


@pytest.mark.parametrize(
    "text",
    [
        "where is my request?",
        "Where's my request",
        "why was I refused?",
        "where is my claim?",
        "ma demande est-elle acceptée ?",
        "pourquoi ma demande est refusée ?",
        "où en est ma demande ?",
    ],
)
def test_who_asks_after_a_request_is_told_of_no_clause(text: str) -> None:
    talk = stranger("fr" if "demande" in text else "en", traits=TELEGRAM).says(text)
    assert "the notice" not in talk.heard
    assert "la notice" not in talk.heard
    assert GAPI not in talk.heard
    begun = [frame.dialog for frame in talk.state.frames]
    assert "claim_status" in (*begun, *talk.choices)


@pytest.mark.parametrize("text", ["how are you?", "ça va ?", "who are you?", "what is covered?"])
def test_a_few_small_words_are_no_question_about_a_clause(text: str) -> None:
    assert not close(understand(text), PACK)


def test_a_request_is_no_question_and_begins_its_form() -> None:
    talk = Talker(CAMILLE).says("I'd like to ask for prior agreement for my hearing aid")
    assert talk.state.frames[0].dialog == "prior_agreement"


def test_kinds_of_care_stay_with_the_cover_they_are_computed_by() -> None:
    assert "90 %" in Talker(CAMILLE).says("what do I get back for glasses?").heard


def test_injuries_one_caused_oneself_never_get_a_bare_answer() -> None:
    talk = stranger().asks("contract_point", clause="ATS-III-EXCL-09")
    assert "emergency number" in talk.heard
    assert talk.effect("call_person")["reason"] == "asked"


def test_a_death_brings_a_person_unasked() -> None:
    talk = stranger().says("The member has died")
    assert "I'm sorry." in talk.heard
    assert talk.effect("call_person")["topic"] == "ATS-I-7-g"


# --- not clear, and settled -----------------------------------------------------------------------


@each_language
def test_an_answer_that_turns_on_an_open_point_says_so(language: str) -> None:
    words = {
        "en": "Subject to confirmation by the administrator (GAPI).",
        "fr": "Sous réserve de confirmation par le gestionnaire (GAPI).",
    }
    talk = stranger(language).asks("contract_point", clause="ATS-II-2-c")
    assert words[language] in talk.lines
    sure = stranger(language).asks("contract_point", clause="ATS-I-9.1-e")
    assert words[language] not in sure.lines


def test_a_point_the_insurer_settled_is_told_without_caveat() -> None:
    settled = PACK.with_settled(Settled("AMB-01", "answer", "the insurer", date(2026, 1, 1)))
    talk = Of(None, pack=settled).asks("contract_point", clause="ATS-II-2-c")
    assert "confirmation" not in talk.heard


# --- leaving --------------------------------------------------------------------------------------


def leaving(reason: str, today: date = date(2026, 3, 14)) -> Talker:
    talk = Talker(CAMILLE, today=today).says("I want to cancel my contract")
    assert talk.asked == "leaving"
    return talk.chooses(reason)


def test_leaving_at_year_end_takes_a_registered_letter_by_the_earlier_of_two_days() -> None:
    talk = leaving("year_end")
    assert "To leave on Thursday 31 December 2026" in talk.heard
    assert "by Saturday 31 October 2026" in talk.heard
    assert GAPI in talk.heard


@pytest.mark.parametrize(
    ("today", "ends"),
    [
        (date(2026, 10, 30), "Thursday 31 December 2026"),
        (date(2026, 10, 31), "Thursday 31 December 2026"),
        (date(2026, 11, 1), "Friday 31 December 2027"),
    ],
)
def test_the_last_day_of_the_letter_and_the_day_after(today: date, ends: str) -> None:
    assert ends in leaving("year_end", today).heard


def test_going_home_for_good_and_a_compulsory_scheme_end_it_by_themselves() -> None:
    assert "day of your final return" in leaving("home").heard
    assert "compulsory employer mutual" in leaving("scheme").heard


def test_the_reason_that_was_said_is_not_asked_for() -> None:
    talk = Talker(CAMILLE, "fr").says("je résilie mon contrat, je rentre définitivement")
    assert "retour définitif" in talk.heard


# --- claims ---------------------------------------------------------------------------------------


def claim(day: str) -> Talker:
    talk = stranger().says("What is the time limit to send a claim?")
    assert talk.asked == "care_day"
    return talk.says(day)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("14 March 2024", "by Saturday 14 March 2026 at the latest"),
        ("13 March 2024", "The last day to claim was Friday 13 March 2026"),
        ("29 February 2024", "The last day to claim was Saturday 28 February 2026"),
    ],
)
def test_the_last_day_to_claim_is_two_years_on_the_earlier_reading(day: str, said: str) -> None:
    assert said in claim(day).heard


def test_without_the_day_the_rule_is_told() -> None:
    talk = stranger().says("What is the time limit to send a claim?").chooses("dont_know")
    assert "within 2 years" in talk.heard


def test_the_papers_of_a_claim_follow_what_was_said_of_it() -> None:
    talk = stranger().says(
        "which papers must I send to be reimbursed for glasses bought in France?"
    )
    assert "papers to send: the doctor's prescription" in talk.heard
    assert "CERFA sheet" in talk.heard
    assert "A photo will do for a bill under" in talk.heard


def test_a_bill_that_is_too_high_for_a_photo_takes_the_originals() -> None:
    seed = {"clause": "ATS-II-9.1-a", "act": "specialist_consultation"}
    assert (
        "the originals, by post" in stranger().asks("contract_point", **seed, amount="1000").heard
    )
    assert "by post" not in stranger().asks("contract_point", **seed, amount="999.99").heard


def test_the_statement_of_the_base_scheme_is_asked_of_those_who_have_one() -> None:
    seed = {"clause": "ATS-II-9.1-a", "act": "glasses", "country": "PT"}
    assert "statement" in Talker(SAMUEL).asks("contract_point", **seed).heard
    assert "statement" not in Talker(CAMILLE).asks("contract_point", **seed).heard
    assert "add their statement" in stranger().asks("contract_point", **seed).heard


def test_all_papers_are_told_when_nothing_is_known_of_the_care() -> None:
    assert "feuille de soins" in stranger().asks("contract_point", clause="ATS-II-9.1-a").heard


def test_the_currency_of_payment_turns_on_where_the_member_lives() -> None:
    seed = {"clause": "ATS-II-9.4-a"}
    assert "currency of your choice" in Talker(INES).asks("contract_point", **seed).heard
    assert "paid in euros" in Talker(CAMILLE).asks("contract_point", **seed).heard
    assert "outside the euro area" in stranger().asks("contract_point", **seed).heard


# --- contributions --------------------------------------------------------------------------------


def unpaid(notice: str, day: str) -> Talker:
    talk = Talker(CAMILLE).says("I missed a payment")
    assert talk.asked == "notice"
    return talk.chooses(notice).says(day)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("2 February 2026", "Pay by Saturday 14 March 2026"),
        ("1 February 2026", "The last day to pay was Friday 13 March 2026"),
    ],
)
def test_after_the_formal_notice_there_are_forty_days(sent: str, said: str) -> None:
    assert said in unpaid("yes", sent).heard


def test_before_it_the_earliest_day_of_the_notice_is_told() -> None:
    assert "can be sent from Wednesday 11 March 2026 on" in unpaid("no", "1 March 2026").heard


def test_without_a_day_the_rule_is_told() -> None:
    talk = Talker(CAMILLE).says("I missed a payment").chooses("no").chooses("dont_know")
    assert "40 days after" in talk.heard


# --- the family -----------------------------------------------------------------------------------


def birth(day: str, today: date = date(2026, 3, 14)) -> Talker:
    talk = Talker(INES, today=today).says("My baby is born, what do I do?")
    assert talk.asked == "born"
    return talk.says(day)


@pytest.mark.parametrize(
    ("born", "by"),
    [
        ("2 March 2026", "Wednesday 1 April 2026"),  # thirty days come before the month
        ("14 February 2026", "Saturday 14 March 2026"),  # the month comes before thirty days
    ],
)
def test_a_birth_is_declared_by_the_earlier_of_two_days(born: str, by: str) -> None:
    talk = birth(born)
    assert f"by {by}" in talk.heard
    assert "covered from birth" in talk.heard


def test_a_birth_declared_late_starts_the_day_after() -> None:
    talk = birth("13 February 2026")
    assert "ended on Friday 13 March 2026" in talk.heard
    assert "the day after GAPI receives it" in talk.heard


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("union", "medical questionnaire"),
        ("adoption", "day after GAPI has accepted"),
        ("separation", "no longer fit the definition"),
        ("death", "date of death"),
    ],
)
def test_each_change_in_the_family_has_its_own_steps(event: str, said: str) -> None:
    talk = stranger().asks("contract_point", clause="ATS-I-6.3-c", event=event)
    assert said in talk.heard


def test_a_change_in_the_family_is_asked_for_when_it_was_not_said() -> None:
    talk = stranger().asks("contract_point", clause="ATS-I-6.3-c")
    assert talk.asked == "event"
    assert "covered from birth" in talk.chooses("birth").chooses("dont_know").heard


# --- a move, another level ------------------------------------------------------------------------


def test_a_move_to_another_zone_counts_from_the_first_of_the_next_month() -> None:
    talk = Talker(CAMILLE).says("I'm moving to Japan on 15 June")
    assert "by Friday 15 May 2026" in talk.heard
    assert "zone D" in talk.heard
    assert "start on Wednesday 1 July 2026" in talk.heard
    assert "Your level, PREMIUM, is not open there" in talk.heard


def test_a_move_within_the_zone_changes_nothing() -> None:
    talk = Talker(CAMILLE).says("I am moving to Belgium on 1 June 2026")
    assert "zone A, like now" in talk.heard
    assert "not open" not in talk.heard


def test_a_move_that_is_near_should_have_been_told() -> None:
    talk = Talker(CAMILLE).says("I'm moving to Spain on 20 March")
    assert "GAPI should have known by Friday 20 February 2026" in talk.heard


def test_a_stranger_hears_both_cases() -> None:
    talk = stranger().asks(
        "contract_point", clause="ATS-I-6.1-a", new_country="JP", move_day="2026-06-15"
    )
    assert "If that is another zone than yours" in talk.heard


def test_a_country_without_a_zone_is_no_country_of_residence() -> None:
    talk = stranger().asks("contract_point", clause="ATS-I-6.1-a", new_country="CH")
    assert "Switzerland is excluded as a country of residence" in talk.heard


def test_a_move_asks_for_the_country_and_the_day() -> None:
    talk = Talker(CAMILLE).asks("contract_point", clause="ATS-I-6.1-a")
    assert talk.asked == "new_country"
    talk.says("Portugal")
    assert talk.asked == "move_day"
    talk.says("1 October 2026")
    assert "zone B" in talk.heard


def test_an_address_in_the_same_country_takes_a_written_word() -> None:
    talk = Talker(CAMILLE).asks("contract_point", clause="ATS-I-6.1-a").chooses("same")
    assert "Tell GAPI in writing" in talk.heard


def test_without_the_day_of_the_move_the_rule_is_told() -> None:
    talk = Talker(CAMILLE).asks("contract_point", clause="ATS-I-6.1-a", new_country="PT")
    assert "at least 1 month before" in talk.chooses("dont_know").heard


def level(direction: str, occasion: str, today: date = date(2026, 3, 14)) -> Talker:
    talk = Talker(SAMUEL, today=today).says("I want another formula")
    assert talk.asked == "direction"
    return talk.chooses(direction).chooses(occasion)


def test_a_higher_level_at_the_renewal() -> None:
    talk = level("upgrade", "renewal")
    assert "in writing by Monday 30 November 2026" in talk.heard
    assert "medical questionnaire" in talk.heard
    assert "start on Friday 1 January 2027" in talk.heard


def test_a_lower_level_after_a_family_event_starts_with_the_quarter() -> None:
    talk = level("downgrade", "family").says("1 March 2026")
    assert "in writing by Wednesday 1 April 2026" in talk.heard
    assert "start on Wednesday 1 April 2026" in talk.heard
    assert "questionnaire" not in talk.heard


def test_a_family_event_too_long_ago_waits_for_the_renewal() -> None:
    talk = level("upgrade", "family").says("1 January 2026")
    assert "The last day to ask was Sunday 1 February 2026" in talk.heard
    assert "renewal of Friday 1 January 2027" in talk.heard


def test_after_the_last_day_of_november_the_next_renewal_is_a_year_later() -> None:
    talk = level("upgrade", "renewal", date(2026, 12, 1))
    assert "The last day to ask was Monday 30 November 2026" in talk.heard
    assert "renewal of Saturday 1 January 2028" in talk.heard


def test_a_move_is_an_occasion_of_its_own() -> None:
    assert level("upgrade", "move").asked == "new_country"


def test_back_asks_the_question_before_again() -> None:
    talk = Talker(SAMUEL).says("I want another formula").chooses("upgrade").says("back")
    assert talk.asked == "direction"


# --- a complaint, personal data -------------------------------------------------------------------


@each_language
def test_a_complaint_is_recorded_with_its_date_and_the_next_step(language: str) -> None:
    text = {"en": "this handling is disgraceful", "fr": "je suis scandalisé par votre lenteur"}
    talk = stranger(language).says(text[language])
    assert talk.effect("call_person") == {"reason": "complaint", "topic": "complaint"}
    assert {"en": "Saturday 14 March 2026", "fr": "samedi 14 mars 2026"}[language] in talk.heard
    assert "Service Réclamations" in talk.heard


def test_the_clocks_of_a_complaint_count_working_days_and_months() -> None:
    start = date(2026, 3, 13)  # a Friday
    assert by_law(LAW["complaint_acknowledgement"], start) == date(2026, 3, 27)
    assert by_law(LAW["complaint_answer"], start) == date(2026, 5, 13)
    assert by_law(LAW["doorstep_withdrawal"], start) == date(2026, 3, 27)
    assert by_law(LAW["prescription"], start) == date(2028, 3, 13)


def test_what_counsel_has_not_confirmed_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "still to be confirmed" in stranger().says("this handling is disgraceful").heard
    sure = {name: replace(duty, confirm=False) for name, duty in LAW.items()}
    monkeypatch.setattr("assistant.dialogs.contract_complaint.LAW", sure)
    talk = stranger().says("this handling is disgraceful")
    assert "It is acknowledged by Friday 27 March 2026" in talk.heard


def test_who_asks_about_complaints_is_answered_and_may_make_one() -> None:
    talk = stranger().says("How do I reach the ombudsman?")
    assert "TSA 50110" in talk.heard
    assert talk.choices["complaint"] == "record my complaint"
    assert talk.chooses("complaint").effect("call_person")["reason"] == "complaint"


def test_personal_data_rights_name_the_address_of_the_members_product() -> None:
    ats = Talker(CAMILLE).says("I want a copy of all my personal data")
    assert "dpo@assur-travel.fr" in ats.heard
    welcare = Of(None).says("I want a copy of all my personal data")
    assert "Saran" in welcare.heard
    assert "dpo@assur-travel.fr" not in welcare.heard


# --- one member, one product ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["I want to cancel my contract", "I want to change my level of cover to a higher plan"]
)
def test_what_the_other_documents_alone_answer_goes_to_a_person(text: str) -> None:
    talk = Of(None).says(text)
    assert "a person will" in talk.heard or "pass you to a person" in talk.heard
    assert "GAPI" not in talk.heard
    assert talk.effect("call_person")


def test_a_complaint_of_the_other_product_names_none_of_these_addresses() -> None:
    talk = Of(None).says("this handling is disgraceful")
    assert talk.effect("call_person")["reason"] == "complaint"
    assert "Réclamations" not in talk.heard


@each_language
def test_the_online_service_answers_from_its_own_terms(language: str) -> None:
    text = {"en": "Can I throw the bill away?", "fr": "Puis-je jeter mes factures ?"}
    talk = Of(None, language).says(text[language])
    years = {"en": "2 years", "fr": "2 ans"}
    assert years[language] in talk.heard
    last = {
        "en": "Article 3 of the terms (the French text prevails).",
        "fr": "Article 3 des conditions.",
    }
    assert talk.lines[-1] == last[language]


@pytest.mark.parametrize("clause", sorted(ANSWERS))
def test_every_clause_can_be_asked_for_and_names_only_its_own_product(clause: str) -> None:
    pack = product(product_of(clause))
    talk = Of(None, pack=pack).asks("contract_point", clause=clause)
    other = ("WELCARE", "Humanis") if pack is PACK else ("GAPI", "SwissLife", "A 4916")
    assert talk.heard
    assert not any(name in talk.heard for name in other)
    assert all(product_of(k) == pack.code for k in talk.choices if k in register())


# --- the dialog itself ----------------------------------------------------------------------------


def test_it_opens_on_the_intents_about_the_contract_and_on_no_other() -> None:
    assert {i for i, d in registry.BY_INTENT.items() if d.name == "contract_point"} == set(INTENTS)


def test_a_lapsed_member_of_another_name_is_still_answered() -> None:
    ended = member(
        "Aline", plan="confort", country="DE", joined=date(2020, 1, 1), status="terminated"
    )
    assert "monthly" in Talker(ended).says("Can I pay monthly?").heard


def test_by_sms_one_neighbour_is_enough() -> None:
    talk = stranger(traits=SMS).says("Which exchange rate is used?")
    assert len([key for key in talk.choices if key.startswith("ATS")]) <= 1
