"""Puts everything together: the house, and the web application around it."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from assistant import faults
from assistant.clock import Clock, MovableClock, SystemClock
from assistant.house import House
from assistant.ops import logs
from assistant.ops.metrics import counted
from assistant.settings import Settings
from assistant.store.engine import connect
from assistant.store.wakeups import Bell
from assistant.turn import Turns
from assistant.web.security import protect

# Each has a function `blueprint()`; those in DOORS prove who calls by a signature of their own,
# so a form token is not asked of them.
DOORS = (
    "assistant.channels.sms",
    "assistant.channels.telegram",
    "assistant.ops.health",
    "assistant.api.service",
)
EVENTS = "assistant.live.pages"
PAGES = (
    "assistant.web.home",
    "assistant.web.chat",
    "assistant.web.links",
    "assistant.web.statement_keys",
    "assistant.staff.console",
    EVENTS,
)
DEMO_DOORS = ("assistant.standins",)
DEMO_PAGES = ("assistant.simulator.pages",)


def open_house(settings: Settings, clock: Clock | None = None) -> House:
    """The settings, the clock, the database and the one way in, ready for use."""
    return open_with_turns(settings, clock)[0]


def open_with_turns(settings: Settings, clock: Clock | None = None) -> tuple[House, Turns]:
    """The same, and the turns themselves, whose failures the worker takes again."""
    faults.arm(settings.kill_point)
    clock = clock or house_clock(settings)
    engine = connect(settings.database)
    Bell(engine)
    turns = Turns(settings, clock, engine)
    return House(settings=settings, clock=clock, engine=engine, take=turns.take), turns


def house_clock(settings: Settings) -> Clock:
    """The simulator may move the demo's clock; production has the machine's."""
    return SystemClock() if settings.production else MovableClock(settings.var / "clock-offset")


def create_app(settings: Settings, *, clock: Clock | None = None) -> Flask:
    """The web application. The caller has completed the settings and migrated the database."""
    app, guard = _open_app(settings, clock)
    doors = DOORS if settings.production else (*DOORS, *DEMO_DOORS)
    pages = PAGES if settings.production else (*PAGES, *DEMO_PAGES)
    for name in (*doors, *pages):
        blueprint = import_module(name).blueprint()
        if name in doors:
            guard.exempt(blueprint)
        app.register_blueprint(blueprint)
    return app


def create_live_app(settings: Settings, *, clock: Clock | None = None) -> Flask:
    """The same house with nothing but the addresses that open pages listen at."""
    app, guard = _open_app(settings, clock)
    health = import_module("assistant.ops.health").blueprint()
    guard.exempt(health)
    app.register_blueprint(health)
    app.register_blueprint(import_module(EVENTS).blueprint(settings.live_pages))
    return app


def _open_app(settings: Settings, clock: Clock | None) -> tuple[Flask, CSRFProtect]:
    logs.configure()
    app = Flask("assistant", static_folder="web/static", template_folder="web/templates")
    house = open_house(settings, clock)
    app.extensions["assistant"] = replace(house, take=counted(house.take))
    return app, protect(app, settings)
