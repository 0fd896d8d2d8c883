"""The euro area: the member States and the day each joined (with their overseas parts)."""

from __future__ import annotations

from datetime import date

_SINCE = {
    date(1999, 1, 1): (
        "AT", "BE", "DE", "ES", "FI", "FR", "IE", "IT", "LU", "NL", "PT",
        "GP", "MQ", "GF", "RE", "YT", "BL", "MF", "PM",
    ),
    date(2001, 1, 1): ("GR",),
    date(2007, 1, 1): ("SI",),
    date(2008, 1, 1): ("CY", "MT"),
    date(2009, 1, 1): ("SK",),
    date(2011, 1, 1): ("EE",),
    date(2014, 1, 1): ("LV",),
    date(2015, 1, 1): ("LT",),
    date(2023, 1, 1): ("HR",),
    date(2026, 1, 1): ("BG",),
}  # fmt: skip
JOINED = {country: day for day, countries in _SINCE.items() for country in countries}


def in_euro_area(country: str, day: date | None) -> bool:
    """True when the country (ISO code) is in the euro area on `day`; without a day, by now."""
    joined = JOINED.get(country)
    return joined is not None and (day is None or joined <= day)
