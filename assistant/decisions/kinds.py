"""How the value of a fact is read from JSON, by the type the rules give that fact."""

from __future__ import annotations

import datetime as dt
import re
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from assistant.decisions.errors import CaseError
from assistant.rules.countries import find_country, find_nationality
from assistant.rules.facts import ONE_OF, Inputs, Line, Member
from assistant.rules.product import products

MOST_EUROS = Decimal(10**12)
MOST_COUNT = 100_000
_YEAR = re.compile("[0-9]{4}")
YEARS = (1850, 2200)  # far enough for every birth and every deadline, and safe to add years to
Reader = Callable[[object, str], Any]

_HELD = (
    "medical_prescription", "detailed_paid_invoice", "cfe_statement", "cerfa_form",
    "prior_agreement", "out_of_zone_proof", "original_documents", "pharmacy_receipt",
    "unpaid_estimate", "identity_document_copy",
)  # fmt: skip
# Facts that are recorded and change nothing: whatever they hold is accepted.
_FREE = frozenset(
    {"certificate_sent", "premium_paid_for_period", "solicited_by_member", "beneficiary"}
)


def read_date(value: object, path: str) -> dt.date:
    """A calendar date written YYYY-MM-DD."""
    if not isinstance(value, str):
        raise CaseError("wrong_type", path, "a date is text, YYYY-MM-DD", value)
    try:
        if len(value) != len("2026-01-31"):
            raise ValueError(value)
        day = dt.date.fromisoformat(value)
    except ValueError:
        raise CaseError("bad_date", path, "not a calendar date", value) from None
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise CaseError("out_of_range", path, "a year from 1850 to 2200 is expected", value)
    return day


def read_bool(value: object, path: str) -> bool:
    """True or false, and neither 0 nor 1."""
    if not isinstance(value, bool):
        raise CaseError("wrong_type", path, "true or false is expected", value)
    return value


def read_text(value: object, path: str) -> str:
    """Text."""
    if not isinstance(value, str):
        raise CaseError("wrong_type", path, "text is expected", value)
    return value


def read_number(value: object, path: str) -> Decimal:
    """A number that is not negative and not absurd."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise CaseError("wrong_type", path, "a number is expected", value)
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite() or not 0 <= number <= MOST_EUROS:
        raise CaseError("out_of_range", path, "must be a number from 0 to 10^12", value)
    return number


def read_count(value: object, path: str) -> int:
    """A whole number that is not negative."""
    number = read_number(value, path)
    if number != number.to_integral_value():
        raise CaseError("wrong_type", path, "a whole number is expected", value)
    if number > MOST_COUNT:
        raise CaseError("out_of_range", path, "too large a number", value)
    return int(number)


def read_country(value: object, path: str) -> str:
    """A country: English short name or ISO code; its code is kept."""
    code = find_country(read_text(value, path))
    if code is None:
        raise CaseError("unknown_value", path, "no country of that name", value)
    return code


class OneOf:
    """A value of an enumeration."""

    def __init__(self, allowed: tuple[object, ...]) -> None:
        self.allowed = allowed
        self._kind = type(allowed[0])

    def __call__(self, value: object, path: str) -> Any:
        if self._kind is int and isinstance(value, Decimal) and value == value.to_integral_value():
            value = int(value)  # 150.0 is 150
        if type(value) is not self._kind:
            raise CaseError("wrong_type", path, "not of the type expected", value)
        if value not in self.allowed:
            raise CaseError("unknown_value", path, "not an accepted value", value, self.allowed)
        return value


class ListOf:
    """A list of values of one kind."""

    def __init__(self, read: Reader) -> None:
        self.read = read

    def __call__(self, value: object, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise CaseError("wrong_type", path, "a list is expected", value)
        return tuple(self.read(one, f"{path}[{index}]") for index, one in enumerate(value))


def read_nationalities(value: object, path: str) -> tuple[str, ...]:
    """A country, its adjective, or a list of them."""
    texts = value if isinstance(value, list) else [value]
    codes = []
    for text in texts:
        code = find_nationality(read_text(text, path))
        if code is None:
            raise CaseError("unknown_value", path, "no nationality of that name", text)
        codes.append(code)
    return tuple(codes)


def read_prescription(value: object, path: str) -> int:
    """The sessions of one prescription: a number, or an object that holds it."""
    return read_count(value.get("sessions") if isinstance(value, dict) else value, path)


def read_years(value: object, path: str) -> dict[int, int]:
    """Days by calendar year."""
    if not isinstance(value, dict):
        raise CaseError("wrong_type", path, "an object of years is expected", value)
    found = {}
    for year, days in value.items():
        if not (isinstance(year, str) and _YEAR.fullmatch(year)):
            raise CaseError("unknown_field", f"{path}.{year}", "a year is expected", year)
        found[int(year)] = read_count(days, f"{path}.{year}")
    return found


def read_flag_or_date(value: object, path: str) -> bool:
    """True or false; a date of the event stands for true."""
    if isinstance(value, str):
        read_date(value, path)
        return True
    return read_bool(value, path)


def read_adaptation(value: object, path: str) -> dt.date:
    """The day of an adaptation of contributions; a year stands for its 1 April."""
    if isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= 9999:
        return dt.date(value, 4, 1)
    return read_date(value, path)


def read_incidents(value: object, path: str) -> int:
    """A number of incidents, or the list of them."""
    return len(value) if isinstance(value, list) else read_count(value, path)


def read_anything(value: object, path: str) -> None:
    """A fact that is accepted, recorded with the case, and changes nothing."""


# Values of every product; `reading.py` sees to it that a case keeps to those of its own.
_PLANS = OneOf(tuple(dict.fromkeys(plan.code for pack in products() for plan in pack.plans)))
_ACTS = OneOf(tuple(dict.fromkeys(act for pack in products() for act in pack.acts)))
_CAUSES = OneOf(tuple(sorted({cause for pack in products() for cause in pack.causes})))
_CODES: dict[str, Reader] = {
    name: OneOf(values) for name, values in ONE_OF.items() if name not in ("entitlement_results",)
}
_OWN: Mapping[str, Reader] = {
    **_CODES,
    **dict.fromkeys(_FREE, read_anything),
    "product": OneOf(tuple(pack.code for pack in products())),
    "plan": _PLANS,
    "upgraded_from": _PLANS,
    "to": _PLANS,
    "act": _ACTS,
    "cause": _CAUSES,
    "deductible": OneOf((0, 150, 300)),
    **dict.fromkeys(("country", "new_country", "spouse_country", "child_country"), read_country),
    **dict.fromkeys(("new_zone", "spouse_zone", "child_zone"), _CODES["zone"]),
    "nationality": read_nationalities,
    "channels": ListOf(_CODES["channel"]),
    "documents": ListOf(OneOf(_HELD)),
    "entitlement_results": ListOf(OneOf(ONE_OF["entitlement_results"])),
    "bills": ListOf(read_number),
    "prescriptions": ListOf(read_prescription),
    "days_by_year": read_years,
    "unexpected_delivery_date": read_flag_or_date,
    "adaptation": read_adaptation,
    "incidents": read_incidents,
}
_BY_TYPE: Mapping[object, Reader] = {
    dt.date: read_date,
    Decimal: read_number,
    bool: read_bool,
    int: read_count,
    str: read_text,
}


def plain_type(hint: object) -> object:
    """The type of a fact that may be absent."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return next(one for one in typing.get_args(hint) if one is not types.NoneType)
    return hint


def _readers(kind: type) -> dict[str, Reader]:
    hints = typing.get_type_hints(kind)
    names = [name for name in hints if name not in ("lines", "deductible_used_by_year")]
    return {name: _OWN.get(name) or _BY_TYPE[plain_type(hints[name])] for name in names}


MEMBER = _readers(Member)
LINE = _readers(Line)
INPUTS = _readers(Inputs)
