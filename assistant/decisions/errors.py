"""What is wrong with a case: one typed error, with the path of the field (decisions.md 7)."""

from __future__ import annotations

from collections.abc import Sequence


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
        found: dict[str, object] = {"code": self.code, "path": self.path}
        if self.got is not None:
            found["got"] = _printable(self.got)
        if self.expected is not None and len(self.expected) <= _SHORT:
            found["expected"] = list(self.expected)
        return found | {"message": self.message}


_SHORT = 40


def _printable(value: object) -> object:
    """The value as received, when JSON can hold it; its text, shortened, when it cannot."""
    if isinstance(value, (bool, int)) and abs(value) < 10**15:
        return value
    return str(value)[:200]
