"""Whole messages that steer the conversation, in both languages, near misses included."""

import pytest

from assistant.understanding import understand
from assistant.understanding.control import table

WORDS = {
    "back": ["retour", "Back", "go back", "revenir en arrière", "retuor"],
    "restart": ["recommencer", "start over", "annuler", "recomencer", "cancel please"],
    "menu": ["menu", "aide", "HELP", "?", "main menu"],
    "human": ["une personne", "a person please", "humain", "conseiller svp", "operator"],
    "language_fr": ["français", "in French", "francais svp"],
    "language_en": ["English", "english please", "en anglais"],
    "more": ["PLUS", "more", "détails"],
    "stop": ["STOP", "stop", "ARRÊT", "arret", "Arrêt."],
    "lock": ["verrouiller", "lock", "log out"],
    "yes": ["oui", "Yes!", "ok", "d'accord", "ouiiii", "yep", "👍"],
    "no": ["non", "No.", "nope", "pas du tout"],
    "dont_know": ["je ne sais pas", "jsp", "idk", "I don't know"],
    "summary_edit": ["modifier", "edit", "corriger"],
}
TAKEN_BY_CARRIERS = {
    "stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "start",
    "yes", "unstop", "help", "info",
}  # fmt: skip


@pytest.mark.parametrize(
    ("command", "message"), [(name, word) for name, words in WORDS.items() for word in words]
)
def test_the_word_alone_is_the_command(command: str, message: str) -> None:
    assert understand(message).command == command


@pytest.mark.parametrize(
    "message",
    ["je voudrais revenir sur ma facture d'hier", "no refund yet", "stop smoking help", "1", ""],
)
def test_a_sentence_is_not_a_command(message: str) -> None:
    assert understand(message).command is None


def test_words_that_the_carrier_keeps_are_never_the_only_way() -> None:
    ours = {command for command in table().values() if command != "stop"}
    reachable = {table()[word] for word in table().keys() - TAKEN_BY_CARRIERS}
    assert ours <= reachable
