"""Not sure what is meant: choices first, then a person; several requests one after the other."""

from __future__ import annotations

from tests.dialogs.talk import CAMILLE, SMS, WEB, Talker

TWO = (("claim_status", 0.55), ("claim_deadline", 0.4))


def unsure(**more: object) -> Talker:
    return Talker(CAMILLE, read_as=TWO, **more)  # type: ignore[arg-type]


def test_below_the_bar_the_two_likeliest_are_offered_by_their_names() -> None:
    talk = unsure().says("about February")
    assert talk.heard == "Is it about:"
    assert list(talk.choices.values()) == [
        "where my request is",
        "the time to send a claim",
        "something else",
        "a person",
    ]


def test_sous_le_seuil_les_deux_plus_probables_sont_proposees() -> None:
    talk = unsure(language="fr").says("pour février")
    assert talk.heard == "Est-ce à propos de :"
    assert "le délai pour envoyer une demande" in talk.choices.values()


def test_points_of_one_dialog_are_told_apart() -> None:
    talk = Talker(CAMILLE, read_as=(("waiting_period", 0.5), ("annual_limit", 0.4)))
    talk.says("hm, about the year")
    assert list(talk.choices)[:2] == ["waiting_period", "annual_limit"]
    assert talk.choices["waiting_period"] == "my waiting period"
    assert "calendar year" in talk.chooses("annual_limit").heard


def test_what_is_chosen_of_them_opens() -> None:
    talk = unsure().says("about February").chooses("claim_status")
    assert "no request on record" in talk.heard
    assert talk.state.misses == 0


def test_a_reading_that_is_offered_keeps_what_the_message_said() -> None:
    talk = unsure().says("about the bill of 3 February 2026").chooses("claim_deadline")
    assert "On which day" not in talk.heard and "2028" in talk.heard


def test_a_second_message_that_is_not_clear_calls_a_person() -> None:
    talk = unsure().says("about February").says("hm, February")
    assert "pass you to a person" in talk.heard
    assert talk.effect("call_person")["reason"] == "misunderstood"


def test_while_a_person_is_awaited_what_is_not_clear_is_a_note_for_them() -> None:
    talk = unsure(mode="waiting").says("it is about a bill from January")
    assert talk.heard == "Noted for the person who will answer you."
    assert not talk.effects


def test_F19_two_requests_are_announced_and_answered_one_after_the_other() -> None:
    talk = Talker(CAMILLE).says("What do I get back for glasses at 250€? And where is my claim?")
    assert talk.lines[0].startswith("One thing after the other")
    assert "225 €" in talk.heard and "no request on record" in talk.heard


def test_F19_deux_questions_de_soins_ont_chacune_leur_reponse() -> None:
    talk = Talker(CAMILLE, language="fr")
    talk.says("Combien pour des lunettes à 250 € et combien pour le dentiste ?")
    assert "225 €" in talk.heard and "Soins dentaires" in talk.heard


def test_F19_the_second_waits_while_the_first_asks() -> None:
    talk = Talker(CAMILLE, traits=SMS)
    talk.says("I want to send a bill and I also want to know where my last claim is")
    assert talk.state.frames[0].dialog == "receipt"
    assert [waiting.dialog for waiting in talk.state.queue] == ["claim_status"]


def test_F19_a_question_that_leans_on_the_first_is_no_second_request() -> None:
    talk = Talker(CAMILLE, language="fr", traits=WEB)
    talk.says("Faut-il un accord pour une IRM ? Et combien je touche ?")
    assert not talk.state.queue and "Entente préalable" in talk.heard
