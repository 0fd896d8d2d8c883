"""Telegram, the sending half: used by the worker alone (the library costs 28 MB).

Provider document: Bot API, sendMessage. A bot cannot ask what it has sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assistant.channels.channel import Sent, TryLater, Unanswered, Undeliverable, Unfetchable
from assistant.channels.exchange import Exchange
from assistant.channels.fitting import callback_data, fit_telegram, numbered
from assistant.channels.parts import Parts
from assistant.channels.telegram_bot import BotThread, api
from assistant.messages import Outgoing
from assistant.settings import Settings

if TYPE_CHECKING:
    from telegram import InlineKeyboardMarkup

LARGEST_FILE = 20 * 1024 * 1024  # bytes: Bot API getFile
DOWNLOAD = 30.0  # seconds
REFERENCE = re.compile(r"telegram:([A-Za-z0-9_-]{1,255})")


class TelegramSender:
    """Sends to private chats; choices become buttons under the last part."""

    def __init__(self, settings: Settings, bot: BotThread | None = None) -> None:
        self._bot = bot or BotThread(settings)
        self._parts = Parts()

    def send(self, address: str, outgoing: Outgoing, reference: int) -> Sent:
        """Raises TryLater, Undeliverable or Unanswered."""
        buttons = keyboard(outgoing)
        return self._parts.send(
            reference,
            fit_telegram(outgoing),
            lambda text, last: self._send(address, text, buttons if last else None),
        )

    def _send(self, address: str, text: str, buttons: InlineKeyboardMarkup | None) -> str:
        from telegram import LinkPreviewOptions

        message = self._bot.run(
            lambda bot: bot.send_message(
                chat_id=address,
                text=text,  # no parse mode: a member's or an agent's text is never markup
                reply_markup=buttons,
                # A preview is fetched by a robot: it must not look at one-time links (T26).
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
        return str(message.message_id)

    def close(self) -> None:
        self._bot.close()


def keyboard(outgoing: Outgoing) -> InlineKeyboardMarkup | None:
    """One button a line: labels stay whole on a narrow phone, and are easy to hit."""
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    if not outgoing.choices:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(label, callback_data=callback_data(outgoing.serial, key, number))]
            for number, key, label in numbered(outgoing.choices)
        ]
    )


class TelegramFiles:
    """Photos and files that members sent. Telegram keeps its copy: a bot cannot delete it."""

    def __init__(self, settings: Settings, bot: BotThread | None = None) -> None:
        self._settings = settings
        self._bot = bot or BotThread(settings)
        self._exchange = Exchange(total=DOWNLOAD)

    def fetch(self, reference: str) -> bytes:
        """The bytes of one file. Raises TryLater or Unfetchable."""
        match = REFERENCE.fullmatch(reference)
        if match is None:
            raise Unfetchable("elsewhere")
        file = self._ask(match[1])
        if (file.file_size or 0) > LARGEST_FILE:
            raise Unfetchable("size")
        return self._download(file.file_path or "")

    def forget(self, reference: str) -> None:
        """Nothing to do: the Bot API has no such call."""

    def _ask(self, file_id: str) -> Any:
        try:
            return self._bot.run(lambda bot: bot.get_file(file_id))
        except Undeliverable as refused:
            raise Unfetchable("size" if refused.code == "too_big" else "gone") from None
        except Unanswered as lost:
            raise TryLater(str(lost)) from None

    def _download(self, url: str) -> bytes:
        base = api(self._settings)
        if not url.startswith(f"{base}/file/"):
            raise Unfetchable("elsewhere")
        try:
            answer = self._exchange.call(
                "GET", url, largest=LARGEST_FILE, public=self._settings.production
            )
        except Unanswered as lost:
            raise TryLater(str(lost)) from None
        if answer.status == 429 or answer.status >= 500:
            raise TryLater(str(answer.status), answer.retry_after)
        if answer.status != 200:
            raise Unfetchable("gone")
        return answer.body
