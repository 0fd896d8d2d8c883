"""Telegram without a public address: asks for updates instead of being called (development)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog

from assistant.channels import telegram_updates
from assistant.channels.channel import Malformed, NotForUs, TryLater, Unanswered, Undeliverable
from assistant.channels.telegram import bot_id
from assistant.channels.telegram_bot import WANTED, BotThread, Call
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
