"""What the worker sends and fetches with, by channel. Adding a channel is one line here."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.channels.channel import Fetcher, Sender, Unfetchable
from assistant.channels.sms_inbox import TwilioInbox
from assistant.channels.sms_sending import TwilioSender, WhatsAppSender
from assistant.channels.telegram_bot import BotThread
from assistant.channels.telegram_sending import TelegramFiles, TelegramSender
from assistant.channels.twilio_api import TwilioMedia
from assistant.settings import Settings


class Providers:
    """The providers of one worker; nothing is connected before it is needed.

    Web chat and terminal have no sender: their replies are read where they lie.
    """

    def __init__(self, settings: Settings) -> None:
        self._bot = BotThread(settings)
        self.senders: Mapping[str, Sender] = {
            "sms": TwilioSender(settings),
            "whatsapp": WhatsAppSender(settings),
            "telegram": TelegramSender(settings, self._bot),
        }
        self.inbox = TwilioInbox(settings) if settings.twilio_account_sid else None
        self._fetchers: Mapping[str, Fetcher] = {
            "twilio": TwilioMedia(settings),
            "telegram": TelegramFiles(settings, self._bot),
        }

    def fetch(self, reference: str) -> bytes:
        """A member's photo or file. Raises TryLater or Unfetchable."""
        return self._fetcher(reference).fetch(reference)

    def forget(self, reference: str) -> None:
        """Deletes the provider's copy once ours is safe (T32). Raises TryLater."""
        self._fetcher(reference).forget(reference)

    def _fetcher(self, reference: str) -> Fetcher:
        fetcher = self._fetchers.get(reference.partition(":")[0])
        if fetcher is None:
            raise Unfetchable("elsewhere")
        return fetcher

    def close(self) -> None:
        """Ends the thread of Telegram's library."""
        self._bot.close()
