"""What is wrong with a case: one typed error, with the path of the field (decisions.md 7)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal


class CaseError(ValueError):
    """A case that is not well formed. `got` is the value as received, `expected` a short list."""

    def __init__(
        self,
        code: str,
        path: str | None,
        message: str,
        got: object = None,
        expected: Sequence[object] | None = None,
    ) -> None:
        super().__init__(f"{code} at {path}: {message}")
        self.code = code
        self.path = path
        self.message = message
        self.got = got
        self.expected = expected

    def as_object(self) -> dict[str, object]:
        """The error as the JSON object of the interface."""
        path = self.path[:_LONGEST] if self.path else None
        found: dict[str, object] = {"code": self.code, "path": path}
        if self.got is not None:
            found["got"] = _printable(self.got)
        if self.expected is not None and len(self.expected) <= _SHORT:
            found["expected"] = list(self.expected)
        return found | {"message": self.message}


_SHORT = 40  # values of an enumeration worth listing
_LONGEST = 200  # characters of what is given back
_MOST = 10**15  # numbers above are given back as text


def _printable(value: object) -> object:
    """The value as received, when it is short and JSON can hold it; else what it is."""
    if isinstance(value, (bool, str)):
        return value[:_LONGEST] if isinstance(value, str) else value
    if isinstance(value, (int, float, Decimal)):
        return _number(value)
    return "a list" if isinstance(value, list) else "an object"


def _number(value: int | float | Decimal) -> object:
    near = float(Decimal(value))  # infinite where an integer would overflow
    if not math.isfinite(near) or abs(near) >= _MOST:
        return str(value)[:_LONGEST]
    return int(near) if near.is_integer() else near
