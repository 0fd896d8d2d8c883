"""What every test can ask for: a clock that stands still, settings, a house on a fresh database."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict
from sqlalchemy import Engine

from assistant.clock import FixedClock
from assistant.house import House, Taken
from assistant.messages import Inbound
from assistant.settings import Settings
from assistant.store import schema
from assistant.store.engine import connect
from tests import databases
from tests.browser import ARGUMENTS, chromium
from tests.people import CAMILLE, INES, SAMUEL, enrol

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOON = datetime(2026, 3, 14, 11, 0, tzinfo=UTC)  # a Saturday, noon in Paris
VAULT_KEY = base64.b64encode(bytes(range(32))).decode()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-transcripts", action="store_true", help="the diff is the review")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked `both_databases` run on SQLite and on PostgreSQL, the others on SQLite alone."""
    marked = metafunc.definition.get_closest_marker("both_databases") is not None
    if marked and "database" in metafunc.fixturenames:
        metafunc.parametrize("database", databases.KINDS, indirect=True)


def message(
    event: str, channel: str = "sms", address: str = "+33639980099", **said: Any
) -> Inbound:
    """One inbound event at noon."""
    return Inbound(event=event, channel=channel, address=address, at=NOON, **said)


class BareSettings(Settings):
    """Settings that read no file of the developer's."""

    model_config = SettingsConfigDict(env_file=None)


class Inbox:
    """Stands for the turn: keeps what was taken, answers "duplicate" to an event seen before."""

    def __init__(self) -> None:
        self.taken: list[Inbound] = []

    def __call__(self, inbound: Inbound) -> Taken:
        if inbound.event in {seen.event for seen in self.taken}:
            return "duplicate"
        self.taken.append(inbound)
        return "taken"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of the run's PostgreSQL; without one the test that asks for it fails."""
    with databases.postgresql_for_this_run() as url:
        yield url


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The address of this test's database; empty: SQLite in a folder of its own."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return ""
    return str(request.getfixturevalue("postgresql"))


@pytest.fixture
def settings(tmp_path: Path, database: str) -> Settings:
    """Demo settings with every secret filled in; nothing in them is real."""
    return BareSettings(
        var=tmp_path,
        database_url=database,
        base_url="http://assistant.test",
        secret_key=SecretStr("a secret key for tests, long enough"),
        vault_key=SecretStr(VAULT_KEY),
        twilio_account_sid="AC" + "0123456789abcdef" * 2,
        twilio_auth_token=SecretStr("a twilio token for tests"),
        twilio_number="+33757000000",
        twilio_whatsapp_number="+33757000001",
        telegram_token=SecretStr("123456:a-telegram-token-for-tests"),
        telegram_secret=SecretStr("a-telegram-secret-for-tests"),
        mail_from="assistant@example.org",
    )


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """An empty database of this test alone, opened as the real one is."""
    engine = connect(settings.database)
    if settings.database_url:
        databases.empty(engine)
    else:
        schema.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def house(settings: Settings, clock: FixedClock, engine: Engine, inbox: Inbox) -> House:
    """A house whose one way in only notes what came: for parts tested without the turn."""
    return House(settings=settings, clock=clock, engine=engine, take=inbox)


@pytest.fixture
def members(engine: Engine) -> None:
    """Camille, Samuel and Inès are on record."""
    with engine.begin() as connection:
        enrol(connection, CAMILLE, SAMUEL, INES)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless Chromium a module; a test marked `browser` opens its own context in it.

    Not for the whole run: Playwright keeps an event loop, and other tests start their own.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield opened
        opened.close()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped or expected-to-fail test proves nothing: the run fails."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    assert reporter is not None
    unproved = [kind for kind in ("skipped", "xfailed", "xpassed") if reporter.stats.get(kind)]
    if unproved and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line(f"failed: some tests were {', '.join(unproved)}", red=True)
