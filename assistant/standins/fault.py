"""One piece of trouble that a stand-in makes; `faults.py` says what each kind is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Trouble for the next `times` calls."""

    provider: str
    kind: str
    code: str = ""
    seconds: float = 0
    times: int = 1
