"""A small application with the doors alone, and one that really listens for the senders."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from assistant import standins
from assistant.channels import sms, telegram
from assistant.house import House
from assistant.settings import Settings
from assistant.standins.calls import Call, signed_form
from assistant.standins.fault import Fault
from assistant.standins.ledger import Ledger

PAYLOADS = Path(__file__).parent / "payloads"


def form(name: str) -> dict[str, str]:
    """A Twilio webhook body as parameters."""
    text = (PAYLOADS / f"{name}.form").read_text().strip()
    return dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))


def update(name: str) -> bytes:
    """A Telegram update as it is posted."""
    return (PAYLOADS / f"{name}.json").read_bytes()


@pytest.fixture
def app(house: House) -> Flask:
    app = Flask("doors")
    app.testing = True
    app.extensions["assistant"] = house
    app.register_blueprint(sms.blueprint())
    app.register_blueprint(telegram.blueprint())
    app.register_blueprint(standins.blueprint())
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.config["PROPAGATE_EXCEPTIONS"] = False  # an exception is a 500, as it is for a provider
    app.testing = False
    return app.test_client()


@pytest.fixture
def sign(settings: Settings) -> Callable[..., Call]:
    """Signs parameters for our inbound webhook as Twilio does."""

    def signed(parameters: dict[str, str], path: str = sms.INBOUND_PATH) -> Call:
        return signed_form(settings, path, parameters)

    return signed


@pytest.fixture
def providers(app: Flask, settings: Settings) -> Iterator[Settings]:
    """The stand-ins listening on a real port; settings that send there."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}/standins"
    apis = {"twilio_api": f"{base}/twilio", "telegram_api": f"{base}/telegram"}
    yield settings.model_copy(update=apis)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ledger(settings: Settings) -> Ledger:
    return Ledger(settings)


@pytest.fixture
def trouble(ledger: Ledger) -> Callable[..., None]:
    """Trouble for the next calls to a provider."""

    def add(provider: str, kind: str, code: str = "", seconds: float = 0, times: int = 1) -> None:
        ledger.add_fault(
            Fault(provider=provider, kind=kind, code=code, seconds=seconds, times=times)
        )

    return add
