"""The outbox: the one way out. Replies go to their channel's sender, effects to the office.

A row is claimed in one transaction, sent outside of any, and ended in another: whatever crashes
in between, it is neither lost nor blindly sent twice (threats.md 3.4).
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection

from assistant.breaker import Breaker
from assistant.channels.channel import Sender, Sent, TryLater, Unanswered, Undeliverable
from assistant.faults import kill_point
from assistant.house import House
from assistant.messages import Inbound
from assistant.reconciling import GRACE, Reconciler, outgoing_of
from assistant.store import claiming, deliveries
from assistant.store.deliveries import Delivery
from assistant.store.engine import is_unavailable, reading, transact

PROVIDER_TIMEOUT = timedelta(seconds=10)
LEASE = {"reply": 2 * PROVIDER_TIMEOUT, "effect": timedelta(minutes=3)}
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 900.0  # seconds
DATABASE_AWAY, AGAIN = 300.0, 1.0  # seconds: how long what was sent is remembered, between tries
MOST_ATTEMPTS = 20  # about three hours
REPORTS_BACK = ("sms", "whatsapp")  # their provider tells later how it went

log = structlog.get_logger()


class Office(Protocol):
    """Performs an effect and gives its result. Raises TryLater or Undeliverable.

    `failed` gives what the dialog hears of one that is given up, None when it needs not hear.
    """

    def perform(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any]: ...

    def failed(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any] | None: ...


class Outbox:
    """Claims what is due and brings each row to its end."""

    def __init__(
        self,
        house: House,
        senders: Mapping[str, Sender],
        office: Office,
        dice: Callable[[], float] = random.random,
    ) -> None:
        self._house = house
        self._senders = senders
        self._reconciler = Reconciler(house, senders)
        self._breaker = Breaker(house.settings.speeds)
        self._office = office
        self._dice = dice

    def claim(self, limit: int = 8) -> list[Delivery]:
        """Rows that are this worker's to bring to an end. Only reads when there are none."""
        now = self._now()
        with reading(self._house.engine) as connection:
            if not claiming.anything_due(connection, now, self._breaker.look(connection, now)):
                return []
        claimed = transact(self._house.engine, lambda c: self._claim(c, now, limit))
        kill_point("delivery.claimed")
        return claimed

    def _claim(self, connection: Connection, now: datetime, limit: int) -> list[Delivery]:
        gates = self._breaker.hold(connection, now)
        claimed = claiming.claim(connection, now, LEASE, limit, gates)
        self._breaker.claimed(connection, claimed, now)
        return claimed

    def deliver(self, delivery: Delivery) -> None:
        """Sends one claimed row, or performs it, and notes what became of it."""
        act = self._perform if delivery.kind == "effect" else self._send
        try:
            outcome = act(delivery)
        except TryLater as later:
            outcome = self._later(delivery, later)
        except Undeliverable as refused:
            outcome = self._refused(delivery, refused.code, refused.unusable)
        except Unanswered as lost:
            outcome = self._unanswered(delivery, lost.under_way)
        log.info("delivered", outbox=delivery.id, channel=delivery.channel, outcome=outcome)

    def deliver_due(self) -> int:
        """Claims and delivers, one after the other, until nothing is due; how many it was."""
        done = 0
        while claimed := self.claim():
            for delivery in claimed:
                self.deliver(delivery)
            done += len(claimed)
        return done

    # --- the two kinds ---------------------------------------------------------------------------

    def _send(self, delivery: Delivery) -> str:
        sender = self._sender(delivery)
        standing = self._standing(delivery)
        if standing != "ours":
            return standing
        try:
            sent = sender.send(delivery.address, outgoing_of(delivery.body), delivery.id)
        except (TryLater, Undeliverable, Unanswered):
            raise
        except Exception as fault:  # ours: what it did before it failed nobody knows
            log.error("sender_failed", outbox=delivery.id, error=type(fault).__name__)
            raise Unanswered from fault
        kill_point("delivery.sent")
        self._note(lambda c: self._note_sent(c, delivery, sent))
        kill_point("delivery.marked")
        return "sent"

    def _standing(self, delivery: Delivery) -> deliveries.Standing:
        """Looked at right before sending: much may have happened since the claim.

        A person may have taken over: then the bot says no more. Or this worker was stopped for so
        long that another has the row: then it is not ours to send.
        """
        with reading(self._house.engine) as connection:
            standing = deliveries.standing(connection, delivery)
        if standing == "withheld":
            now = self._now()
            self._note(lambda c: deliveries.withhold(c, delivery, now))
        return standing

    def _note_sent(self, connection: Connection, delivery: Delivery, sent: Sent) -> None:
        final = delivery.channel not in REPORTS_BACK
        ids = ",".join(sent.provider_ids)[:240] or None
        deliveries.mark_sent(connection, delivery, self._now(), ids, final)
        self._breaker.answered(connection, delivery, self._now())

    def _perform(self, delivery: Delivery) -> str:
        """An effect that was done, but not noted as done, is only noted."""
        with reading(self._house.engine) as connection:
            done = deliveries.was_taken(connection, result_key(delivery))
        if not done:
            try:
                result = self._office.perform(delivery, json.loads(delivery.body))
            except (TryLater, Undeliverable):
                raise
            except Exception as fault:
                log.error("office_failed", outbox=delivery.id, error=type(fault).__name__)
                raise TryLater(type(fault).__name__) from fault
            kill_point("effect.performed")
            self._give_back(delivery, result)
            kill_point("effect.given_back")
        now = self._now()
        self._note(lambda c: deliveries.mark_sent(c, delivery, now, None, True))
        return "performed"

    def _give_back(self, delivery: Delivery, result: Mapping[str, Any]) -> None:
        """The result enters by the one way in; there it is recognised when it comes twice."""
        self._house.take(
            Inbound(
                event=result_key(delivery),
                channel=delivery.channel,
                address=delivery.address,
                at=self._now(),
                kind="result",
                result={"effect": delivery.purpose, **result},
            )
        )

    # --- what can go wrong -----------------------------------------------------------------------

    def _later(self, delivery: Delivery, later: TryLater) -> str:
        if delivery.attempts >= MOST_ATTEMPTS:
            return self._refused(delivery, later.code, unusable=False)
        now, pause = self._now(), self._pause(delivery.attempts, later.after)

        def put_back(connection: Connection) -> None:
            deliveries.put_back(connection, delivery, now + pause, later.code)
            self._breaker.missed(connection, delivery, now, later.code)

        self._note(put_back)
        return "later"

    def _refused(self, delivery: Delivery, code: str, unusable: bool) -> str:
        if delivery.kind == "effect":
            told = self._office.failed(delivery, json.loads(delivery.body))
            if told is not None:
                self._give_back(delivery, told)

        def fail(connection: Connection) -> None:
            if deliveries.mark_failed(connection, delivery, self._now(), code):
                self._tell_staff(connection, delivery, code, unusable)
            self._breaker.answered(connection, delivery, self._now())

        self._note(fail)
        return "failed"

    def _unanswered(self, delivery: Delivery, under_way: bool) -> str:
        """Asked about, or sent again, once a slow provider has had the time to end with it.

        Sent again at once, the slow one could arrive after later messages (T8).
        """
        if delivery.attempts >= MOST_ATTEMPTS:
            return self._refused(delivery, "unanswered", unusable=False)
        asked = self._reconciler.can_ask(delivery)
        wait = GRACE if asked or under_way else self._pause(delivery.attempts, None)
        now = self._now()

        def leave_open(connection: Connection) -> None:
            deliveries.mark_unknown(connection, delivery, now + wait)
            self._breaker.missed(connection, delivery, now, "unanswered")

        self._note(leave_open)
        return "unknown"

    def _tell_staff(
        self, connection: Connection, delivery: Delivery, code: str, unusable: bool
    ) -> None:
        if unusable:
            deliveries.make_unusable(connection, delivery.conversation_id, code)
        deliveries.alert_staff(connection, delivery, self._now(), code)

    def _note(self, work: Callable[[Connection], object]) -> None:
        """Writes down what became of a row, and waits for a database that is away meanwhile.

        What the provider said is known only here: lost, it would have to be asked, or the
        message sent twice (T11).
        """
        until = monotonic() + DATABASE_AWAY
        while True:
            try:
                transact(self._house.engine, work)
                return
            except Exception as trouble:
                if not is_unavailable(trouble) or monotonic() > until:
                    raise
                log.error("outcome_waits", error=type(trouble).__name__)
                sleep(AGAIN)

    def _pause(self, attempts: int, asked: float | None) -> timedelta:
        """What the provider asks for, else 1 s doubling to 15 min, half of it by chance."""
        if asked is not None:
            return timedelta(seconds=min(max(asked, FIRST_PAUSE), LONGEST_PAUSE) + self._dice())
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempts)
        return timedelta(seconds=longest / 2 + self._dice() * longest / 2)

    def sweep(self) -> None:
        """Resumes what a crash or a lost answer left: at start, and every few seconds."""
        self._reconciler.sweep()

    def _sender(self, delivery: Delivery) -> Sender:
        sender = self._senders.get(delivery.channel)
        if sender is None:
            raise Undeliverable("not_configured")
        return sender

    def _now(self) -> datetime:
        return self._house.clock.now()


def result_key(delivery: Delivery) -> str:
    """The permanent key under which an effect's result comes back."""
    return f"result:{delivery.id}"
