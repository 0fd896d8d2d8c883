"""Who sends: Twilio, Telegram and a browser, each with its own way of trying again.

Twilio tries a webhook for 15 seconds and then drops the message. Telegram repeats an update until
it is answered with 2xx. The page of our web chat sends again with the same message id.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Protocol
from urllib.parse import parse_qs

from assistant.standins.phone import Call, Picture, send_sms, send_telegram
from proofs import wire
from proofs.journal import Journal, Parcel
from proofs.site import Site

TWILIO_WAITS = 15.0  # seconds in all, connections and retries included
TWILIO_TRIES = 6  # #rc=5
TELEGRAM_WAITS = 60.0  # for one answer
PICTURE = Path(__file__).parent / "receipt.jpg"

Port = Callable[[], int]


class Phone(Protocol):
    """One member's way in."""

    address: str

    def prepare(self, number: int, text: str, photo: bool) -> Parcel:
        """A new message, not sent yet."""
        ...

    def send(self, parcel: Parcel) -> bool:
        """Until it is acknowledged (true) or given up (false)."""
        ...

    def repeat(self, parcel: Parcel) -> None:
        """One more copy of what was sent before; its answer is looked at by nobody."""
        ...

    def look(self) -> None:
        """Reads what came, where the member must ask for it."""
        ...


class ProviderPhone:
    """What both providers have in common: a webhook, called at one of our web processes."""

    def __init__(self, site: Site, journal: Journal, address: str, random: Random) -> None:
        self._site = site
        self._journal = journal
        self._random = random
        self.address = address

    def _parcel(self, number: int, key: str, call: Call) -> Parcel:
        parcel = Parcel(self.address, number, key, call.path, call.body, call.headers)
        self._journal.add(parcel)
        return parcel

    def _try(self, parcel: Parcel, timeout: float) -> bool:
        parcel.first_sent = parcel.first_sent or time.time()
        parcel.tries += 1
        port = self._random.choice(self._site.ports)
        try:
            answer = wire.call(port, "POST", parcel.path, parcel.body, parcel.headers, timeout)
        except wire.NoAnswer:
            return False
        if answer.ok:
            self._journal.acknowledge(parcel)
        elif answer.status < 500:
            parcel.refused.append(answer.status)
        return answer.ok

    def repeat(self, parcel: Parcel) -> None:
        parcel.copies += 1
        self._try(parcel, TWILIO_WAITS)

    def look(self) -> None:
        """Its messages come by themselves."""


class TextPhone(ProviderPhone):
    """SMS by Twilio."""

    def prepare(self, number: int, text: str, photo: bool) -> Parcel:
        now = self._site.clock.now()
        call = send_sms(self._site.phones, self.address, text, now=now)
        sid = parse_qs(call.body.decode())["MessageSid"][0]
        return self._parcel(number, f"twilio:{self._site.settings.twilio_account_sid}:{sid}", call)

    def send(self, parcel: Parcel) -> bool:
        until = time.monotonic() + TWILIO_WAITS / self._site.clock.factor
        for _try in range(TWILIO_TRIES):
            left = until - time.monotonic()
            if left <= 0:
                break
            if self._try(parcel, left):
                return True
            time.sleep(max(0.0, min(left / 4, until - time.monotonic())))
        parcel.given_up = True
        return False


class TelegramPhone(ProviderPhone):
    """A private chat."""

    def prepare(self, number: int, text: str, photo: bool) -> Parcel:
        picture = Picture(PICTURE.read_bytes()) if photo else None
        now = self._site.clock.now()
        call = send_telegram(self._site.phones, self.address, text, picture, now=now)
        update = json.loads(call.body)
        bot = self._site.settings.telegram_token.get_secret_value().partition(":")[0]
        key = f"telegram:{bot}:{update['update_id']}:m{update['message']['message_id']}"
        return self._parcel(number, key, call)

    def send(self, parcel: Parcel) -> bool:
        pause = 0.5 / self._site.clock.factor
        while not self._try(parcel, TELEGRAM_WAITS / self._site.clock.factor):
            time.sleep(pause)
            pause = min(pause * 2, 10 / self._site.clock.factor)
        return True
