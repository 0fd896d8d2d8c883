"""After an outage: what members sent and we did not hear of enters the inbox, once (T7).

Telegram sends again by itself. Twilio does not, so its list is compared with our inbox: when the
worker starts, when Twilio or our database has come back, and every minute in case it was only
our own door that was shut.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import Connection

from assistant.channels.channel import TryLater
from assistant.house import House
from assistant.messages import Inbound
from assistant.store import deliveries, providers
from assistant.store.engine import reading, transact

EVERY = timedelta(minutes=1)
OVERLAP = timedelta(minutes=2)  # clocks differ, and lists lag behind
# One stretch of time after the other, each settled by itself: on a provider's bad day a long list
# would hardly ever come whole. A stretch in which nothing was missed lets the next be longer.
STRETCH, LONGEST = timedelta(minutes=5), timedelta(days=1)
JUST_COME = timedelta(seconds=30)  # its webhook may still be on its way

log = structlog.get_logger()


class Inbox(Protocol):
    """A provider that can be asked what members sent."""

    def between(self, first: datetime, last: datetime) -> list[Inbound]:
        """What it took from the one moment to the other, the oldest first. Raises TryLater."""
        ...


class ReadBack:
    """Compares a provider's list with our inbox and takes what is missing."""

    def __init__(self, house: House, provider: str, inbox: Inbox) -> None:
        self._house = house
        self._provider = provider
        self._inbox = inbox
        self._at_once = True  # at the start

    def soon(self) -> None:
        """Something was amiss: not to wait for the next time."""
        self._at_once = True

    def run(self) -> int:
        """Does it when it is time; how many messages were missing."""
        every = timedelta() if self._at_once else EVERY
        now = self._house.clock.now()

        def begin(connection: Connection) -> datetime | None:
            return providers.begin_reading_back(connection, self._provider, now, every)

        since = transact(self._house.engine, begin)
        self._at_once = False
        if since is None:
            return 0
        try:
            return sum(self._stretches(since - OVERLAP, now))
        except TryLater as later:  # what was settled before it stays so
            self._at_once = True
            log.warning("not_read_back", reason=later.code)
            return 0

    def _stretches(self, first: datetime, now: datetime) -> Iterator[int]:
        """How many messages were missing in each."""
        length = STRETCH
        while first < now:
            last = min(first + length, now)
            missing = self._take(self._inbox.between(first, last), last, now)
            length = STRETCH if missing else min(2 * length, LONGEST)
            first = last
            yield missing

    def _take(self, listed: list[Inbound], last: datetime, now: datetime) -> int:
        settled = [inbound for inbound in listed if inbound.at <= now - JUST_COME]
        known = self._known([inbound.event for inbound in settled])
        missing = [inbound for inbound in settled if inbound.event not in known]
        for inbound in missing:
            self._house.take(inbound)
        upto = min(last, now - JUST_COME)

        def end(connection: Connection) -> None:
            providers.end_reading_back(connection, self._provider, upto)
            providers.note_success(connection, self._provider, now)

        transact(self._house.engine, end)
        if missing:
            log.warning("read_back", count=len(missing))
        return len(missing)

    def _known(self, keys: list[str]) -> set[str]:
        with reading(self._house.engine) as connection:
            return deliveries.taken_of(connection, keys)
