"""Calendar, money, countries, dated values and open points: the nouns every rule stands on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.rules.countries import NAMES, UnknownCountry, code_of, find_country, nationalities
from assistant.rules.dates import (
    add_months,
    add_months_running_over,
    add_years,
    first_of_next_month,
    first_of_next_quarter,
    under,
)
from assistant.rules.euro_area import in_euro_area
from assistant.rules.money import cents, plain
from assistant.rules.readings import Readings, Settled, load_settled
from assistant.rules.terms import NotInForce, Terms, load_values


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "months", "end", "running_over"),
    [
        ("2025-11-30", 3, "2026-02-28", "2026-03-01"),
        ("2023-11-30", 3, "2024-02-29", "2024-03-01"),
        ("2025-01-31", 1, "2025-02-28", "2025-03-01"),
        ("2025-05-20", 9, "2026-02-20", "2026-02-20"),
        ("2026-03-31", -1, "2026-02-28", "2026-03-01"),
        ("2025-12-15", 1, "2026-01-15", "2026-01-15"),
    ],
)
def test_months_keep_the_day_or_take_the_last_of_a_shorter_one(
    start: str, months: int, end: str, running_over: str
) -> None:
    assert add_months(day(start), months) == day(end)
    assert add_months_running_over(day(start), months) == day(running_over)


def test_a_29_february_plus_two_years_is_a_28_february() -> None:
    assert add_years(day("2024-02-29"), 2) == day("2026-02-28")


@pytest.mark.parametrize(
    ("when", "month", "quarter"),
    [
        ("2026-03-15", "2026-04-01", "2026-04-01"),
        ("2026-04-01", "2026-05-01", "2026-07-01"),
        ("2026-12-31", "2027-01-01", "2027-01-01"),
        ("2026-11-01", "2026-12-01", "2027-01-01"),
    ],
)
def test_first_of_the_next_is_strictly_after_the_day(when: str, month: str, quarter: str) -> None:
    assert first_of_next_month(day(when)) == day(month)
    assert first_of_next_quarter(day(when)) == day(quarter)


def test_the_birthday_itself_is_out() -> None:
    born = day("2010-03-10")
    assert under(born, 16, day("2026-03-09"))
    assert not under(born, 16, day("2026-03-10"))


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("2.345", "2.35"), ("2.344999", "2.34"), ("0.005", "0.01"), ("3.10", "3.1")],
)  # fmt: skip
def test_money_rounds_half_up_to_the_cent(exact: str, rounded: str) -> None:
    assert str(cents(Decimal(exact))) == rounded


def test_a_whole_amount_has_no_power_of_ten() -> None:
    assert str(plain(Decimal("1000.00"))) == "1000"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("United Kingdom", "GB"),
        ("united arab emirates", "AE"),
        ("Hong Kong", "HK"),
        ("Taiwan", "TW"),
        ("Ivory Coast", "CI"),
        ("United States", "US"),
        ("Réunion", "RE"),
        ("fr", "FR"),
        ("  South   Korea ", "KR"),
    ],
)
def test_a_country_is_found_by_name_or_code(text: str, code: str) -> None:
    assert code_of(text) == code


def test_an_unknown_country_is_said_to_be_unknown() -> None:
    assert find_country("Atlantis") is None
    with pytest.raises(UnknownCountry):
        code_of("Atlantis")
    with pytest.raises(UnknownCountry):
        nationalities(["French", "Martian"])


def test_every_country_is_found_by_its_own_name() -> None:
    assert all(code_of(name) == code for code, name in NAMES.items())


def test_the_euro_area_grows() -> None:
    assert not in_euro_area("HR", day("2022-12-31"))
    assert in_euro_area("HR", day("2023-01-01"))
    assert in_euro_area("FR", None) and not in_euro_area("GB", None)


def test_a_dated_value_is_read_on_its_day_and_remembered(tmp_path: Path) -> None:
    path = tmp_path / "values.toml"
    path.write_text(
        '[meta]\nedition = "e"\nchecked = 2026-01-01\n'
        '[[fee.eur]]\nvalue = 5\nclause = "X-1"\nuntil = 2026-06-30\n'
        '[[fee.eur]]\nvalue = 6\nclause = "X-1"\nsince = 2026-07-01\n',
        encoding="utf-8",
    )
    values = load_values(path)
    before, after = Terms(values, day("2026-06-30")), Terms(values, day("2026-07-01"))
    assert before.money("fee.eur") == 5
    assert after.money("fee.eur") == 6
    assert [(one.key, one.clause, one.edition) for one in after.read] == [("fee.eur", "X-1", "e")]
    assert Terms(values).count("fee.eur") == 6
    with pytest.raises(NotInForce):
        before.money("fee.unknown")


def test_an_open_point_is_noted_and_a_settled_one_is_not() -> None:
    settled = Settled("P-2", "other", "the insurer", day("2026-12-01"))
    readings = Readings({"P-2": settled}, flipped="P-1")
    assert readings.other("P-1") and readings.other("P-2")
    assert readings.met == ["P-1"]


def test_a_settled_point_has_a_reading_that_exists(tmp_path: Path) -> None:
    path = tmp_path / "settled.toml"
    path.write_text('[settled.AMB-05]\nreading = "maybe"\nwho = "x"\non = 2026-12-01\n')
    with pytest.raises(ValueError, match="AMB-05"):
        load_settled(path)
    path.write_text('[settled.AMB-05]\nreading = "other"\nwho = "x"\non = 2026-12-01\n')
    assert load_settled(path)["AMB-05"].reading == "other"
