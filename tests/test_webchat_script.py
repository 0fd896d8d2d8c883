"""The web chat as its script talks to it: piece by piece, each reply exactly once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select

from assistant.clock import FixedClock
from assistant.messages import Outgoing
from assistant.settings import Settings
from assistant.store.schema import conversations, outbox
from tests.web.talk import Script, set_mode, talking_app


@pytest.fixture
def script(engine: Engine, clock: FixedClock) -> Script:
    return Script(engine, clock)


@pytest.fixture
def app(settings: Settings, clock: FixedClock, engine: Engine, script: Script) -> Flask:
    return talking_app(settings, clock, engine, script)


class Page:
    """What `chat.js` keeps in mind: its token, and how far it has read."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        html = client.get("/chat").text
        (self.token,) = set(re.findall(r'name="csrf_token" value="([^"]+)"', html))
        (self.last,) = re.findall(r'data-last="(\d+)"', html)
        (self.heard,) = re.findall(r'data-heard="([^"]*)"', html)

    def send(self, text: str = "", message_id: str = "0123456789abcdef", **more: Any) -> Any:
        data = {"message_id": message_id, "text": text, "after": self.last, "heard": self.heard}
        headers = {"X-CSRFToken": self.token, "Accept": "application/json"}
        answer = self.client.post("/chat/messages", data={**data, **more}, headers=headers)
        assert answer.status_code == 200
        return self._read(answer.get_json())

    def poll(self) -> Any:
        query = {"after": self.last, "heard": self.heard}
        return self._read(self.client.get("/chat/messages", query_string=query).get_json())

    def _read(self, news: Any) -> Any:
        self.last, self.heard = news["last"], news["heard"]
        news["marks"] = re.findall(r'<div class="line \w+" id="([^"]+)"', news["html"])
        return news


@pytest.fixture
def page(app: Flask) -> Iterator[Page]:
    with app.test_client() as client:
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fr"
        yield Page(client)


def reply(engine: Engine, script: Script, text: str, key: str, **columns: Any) -> int:
    with engine.begin() as connection:
        at = connection.execute(select(conversations.c.id)).scalar_one()
        return script.say(connection, at, Outgoing(text=text), key, **columns)


def states(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(outbox.c.state).order_by(outbox.c.id)).scalars())


def test_sending_brings_ones_own_line_and_the_answer(page: Page) -> None:
    news = page.send("bonjour")
    assert news["kept"]
    assert news["marks"][0] == "own-0123456789abcdef"
    assert news["marks"][1].startswith("reply-")
    assert "Entendu : bonjour" in news["html"]


def test_T4_a_message_sent_again_after_a_lost_answer_is_one_message(
    page: Page, script: Script
) -> None:
    before = page.last, page.heard
    page.send("bonjour")
    page.last, page.heard = before  # the answer never came
    news = page.send("bonjour")
    assert [inbound.text for inbound in script.taken] == ["", "bonjour"]
    assert len(news["marks"]) == 2
    assert news["kept"]


def test_a_reply_is_brought_once_and_acknowledged_by_the_next_question(
    page: Page, script: Script, engine: Engine
) -> None:
    page.poll()
    assert states(engine) == ["sent"]
    number = reply(engine, script, "de Nadia", "n", author="staff:nadia")
    assert page.poll()["marks"] == [f"reply-{number}"]
    assert states(engine) == ["sent", "queued"]
    assert page.poll()["marks"] == []
    assert states(engine) == ["sent", "sent"]


def test_a_reply_that_got_lost_on_the_way_is_brought_again(
    page: Page, script: Script, engine: Engine
) -> None:
    number = reply(engine, script, "de Nadia", "n", author="staff:nadia")
    last = page.last
    assert page.poll()["marks"] == [f"reply-{number}"]
    page.last = last
    assert page.poll()["marks"] == [f"reply-{number}"]


def test_while_a_person_speaks_an_unsent_reply_is_neither_brought_nor_acknowledged(
    page: Page, script: Script, engine: Engine
) -> None:
    page.poll()
    reply(engine, script, "du robot", "r")
    set_mode(engine, "person")
    reply(engine, script, "de Nadia", "n", author="staff:nadia")
    news = page.poll()
    assert news["mode"] == "person"
    assert "du robot" not in news["html"]
    page.poll()
    assert states(engine) == ["sent", "queued", "sent"]


def test_the_page_learns_that_a_person_was_told(page: Page, engine: Engine) -> None:
    assert page.poll()["mode"] == "bot"
    set_mode(engine, "waiting")
    assert page.poll()["mode"] == "waiting"


def test_a_second_window_gets_what_the_first_one_wrote(page: Page, clock: FixedClock) -> None:
    second = Page(page.client)
    clock.move(timedelta(seconds=1))
    page.send("bonjour")
    news = second.poll()
    assert news["marks"][0] == "own-0123456789abcdef"
    assert second.poll()["marks"] == []


def test_when_every_file_is_refused_the_page_is_told_that_nothing_was_kept(page: Page) -> None:
    news = page.send(files=[(BytesIO(b"not a photo"), "x.svg")])
    assert not news["kept"]
    assert len(news["notices"]) == 1


def test_the_token_is_renewed_with_every_answer(page: Page) -> None:
    page.token = page.poll()["token"]
    assert page.send("bonjour")["kept"]


def test_without_its_cookie_the_page_is_told_to_open_anew(app: Flask) -> None:
    assert app.test_client().get("/chat/messages").status_code == 409


@pytest.mark.parametrize("after", ["", "x", "-1", "²", "1e9", "9" * 40, "1; DROP TABLE outbox"])
def test_nonsense_about_what_was_read_starts_from_the_beginning(page: Page, after: str) -> None:
    page.last = after
    assert len(page.poll()["marks"]) == 1


def test_asking_when_nothing_is_new_only_reads(page: Page, engine: Engine) -> None:
    page.poll()
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2].split()[0]))
    page.poll()
    assert set(seen) <= {"SELECT", "BEGIN"}
