"""Figures for Prometheus: what was taken, what waits, what left. Counts and ages only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from time import perf_counter

from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from assistant.house import House, Taken
from assistant.messages import Inbound
from assistant.store import figures, providers
from assistant.store.engine import reading

# Turns not taken for a bad signature are counted where they are refused: channels/webhook.py.
TURNS = Counter(
    "assistant_turns_total", "Events taken, by channel and outcome", ["channel", "outcome"]
)
SECONDS = Histogram(
    "assistant_turn_seconds",
    "Time of one turn, its commit included",
    ["channel"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15),
)
RECENT = timedelta(hours=1)


def counted(take: Callable[[Inbound], Taken]) -> Callable[[Inbound], Taken]:
    """The same way in, with its outcomes counted."""

    def take_and_count(inbound: Inbound) -> Taken:
        began, outcome = perf_counter(), "failed"
        try:
            outcome = taken = take(inbound)
            return taken
        finally:
            TURNS.labels(inbound.channel, outcome).inc()
            SECONDS.labels(inbound.channel).observe(perf_counter() - began)

    return take_and_count


class Waiting(Collector):
    """What the database says at the moment it is asked; works for every process at once."""

    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterable[GaugeMetricFamily]:
        now = self._house.clock.now()
        with reading(self._house.engine) as connection:
            depth = figures.outbox_depth(connection)
            oldest = figures.oldest_due(connection, now)
            sends = figures.ended_since(connection, now - RECENT)
            failed = figures.events_left(connection)
            shut = providers.states(connection, now)
        yield _gauge("assistant_outbox_rows", "Rows not yet ended", "state", depth)
        yield _gauge(
            "assistant_outbox_oldest_seconds", "Age of the oldest due row", "", {"": oldest}
        )
        yield _gauge("assistant_sends_last_hour", "Rows ended in the last hour", "outcome", sends)
        yield _gauge("assistant_events_left", "Events that failed or are parked", "state", failed)
        is_open = {name: float(found.state == "open") for name, found in shut.items()}
        yield _gauge(
            "assistant_provider_open", "1 while messages are sent to it", "provider", is_open
        )


def _gauge(name: str, text: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[label] if label else None)
    for value, number in values.items():
        family.add_metric([value] if label else [], number)
    return family
