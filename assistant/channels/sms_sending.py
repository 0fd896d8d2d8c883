"""SMS and WhatsApp, the sending half: used by the worker alone."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from assistant.channels.channel import Sent, TryLater, Unanswered
from assistant.channels.fitting import SMS_CHARACTERS, cut, fit_plain, fit_sms, utf16
from assistant.channels.parts import Parts
from assistant.channels.refusals import refusal
from assistant.channels.sms import STATUS_PATH, WHATSAPP
from assistant.channels.twilio_api import TwilioApi
from assistant.messages import Outgoing
from assistant.settings import Settings

SEARCHED = 50  # messages to one number, newest first


class TwilioSender:
    """Sends to phones. Twilio cannot recognise a repeated call: see `find` before repeating one."""

    prefix = ""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._api = TwilioApi(settings)
        self._parts = Parts()

    @property
    def sender(self) -> str:
        return self._settings.twilio_number

    def fit(self, outgoing: Outgoing) -> str:
        return fit_sms(outgoing)

    def send(self, address: str, outgoing: Outgoing, reference: int) -> Sent:
        """Raises TryLater, Undeliverable or Unanswered; `reference` is in the status callback."""
        return self._parts.send(
            reference,
            self._messages(outgoing),
            lambda text, _last: self._create(address, text, reference),
        )

    def find(self, address: str, outgoing: Outgoing, known: Set[str]) -> str | None:
        """The SID of a message of that text to that number, not `known`. Raises TryLater.

        Two clocks are not compared: ours may jump. Twilio blanks texts and numbers once delivered,
        as we ask it to: a message not found here may still have left. A status callback is the
        better witness.
        """
        listed = self._call(lambda: self._list(address), lost=TryLater)
        unclaimed = [message for message in listed if str(message.sid) not in known]
        sids = {message.body: str(message.sid) for message in unclaimed}  # of equals the oldest
        wanted = self._messages(outgoing)
        return ",".join(sids[text] for text in wanted) if sids.keys() >= set(wanted) else None

    def _messages(self, outgoing: Outgoing) -> tuple[str, ...]:
        return cut(self.fit(outgoing), SMS_CHARACTERS, utf16)

    def _list(self, address: str) -> list[Any]:
        listed = self._api.client.messages.list(to=self.prefix + address, limit=SEARCHED)
        return [message for message in listed if str(message.direction).startswith("outbound")]

    def _create(self, address: str, text: str, reference: int) -> str:
        if not self.sender:
            raise TryLater("no_sender")
        base = self._settings.base_url.rstrip("/")
        message = self._call(
            lambda: self._api.client.messages.create(
                to=self.prefix + address,
                from_=self.prefix + self.sender,
                body=text,
                status_callback=f"{base}{STATUS_PATH}{reference}",
                content_retention="discard",
                address_retention="obfuscate",
            ),
            lost=Unanswered,
        )
        return str(message.sid)

    def _call(self, call: Any, lost: type[TryLater | Unanswered]) -> Any:
        """A call whose errors are ours; `lost` is what a lost or broken answer means."""
        from twilio.base.exceptions import TwilioRestException, TwilioServiceException

        try:
            return call()
        except (TwilioRestException, TwilioServiceException) as error:
            raise refusal(str(error.code)) from None
        except (Unanswered, ValueError, KeyError, TypeError, AttributeError) as error:
            raise lost(type(error).__name__) from None


class WhatsAppSender(TwilioSender):
    """The same API, other names for numbers, and no price for an accent."""

    prefix = WHATSAPP

    @property
    def sender(self) -> str:
        return self._settings.twilio_whatsapp_number

    def fit(self, outgoing: Outgoing) -> str:
        return fit_plain(outgoing)
