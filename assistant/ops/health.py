"""Doors for machines that watch us: /healthz, /readyz, /metrics. They tell states, never content.

A proxy should keep /readyz and /metrics inside (docs/operations.md).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.exc import SQLAlchemyError

from assistant.clock import SystemClock
from assistant.house import House, here
from assistant.ops.metrics import Waiting
from assistant.store import deliveries, figures, migrations, providers
from assistant.store.engine import UNAVAILABLE, reading

SILENT_FOR = timedelta(seconds=60)
MACHINE = SystemClock()  # a heart beats in real time, whatever the demo's clock says


def blueprint() -> Blueprint:
    doors = Blueprint("ops", __name__)

    @doors.get("/healthz")
    def alive() -> Response:
        """The process answers; nothing else is looked at."""
        return jsonify(alive=True)

    @doors.get("/readyz")
    def ready() -> tuple[Response, int]:
        """Whether members can be served: 503 names what is missing.

        A provider that is shut is named too; members are taken in all the same.
        """
        found = {name: _sound(check, here()) for name, check in CHECKS.items()}
        status = 200 if all(found.values()) else 503
        return jsonify(**found, providers=_providers(here())), status

    @doors.get("/metrics")
    def metrics() -> Response:
        fresh = CollectorRegistry()
        fresh.register(Waiting(here()))
        text = generate_latest(_counted()) + generate_latest(fresh)
        return Response(text, content_type=CONTENT_TYPE_LATEST)

    return doors


def _counted() -> CollectorRegistry:
    """What this process counted, and the others beside it on this machine."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


def _providers(house: House) -> dict[str, str]:
    try:
        with reading(house.engine) as connection:
            known = providers.states(connection, house.clock.now())
    except UNAVAILABLE:
        return {}
    return {name: provider.state for name, provider in known.items()}


def _sound(check: Callable[[House], bool], house: House) -> bool:
    try:
        return check(house)
    except SQLAlchemyError:
        return False


def database_takes_writes(house: House) -> bool:
    with house.engine.begin() as connection:
        deliveries.beat(connection, "web", MACHINE.now())
    return True


def database_is_newest(house: House) -> bool:
    with reading(house.engine) as connection:
        return migrations.version_of(connection) == migrations.NEWEST


def worker_is_alive(house: House) -> bool:
    with reading(house.engine) as connection:
        beat = figures.last_beat(connection, "worker")
    return beat is not None and MACHINE.now() - beat < SILENT_FOR


CHECKS = {
    "database": database_takes_writes,
    "migrations": database_is_newest,
    "worker": worker_is_alive,
}
