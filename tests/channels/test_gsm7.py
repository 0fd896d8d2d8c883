"""An SMS is priced by its letters: the known boundaries, and folding that never costs more."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.channels.gsm7 import BASIC, EXTENDED, encoding, fold, is_gsm7, segments
from assistant.wording import money, render

FRENCH = "àâçéèêëîïôùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŸŒÆ’‘«»“”…–—\u00a0\u202f°²"
written = st.text(alphabet=st.characters(codec="utf-8"), max_size=400)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 459, 3),
        ("a" * 460, 4),
        ("é" * 160, 1),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" + "€" * 80, 2),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("ê" * 134, 2),
        ("ê" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("\n" * 160, 1),
    ],
)
def test_the_known_boundaries_of_a_segment(text: str, count: int) -> None:
    assert segments(text) == count


def test_a_letter_of_two_units_is_never_parted() -> None:
    assert segments("a" * 152 + "€" + "a" * 152) == 3  # 306 units, but € does not fit in 153
    assert segments("ê" * 66 + "😀" + "ê" * 66) == 3


def test_there_are_127_basic_letters_and_ten_extended_ones() -> None:
    assert len(BASIC) == 127  # 128 with the escape, which is no letter
    assert len(EXTENDED) == 10
    assert not BASIC & EXTENDED


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("« Être » à l’hôpital…", '"Etre" à l\'hopital...'),
        ("1\u202f234,50\u00a0€", "1 234,50 EUR"),
        ("20€ ou €20", "20 EUR ou EUR 20"),
        ("reçu – œuvre — août", "recu - oeuvre - aout"),
        ("À bientôt, Œdipe", "A bientot, OEdipe"),
        ("Ça va, É", "Ça va, É"),
        ("e\u0301te\u0301", "été"),
        ("n° 3, 2 ½, m²", "no 3, 2 1/2, m2"),
        ("zéro\u200b\u00adlargeur", "zérolargeur"),
        ("Łukasz Dvořák", "Lukasz Dvorak"),
        ("[a] {b} ~ ^ | \\", "[a] {b} ~ ^ | \\"),
    ],
)
def test_words_of_ours_become_gsm7(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert is_gsm7(fold(written))


def test_another_script_is_left_as_it_is() -> None:
    assert fold("Привет, ça va ?") == "Привет, ça va ?"
    assert fold("ok 👍 – ça") == "ok 👍 – ça"
    assert encoding("ok 👍") == "UCS-2"


def test_money_of_both_languages_is_gsm7_once_folded() -> None:
    for language in ("fr", "en"):
        assert is_gsm7(fold(render(money(12345), language)))
        assert "EUR" in fold(render(money(12345), language))


@given(st.text(alphabet=st.sampled_from(FRENCH + "abc XYZ 0123.,?!'\n"), max_size=300))
def test_french_always_becomes_gsm7(text: str) -> None:
    assert is_gsm7(fold(text))


@given(written)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(written)
def test_what_cannot_be_gsm7_loses_no_letter(text: str) -> None:
    folded = fold(text)
    if not is_gsm7(folded):
        assert folded == unicodedata.normalize("NFC", text)


@given(written, written)
def test_more_text_never_costs_less_in_one_alphabet(text: str, more: str) -> None:
    if encoding(text) == encoding(text + more):
        assert segments(text) <= segments(text + more)


@given(st.text(alphabet=st.sampled_from(sorted(BASIC | EXTENDED)), max_size=1000))
def test_a_joined_text_is_packed_as_tightly_as_letters_allow(text: str) -> None:
    units = sum(2 if letter in EXTENDED else 1 for letter in text)
    count = segments(text)
    if units <= 160:
        assert count == (1 if text else 0)
    else:
        assert -(-units // 153) <= count <= -(-units // 152)
