"""What a message names: sums, days, places, persons, numbers, benefits."""

from datetime import date
from decimal import Decimal

import pytest

from assistant.understanding import understand

TODAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("message", "value", "currency", "unit"),
    [
        ("j'ai payé 1 200,50 € hier", "1200.50", "EUR", None),
        ("EUR 1,200.50 paid yesterday", "1200.50", "EUR", None),
        ("26 euros 50", "26.50", "EUR", None),
        ("deux cent cinquante euros chez le dentiste", "250", "EUR", None),
        ("a hundred and ten euros per session", "110", "EUR", "session"),
        ("quatre-vingt-dix-sept euros", "97", "EUR", None),
        ("2,5k€ pour l'opération", "2500", "EUR", None),
        ("80e la séance", "80", "EUR", "session"),
        ("45", "45", None, None),
        ("129,90", "129.90", None, None),
        ("the crown costs £300", "300", "GBP", None),
        ("500 dirhams chez le médecin", "500", "XXX", None),
        ("1.200 €", "1200", "EUR", None),
        ("60€ la nuit", "60", "EUR", "night"),
        ("I was charged 85 by the gp", "85", None, None),
    ],
)
def test_a_sum_is_read_in_both_notations(
    message: str, value: str, currency: str | None, unit: str | None
) -> None:
    (amount,) = understand(message).amounts
    assert (amount.value, amount.currency, amount.unit) == (Decimal(value), currency, unit)


@pytest.mark.parametrize(
    "message", ["20 séances de kiné", "for the 2nd time", "code 482913", "12/03/2026", "3 nuits"]
)
def test_a_number_that_is_no_sum_is_not_taken_for_one(message: str) -> None:
    assert understand(message).amounts == ()


@pytest.mark.parametrize(
    ("message", "days"),
    [
        ("le 12 mars 2026", ["2026-03-12"]),
        ("on March 5th 2026", ["2026-03-05"]),
        ("vendredi dernier", ["2026-04-24"]),
        ("next Friday", ["2026-05-08"]),
        ("hier", ["2026-04-30"]),
        ("il y a trois semaines", ["2026-04-10"]),
        ("in two months", ["2026-07-01"]),
        ("soins du 04/02/2026, facture jointe", ["2026-02-04"]),
        ("2026-02-04", ["2026-02-04"]),
        ("le 1er mai", ["2026-05-01"]),
        ("3-Mar-2026", ["2026-03-03"]),
        ("10 10 2025", ["2025-10-10"]),
        ("a fortnight ago", ["2026-04-17"]),
    ],
)
def test_a_clear_day_is_one_day(message: str, days: list[str]) -> None:
    (mention,) = understand(message).dates
    assert [str(day) for day in mention.resolve(TODAY)] == days


@pytest.mark.parametrize(
    ("message", "days"),
    [
        ("le 3", ["2026-05-03", "2026-04-03"]),
        ("3/4", ["2026-04-03", "2026-03-04"]),
        ("on the 12th", ["2026-05-12", "2026-04-12"]),
        ("my visit on 05/06/2026 please", ["2026-06-05", "2026-05-06"]),
        ("vendredi", ["2026-04-24", "2026-05-08"]),
    ],
)
def test_an_unclear_day_is_several_days_so_that_it_is_asked_back(
    message: str, days: list[str]
) -> None:
    (mention,) = understand(message).dates
    assert mention.ambiguous
    assert [str(day) for day in mention.resolve(TODAY)] == days


@pytest.mark.parametrize(
    "message", ["du 3 au 7 mars", "from 3 to 7 March", "entre le 3 et le 7 mars 2026"]
)
def test_a_stay_is_two_days_of_the_month_said_once(message: str) -> None:
    days = [mention.resolve(TODAY) for mention in understand(message).dates]
    assert days == [(date(2026, 3, 3),), (date(2026, 3, 7),)]


@pytest.mark.parametrize(
    ("message", "month"), [("in March", 3), ("début mai", 5), ("since May", 5)]
)
def test_a_month_that_is_a_word_too_is_one_where_a_month_is_meant(message: str, month: int) -> None:
    (mention,) = understand(message).dates
    assert (mention.kind, mention.month) == ("month", month)


def test_a_month_that_is_a_word_too_is_none_elsewhere() -> None:
    assert understand("may I march to the doctor").dates == ()


def test_the_29th_of_february_exists_only_where_it_exists() -> None:
    (mention,) = understand("le 29 février 2026").dates
    assert mention.resolve(TODAY) == ()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Suis-je couvert au Kenya ?", "KE"),
        ("covered in Thailand?", "TH"),
        ("un médecin à Lisbonne", "PT"),
        ("surgery in Bangkok", "TH"),
        ("a doctor in the US", "US"),
        ("un dentiste hongrois", "HU"),
        ("I'm posted in Peru, may I see a cardiologist in Chile", "CL"),
        ("leaving Ghana, heading to Rwanda", "RW"),
        ("valable au senegall ?", "SN"),
        ("soins en Côte d'Ivoire", "CI"),
    ],
)
def test_the_country_of_care_is_read_in_both_languages(message: str, code: str) -> None:
    assert understand(message).countries[0] == code


@pytest.mark.parametrize(
    ("message", "code"),
    [("I live in Cork now", "IE"), ("un dentiste à Nice", "FR"), ("a spa in Bath", "GB")],
)
def test_a_town_that_is_also_a_word_counts_with_its_capital(message: str, code: str) -> None:
    assert understand(message).countries == (code,)


@pytest.mark.parametrize(
    "message", ["tell us more", "c'est nice", "la médecine chinoise", "speak French", "a bath"]
)
def test_everyday_words_are_not_countries(message: str) -> None:
    assert understand(message).countries == ()


@pytest.mark.parametrize(
    ("message", "persons"),
    [
        ("des lunettes pour ma fille", ("child",)),
        ("my husband's crown", ("spouse",)),
        ("my son needs braces", ("child",)),
        ("son accord est arrivé", ()),
        ("for my wife and our two kids", ("spouse", "child")),
    ],
)
def test_the_person_meant_is_read(message: str, persons: tuple[str, ...]) -> None:
    assert understand(message).persons == persons


@pytest.mark.parametrize(
    ("message", "kind", "value"),
    [
        ("douze séances de kiné", "sessions", 12),
        ("3 nights in hospital", "nights", 3),
        ("deux couronnes", "teeth", 2),
        ("15 physio visits", "sessions", 15),
    ],
)
def test_what_is_counted_is_read(message: str, kind: str, value: int) -> None:
    (count,) = understand(message).counts
    assert (count.kind, count.value) == (kind, value)


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("Adhésion 4916/88-12, Mme Ferreira", "4916/88-12"),
        ("my member number is 0012345", "0012345"),
        ("Log me in, ref HK-3391", "HK-3391"),
        ("dossier 77812 vous en êtes où", None),
    ],
)
def test_a_membership_number_is_read_where_it_is_called_one(
    message: str, number: str | None
) -> None:
    assert understand(message).membership_number == number


@pytest.mark.parametrize(
    "message", ["482913", "482 913", "code recu 48 29 13", "the code is 482913"]
)
def test_a_one_time_code_is_six_digits_alone_or_called_so(message: str) -> None:
    assert understand(message).code == "482913"


@pytest.mark.parametrize("message", ["2", "2.", "n°2", "option 2", "la deuxième", "the second one"])
def test_the_number_of_a_choice_is_the_whole_message(message: str) -> None:
    assert understand(message).choice == 2


def test_a_number_inside_a_sentence_is_no_choice() -> None:
    assert understand("j'ai 2 enfants").choice is None
