"""Real pages in a real browser: the chat alone with a scripted turn, or the whole demo."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import Engine
from werkzeug.serving import make_server

from assistant import demo
from assistant.app import create_app, open_with_turns
from assistant.channels.senders import Providers
from assistant.clock import FixedClock
from assistant.house import House
from assistant.office import Office
from assistant.outbox import Outbox
from assistant.secrets_file import completed
from assistant.settings import Settings
from assistant.store import schema
from assistant.worker import Worker
from tests.browser import chromium
from tests.conftest import BareSettings
from tests.web.talk import Script, talking_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PHONE = {"width": 390, "height": 780}
Open = Callable[..., "Page"]


@pytest.fixture(autouse=True)
def _a_browser_is_there() -> None:
    assert chromium(), "Chromium is missing. On Debian: apt-get install chromium."


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(app: Flask, port: int) -> Iterator[str]:
    """The application at an address of this machine."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# --- the chat alone ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Talk:
    """A chat whose turn is scripted."""

    url: str
    script: Script
    engine: Engine


@pytest.fixture
def talk(settings: Settings, clock: FixedClock, engine: Engine) -> Iterator[Talk]:
    script, port = Script(engine, clock), a_free_port()
    own = settings.model_copy(update={"base_url": f"http://127.0.0.1:{port}"})
    with served(talking_app(own, clock, engine, script), port) as url:
        yield Talk(url, script, engine)


# --- the whole demo ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo_at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Web and worker with the demo filled in, as `make run` starts them; gives the settings."""
    port = a_free_port()
    settings = demo_settings(tmp_path_factory.mktemp("demo"), port)
    house, turns = open_with_turns(settings)
    schema.metadata.create_all(house.engine)
    demo.fill(house)
    app = create_app(settings)
    with served(app, port), at_work(settings, house, turns):
        yield settings
    house.engine.dispose()
    app.extensions["assistant"].engine.dispose()


@pytest.fixture(scope="module")
def whole_demo(demo_at_work: Settings) -> str:
    """The address of the whole demo."""
    return f"http://127.0.0.1:{demo_at_work.port}"


def demo_settings(var: Path, port: int) -> Settings:
    return completed(
        BareSettings(var=var, port=port, secret_key=SecretStr("demo-secret of a browser test"))
    )


@contextmanager
def at_work(settings: Settings, house: House, turns: Any) -> Iterator[None]:
    """A worker in a thread of its own."""
    stop, providers = threading.Event(), Providers(settings)
    outbox = Outbox(house, providers.senders, Office(house, providers))
    thread = threading.Thread(target=Worker(house, turns, outbox).run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        providers.close()


# --- a person at the browser ---------------------------------------------------------------------


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens an address in a fresh browser profile; whatever the page complains of is an error."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(url: str, **how: Any) -> Page:
        context = browser.new_context(**{"viewport": PHONE, "locale": "fr-FR", **how})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _blames(said) else None)
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def _blames(said: Any) -> bool:
    """A script's fault or a breach of the content policy; a lost connection is no such thing."""
    return said.type == "error" and "Failed to load resource" not in said.text
