"""The two ways in for developers: a terminal, and Telegram without a public address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.channels import telegram_polling
from assistant.channels.channel import TryLater
from assistant.channels.telegram_polling import poll
from assistant.channels.terminal import chat
from assistant.messages import Inbound, Outgoing
from assistant.settings import Settings
from tests.channels.conftest import update
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
    text, button = (json.loads(update(f"telegram_{name}")) for name in ("text", "callback"))
    group = json.loads(update("telegram_group"))
    answers = [
        [{**text, "update_id": 5}, {**group, "update_id": 6}],
        TryLater("ConnectError"),
        [{**button, "update_id": 7}],
        [],
    ]
    bot = Bot(answers)
    monkeypatch.setattr(telegram_polling, "BotThread", lambda settings: bot)
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
    assert telegram_polling.PAUSE in pauses


def test_an_update_whose_turn_fails_is_not_acknowledged(bot: Bot, settings: Settings) -> None:
    def take(inbound: Inbound) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        poll(settings, take, lambda seconds: False, lambda: NOON)
    assert bot.offsets == [0]
