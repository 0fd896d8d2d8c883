"""Text from outside, made storable (T15)."""

from __future__ import annotations

import json
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.channels.cleaning import LONGEST, clean, clean_name

anything = st.text(alphabet=st.characters(), max_size=300)  # lone surrogates too


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  bonjour  ", "bonjour"),
        ("a\x00b\x07c", "abc"),
        ("a\ud800b", "ab"),
        ("e\u0301te\u0301", "été"),
        ("un\r\ndeux\rtrois", "un\ndeux\ntrois"),
        ("abc\u202edef", "abcdef"),
        ("👍", "👍"),
        ("   \n ", ""),
        ("٣٤", "٣٤"),
    ],
)
def test_T15_text_is_kept_without_what_cannot_be_stored(sent: str, kept: str) -> None:
    assert clean(sent) == kept


def test_T15_a_megabyte_is_cut() -> None:
    assert len(clean("a" * 1_000_000)) == LONGEST
    assert len(clean("a" + "\u0301" * 1_000_000)) <= LONGEST


@given(anything)
def test_T15_whatever_is_sent_can_be_stored_and_sent_on(text: str) -> None:
    kept = clean(text)
    assert clean(kept) == kept
    assert json.loads(json.dumps(kept, ensure_ascii=False).encode()) == kept
    database = sqlite3.connect(":memory:")
    assert database.execute("SELECT ?", (kept,)).fetchone() == (kept,)
    database.close()


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("facture.pdf", "facture.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\facture.jpg", "facture.jpg"),
        ("a\r\nSet-Cookie: x", "a Set-Cookie: x"),
        ("x" * 300, "x" * 100),
        ("\u202egpj.exe", "gpj.exe"),
    ],
)
def test_T19_a_file_name_is_display_text_only(given_name: str, shown: str) -> None:
    assert clean_name(given_name) == shown
