"""Puts everything together: the house, and the web application around it."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from assistant.clock import Clock, MovableClock, SystemClock
from assistant.house import House
from assistant.ops import logs
from assistant.settings import Settings
from assistant.store.engine import connect
from assistant.web.security import protect

# Each has a function `blueprint()`; those in DOORS prove who calls by a signature of their own,
# so a form token is not asked of them.
DOORS = ("assistant.channels.sms", "assistant.channels.telegram", "assistant.ops.health")
PAGES = (
    "assistant.web.home",
    "assistant.web.chat",
    "assistant.web.links",
    "assistant.staff.console",
)
DEMO_DOORS = ("assistant.channels.standins",)
DEMO_PAGES = ("assistant.web.simulator",)


def open_house(settings: Settings, clock: Clock | None = None) -> House:
    """The settings, the clock, the database and the one way in, ready for use."""
    from assistant.turn import Turns

    clock = clock or house_clock(settings)
    engine = connect(settings.database)
    return House(
        settings=settings, clock=clock, engine=engine, take=Turns(settings, clock, engine).take
    )


def house_clock(settings: Settings) -> Clock:
    """The simulator may move the demo's clock; production has the machine's."""
    return SystemClock() if settings.production else MovableClock(settings.var / "clock-offset")


def create_app(settings: Settings, *, clock: Clock | None = None) -> Flask:
    """The web application. The caller has completed the settings and migrated the database."""
    logs.configure()
    app = Flask("assistant", static_folder="web/static", template_folder="web/templates")
    app.extensions["assistant"] = open_house(settings, clock)
    guard = protect(app, settings)
    doors = DOORS if settings.production else (*DOORS, *DEMO_DOORS)
    pages = PAGES if settings.production else (*PAGES, *DEMO_PAGES)
    for name in (*doors, *pages):
        blueprint = import_module(name).blueprint()
        if name in doors:
            guard.exempt(blueprint)
        app.register_blueprint(blueprint)
    return app
