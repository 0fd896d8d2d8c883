"""Where one request of a message ends and the next begins."""

from __future__ import annotations

import pytest

from assistant.understanding import understand
from assistant.understanding.requests import requests


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "I want to send a bill and I also want to know where my claim is",
            ("I want to send a bill", "and I also want to know where my claim is"),
        ),
        (
            "Combien pour des lunettes ? Et où en est mon remboursement ?",
            ("Combien pour des lunettes ?", "Et où en est mon remboursement ?"),
        ),
        (
            "je voudrais changer de formule\nquels papiers pour une hospitalisation",
            ("je voudrais changer de formule", "quels papiers pour une hospitalisation"),
        ),
    ],
)
def test_each_request_is_a_part(text: str, parts: tuple[str, ...]) -> None:
    assert requests(text) == parts
    assert [one.text for one in understand(text).requests] == list(parts)


@pytest.mark.parametrize(
    "text",
    [
        "I paid 80 € at the doctor's. What do I get back?",
        "Bonjour. Je voudrais envoyer une facture. Merci !",
        "What do I get back for glasses and contact lenses?",
        "où en est ma demande",
        "",
    ],
)
def test_one_request_has_no_parts(text: str) -> None:
    assert requests(text) == () and understand(text).requests == ()
