"""The renunciation letter: every element of the contract's model; a member's words stay text.

The golden letters stand in `tests/letters/`; after a wanted change write them anew with
`python -m tests.test_letters`.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from assistant.letters import blank_model, letter_pdf, letter_text
from assistant.rules.product import product

GOLDEN = Path(__file__).parent / "letters"
CAMILLES: dict[str, Any] = {
    "name": "Camille Roche",
    "address": ["3 rue des Tilleuls", "69003 Lyon", "France"],
    "member_number": "A4916-1016",
    "signed": "2026-03-01",
    "paid": True,
    "distance": True,
    "place": "Lyon",
}
HOSTILE = (
    '#image("/etc/passwd")',
    "{{7*7}} {% raw %} ${7*7}",
    "<script>alert(1)</script>",
    "{0.__class__} %n",
    "#[=] *bold* $x^2$ \\ @ref <label>",
)


def texts() -> dict[str, str]:
    """Every golden letter by its file's name."""
    found = {}
    for language in ("fr", "en"):
        found[f"filled.{language}.txt"] = letter_text(CAMILLES, language)
        bare = {**CAMILLES, "paid": False, "distance": False, "place": ""}
        found[f"nothing_paid.{language}.txt"] = letter_text(bare, language)
        found[f"blank.{language}.txt"] = blank_model(language)[0]
    return found


def words(pdf: bytes) -> str:
    """What a reader finds in a PDF, on one line."""
    document = pdfium.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).replace("\ufffe", "").split())


@pytest.mark.parametrize("name", sorted(path.name for path in GOLDEN.glob("*.txt")))
def test_the_letters_read_as_they_were_agreed(name: str) -> None:
    assert texts()[name] == (GOLDEN / name).read_text()


def test_every_letter_has_its_golden_text() -> None:
    assert set(texts()) == {path.name for path in GOLDEN.glob("*.txt")}


def test_the_french_letter_has_every_element_of_the_model() -> None:
    text = letter_text(CAMILLES, "fr").replace("\u00a0", " ")
    letter = product("ats_a4916").letter
    assert letter is not None
    for line in letter.recipient.lines:
        assert line in text
    for element in (
        "Lettre recommandée avec demande d’avis de réception",  # ATS-I-11.1-c
        "Camille Roche, demeurant 3 rue des Tilleuls, 69003 Lyon, France",  # -f
        f"contrat {letter.contract_name} n° {letter.contract_number}",  # -g
        "mon adhésion n° A4916-1016",
        "signée le 1er mars 2026",
        "L. 112-9",  # -h
        "au prorata",
        "rembourser les prestations",  # -i
        "Fait à Lyon, le …",  # -j
        "Signature :",
    ):
        assert element in text


def test_refund_and_undertaking_are_there_only_when_they_apply() -> None:
    text = letter_text({**CAMILLES, "paid": False, "distance": False}, "fr")
    assert "rembourser" not in text
    paid = letter_text({**CAMILLES, "distance": False}, "fr")
    assert "Je vous demande de me les rembourser" in paid
    assert "prestations" not in paid


def test_the_english_copy_says_that_the_french_letter_is_the_one_to_send() -> None:
    assert letter_text(CAMILLES, "en").startswith("Reading copy: please send the French letter.")


def test_the_blank_model_leaves_everything_to_the_hand() -> None:
    for language in ("fr", "en"):
        text, pdf = blank_model(language)
        assert "Camille" not in text
        assert text.count("……") >= 5
        assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pdf_says_what_the_text_says(language: str) -> None:
    found = words(letter_pdf(CAMILLES, language))
    for paragraph in letter_text(CAMILLES, language).split("\n\n"):
        assert " ".join(paragraph.split()) in found


def test_the_pdf_is_one_tagged_page_with_its_language_and_fonts() -> None:
    pdf = letter_pdf(CAMILLES, "fr")
    document = pdfium.PdfDocument(io.BytesIO(pdf))
    assert len(document) == 1
    assert document.get_metadata_value("Title").startswith("Objet")
    document.close()
    assert b"/StructTreeRoot" in pdf
    assert b"/MarkInfo" in pdf
    assert b"LibertinusSerif" in pdf


@pytest.mark.parametrize("hostile", HOSTILE)
def test_T21_what_a_member_typed_is_drawn_as_text(hostile: str) -> None:
    data = {**CAMILLES, "name": hostile, "address": [hostile], "place": hostile}
    data["member_number"] = hostile
    text = letter_text(data, "fr")
    assert text.count(hostile) == 6
    found = words(letter_pdf(data, "fr"))
    assert found.count(" ".join(hostile.split())) >= 6
    assert "root:" not in found
    assert "49" not in found.replace("A 4916", "")


def test_T21_a_members_line_breaks_cannot_move_the_letters_parts() -> None:
    data = {**CAMILLES, "name": "Camille\n\nSignature :\n\nRoche\x00\u2028"}
    text = letter_text(data, "fr")
    assert text.startswith("Camille Signature : Roche\n".replace(" :", "\u00a0:"))
    assert text.split("\n\n")[-1].strip() == "Signature\u00a0:"


@pytest.mark.parametrize("missing", ["name", "address", "member_number", "signed", "paid"])
def test_a_letter_with_something_missing_is_not_made(missing: str) -> None:
    data = {name: value for name, value in CAMILLES.items() if name != missing}
    with pytest.raises(KeyError):
        letter_text(data, "fr")


def test_a_product_without_that_letter_makes_none() -> None:
    with pytest.raises(ValueError, match="welcare"):
        letter_text({**CAMILLES, "product": "welcare"}, "fr")


if __name__ == "__main__":
    for file, said in texts().items():
        (GOLDEN / file).write_text(said)
