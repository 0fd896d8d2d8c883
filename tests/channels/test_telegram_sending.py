"""Sending by Telegram: buttons, parts, refusals, and what nobody can know (T8, T9)."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import httpx
import pytest
from pydantic import SecretStr
from telegram import error as theirs

from assistant.channels import telegram_bot
from assistant.channels.channel import TryLater, Unanswered, Undeliverable
from assistant.channels.telegram_bot import BotThread, ours
from assistant.channels.telegram_sending import TelegramSender
from assistant.messages import Outgoing
from assistant.settings import Settings
from assistant.standins.ledger import Ledger
from assistant.standins.phone import send_telegram

CHAT = "700016"
ASKED = Outgoing(
    text="Dans quel pays ?",
    choices=(("fr", "France"), ("other", "un autre pays"), ("person", "une personne")),
    serial=7,
)
Trouble = Callable[..., None]


@pytest.fixture
def sender(providers: Settings) -> Iterator[TelegramSender]:
    send_telegram(providers, CHAT, "bonjour")  # a bot cannot write first
    sender = TelegramSender(providers)
    yield sender
    sender.close()


def test_choices_are_buttons_that_know_their_question(
    sender: TelegramSender, ledger: Ledger
) -> None:
    sent = sender.send(CHAT, ASKED, 1)
    (message,) = ledger.outbound("telegram", CHAT)
    assert sent.provider_ids == (str(message.number),)
    assert message.text == "Dans quel pays ?"
    assert message.buttons == (
        ("7:fr", "France"),
        ("7:other", "un autre pays"),
        ("7:person", "une personne"),
    )


def test_text_is_never_read_as_markup(sender: TelegramSender, ledger: Ledger) -> None:
    said = "<b>gras</b> *étoile* [lien](http://x) _a_ & 1 < 2"
    sender.send(CHAT, Outgoing(text=said), 1)
    assert ledger.outbound()[0].text == said


def test_T26_links_are_not_previewed_by_a_robot(
    sender: TelegramSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, object] = {}

    class Bot:
        async def send_message(self, **parameters: object) -> object:
            given.update(parameters)
            return type("Message", (), {"message_id": 1})

    monkeypatch.setattr(sender._bot, "_bot", Bot())
    sender.send(CHAT, Outgoing(text="https://assistant.test/l/abc"), 1)
    assert given["link_preview_options"].is_disabled is True  # type: ignore[attr-defined]
    assert "parse_mode" not in given


def test_a_long_text_leaves_in_parts_with_its_buttons_under_the_last(
    sender: TelegramSender, ledger: Ledger
) -> None:
    text = ("Une phrase entière. " * 300).strip()
    sent = sender.send(CHAT, Outgoing(text=text, choices=ASKED.choices, serial=7), 1)
    first, last = ledger.outbound()
    assert len(sent.provider_ids) == 2
    assert (first.buttons, len(last.buttons)) == ((), 3)
    assert f"{first.text} {last.text}" == text


def test_T8_a_message_in_parts_goes_on_where_it_stopped(
    sender: TelegramSender, ledger: Ledger, trouble: Trouble
) -> None:
    text = ("Une phrase entière. " * 300).strip()
    trouble("telegram", "latency")
    trouble("telegram", "429", seconds=3)
    with pytest.raises(TryLater):
        sender.send(CHAT, Outgoing(text=text), 9)
    sender.send(CHAT, Outgoing(text=text), 9)
    assert " ".join(message.text for message in ledger.outbound()) == text


# --- T9 -------------------------------------------------------------------------------------------


def test_T9_a_member_who_blocked_the_bot_is_not_written_to_again(
    sender: TelegramSender, ledger: Ledger
) -> None:
    ledger.close_address("telegram", CHAT)
    with pytest.raises(Undeliverable) as refused:
        sender.send(CHAT, ASKED, 1)
    assert (refused.value.code, refused.value.unusable) == ("403", True)


def test_T9_a_chat_that_does_not_exist_is_unusable(sender: TelegramSender) -> None:
    with pytest.raises(Undeliverable) as refused:
        sender.send("999", ASKED, 1)
    assert (refused.value.code, refused.value.unusable) == ("400", True)


def test_T9_a_message_that_telegram_cannot_read_leaves_the_chat_usable(
    sender: TelegramSender, trouble: Trouble
) -> None:
    trouble("telegram", "refuse", "BUTTON_DATA_INVALID")
    with pytest.raises(Undeliverable) as refused:
        sender.send(CHAT, ASKED, 1)
    assert (refused.value.code, refused.value.unusable) == ("400", False)


def test_a_wrong_token_loses_no_message(providers: Settings) -> None:
    for token in ("123456:wrong", ""):
        wrong = providers.model_copy(update={"telegram_token": SecretStr(token)})
        sender = TelegramSender(wrong)
        with pytest.raises(TryLater):
            sender.send(CHAT, ASKED, 1)
        sender.close()


# --- T8 -------------------------------------------------------------------------------------------


def test_T8_429_is_waited_out_as_long_as_telegram_says(
    sender: TelegramSender, trouble: Trouble, ledger: Ledger
) -> None:
    trouble("telegram", "429", seconds=35)
    with pytest.raises(TryLater) as later:
        sender.send(CHAT, ASKED, 1)
    assert (later.value.code, later.value.after) == ("429", 35)
    assert ledger.outbound() == []


@pytest.mark.parametrize("code", ["500", "502", "503"])
def test_T8_trouble_at_telegram_is_tried_again(
    code: str, sender: TelegramSender, trouble: Trouble
) -> None:
    trouble("telegram", "5xx", code)
    with pytest.raises(TryLater, match="5xx"):
        sender.send(CHAT, ASKED, 1)


@pytest.mark.parametrize(("kind", "taken"), [("reset", 0), ("lost", 1), ("half", 1)])
def test_T8_a_lost_or_broken_answer_leaves_it_unknown(
    kind: str, taken: int, sender: TelegramSender, trouble: Trouble, ledger: Ledger
) -> None:
    trouble("telegram", kind)
    with pytest.raises(Unanswered):
        sender.send(CHAT, ASKED, 1)
    assert len(ledger.outbound()) == taken


def test_T8_nobody_listening_means_nothing_was_sent(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    nowhere = settings.model_copy(update={"telegram_api": f"http://127.0.0.1:{port}"})
    sender = TelegramSender(nowhere)
    with pytest.raises(TryLater, match="ConnectError"):
        sender.send(CHAT, ASKED, 1)
    sender.close()


def test_T8_an_answer_later_than_our_patience_leaves_it_unknown(
    providers: Settings, trouble: Trouble
) -> None:
    trouble("telegram", "latency", seconds=0.6)
    bot = BotThread(providers)
    with pytest.raises(Unanswered, match="TimeoutError"):
        bot.run(lambda b: b.get_me(), total=0.2)
    bot.close()


def _caused(error: theirs.TelegramError, cause: Exception) -> theirs.TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (theirs.RetryAfter(4), TryLater),
        (theirs.Forbidden("Forbidden: user is deactivated"), Undeliverable),
        (theirs.ChatMigrated(-100), Undeliverable),
        (theirs.BadRequest("Message text is empty"), Undeliverable),
        (theirs.InvalidToken(), TryLater),
        (theirs.Conflict("terminated by other getUpdates request"), TryLater),
        (theirs.NetworkError("Bad Gateway"), TryLater),
        (_caused(theirs.NetworkError("x"), httpx.ConnectError("x")), TryLater),
        (_caused(theirs.TimedOut(), httpx.ConnectTimeout("x")), TryLater),
        (_caused(theirs.TimedOut(), httpx.PoolTimeout("x")), TryLater),
        (_caused(theirs.TimedOut(), httpx.ReadTimeout("x")), Unanswered),
        (_caused(theirs.TimedOut(), httpx.WriteTimeout("x")), Unanswered),
        (_caused(theirs.NetworkError("x"), httpx.ReadError("x")), Unanswered),
        (_caused(theirs.NetworkError("x"), httpx.RemoteProtocolError("x")), Unanswered),
        (theirs.TelegramError("Invalid server response"), Unanswered),
    ],
    ids=lambda value: repr(value) if isinstance(value, Exception) else "",
)
def test_T8_each_error_of_the_library_has_one_meaning(
    error: theirs.TelegramError, expected: type[Exception]
) -> None:
    assert isinstance(ours(error), expected)


def test_T8_a_timeout_says_that_telegram_may_still_be_busy_with_it() -> None:
    slow = ours(_caused(theirs.TimedOut(), httpx.ReadTimeout("x")))
    cut = ours(_caused(theirs.NetworkError("x"), httpx.ReadError("x")))
    assert isinstance(slow, Unanswered) and slow.under_way
    assert isinstance(cut, Unanswered) and not cut.under_way


def test_T32_the_bots_token_and_the_chat_stand_in_no_log(
    sender: TelegramSender,
    providers: Settings,
    trouble: Trouble,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(0)
    sender.send(CHAT, ASKED, 1)
    trouble("telegram", "half")
    with pytest.raises(Unanswered) as lost:
        sender.send(CHAT, ASKED, 2)
    token = providers.telegram_token.get_secret_value()
    records = [record for record in caplog.records if record.name != "werkzeug"]
    written = " ".join(record.getMessage() for record in records)
    assert token not in written + repr(lost.value) + repr(lost.value.__cause__)
    assert CHAT not in written
    assert "pays" not in written


def test_the_loop_is_started_once_and_can_be_closed_twice(
    sender: TelegramSender, ledger: Ledger
) -> None:
    sender.send(CHAT, ASKED, 1)
    thread = sender._bot._thread
    sender.send(CHAT, ASKED, 2)
    assert sender._bot._thread is thread
    sender.close()
    sender.close()
    sender.send(CHAT, ASKED, 3)  # and starts anew when it is needed after all
    assert len(ledger.outbound()) == 3


def test_the_webhook_is_registered_with_its_secret(
    providers: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, object] = {}

    class Bot:
        async def set_webhook(self, **parameters: object) -> bool:
            given.update(parameters)
            return True

    bot = BotThread(providers)
    monkeypatch.setattr(bot, "_bot", Bot())
    bot.set_webhook()
    bot.close()
    assert given["url"] == "http://assistant.test/webhooks/telegram"
    assert given["secret_token"] == "a-telegram-secret-for-tests"
    assert given["allowed_updates"] == ["message", "edited_message", "callback_query"]


def test_T20_production_talks_to_telegram_alone(settings: Settings) -> None:
    production = settings.model_copy(update={"env": "production", "telegram_api": "http://evil"})
    assert telegram_bot.api(production) == "https://api.telegram.org"
