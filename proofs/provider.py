"""The process of the stand-ins: providers that live on when the product is killed."""

from __future__ import annotations

from flask import Flask

from assistant import standins
from assistant.house import House, Taken
from assistant.messages import Inbound
from assistant.ops.gunicorn import Server
from assistant.settings import Settings
from assistant.standins import callbacks
from assistant.store.engine import connect
from proofs.haste import SwiftClock

THREADS = 48  # a slow answer holds one


def create(settings: Settings, clock: SwiftClock) -> Flask:
    """The doors of the stand-ins alone, with a clock and a ledger of their own."""
    callbacks.PAUSE /= clock.factor
    app = Flask("standins")
    house = House(
        settings=settings, clock=clock, engine=connect("sqlite://"), take=_nothing_comes_in
    )
    app.extensions["assistant"] = house
    app.register_blueprint(standins.blueprint())

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app


def _nothing_comes_in(_inbound: Inbound) -> Taken:
    raise AssertionError("the stand-ins take no turns")


class Provider(Server):
    """The product's own server, around the stand-ins."""

    def __init__(self, settings: Settings, clock: SwiftClock) -> None:
        self._clock = clock
        super().__init__(
            settings,
            {
                "bind": f"{settings.host}:{settings.port}",
                "workers": 1,
                "threads": THREADS,
                "worker_class": "gthread",
                "keepalive": 1,
                "loglevel": "error",
                "logger_class": "assistant.ops.gunicorn.OutcomesLogger",
                "control_socket_disable": True,
            },
        )

    def load(self) -> Flask:
        return create(self._settings, self._clock)


def serve(settings: Settings, clock: SwiftClock) -> None:
    """Until it is told to stop."""
    Provider(settings, clock).run()
