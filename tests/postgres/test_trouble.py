"""The database gone, back, full or read-only: said at once, nothing half, and on it goes."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.exc import OperationalError

from assistant.app import create_app
from assistant.channels.channel import Sent
from assistant.clock import FixedClock
from assistant.house import House
from assistant.messages import Outgoing
from assistant.outbox import Outbox
from assistant.settings import Settings
from assistant.standins.phone_twilio import send_sms
from assistant.store import schema
from assistant.store.engine import connect, reading
from assistant.store.migrations import migrate
from tests import databases
from tests.people import CAMILLE
from tests.test_outbox import FakeOffice

PROVIDERS_PATIENCE = 15  # seconds: Twilio waits no longer for our answer


class Site:
    """The web application over a database, and a phone that writes to it."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.client = app.test_client()
        self.house: House = app.extensions["assistant"]
        self.settings = settings

    def write(self, said: str = "bonjour") -> int:
        call = send_sms(self.settings, CAMILLE.phone, said)
        began = time.monotonic()
        status = self.client.post(call.path, data=call.body, headers=call.headers).status_code
        assert time.monotonic() - began < PROVIDERS_PATIENCE
        return status

    def events(self) -> int:
        with reading(self.house.engine) as connection:
            query = select(func.count()).select_from(schema.events)
            return int(connection.execute(query).scalar_one())


Open = Callable[[Settings], Site]


@pytest.fixture
def open_site(clock: FixedClock) -> Iterator[Open]:
    opened: list[Site] = []

    def start(settings: Settings) -> Site:
        app = create_app(settings, clock=clock)
        app.config["PROPAGATE_EXCEPTIONS"] = False
        opened.append(Site(app, settings))
        return opened[-1]

    yield start
    for site in opened:
        site.house.engine.dispose()


def test_T11_with_postgresql_stopped_we_say_so_at_once_and_go_on_when_it_is_back(
    settings: Settings, open_site: Open
) -> None:
    server = databases.Server()
    try:
        with databases.scratch_database(server.url) as url:
            migrate(url)
            site = open_site(settings.model_copy(update={"database_url": url}))
            assert site.write() == 200
            sent: list[str] = []
            outbox = Outbox(site.house, {"sms": Recorder(sent)}, FakeOffice())
            server.stop()
            assert site.write() == 503
            assert site.client.get("/chat").status_code == 503
            assert site.client.get("/readyz").status_code == 503
            assert site.client.get("/healthz").status_code == 200
            server.start()
            assert site.write() == 200
            assert site.events() == 2
            assert outbox.deliver_due() >= 1
            assert sent
    finally:
        server.remove()


class Recorder:
    def __init__(self, sent: list[str]) -> None:
        self.sent = sent

    def send(self, address: str, outgoing: Outgoing, reference: int) -> Sent:
        self.sent.append(outgoing.text)
        return Sent((f"id-{reference}",))


@pytest.mark.both_databases
def test_T12_a_database_that_takes_no_more_keeps_nothing_half(
    engine: Engine, settings: Settings, open_site: Open
) -> None:
    """Full on SQLite, read-only on PostgreSQL, as a standby is after a failover."""
    site = open_site(settings)
    assert site.write() == 200
    put_right = refuse_writes(site.house.engine)
    accepted = 1
    while (answer := site.write("une facture")) == 200 and accepted < 100:
        accepted += 1  # into what room there still is
    assert answer == 503
    assert site.events() == accepted
    assert site.client.get("/chat").status_code == 503
    put_right()
    assert site.write("une facture") == 200
    assert site.events() == accepted + 1


def test_T12_a_connection_opened_while_the_disk_was_read_only_is_not_kept(
    engine: Engine, settings: Settings, open_site: Open
) -> None:
    """SQLite opens such a file for reading alone, and never notices that it may write again."""
    site = open_site(settings)
    assert site.write() == 200
    with site.house.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    assert site.write("une facture") == 200
    assert site.events() == 2


def test_T12_a_file_that_cannot_be_written_is_not_opened(
    engine: Engine, settings: Settings, open_site: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened for reading alone, it would stay so for the whole process."""
    site = open_site(settings)
    assert site.write() == 200
    site.house.engine.dispose()
    with monkeypatch.context() as read_only:
        read_only.setattr(os, "access", lambda _file, _mode: False)
        assert site.write("une facture") == 503
        assert site.client.get("/chat").status_code == 503
    assert site.write("une facture") == 200


def refuse_writes(engine: Engine) -> Callable[[], None]:
    """From now on, until what it gives is called."""
    if engine.dialect.name == "sqlite":
        limit, free = "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1073741823"
    else:
        limit, free = (
            "SET default_transaction_read_only = on",
            "SET default_transaction_read_only = off",
        )
    wanted = [limit]

    def set_limit(connection: object, record: object, proxy: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(wanted[0])
        cursor.close()
        connection.commit()  # type: ignore[attr-defined]

    event.listen(engine, "checkout", set_limit)
    return lambda: wanted.__setitem__(0, free)


def test_T11_a_server_that_does_not_answer_is_given_up_within_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        engine = connect(f"postgresql://nobody@127.0.0.1:{deaf.getsockname()[1]}/none")
        began = time.monotonic()
        with pytest.raises(OperationalError, match="timeout"), reading(engine) as connection:
            connection.execute(text("SELECT 1"))
        assert time.monotonic() - began < PROVIDERS_PATIENCE
