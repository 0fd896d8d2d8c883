"""Countries are said by the names people use."""

import pytest

from assistant.wording import SAID, country_name


@pytest.mark.parametrize(
    ("code", "fr", "en"),
    [
        ("HK", "Hong Kong", "Hong Kong"),
        ("MO", "Macao", "Macao"),
        ("CI", "Côte d’Ivoire", "Ivory Coast"),
        ("TR", "Turquie", "Turkey"),
        ("GB", "Royaume-Uni", "United Kingdom"),
        ("JP", "Japon", "Japan"),
        ("?", "?", "?"),
    ],
)
def test_a_country_has_its_everyday_name(code: str, fr: str, en: str) -> None:
    assert (country_name(code, "fr"), country_name(code, "en")) == (fr, en)


def test_no_everyday_name_explains_itself_in_brackets() -> None:
    assert not [name for said in SAID.values() for name in said.values() if "(" in name]
