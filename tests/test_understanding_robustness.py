"""Any text at all is read: nothing raises, nothing leaves the machine, nothing is remembered."""

import socket
import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.understanding import VERSION, understand
from assistant.understanding.normalise import LONGEST, fold, normalise

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=300)
HOSTILE = {
    "nothing": "",
    "blanks": " \n\t  ",
    "a NUL": "a\x00b",
    "lone surrogates": "\ud800 \udfff hello",
    "a megabyte": "remboursement lunettes " * 50_000,
    "a megabyte of marks": "a" + "\u0301" * 1_000_000,
    "combining storm": ("o" + "\u0335\u0321\u0322" * 30) * 40,
    "right to left": "\u202e\u202dje veux mourir\u202c",
    "emoji only": "🦷👓💶" * 20,
    "Arabic digits": "٤٥ يورو",
    "Devanagari digits": "४५०",
    "one long word": "a" * 5_000,
    "brackets": "(" * 3_000,
    "digits and marks": "1,2.3/4-5 " * 500,
    "a row of numbers in words": "deux cent vingt " * 300,
    "letters and digits": "a1b2c3" * 600,
    "apostrophes": "l'" * 1_500,
}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading that opens a socket fails."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("understanding must not use the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_T15_hostile_text_is_read_quickly_and_never_raises(text: str) -> None:
    understand("warm up")
    started = time.perf_counter()
    reading = understand(text)
    assert time.perf_counter() - started < 1.0
    assert len(reading.text) <= LONGEST
    for mention in reading.dates:
        mention.resolve(date(2026, 5, 1))


@given(ANY_TEXT)
@settings(max_examples=150, deadline=None)
def test_T15_any_text_gives_a_reading(text: str) -> None:
    reading = understand(text)
    assert reading.version == VERSION
    assert all(0.0 <= confidence <= 1.0 for _, confidence in reading.intents)
    for mention in reading.dates:
        mention.resolve(date(2024, 2, 29))


@given(ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_T15_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(char) in ("Cf", "Cs") for char in once)


@given(ANY_TEXT)
@settings(max_examples=100, deadline=None)
def test_the_same_text_always_has_the_same_reading(text: str) -> None:
    assert understand(text) == understand(text)


def test_only_ascii_digits_are_numbers() -> None:
    reading = understand("٤٥ €")
    assert reading.amounts == ()
    assert reading.choice is None


def test_folding_makes_accents_capitals_and_look_alikes_disappear() -> None:
    assert fold("Œdème À L’HÔPITAL") == "oedeme a l'hopital"
    assert fold("ｆｕｌｌ 𝐡𝐞𝐥𝐩 hеllo") == "full help hello"
