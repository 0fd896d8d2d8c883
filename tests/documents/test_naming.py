"""A file's name is shown, never obeyed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.naming import display_name
from assistant.web.downloads import download

ODD = {
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\win.ini": "win.ini",
    "facture\r\nSet-Cookie: a=b.jpg": "factureSet-Cookie: a=b.jpg",
    "a\x00b.jpg": "ab.jpg",
    "photo\u202egpj.exe": "photogpj.exe",
    "zero\u200bwidth\ufeff.pdf": "zerowidth.pdf",
    "lone \ud800 surrogate.pdf": "lone surrogate.pdf",
    "e\u0301te\u0301.pdf": "été.pdf",
    "  a   bill .jpg ": "a bill .jpg",
    "facture d'août n° 3.pdf": "facture d'août n° 3.pdf",
    "/": "",
    "": "",
}


@pytest.mark.parametrize("given_name", ODD)
def test_T19_an_odd_name_becomes_one_plain_line(given_name: str) -> None:
    assert display_name(given_name) == ODD[given_name]


@given(st.text(max_size=3_000))
def test_T19_any_name_is_short_visible_and_no_path(name: str) -> None:
    shown = display_name(name)
    assert len(shown) <= 100
    assert not set(shown) & set("/\\\r\n\0")
    assert all(unicodedata.category(letter) not in ("Cc", "Cf", "Cs") for letter in shown)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a\r\nSet-Cookie: b=c.pdf", 'attachment; filename="aSet-Cookie: b=c.pdf"'),
        ('../"x".pdf', 'attachment; filename="\\"x\\".pdf"'),
        ("", "attachment; filename=document"),
        ("発票.pdf", "attachment; filename*=UTF-8''%E7%99%BA%E7%A5%A8.pdf"),
        ("été.pdf", "attachment; filename*=UTF-8''%C3%A9t%C3%A9.pdf"),
    ],
)
def test_T19_a_download_names_the_file_in_one_harmless_header(name: str, header: str) -> None:
    answer = download(b"data", "image/jpeg", name)
    assert answer.headers["Content-Disposition"] == header
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
