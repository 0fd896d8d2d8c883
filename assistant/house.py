"""What the parts of the house share once `app.py` has put it together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

from flask import current_app
from sqlalchemy import Engine

from assistant.clock import Clock
from assistant.messages import Inbound
from assistant.settings import Settings

# taken: answered in this turn; duplicate: seen before, nothing done; kept: failed, will be retried
Taken = Literal["taken", "duplicate", "kept"]


@dataclass(frozen=True, kw_only=True)
class House:
    """The settings, the clock, the database, and the one way in (`turn.take`)."""

    settings: Settings
    clock: Clock
    engine: Engine
    take: Callable[[Inbound], Taken]


def here() -> House:
    """The house of the running Flask application."""
    return cast(House, current_app.extensions["assistant"])
