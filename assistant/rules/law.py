"""Duties that come from law: dated, sourced, and marked where counsel has still to confirm."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of law: `id` is cited like a clause; `unit` is days, working_days, months or years."""

    id: str
    value: int
    unit: str
    source: str
    since: dt.date
    checked: dt.date
    confirm: bool


def _read() -> Mapping[str, Duty]:
    with Path(__file__).with_name("law.toml").open("rb") as file:
        return {name: Duty(**entry) for name, entry in tomllib.load(file).items()}


LAW = _read()
