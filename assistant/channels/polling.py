"""Telegram without a public address: asks for updates instead of being called (development).

Also the operator's commands for the bot (`assistant telegram`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click
import structlog

from assistant.channels import telegram_updates
from assistant.channels.channel import Malformed, NotForUs, TryLater, Unanswered, Undeliverable
from assistant.channels.telegram import bot_id
from assistant.channels.telegram_bot import API, WANTED, BotThread, Call, api
from assistant.messages import Inbound
from assistant.settings import Settings

WAIT = 25  # seconds Telegram holds an empty answer back
PAUSE = 3.0  # seconds after trouble

log = structlog.get_logger()


def poll(
    settings: Settings,
    take: Callable[[Inbound], object],
    stopped: Callable[[float], bool],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Takes updates until `stopped(seconds)`, which may wait that long, says so.

    An update is acknowledged only by asking for the next one, once its turn is committed.
    """
    bot = BotThread(settings)
    offset = 0
    try:
        _try(bot, lambda b: b.delete_webhook())
        while not stopped(0):
            try:
                updates = _updates(bot, offset)
            except (TryLater, Unanswered) as error:
                log.warning("telegram_poll_failed", outcome=str(error))
                stopped(PAUSE)
                continue
            for update in updates:
                _take(update, bot, settings, take, now())
                offset = update["update_id"] + 1
    finally:
        bot.close()


def _updates(bot: BotThread, offset: int) -> list[dict[str, Any]]:
    """The library's reading of them undone: ours reads the raw form, as the webhook does."""
    answer = bot.run(
        lambda b: b.do_api_request(
            "getUpdates",
            api_kwargs={"offset": offset, "timeout": WAIT, "allowed_updates": WANTED},
            read_timeout=WAIT + 5,
        ),
        total=WAIT + 10,
    )
    return list(answer)


def _take(
    update: dict[str, Any],
    bot: BotThread,
    settings: Settings,
    take: Callable[[Inbound], object],
    now: datetime,
) -> None:
    try:
        take(telegram_updates.read(update, bot_id(settings), now))
    except (Malformed, NotForUs) as reason:
        log.info("telegram_update_skipped", outcome=type(reason).__name__)
        return
    if "callback_query" in update:
        _try(bot, lambda b: b.answer_callback_query(update["callback_query"]["id"]))


def _try(bot: BotThread, call: Call) -> None:
    """A call whose failure changes nothing for the member."""
    try:
        bot.run(call)
    except (TryLater, Unanswered, Undeliverable) as error:
        log.warning("telegram_call_failed", outcome=str(error))


# --- commands -----------------------------------------------------------------------------------


@click.group()
def commands() -> None:
    """Telegram: where updates go, and how to get them without a public address."""


@commands.command("poll")
def poll_command() -> None:
    """Ask for updates until Ctrl-C; `assistant worker` sends the replies."""
    from assistant.app import open_house

    settings = _with_a_bot()
    house, stop = open_house(settings), threading.Event()
    click.echo("Asking Telegram for updates; its webhook is off meanwhile. Ctrl-C to stop.")
    try:
        poll(settings, house.take, stop.wait, house.clock.now)
    except KeyboardInterrupt:
        click.echo("Stopped. `assistant telegram webhook` turns the webhook on again.")
    finally:
        house.engine.dispose()


@commands.command("webhook")
def webhook_command() -> None:
    """Tell Telegram our address and the secret that proves its updates."""
    settings = _with_a_bot()
    bot = BotThread(settings)
    try:
        bot.set_webhook()
    except (TryLater, Unanswered, Undeliverable) as error:
        raise click.ClickException(f"Telegram did not take it ({error}). Try again.") from None
    finally:
        bot.close()
    click.echo(f"Telegram sends updates to {settings.base_url}.")


def _with_a_bot() -> Settings:
    from assistant.secrets_file import load_settings

    settings = load_settings()
    if api(settings) != API:
        raise click.ClickException("Set ASSISTANT_TELEGRAM_TOKEN to your bot's token first.")
    return settings
