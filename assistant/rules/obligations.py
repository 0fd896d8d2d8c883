"""Dated obligations: what has to be done by which day, by whom, and what follows if it is not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

MEMBER = "member"
ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One obligation a situation creates.

    `last_day` is the last day still in time under the adopted reading; `announce` the earlier day
    of the two readings, the one to tell a member who must act. `then` is a code: what follows.
    """

    kind: str
    clause: str
    last_day: dt.date
    announce: dt.date
    then: str
    by: str = MEMBER


def obligation(
    kind: str,
    clause: str,
    last_day: dt.date,
    then: str,
    *,
    other: dt.date | None = None,
    by: str = MEMBER,
) -> Obligation:
    """An obligation; `other` is its last day under the other reading, where there is one."""
    announce = last_day if other is None else min(last_day, other)
    return Obligation(kind, clause, last_day, announce, then, by)
