"""Telegram's library, run from one long-lived event loop in a thread of the worker.

Its errors become ours here: whether to send again, give up, or own that nobody knows.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx

from assistant.channels.channel import TryLater, Unanswered, Undeliverable
from assistant.channels.exchange import CONNECT, NOTHING_SENT, TOTAL, quiet
from assistant.channels.telegram import PATH
from assistant.settings import Settings

if TYPE_CHECKING:
    from telegram import Bot
    from telegram.error import TelegramError

API = "https://api.telegram.org"
WANTED = ["message", "edited_message", "callback_query"]
CONNECTIONS = 20  # updates delivered to us at once

os.environ.setdefault("PTB_TIMEDELTA", "1")  # durations as the library's next version has them

Call = Callable[["Bot"], Coroutine[Any, Any, Any]]


def api(settings: Settings) -> str:
    """Where Telegram answers; a stand-in only outside production (T20)."""
    return API if settings.production else settings.telegram_api.rstrip("/")


class BotThread:
    """The bot and its loop, started at the first call. Calls may come from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, call: Call, total: float = TOTAL) -> Any:
        """The result of one call of the Bot API. Raises TryLater, Undeliverable or Unanswered."""
        if not self._settings.telegram_token.get_secret_value():
            raise TryLater("no_bot")
        answer = asyncio.run_coroutine_threadsafe(self._bounded(call, total), self._started())
        return answer.result()

    async def _bounded(self, call: Call, total: float) -> Any:
        from telegram.error import TelegramError

        try:
            return await asyncio.wait_for(call(self._bot), total)
        except TelegramError as error:
            raise ours(error) from None  # its text may hold the token
        except (TimeoutError, KeyError, TypeError, ValueError) as error:
            late = isinstance(error, TimeoutError)
            raise Unanswered(type(error).__name__, under_way=late) from None

    @cached_property
    def _bot(self) -> Bot:
        from telegram import Bot
        from telegram.request import HTTPXRequest

        quiet()
        base = api(self._settings)
        request = HTTPXRequest(
            connect_timeout=CONNECT,
            read_timeout=TOTAL - CONNECT,
            write_timeout=TOTAL - CONNECT,
            pool_timeout=CONNECT,
            httpx_kwargs={"limits": httpx.Limits(max_keepalive_connections=0)},
        )
        return Bot(
            self._settings.telegram_token.get_secret_value(),
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=request,
        )

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="telegram", daemon=True
                )
                self._thread.start()
            return self._loop

    def close(self) -> None:
        """Ends the loop; a later call would start another."""
        with self._lock:
            loop, thread, self._loop = self._loop, self._thread, None
        if loop is None or thread is None:
            return
        loop.call_soon_threadsafe(loop.stop)
        thread.join(TOTAL)
        loop.close()
        self.__dict__.pop("_bot", None)

    def set_webhook(self) -> None:
        """Tells Telegram where to send updates, and the secret that proves them."""
        settings = self._settings
        self.run(
            lambda bot: bot.set_webhook(
                url=settings.base_url.rstrip("/") + PATH,
                secret_token=settings.telegram_secret.get_secret_value(),
                allowed_updates=WANTED,
                max_connections=CONNECTIONS,
            )
        )


def ours(error: TelegramError) -> TryLater | Undeliverable | Unanswered:
    """What an error of the library means for a message."""
    from telegram import error as theirs

    match error:
        case theirs.RetryAfter():
            return TryLater("429", _seconds(error.retry_after))
        case theirs.Forbidden():  # the member blocked the bot, or closed the account
            return Undeliverable("403", unusable=True)
        case theirs.ChatMigrated():
            return Undeliverable("migrated", unusable=True)
        case theirs.BadRequest():
            return _bad_request(error.message)
        case theirs.InvalidToken() | theirs.Conflict() | theirs.EndPointNotFound():
            return TryLater("configuration")  # an operator must put it right
        case theirs.NetworkError():
            return _network(error)
    return Unanswered("unreadable")


def _bad_request(message: str) -> Undeliverable:
    if "too big" in message.lower():
        return Undeliverable("too_big")
    return Undeliverable("400", unusable="chat not found" in message.lower())


def _network(error: Exception) -> TryLater | Unanswered:
    """An error of transport has a cause in httpx; without one, Telegram itself answered so."""
    cause = error.__cause__
    if isinstance(cause, NOTHING_SENT):
        return TryLater(type(cause).__name__)
    if isinstance(cause, httpx.HTTPError):
        late = isinstance(cause, httpx.TimeoutException)
        return Unanswered(type(cause).__name__, under_way=late)
    return TryLater("5xx")


def _seconds(duration: int | timedelta) -> float:
    return duration.total_seconds() if isinstance(duration, timedelta) else float(duration)
