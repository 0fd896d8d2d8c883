"""SMS and WhatsApp that reached Twilio, as its own list has them: for what we missed (T7).

Provider document: Messages resource, read multiple messages; Media subresource. A webhook that was
not answered in time is not called again: the list is the only other witness.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from assistant.channels import sms
from assistant.channels.channel import Malformed, NotForUs, TryLater, Unanswered, Undeliverable
from assistant.channels.refusals import refusal
from assistant.channels.twilio_api import API, TwilioApi
from assistant.messages import Inbound
from assistant.settings import Settings

PAGE = 1000  # the most that Twilio gives at once

log = structlog.get_logger()


class TwilioInbox:
    """What members sent to our numbers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._api = TwilioApi(settings)

    def between(self, first: datetime, last: datetime) -> list[Inbound]:
        """Every message Twilio took from `first` to `last`, the oldest first. Raises TryLater."""
        from twilio.base.exceptions import TwilioRestException, TwilioServiceException

        try:
            # Newest first, and in whole seconds: those of one second keep their order.
            oldest_first = [*self._read(first, last)][::-1]
            return sorted(oldest_first, key=lambda inbound: inbound.at)
        except (TwilioRestException, TwilioServiceException) as error:
            raise _later(str(error.code)) from None
        except (Unanswered, ValueError, KeyError, TypeError, AttributeError) as error:
            raise TryLater(type(error).__name__) from None

    def _read(self, first: datetime, last: datetime) -> Iterator[Inbound]:
        """All of them, however many: of a shortened list the oldest would be missing for ever."""
        for number in self._numbers():
            listed = self._api.client.messages.stream(
                to=number, date_sent_after=first, date_sent_before=last, page_size=PAGE
            )
            for message in listed:
                if message.direction == "inbound" and _took(message) >= first:
                    yield from self._inbound(message)

    def _numbers(self) -> Iterator[str]:
        if self._settings.twilio_number:
            yield self._settings.twilio_number
        if self._settings.twilio_whatsapp_number:
            yield sms.WHATSAPP + self._settings.twilio_whatsapp_number

    def _inbound(self, message: Any) -> Iterator[Inbound]:
        """As the webhook would have read it; what it would have refused is left out here too."""
        try:
            form = {"MessageSid": message.sid, "From": message.from_, "Body": message.body or ""}
            form |= self._media(message)
            took = _took(message)
            yield replace(sms.read(form, self._settings, took), at=took)
        except (Malformed, NotForUs) as reason:
            log.info("twilio_message_skipped", outcome=type(reason).__name__)

    def _media(self, message: Any) -> dict[str, str]:
        """The parameters that name its files, as in a webhook; files that are gone are left out."""
        if message.num_media in (None, "0"):
            return {}
        files = self._api.client.messages(message.sid).media.list()
        form = {"NumMedia": str(len(files))}
        path = f"{API}/2010-04-01/Accounts/{self._settings.twilio_account_sid}"
        for index, media in enumerate(files):
            form[f"MediaUrl{index}"] = f"{path}/Messages/{message.sid}/Media/{media.sid}"
            form[f"MediaContentType{index}"] = media.content_type
        return form


def _took(message: Any) -> datetime:
    """When Twilio took it; raises TypeError where it does not say."""
    created = message.date_created
    if not isinstance(created, datetime):
        raise TypeError("date_created")
    return created


def _later(code: str) -> TryLater:
    told: TryLater | Undeliverable = refusal(code)
    return told if isinstance(told, TryLater) else TryLater(told.code)
