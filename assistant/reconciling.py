"""What a crash or a lost answer left behind: found out, and only then sent again.

Twilio is asked; it has a status callback with our own number before that. Telegram cannot be
asked: it is sent again, and marked as a possible duplicate (threats.md 3.4).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection

from assistant.channels.channel import Sender
from assistant.clock import Watch
from assistant.faults import kill_point
from assistant.house import House
from assistant.messages import Outgoing
from assistant.store import deliveries
from assistant.store.deliveries import Delivery
from assistant.store.engine import reading, transact

GRACE = timedelta(seconds=30)  # for a status report to tell what became of an unanswered message
GIVE_UP_ASKING = timedelta(hours=24)
AT_A_TIME = 20

log = structlog.get_logger()


class Reconciler:
    """Looks into rows nobody knows the fate of."""

    def __init__(self, house: House, senders: Mapping[str, Sender]) -> None:
        self._house = house
        self._senders = senders
        self._watch = Watch(house.clock)

    def sweep(self) -> None:
        """Resumes what was left: at start, and every few seconds.

        Not while a clock that was set makes a message look left behind that is being sent (T13).
        """
        now = self._now()
        if self._watch.since_set(now) < GRACE:
            return
        lapsed, unknown = transact(self._house.engine, lambda c: self._left_behind(c, now))
        for delivery in unknown:
            outcome = self._look_into(delivery)
            log.info("looked_into", outbox=delivery.id, outcome=outcome)
        if lapsed:
            log.warning("leases_lapsed", count=lapsed)

    def can_ask(self, delivery: Delivery) -> bool:
        """Whether the provider can tell what it was sent."""
        return hasattr(self._senders.get(delivery.channel), "find")

    def _left_behind(self, connection: Connection, now: datetime) -> tuple[int, list[Delivery]]:
        lapsed = deliveries.lapse(connection, now, now)  # the lease was grace enough
        deliveries.close_unreported(connection, now)
        return lapsed, deliveries.unknown_due(connection, now, now + 2 * GRACE, AT_A_TIME)

    def _look_into(self, delivery: Delivery) -> str:
        """Asks the provider where it can be asked; only what is not there is sent again."""
        if not self.can_ask(delivery):
            with self._house.engine.begin() as connection:
                deliveries.settle_again(connection, delivery, self._now(), possible_duplicate=True)
            return "again"
        try:
            found = self._ask(delivery)
        except Exception as fault:  # the provider is away: asked again later, not sent blindly
            return self._still_unknown(delivery, fault)
        kill_point("delivery.asked")
        with self._house.engine.begin() as connection:
            if found and not deliveries.is_ours(connection, found):
                deliveries.settle_sent(connection, delivery, self._now(), found)
                return "found"
            deliveries.settle_again(connection, delivery, self._now(), possible_duplicate=False)
        return "again"

    def _ask(self, delivery: Delivery) -> str | None:
        """The provider's id of a message it has, None when it has it not."""
        with reading(self._house.engine) as connection:
            known = deliveries.known_ids(connection, delivery.conversation_id)
        find = self._senders[delivery.channel].find  # type: ignore[attr-defined]
        found: str | None = find(delivery.address, outgoing_of(delivery.body), known)
        return found

    def _still_unknown(self, delivery: Delivery, fault: Exception) -> str:
        log.warning("provider_not_asked", outbox=delivery.id, error=type(fault).__name__)
        if self._now() - delivery.created_at < GIVE_UP_ASKING:
            return "unknown"
        with self._house.engine.begin() as connection:
            if deliveries.settle_failed(connection, delivery, self._now(), "unresolved"):
                deliveries.alert_staff(connection, delivery, self._now(), "unresolved")
        return "failed"

    def _now(self) -> datetime:
        return self._house.clock.now()


def outgoing_of(body: str) -> Outgoing:
    """The neutral reply of a row."""
    data: dict[str, Any] = json.loads(body)
    choices = tuple((key, label) for key, label in data.pop("choices", ()))
    return Outgoing(choices=choices, **data)
