"""Canonical JSON: the one way to write a value, so that one changed byte is always seen.

UTF-8 without escapes where JSON allows it, keys sorted by code point, no space between tokens.
There is no fractional number: a whole number is an integer, any other is text with its decimals
("62.5"); text, true, false, null, lists and objects are as in JSON.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


class NotCanonical(ValueError):
    """Bytes that are not canonical JSON, though they may say the same."""


def canonical(value: Any) -> bytes:
    """The bytes of a value. Raises TypeError for a float, which has no exact form."""
    _only_exact(value)
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def from_canonical(data: bytes) -> Any:
    """The value that these very bytes stand for. Raises NotCanonical."""
    try:
        value = json.loads(data.decode())
        again = canonical(value)
    except (ValueError, TypeError, RecursionError):
        raise NotCanonical from None
    if again != data:
        raise NotCanonical
    return value


def exact(value: Any) -> Any:
    """The same value with its fractional numbers as text."""
    if isinstance(value, dict):
        return {name: exact(one) for name, one in value.items()}
    if isinstance(value, list):
        return [exact(one) for one in value]
    if isinstance(value, (Decimal, float)):
        return _number(Decimal(str(value)))
    return value


def _number(number: Decimal) -> int | str:
    if number == number.to_integral_value():
        return int(number)
    return format(number.normalize(), "f")


def _only_exact(value: Any) -> None:
    if isinstance(value, dict):
        if not all(isinstance(name, str) for name in value):
            raise TypeError("keys are text")
        for one in value.values():
            _only_exact(one)
    elif isinstance(value, list):
        for one in value:
            _only_exact(one)
    elif not (value is None or isinstance(value, (str, bool, int))):
        raise TypeError(f"{type(value).__name__} has no canonical form")
