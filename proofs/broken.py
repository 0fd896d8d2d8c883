"""Two workers that are wrong on purpose, in the two ways that look right: the checker must see it.

`marks-first` notes a message as sent and then sends it: a crash in between loses it. `sends-again`
sends whatever it does not know the fate of once more, without asking and without saying so.
"""

from __future__ import annotations

from assistant import outbox, worker
from assistant.channels.channel import TryLater, Unanswered
from assistant.faults import kill_point
from assistant.outbox import Outbox
from assistant.reconciling import Reconciler, outgoing_of
from assistant.store import deliveries
from assistant.store.deliveries import Delivery
from assistant.store.engine import transact

NAMES = ("marks-first", "sends-again")


class MarksFirst(Outbox):
    """At most once: what is marked is never looked at again."""

    def _send(self, delivery: Delivery) -> str:
        now = self._now()
        transact(self._house.engine, lambda c: deliveries.mark_sent(c, delivery, now, None, False))
        kill_point("delivery.marked")
        try:
            self._sender(delivery).send(delivery.address, outgoing_of(delivery.body), delivery.id)
        except TryLater:
            self._unmark(delivery)
            raise
        except Unanswered:
            return "sent"
        kill_point("delivery.sent")
        transact(self._house.engine, lambda c: self._breaker.answered(c, delivery, self._now()))
        return "sent"

    def _unmark(self, delivery: Delivery) -> None:
        with self._house.engine.begin() as connection:
            deliveries._end(connection, delivery, {"state": "sending", "sent_at": None}, "sent")


class SendsAgain(Reconciler):
    """At least once, as every plain queue does it."""

    def can_ask(self, delivery: Delivery) -> bool:
        return False

    def _look_into(self, delivery: Delivery) -> str:
        with self._house.engine.begin() as connection:
            deliveries.settle_again(connection, delivery, self._now(), possible_duplicate=False)
        return "again"


def install(name: str) -> None:
    """Makes this process one of the two. Raises ValueError for another name."""
    if name == "marks-first":
        vars(worker)["Outbox"] = MarksFirst
    elif name == "sends-again":
        vars(outbox)["Reconciler"] = SendsAgain
    else:
        raise ValueError(f"no such worker: {name}")
