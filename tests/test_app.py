"""The whole application: what it loads, what it opens, and a text that goes all the way round."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import Engine, select
from werkzeug.serving import make_server

from assistant.app import create_app, open_with_turns
from assistant.channels.senders import Providers
from assistant.clock import FixedClock
from assistant.office import Office
from assistant.outbox import Outbox
from assistant.settings import Settings
from assistant.standins.calls import dial
from assistant.standins.ledger import Ledger, Message
from assistant.standins.phone_twilio import send_sms
from assistant.store import schema
from assistant.store.engine import connect, reading
from assistant.store.migrations import migrate
from assistant.worker import Worker
from tests.people import CAMILLE, bind, enrol

HEAVY = (
    "twilio.rest",
    "telegram",
    "PIL",
    "typst",
    "pypdfium2",
    "pillow_heif",
    "alembic",
    "requests",
    "numpy",
)
SERVED = """
import sys
from assistant.app import create_app
from assistant.secrets_file import completed
from assistant.settings import Settings
from assistant.standins.phone_twilio import send_sms
from assistant.store.engine import connect
from assistant.store.schema import metadata
settings = completed(Settings(var=sys.argv[1]))
metadata.create_all(connect(settings.database))
client = create_app(settings).test_client()
assert client.get("/").status_code == 200
assert client.get("/chat").status_code == 200
call = send_sms(settings, "+33639980099", "combien pour des lunettes ?")
assert client.post(call.path, data=call.body, headers=call.headers).status_code == 200
print(",".join(name for name in {heavy} if name in sys.modules))
"""


def test_the_web_process_loads_no_client_decoder_or_typesetter(tmp_path: Path) -> None:
    code = SERVED.replace("{heavy}", repr(HEAVY))
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == ""


@pytest.fixture
def app(settings: Settings, clock: FixedClock, engine: Engine) -> Iterator[Flask]:
    app = create_app(settings, clock=clock)
    yield app
    app.extensions["assistant"].engine.dispose()


@pytest.fixture
def production(settings: Settings, clock: FixedClock, engine: Engine) -> Iterator[Flask]:
    real = {"env": "production", "base_url": "https://assistant.test", "staff_mfa": True}
    secret = {"smtp_url": SecretStr("smtp://user:password@mail.example.org")}
    app = create_app(settings.model_copy(update={**real, **secret}), clock=clock)
    yield app
    app.extensions["assistant"].engine.dispose()


def test_production_has_no_simulator_and_no_stand_ins(production: Flask) -> None:
    rules = {rule.rule for rule in production.url_map.iter_rules()}
    assert not [rule for rule in rules if rule.startswith(("/simulator", "/standins"))]
    assert {"/chat", "/webhooks/twilio", "/healthz"} <= rules
    client = production.test_client()
    for path in ("/simulator", "/standins/mail", "/standins/faults"):
        assert client.post(path).status_code in (404, 405)


MACHINES = ("twilio", "telegram", "ops", "api", "standins")


def test_T30_every_form_of_a_person_asks_for_its_token(app: Flask) -> None:
    client, tried = app.test_client(), 0
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint.split(".")[0] in MACHINES:
            continue
        path = re.sub(r"<(?:int:)?[a-z_]+>", "1", rule.rule)
        no_link = {404} if rule.endpoint.startswith("links.") else set()  # nothing to guard yet
        assert client.post(path).status_code in {400} | no_link, rule.rule
        tried += 1
    assert tried > 10


def test_T30_every_page_is_hardened(app: Flask) -> None:
    client = app.test_client()
    for path in ("/", "/chat", "/staff", "/nothing-here", "/l/unknown", "/simulator", "/healthz"):
        headers = client.get(path, follow_redirects=True).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert "unsafe-inline" not in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path


def test_T30_cookies_of_production_are_bound_to_our_host(production: Flask) -> None:
    answer = production.test_client().get("/chat", base_url="https://assistant.test")
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-"), cookie
        assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite" in cookie


# --- all the way round ----------------------------------------------------------------------------


@dataclass
class Running:
    """Web and worker of one test, talking to the stand-ins over real sockets."""

    settings: Settings

    def text(self, words: str, phone: str = CAMILLE.phone) -> None:
        assert dial(self.settings, send_sms(self.settings, phone, words)) == 200

    def replies(self, phone: str = CAMILLE.phone) -> list[Message]:
        return Ledger(self.settings).outbound("sms", phone)


def until(there: Callable[[], bool], seconds: float = 15.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if there():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def running(settings: Settings) -> Iterator[Running]:
    migrate(settings.database)
    engine = connect(settings.database)
    with engine.begin() as connection:
        enrol(connection, CAMILLE)
        bind(connection, CAMILLE, "sms")
    engine.dispose()
    server = make_server("127.0.0.1", 0, Flask("later"), threaded=True)
    base = f"http://127.0.0.1:{server.server_port}"
    apis = {
        name: f"{base}/standins/{name[:-4]}" for name in ("twilio_api", "telegram_api", "mail_api")
    }
    settings = settings.model_copy(update={"base_url": base, **apis})
    server.app = create_app(settings)
    web = threading.Thread(target=server.serve_forever, args=(0.05,))
    house, turns = open_with_turns(settings)
    providers, stop = Providers(settings), threading.Event()
    outbox = Outbox(house, providers.senders, Office(house, providers))
    work = threading.Thread(target=Worker(house, turns, outbox).run, args=(stop,))
    web.start()
    work.start()
    yield Running(settings)
    stop.set()
    work.join()
    server.shutdown()
    web.join()
    server.server_close()
    providers.close()
    house.engine.dispose()
    server.app.extensions["assistant"].engine.dispose()


def test_a_text_is_answered_on_the_phone_and_its_delivery_is_known(running: Running) -> None:
    running.text("combien pour des lunettes à 250 € ?")
    assert until(lambda: len(running.replies()) == 1)
    assert running.replies()[0].text
    engine = connect(running.settings.database)

    def final() -> bool:
        with reading(engine) as connection:
            row = connection.execute(select(schema.outbox)).one()
        return row.state == "sent" and row.provider_state == "delivered" and bool(row.final_at)

    assert until(final)
    engine.dispose()


CANARIES = ("Zébulon", "CANARI", "639.98", "+33639980177", "33639980177", "Philtre")


def test_T32_a_whole_turn_leaves_no_word_number_or_sum_in_the_logs(
    running: Running, capfd: pytest.CaptureFixture[str]
) -> None:
    phone = "+33639980177"
    running.text("Je suis Zébulon CANARI, facture de 639.98 € chez le Dr Philtre", phone)
    running.text("une personne", phone)
    running.text("A4916-1016", phone)
    assert until(lambda: len(running.replies(phone)) >= 3)
    until(lambda: all(m.status == "delivered" for m in running.replies(phone)), 5)
    written = "".join(capfd.readouterr())
    assert '"outcome": "sent"' in written  # the logs are on, and this is all they say
    for canary in (*CANARIES, CAMILLE.phone, *(m.text for m in running.replies(phone))):
        assert canary not in written
    for secret in (running.settings.twilio_auth_token, running.settings.telegram_token):
        assert secret.get_secret_value() not in written
