"""A console on a fresh database: its application, its people, browsers that are signed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, select
from werkzeug.test import TestResponse

from assistant.clock import FixedClock
from assistant.house import House
from assistant.live.pages import blueprint as listening
from assistant.staff import passwords
from assistant.staff.accounts import create_staff
from assistant.staff.console import blueprint
from assistant.store import schema
from assistant.store.engine import stamp
from assistant.store.staff import Staff, find_by_email
from assistant.web.security import protect
from tests.people import CAMILLE, INES, SAMUEL, Person, bind

PASSWORD = "quatre mots sans rapport"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    )
    monkeypatch.setattr(passwords, "_nobody", [])


@pytest.fixture
def app(house: House) -> Iterator[Flask]:
    """An application with the console alone, guarded as the real one is."""
    app = Flask("assistant", static_folder="web/static", template_folder="web/templates")
    app.extensions["assistant"] = house
    protect(app, house.settings)
    app.register_blueprint(blueprint())
    app.register_blueprint(listening())  # its pages listen
    yield app
    app.extensions["live"].close()


class Browser:
    """A person of the staff at the console: keeps cookies, fills in the form's token."""

    def __init__(self, app: Flask, staff: Staff | None = None) -> None:
        self.app = app
        self.staff = staff
        self.client: FlaskClient = app.test_client()
        self.token = ""

    def get(self, path: str, **query: Any) -> TestResponse:
        answer = self.client.get(path, query_string=query or None, buffered=True)
        found = TOKEN.search(answer.text) if answer.mimetype == "text/html" else None
        if found:
            self.token = found[1]
        return answer

    def post(self, path: str, **form: Any) -> TestResponse:
        if not self.token:
            self.get("/staff/sign-in")
        return self.client.post(path, data={"csrf_token": self.token, **form}, buffered=True)

    def sign_in(self, email: str = "", password: str = PASSWORD) -> TestResponse:
        if not email:
            assert self.staff is not None
            email = self.staff.email
        self.get("/staff/sign-in")
        return self.post("/staff/sign-in", email=email, password=password)

    def field(self, path: str, name: str) -> str:
        """A hidden field of a page, such as the version that an act must send."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.get(path).text)
        assert found, (path, name)
        return found[1]

    def act(self, conversation: int, what: str, **form: Any) -> TestResponse:
        """An act from the conversation's page as it now is."""
        page = f"/staff/conversations/{conversation}"
        version = form.pop("version", None) or self.field(page, "version")
        return self.post(f"{page}/{what}", version=version, **form)


@dataclass(frozen=True)
class Colleagues:
    """Three people, one of each role."""

    alice: Staff  # agent, members
    bruno: Staff  # agent, claims
    malik: Staff  # medical adviser
    sofia: Staff  # supervisor


@pytest.fixture
def colleagues(engine: Engine, clock: FixedClock) -> Colleagues:
    people = (
        ("Alice Martin", "alice@example.org", "agent", "members"),
        ("Bruno Leroy", "bruno@example.org", "agent", "claims"),
        ("Dr Malik Haddad", "malik@example.org", "medical_adviser", "medical"),
        ("Sofia Rossi", "sofia@example.org", "supervisor", "members"),
    )
    for name, email, role, team in people:
        create_staff(engine, name, email, role, team, PASSWORD, clock=clock)
    with engine.begin() as connection:
        found = [find_by_email(connection, email) for _name, email, _role, _team in people]
    return Colleagues(*[person for person in found if person is not None])


Enter = Callable[[Staff], Browser]


@pytest.fixture
def enter(app: Flask) -> Enter:
    """Signs a person in and gives their browser."""

    def signed_in(staff: Staff) -> Browser:
        browser = Browser(app, staff)
        answer = browser.sign_in()
        assert answer.status_code == 302, answer.text
        return browser

    return signed_in


@dataclass(frozen=True)
class Talks:
    """One conversation of each member, by its id."""

    camille: int  # SMS
    samuel: int  # Telegram
    ines: int  # web chat


@pytest.fixture
def talks(members: None, engine: Engine, clock: FixedClock) -> Talks:
    now = stamp(clock.now())
    with engine.begin() as connection:
        ids = [
            bind(connection, CAMILLE, "sms"),
            bind(connection, SAMUEL, "telegram"),
            bind(connection, INES, "web", "visitor-ines"),
        ]
        connection.execute(schema.conversations.update().values(seen_at=now))
    return Talks(*ids)


@pytest.fixture
def rows(engine: Engine) -> Callable[[Any], list[Any]]:
    """All rows of a table, oldest first."""

    def read(table: Any) -> list[Any]:
        with engine.begin() as connection:
            order = list(table.primary_key.columns)
            return list(connection.execute(select(table).order_by(*order)))

    return read


Put = Callable[..., None]


@pytest.fixture
def put(engine: Engine) -> Put:
    """Puts a row into a table."""

    def write(table: Any, **values: Any) -> None:
        with engine.begin() as connection:
            connection.execute(insert(table).values(**values))

    return write


def person_of(person: Person) -> str:
    return f"{person.given_name} {person.family_name}"
