"""The two ways in for developers: a terminal, and Telegram without a public address."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, insert, update

from assistant.channels import polling, terminal
from assistant.channels.channel import TryLater
from assistant.channels.polling import commands, poll
from assistant.channels.terminal import chat, patient
from assistant.house import House
from assistant.messages import Inbound, Outgoing
from assistant.settings import Settings
from assistant.store.conversations import open_conversation
from assistant.store.engine import stamp
from assistant.store.schema import outbox
from tests.channels.conftest import update as payload
from tests.conftest import NOON, Inbox


def test_a_terminal_takes_lines_and_shows_what_is_new(inbox: Inbox) -> None:
    shown: list[str] = []
    waiting = [Outgoing(text="Bonjour", choices=(("yes", "oui"), ("person", "une personne")))]

    def replies() -> list[Outgoing]:
        ready, waiting[:] = list(waiting), []
        return ready

    chat(inbox, replies, lines=["salut\x00", "1"], show=shown.append, now=lambda: NOON)
    assert [one.text for one in inbox.taken] == ["salut", "1"]
    assert {one.channel for one in inbox.taken} == {"terminal"}
    assert shown == ["Bonjour\n1 oui\n0 une personne"]


def test_two_terminals_never_share_an_event(inbox: Inbox) -> None:
    for _terminal in range(2):
        chat(inbox, tuple, lines=["a", "a"], show=print, now=lambda: NOON)
    assert len(inbox.taken) == 4


class Bot:
    """Telegram as polling sees it: a list of answers to getUpdates, one a call."""

    def __init__(self, answers: list[Any]) -> None:
        self.answers = answers
        self.offsets: list[int] = []
        self.answered: list[str] = []

    def run(self, call: Any, total: float = 0) -> Any:
        return call(self)

    def do_api_request(self, method: str, api_kwargs: dict[str, Any], read_timeout: float) -> Any:
        self.offsets.append(api_kwargs["offset"])
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def answer_callback_query(self, query: str) -> None:
        self.answered.append(query)

    def delete_webhook(self) -> None:
        raise TryLater("ConnectError")  # no reason to give up

    def close(self) -> None: ...


@pytest.fixture
def bot(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bot]:
    text, button = (json.loads(payload(f"telegram_{name}")) for name in ("text", "callback"))
    group = json.loads(payload("telegram_group"))
    answers = [
        [{**text, "update_id": 5}, {**group, "update_id": 6}],
        TryLater("ConnectError"),
        [{**button, "update_id": 7}],
        [],
    ]
    bot = Bot(answers)
    monkeypatch.setattr(polling, "BotThread", lambda settings: bot)
    yield bot


def test_polling_takes_each_update_and_acknowledges_it_afterwards(
    bot: Bot, settings: Settings, inbox: Inbox
) -> None:
    pauses: list[float] = []

    def stopped(seconds: float) -> bool:
        pauses.append(seconds)
        return not bot.answers

    poll(settings, inbox, stopped, lambda: NOON)
    assert [one.event.split(":")[2] for one in inbox.taken] == ["5", "7"]
    assert bot.offsets == [0, 7, 7, 8]
    assert bot.answered == ["3006621231231231231"]
    assert polling.PAUSE in pauses


def test_an_update_whose_turn_fails_is_not_acknowledged(bot: Bot, settings: Settings) -> None:
    def take(inbound: Inbound) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        poll(settings, take, lambda seconds: False, lambda: NOON)
    assert bot.offsets == [0]


def put(engine: Engine, kind: str, body: str, state: str = "queued") -> None:
    """A row of the outbox for a terminal."""
    with engine.begin() as connection:
        conversation = open_conversation(connection, "terminal", "me", NOON)
        row = insert(outbox).values(
            key=f"{kind}{body}",
            conversation_id=conversation,
            kind=kind,
            author="bot",
            purpose="answer",
            channel="terminal",
            address="me",
            body=body,
            state=state,
            attempts=0,
            run_at=stamp(NOON),
            created_at=stamp(NOON),
        )
        connection.execute(row)


def test_replies_in_a_terminal_are_shown_once_and_in_order(house: House, engine: Engine) -> None:
    for text in ("un", "deux"):
        put(engine, "reply", f'{{"text": "{text}", "choices": [["yes", "oui"]]}}')
    replies = patient(house, "me")
    assert [(one.text, one.choices) for one in replies()] == [
        ("un", (("yes", "oui"),)),
        ("deux", (("yes", "oui"),)),
    ]
    assert replies() == []
    assert patient(house, "another")() == []


def test_a_terminal_waits_a_little_for_an_effect(
    house: House, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(engine, "effect", "{}")
    waited: list[float] = []

    def performed(seconds: float) -> None:
        """The worker's side: the effect is done and its result has been answered."""
        waited.append(seconds)
        with engine.begin() as connection:
            connection.execute(update(outbox).values(state="sent"))
        put(engine, "reply", '{"text": "Code envoyé"}')

    monkeypatch.setattr(time, "sleep", performed)
    assert [one.text for one in patient(house, "me")()] == ["Code envoyé"]
    assert waited == [terminal.GLANCE]


def test_without_a_bot_of_ones_own_the_commands_say_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("poll", "webhook"):
        said = CliRunner().invoke(commands, [command])
        assert said.exit_code == 1
        assert "ASSISTANT_TELEGRAM_TOKEN" in said.output
