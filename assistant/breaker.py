"""Leaves a provider in peace that fails too often, and keeps each channel's speed.

Nothing of it lives in this process: all workers share what stands in the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import structlog
from sqlalchemy import Connection

from assistant.store import providers
from assistant.store.claiming import Gates
from assistant.store.deliveries import Delivery
from assistant.store.providers import BUSY, CHANNELS, PROVIDER, Provider

log = structlog.get_logger()


class Breaker:
    """One worker's view of the providers; `speeds` are messages a second, by channel."""

    def __init__(self, speeds: Mapping[str, float]) -> None:
        self._speeds = speeds
        self._known: dict[str, Provider] = {}

    def look(self, connection: Connection, now: datetime) -> Gates:
        """What may leave now. Only reads."""
        self._known = providers.states(connection, now)
        return self._gates(self._named("trying"))

    def hold(self, connection: Connection, now: datetime) -> Gates:
        """The same for the transaction that claims: a shut provider is tried by one worker."""
        shut = self._named("trying")
        return self._gates({name for name in shut if providers.may_try(connection, name, now)})

    def claimed(self, connection: Connection, rows: Iterable[Delivery], now: datetime) -> None:
        """These rows are on their way: one to a shut provider is its trial."""
        going = {PROVIDER.get(row.channel) for row in rows if row.kind == "reply"}
        for name in self._named("trying"):
            if name in going:
                providers.begin_trying(connection, name, now)

    def answered(self, connection: Connection, delivery: Delivery, now: datetime) -> None:
        """The provider is there: it took the message, or said why it does not."""
        name = self._provider(delivery)
        if name is None or not self._known.get(name, Provider(name, "open", 0)).failures:
            return
        if providers.note_success(connection, name, now):
            log.warning("provider_open_again", process=name)

    def missed(self, connection: Connection, delivery: Delivery, now: datetime, code: str) -> None:
        """The provider gave no answer, or a bad one. That it is busy is no failure."""
        name = self._provider(delivery)
        if name is None or code in BUSY:
            return
        self._known[name] = Provider(name, "open", 1)  # until the next look
        if providers.note_failure(connection, name, now):
            log.error("provider_shut", process=name)

    def _gates(self, tried: set[str]) -> Gates:
        most = {
            channel: 1 if name in tried else 0
            for name, provider in self._known.items()
            if provider.state != "open"
            for channel in CHANNELS[name]
        }
        return Gates(self._speeds, most)

    def _named(self, state: str) -> set[str]:
        return {name for name, provider in sorted(self._known.items()) if provider.state == state}

    @staticmethod
    def _provider(delivery: Delivery) -> str | None:
        return PROVIDER.get(delivery.channel) if delivery.kind == "reply" else None
