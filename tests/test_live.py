"""Live pages: told at once that there is something new, from the table, to those who may know."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from flask import Flask
from sqlalchemy import Engine, update
from werkzeug.serving import make_server

from assistant.app import create_live_app
from assistant.channels.webchat import address_of, new_token
from assistant.clock import FixedClock
from assistant.live import stream
from assistant.settings import Settings
from assistant.staff.accounts import create_staff
from assistant.store import schema
from assistant.store.conversations import open_conversation
from assistant.store.staff import find_by_email, open_session
from assistant.store.wakeups import Bell
from assistant.turn import Turns
from tests.conftest import message

pytestmark = [pytest.mark.usefixtures("members"), pytest.mark.both_databases]

SOON = 8.0  # seconds; much more than it takes on a busy machine
STREAM = {"Accept": "text/event-stream"}


@dataclass
class Visitor:
    """A browser at the web chat."""

    token: str
    address: str
    conversation: int

    @property
    def cookies(self) -> dict[str, str]:
        return {"chat": self.token}


class Events:
    """What a browser's EventSource gets from an open stream."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.iter_lines()

    def next(self) -> tuple[str, dict[str, Any]]:
        """The id and the data of the next event."""
        key = ""
        for line in self._lines:
            if line.startswith("id: "):
                key = line.removeprefix("id: ")
            if line.startswith("data: "):
                return key, json.loads(line.removeprefix("data: "))
        raise AssertionError("the stream has ended")

    def rest(self) -> str:
        """Everything until the stream ends by itself."""
        return "\n".join(self._lines)


@pytest.fixture
def app(settings: Settings, clock: FixedClock, engine: Engine) -> Iterator[Flask]:
    app = create_live_app(settings.model_copy(update={"live_pages": 3}), clock=clock)
    yield app
    app.extensions["live"].close()
    app.extensions["assistant"].engine.dispose()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the listening process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    server.block_on_close = False  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def turns(settings: Settings, clock: FixedClock, engine: Engine) -> Iterator[Turns]:
    """The web process, as far as a page's listener knows of it."""
    bell = Bell(engine)
    yield Turns(settings, clock, engine)
    bell.close()


@pytest.fixture
def ines(engine: Engine, clock: FixedClock) -> Visitor:
    token = new_token()
    address = address_of(token)
    assert address is not None
    with engine.begin() as connection:
        number = open_conversation(connection, "web", address, clock.now())
    return Visitor(token, address, number)


@pytest.fixture
def listen(site: str) -> Iterator[Callable[..., Events]]:
    """Opens a stream; all are closed when the test is over."""
    client = httpx.Client(base_url=site, timeout=SOON)
    opened: list[Any] = []

    def start(path: str, cookies: dict[str, str], after: str = "") -> Events:
        headers = {**STREAM, **({"Last-Event-ID": after} if after else {})}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        opened.append(client.stream("GET", path, headers=headers))
        return Events(opened[-1].__enter__())

    yield start
    for one in opened:
        one.__exit__(None, None, None)
    client.close()


def say(turns: Turns, visitor: Visitor, number: int) -> None:
    event = f"web:{visitor.conversation}:message-{number:04}"
    assert turns.take(message(event, "web", visitor.address, text="bonjour")) == "taken"


def test_a_page_hears_of_an_answer_at_once(
    listen: Callable[..., Events], turns: Turns, ines: Visitor
) -> None:
    events = listen("/events/chat", ines.cookies)
    before, told = events.next()  # where the talk stands now
    assert told == {"last": 0, "heard": "", "mode": "bot"}
    say(turns, ines, 1)
    key, told = events.next()
    assert key != before
    assert told["last"] > 0 and told["heard"]


def test_nothing_of_what_was_said_is_told(
    listen: Callable[..., Events], turns: Turns, ines: Visitor
) -> None:
    say(turns, ines, 1)
    _key, told = listen("/events/chat", ines.cookies).next()
    assert set(told) == {"last", "heard", "mode"}


def test_what_came_while_nobody_was_connected_is_found_in_the_table(
    listen: Callable[..., Events], turns: Turns, ines: Visitor
) -> None:
    key, _told = listen("/events/chat", ines.cookies).next()
    say(turns, ines, 1)
    later, told = listen("/events/chat", ines.cookies, after=key).next()
    assert (later != key, told["last"] > 0) == (True, True)


def test_a_page_that_has_everything_is_told_nothing_when_it_comes_again(
    listen: Callable[..., Events], turns: Turns, ines: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(turns, ines, 1)
    key, _told = listen("/events/chat", ines.cookies).next()
    monkeypatch.setattr(stream, "HEARTBEAT", 0.2)
    monkeypatch.setattr(stream, "LONGEST", 0.5)
    text = listen("/events/chat", ines.cookies, after=key).answer.read().decode()
    assert "event: news" not in text
    assert stream.ALIVE in text


def test_a_change_that_nobody_announced_is_found_by_looking(
    listen: Callable[..., Events], ines: Visitor, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wake-up may be lost: the table is looked at now and then in any case."""
    monkeypatch.setattr(stream, "HEARTBEAT", 0.1)
    monkeypatch.setattr(stream, "LOOK", 0.2)
    events = listen("/events/chat", ines.cookies)
    events.next()
    with engine.begin() as connection:
        connection.execute(update(schema.conversations).values(mode="person"))
    assert events.next()[1]["mode"] == "person"


def test_other_conversations_wake_nobody(
    app: Flask, listen: Callable[..., Events], turns: Turns, ines: Visitor
) -> None:
    events, hub = listen("/events/chat", ines.cookies), app.extensions["live"]
    events.next()
    assert until(lambda: hub.changes > 0)  # it listens
    (seat,) = hub._waiting[ines.conversation]
    assert until(lambda: not seat.is_set())
    before = hub.changes
    turns.take(message("twilio:AC:SM1", "sms", "+33600", text="bonjour"))
    assert until(lambda: hub.changes > before)
    assert not seat.is_set()
    say(turns, ines, 1)
    assert events.next()[1]["last"] > 0


def test_without_a_stream_one_question_is_answered_when_there_is_something(
    site: str, turns: Turns, ines: Visitor
) -> None:
    with httpx.Client(base_url=site, cookies=ines.cookies, timeout=SOON * 2) as browser:
        first = browser.get("/events/chat").json()
        answers: list[httpx.Response] = []
        asking = threading.Thread(
            target=lambda: answers.append(
                browser.get("/events/chat", params={"after": first["id"]})
            )
        )
        asking.start()
        asking.join(0.3)
        assert answers == []  # it is held back
        say(turns, ines, 1)
        asking.join(SOON)
        assert answers[0].json()["last"] > first["last"]
        assert answers[0].json()["id"] != first["id"]


# --- who may listen -------------------------------------------------------------------------------


@pytest.fixture
def alice(engine: Engine, clock: FixedClock) -> dict[str, str]:
    """The cookies of an agent who is signed in."""
    create_staff(
        engine, "Alice", "alice@example.org", "agent", "members", "quatre mots ici", clock=clock
    )
    with engine.begin() as connection:
        staff = find_by_email(connection, "alice@example.org")
        assert staff is not None
        return {"staff": open_session(connection, staff.id, "open", clock.now())}


@pytest.mark.parametrize("path", ["/events/chat", "/events/staff/conversations"])
@pytest.mark.parametrize("cookies", [{}, {"chat": "x" * 22, "staff": "y" * 43}])
def test_T27_who_has_no_talk_and_no_session_hears_nothing(
    site: str, path: str, cookies: dict[str, str]
) -> None:
    answer = httpx.get(site + path, headers=STREAM, cookies=cookies)
    assert answer.status_code in (401, 409)
    assert "news" not in answer.text


def test_T27_a_visitor_of_the_chat_cannot_listen_at_the_console(site: str, ines: Visitor) -> None:
    for path in ("/events/staff/conversations", f"/events/staff/conversations/{ines.conversation}"):
        assert httpx.get(site + path, headers=STREAM, cookies=ines.cookies).status_code == 401


def test_staff_hear_of_a_conversation_and_of_the_lists(
    listen: Callable[..., Events], turns: Turns, ines: Visitor, alice: dict[str, str]
) -> None:
    one = listen(f"/events/staff/conversations/{ines.conversation}", alice)
    lists = listen("/events/staff/conversations", alice)
    one.next()
    lists.next()
    say(turns, ines, 1)
    assert one.next()[1]["last"] > 0
    lists.next()


def test_T30_listening_keeps_no_session_open_and_ends_with_it(
    listen: Callable[..., Events],
    turns: Turns,
    ines: Visitor,
    alice: dict[str, str],
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.1)
    monkeypatch.setattr(stream, "LOOK", 0.2)
    events = listen(f"/events/staff/conversations/{ines.conversation}", alice)
    events.next()
    with engine.begin() as connection:
        connection.execute(schema.staff_sessions.delete())
    assert "news" not in events.rest()


def test_no_more_pages_listen_than_there_are_seats(
    app: Flask, site: str, listen: Callable[..., Events], ines: Visitor
) -> None:
    for _page in range(3):
        listen("/events/chat", ines.cookies).next()
    refused = httpx.get(site + "/events/chat", headers=STREAM, cookies=ines.cookies)
    assert refused.status_code == 503
    assert "Retry-After" in refused.headers


def test_a_seat_is_free_again_when_a_page_has_gone(
    app: Flask, site: str, ines: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.05)
    host, port = site.removeprefix("http://").split(":")
    for _page in range(3):
        with socket.create_connection((host, int(port)), SOON) as wire:
            ask = f"GET /events/chat HTTP/1.1\r\nHost: x\r\nCookie: chat={ines.token}\r\n"
            wire.sendall(f"{ask}Accept: text/event-stream\r\n\r\n".encode())
            assert b"200" in wire.recv(64)
    assert until(lambda: app.extensions["live"].taken == 0)


def until(there: Callable[[], bool]) -> bool:
    end = time.monotonic() + SOON
    while not there() and time.monotonic() < end:
        time.sleep(0.02)
    return there()


def test_the_listening_process_takes_no_messages(app: Flask) -> None:
    open_to = {rule.rule for rule in app.url_map.iter_rules()}
    assert open_to == {
        "/static/<path:filename>",
        "/healthz",
        "/readyz",
        "/metrics",
        "/events/chat",
        "/events/staff/conversations",
        "/events/staff/conversations/<int:conversation_id>",
    }
