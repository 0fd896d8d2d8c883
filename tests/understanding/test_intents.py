"""What a message wants, in both languages, as people write it."""

import json
from pathlib import Path

import pytest

from assistant.understanding import understand

MEANINGS = {
    "greet": ["Bonjour", "hello there", "bjr"],
    "thanks": ["merci beaucoup", "thx a lot"],
    "goodbye": ["au revoir", "see you soon"],
    "menu_help": ["que peux-tu faire ?", "what can you do", "HELP", "aide"],
    "yes": ["oui", "yes please", "ouais"],
    "no": ["non", "nope"],
    "cancel_restart": ["annuler", "start over", "retour"],
    "language_fr": ["en français svp", "switch to French please"],
    "language_en": ["in English please", "passez en anglais"],
    "coverage": ["combien pour une couronne à 650 € ?", "hw mch do i get bk for glasses"],
    "annual_limit": ["combien me reste-t-il de mon plafond dentaire", "what is my deductible"],
    "waiting_period": ["délai d'attente pour les lunettes ?", "how long before maternity starts"],
    "territory": ["suis-je couvert en Thaïlande ?", "is Japan in my zone"],
    "prior_agreement_info": ["faut-il un accord préalable pour une IRM ?"],
    "prior_agreement_request": ["voici le devis de mon dentiste pour accord"],
    "prior_agreement_status": ["has my prior agreement been approved yet"],
    "direct_billing": ["can you pay the hospital directly", "tiers payant à la clinique ?"],
    "claim_submit": ["je veux envoyer une facture", "I have a bill to send"],
    "claim_documents": ["quels documents faut-il pour un remboursement ?"],
    "claim_status": ["où en est mon remboursement ?", "did you receive my invoice"],
    "claim_deadline": ["is it too late for a bill from 2023?", "délai pour envoyer mes factures"],
    "payment_info": ["je veux changer de RIB", "the transfer never arrived at my bank"],
    "renounce": ["je veux me rétracter, j'ai signé hier"],
    "terminate": ["je veux résilier mon contrat", "how do I cancel my policy"],
    "change_plan": ["passer de Confort à Premium", "I want a cheaper plan"],
    "change_country_or_address": ["je déménage en Espagne", "here is my new address"],
    "family_change": ["ajouter mon bébé né hier au contrat", "add my wife to the policy"],
    "premium_payment": ["mon prélèvement de cotisation a été rejeté", "how do I pay my premium"],
    "complaint": ["je veux faire une réclamation", "I want to make a complaint"],
    "personal_data": ["supprimez mes données", "what data do you hold about me"],
    "teleconsultation": ["consulter un médecin en ligne", "video call with a doctor"],
    "human": ["je veux parler à un conseiller", "a person please"],
    "identify": ["mon numéro d'adhérent est 4916/88", "I forgot my membership number"],
    "stop_optout": ["STOP", "stop texting me"],
    "out_of_scope": ["raconte-moi une blague", "what's the weather in Paris", "asdf qsdf"],
}


@pytest.mark.parametrize(
    ("intent", "message"), [(name, text) for name, texts in MEANINGS.items() for text in texts]
)
def test_what_a_message_wants(intent: str, message: str) -> None:
    assert understand(message).intent == intent


LABELS = [
    json.loads(line)
    for line in Path(__file__).with_name("frozen.jsonl").read_text("utf-8").splitlines()
]


def test_the_frozen_split_has_every_intent_both_languages_and_all_styles() -> None:
    intents = {*MEANINGS, "emergency"}
    for language in ("fr", "en"):
        assert {row["intent"] for row in LABELS if row["lang"] == language} == intents
    assert {"clean", "typo", "sms", "verbose", "terse", "voice_dictated"} == {
        row["style"] for row in LABELS
    }
    assert len(LABELS) >= 600


def test_no_sentence_of_the_frozen_split_is_learned_from() -> None:
    sentences = Path(__file__).parents[2] / "training" / "sentences"
    learned = {
        line.casefold()
        for path in sentences.glob("*.txt")
        for line in path.read_text("utf-8").splitlines()
    }
    shared = [row["text"] for row in LABELS if row["text"].casefold() in learned]
    assert [text for text in shared if len(text.split()) > 3] == []


def test_a_message_in_both_languages_is_understood() -> None:
    assert understand("Please valider mon devis de couronne").intent == "prior_agreement_request"
    assert understand("Statut de my claim s'il vous plaît").intent == "claim_status"


def test_the_evidence_says_which_words_spoke() -> None:
    evidence = understand("combien me remboursez-vous pour mes lunettes").evidence
    assert "how_much=combien" in evidence
    assert any(word.startswith("refund=") for word in evidence)


def test_nothing_is_known_of_an_empty_message() -> None:
    reading = understand("   ")
    assert reading.intent is None
    assert not reading.confident
