"""The contract of a channel, and the few things that can go wrong with one.

A channel reads a provider's payload into `Inbound` and sends an `Outgoing`; it knows no dialog.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Protocol

from assistant.messages import Outgoing, Traits


class NotVerified(Exception):
    """The payload was not signed by the provider: answer 403, store nothing."""


class Malformed(Exception):
    """A signed payload with a field that cannot be what the provider sends: answer 400."""


class NotForUs(Exception):
    """A genuine event that is no message to us (a group, another bot): answer 200, do nothing."""


class TryLater(Exception):
    """The provider did not take it, for now; `after` is in seconds, None for our own backoff."""

    def __init__(self, code: str, after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.after = after


class Undeliverable(Exception):
    """The provider refuses for good; `unusable` when nothing more can reach this address."""

    def __init__(self, code: str, unusable: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.unusable = unusable


class Unanswered(Exception):
    """The answer was lost: nobody knows whether the provider took it.

    `under_way` when it may still be busy with it: our time was up, the connection was not cut.
    """

    def __init__(self, code: str = "", under_way: bool = False) -> None:
        super().__init__(code)
        self.under_way = under_way


class Unfetchable(Exception):
    """A file cannot be had for good. `reason`: gone, size, elsewhere."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Sent:
    """The provider took it; `provider_ids` has one id a part."""

    provider_ids: tuple[str, ...]


class Sender(Protocol):
    """The sending half, used by the worker alone. `reference` is our outbox id."""

    def send(self, address: str, outgoing: Outgoing, reference: int) -> Sent:
        """Raises TryLater, Undeliverable or Unanswered."""
        ...


class Traceable(Protocol):
    """A sender whose provider can be asked afterwards what it took (Twilio; not Telegram)."""

    def find(self, address: str, outgoing: Outgoing, known: Set[str]) -> str | None:
        """The provider's id of the message, None when it has none. Raises TryLater.

        `known` are the ids that belong to other messages already.
        """
        ...


class Fetcher(Protocol):
    """Brings a photo or file from the provider; `reference` is that of its Attachment."""

    def fetch(self, reference: str) -> bytes:
        """Raises TryLater or Unfetchable."""
        ...

    def forget(self, reference: str) -> None:
        """Deletes the provider's copy, where it can be deleted. Raises TryLater."""
        ...


# What each channel can do and may carry (threats.md 2: the record is for our own pages).
TRAITS = {
    "sms": Traits(brief=True),
    "whatsapp": Traits(files=True),
    "telegram": Traits(files=True, buttons=True),
    "web": Traits(private=True, files=True, buttons=True),
    "terminal": Traits(private=True, files=True),
}
