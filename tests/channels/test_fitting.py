"""A message fitted to a phone: numbered choices, whole sentences, nothing lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.channels.fitting import (
    CALLBACK_BYTES,
    TELEGRAM_CAPTION,
    TELEGRAM_TEXT,
    callback_data,
    cut,
    fit_caption,
    fit_plain,
    fit_sms,
    fit_telegram,
    is_gsm7,
    numbered,
    pressed,
    utf16,
)
from assistant.messages import Outgoing, Pressed

COUNTRIES = (("fr", "France"), ("other", "un autre pays"), ("person", "une personne"))
written = st.text(alphabet=st.characters(codec="utf-8"), max_size=3000)


def test_choices_are_lines_with_numbers_and_a_person_is_always_zero() -> None:
    asked = Outgoing(text="Dans quel pays ?", choices=COUNTRIES, serial=7)
    assert fit_sms(asked) == "Dans quel pays ?\n1 France\n2 un autre pays\n0 une personne"


def test_a_person_is_zero_wherever_it_stands() -> None:
    choices = (("person", "a person"), ("yes", "yes"), ("no", "no"))
    assert [number for number, _key, _label in numbered(choices)] == ["0", "1", "2"]


def test_a_message_without_text_still_shows_its_choices() -> None:
    assert fit_plain(Outgoing(text="", choices=COUNTRIES[:1])) == "1 France"


def test_an_sms_of_ours_is_gsm7_and_whatsapp_keeps_the_accents() -> None:
    said = Outgoing(text="Vous êtes remboursé de 60\u00a0€ — c’est l’article II-2.")
    assert fit_sms(said) == "Vous etes remboursé de 60 EUR - c'est l'article II-2."
    assert is_gsm7(fit_sms(said))
    assert fit_plain(said) == said.text


def test_a_long_text_is_cut_at_the_end_of_a_sentence() -> None:
    text = "Une phrase de trente signes ici. " * 10
    for part in cut(text.strip(), 100):
        assert part.endswith("ici.")


def test_a_paragraph_is_a_better_place_to_cut_than_a_sentence() -> None:
    text = "Un. " * 15 + "\n\n" + "Deux. " * 15
    assert cut(text, 100)[0].strip().endswith("Un.")
    assert cut(text, 100)[1].startswith("Deux.")


def test_an_emoji_of_several_signs_is_not_cut() -> None:
    family = "👨\u200d👩\u200d👧"
    parts = cut("x" * 7 + family, 10)
    assert parts[0] == "x" * 7
    assert parts[1] == family


@given(written, st.integers(min_value=4, max_value=500))
def test_no_part_is_longer_than_allowed_and_no_letter_is_lost(text: str, most: int) -> None:
    parts = cut(text, most)
    assert all(len(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text(alphabet=st.sampled_from("aé €😀👍\n. "), max_size=3000))
def test_telegram_parts_are_counted_in_utf16(text: str) -> None:
    parts = cut(text, 300, utf16)
    assert all(utf16(part) <= 300 for part in parts)
    assert utf16(text) == len(text.encode("utf-16-le")) // 2


def test_telegram_takes_4096_units_in_one_part() -> None:
    assert len(fit_telegram(Outgoing(text="é" * TELEGRAM_TEXT))) == 1
    assert len(fit_telegram(Outgoing(text="é" * (TELEGRAM_TEXT + 1)))) == 2
    assert len(fit_telegram(Outgoing(text="😀" * (TELEGRAM_TEXT // 2)))) == 1
    assert len(fit_telegram(Outgoing(text="😀" * (TELEGRAM_TEXT // 2) + "a"))) == 2


def test_telegram_never_gets_an_empty_text() -> None:
    assert fit_telegram(Outgoing(text=" \n ", choices=COUNTRIES))[0].strip()


def test_a_caption_is_at_most_1024_units() -> None:
    assert utf16(fit_caption("Une phrase. " * 200)) <= TELEGRAM_CAPTION
    assert fit_caption("") == ""


def test_a_button_says_which_question_it_belonged_to() -> None:
    assert callback_data(7, "fr", "1") == "7:fr"
    assert pressed("7:fr") == Pressed(7, "fr")
    assert pressed("7:fr:with:colons") == Pressed(7, "fr:with:colons")


def test_a_key_too_long_for_telegram_goes_by_its_number() -> None:
    fits = "k" * (CALLBACK_BYTES - len("12:"))
    assert callback_data(12, fits, "3") == f"12:{fits}"
    assert callback_data(12, fits + "k", "3") == "12:#3"
    assert callback_data(12, "é" * 40, "3") == "12:#3"  # bytes are counted, not letters


@given(st.integers(min_value=0, max_value=10**9), st.text(min_size=1, max_size=50))
def test_every_button_fits_and_keeps_its_question(serial: int, key: str) -> None:
    data = callback_data(serial, key, "4")
    assert len(data.encode("utf-8", "surrogatepass")) <= CALLBACK_BYTES
    assert pressed(data).serial == serial


def test_a_button_that_we_never_wrote_belongs_to_no_question() -> None:
    for data in ("", "fr", ":", "x:y", "²:y", "-1:y", "9" * 30 + ":y"):
        assert pressed(data) == Pressed(0, "")
