"""The catalogues are whole, and the check that says so can see what is wrong."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from assistant.catalogue_check import (
    Used,
    add_missing,
    catalogues,
    changed_by_folding,
    findings,
    too_long,
    used,
)
from assistant.wording import LANGUAGES

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
HELLO = {"fr": 'msgid "Hello {name}"\nmsgstr "Bonjour {name}"\n'}
HELLO["en"] = 'msgid "Hello {name}"\nmsgstr "Hello {name}"\n'


def test_every_sentence_is_in_both_languages_and_nothing_is_left_over() -> None:
    assert list(findings(used(), catalogues())) == []


def test_F7_every_sentence_that_can_go_by_sms_is_gsm7_and_short() -> None:
    assert list(too_long(used(), catalogues())) == []


@pytest.fixture
def code(tmp_path: Path) -> Used:
    """A package that says one thing, in a dialog."""
    folder = tmp_path / "code" / "dialogs"
    folder.mkdir(parents=True)
    (folder / "hello.py").write_text('x = _("Hello " "{name}", name=n)\n')
    return used(folder.parent)


def books(tmp_path: Path, **files: str) -> Path:
    """A folder of catalogues; each file as `<language>_<name>`."""
    for key, text in files.items():
        language, name = key.split("_")
        folder = tmp_path / "locales" / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.po").write_text(HEADER + dedent(text))
    for language in LANGUAGES:
        (tmp_path / "locales" / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    return tmp_path / "locales"


def found(code: Used, folder: Path) -> str:
    known = catalogues(folder)
    return "\n".join([*findings(code, known), *too_long(code, known)])


def test_whole_catalogues_have_no_findings(code: Used, tmp_path: Path) -> None:
    assert found(code, books(tmp_path, fr_a=HELLO["fr"], en_a=HELLO["en"])) == ""


@pytest.mark.parametrize(
    ("french", "says"),
    [
        ("", "fr: missing 'Hello {name}' (dialogs/hello.py)"),
        ('msgid "Hello {name}"\nmsgstr ""\n', "not translated"),
        ('#, fuzzy\nmsgid "Hello {name}"\nmsgstr "Bonjour {name}"\n', "fuzzy"),
        ('msgid "Hello {name}"\nmsgstr "Bonjour"\n', "other placeholders in 'Bonjour'"),
        ('msgid "Hello {name}"\nmsgstr "Bonjour {nom}"\n', "other placeholders"),
        (HELLO["fr"] + '\nmsgid "Bye"\nmsgstr "Adieu"\n', "has 'Bye', which nothing says"),
        ('msgid "Hello {name}"\nmsgstr "Привет {name}"\n', "cannot be GSM-7"),
        (f'msgid "Hello {{name}}"\nmsgstr "{"Bonjour " * 70}{{name}}"\n', "4 segments"),
    ],
)
def test_what_is_wrong_is_found(code: Used, tmp_path: Path, french: str, says: str) -> None:
    assert says in found(code, books(tmp_path, fr_a=french, en_a=HELLO["en"]))


def test_a_sentence_in_two_files_is_found(code: Used, tmp_path: Path) -> None:
    folder = books(tmp_path, fr_a=HELLO["fr"], fr_b=HELLO["fr"], en_a=HELLO["en"])
    assert "stands in a.po, b.po" in found(code, folder)


def test_files_that_differ_between_the_languages_are_found(code: Used, tmp_path: Path) -> None:
    folder = books(tmp_path, fr_a=HELLO["fr"], en_b=HELLO["en"])
    assert "stands in {'a.po'} (fr) and {'b.po'} (en)" in found(code, folder)


def test_letters_that_an_sms_would_change_are_hinted_at(code: Used, tmp_path: Path) -> None:
    french = 'msgid "Hello {name}"\nmsgstr "Reçu, {name}"\n'
    known = catalogues(books(tmp_path, fr_a=french, en_a=HELLO["en"]))
    assert list(changed_by_folding(code, known)) == ["fr: ç in 'Reçu, {name}'"]


def test_sentences_of_templates_and_plurals_are_seen(tmp_path: Path) -> None:
    folder = tmp_path / "code" / "web" / "templates"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(
        "{{ say('One page') }}{{ say_many('{count} bill', '{count} bills', 3) }}"
    )
    (tmp_path / "code" / "web" / "page.py").write_text('n_("{count} day", "{count} days", 2)')
    sentences = used(tmp_path / "code").sentences
    assert set(sentences) == {"One page", "{count} bill", "{count} day"}
    assert sentences["{count} bill"].plural == "{count} bills"
    assert sentences["{count} day"].plural == "{count} days"


def test_a_plural_that_is_missing_is_found(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "page.py").write_text('n_("{count} day", "{count} days", 2)')
    single = 'msgid "{count} day"\nmsgstr "{count} jour"\n'
    folder = books(tmp_path, fr_a=single, en_a=single)
    assert "no plural of '{count} day'" in found(used(tmp_path / "code"), folder)


def test_what_is_missing_is_added_where_its_neighbours_stand(code: Used, tmp_path: Path) -> None:
    other = 'msgid "Bye"\nmsgstr "Adieu"\n'
    folder = books(tmp_path, fr_polite=other, en_polite=other)
    code.note("dialogs/hello.py", "_", ["Bye"])
    assert add_missing(code, catalogues(folder), folder) == 2
    english = (folder / "en" / "LC_MESSAGES" / "polite.po").read_text()
    assert 'msgid "Hello {name}"\nmsgstr "Hello {name}"' in english
    assert found(code, folder) == "fr: not translated 'Hello {name}'"
