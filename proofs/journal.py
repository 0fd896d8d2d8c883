"""What the senders know: every message, when it was first sent and when it was acknowledged."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field


@dataclass
class Parcel:
    """One message on its way in. `key` is the event's key, `web:?:` before the chat's number.

    Times are the machine's; `given_up` when its provider stopped trying.
    """

    address: str
    number: int  # of its conversation's messages, as they were written
    key: str
    path: str
    body: bytes
    headers: dict[str, str]
    first_sent: float = 0.0
    acknowledged: float = 0.0
    given_up: bool = False
    tries: int = 0
    copies: int = 0
    refused: list[int] = field(default_factory=list)  # statuses that no retry will change


@dataclass
class Journal:
    """All parcels of a load. Threads write into their own parcels only."""

    parcels: list[Parcel] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _acknowledged: int = 0

    def add(self, parcel: Parcel) -> None:
        with self._lock:
            self.parcels.append(parcel)

    def acknowledge(self, parcel: Parcel) -> None:
        """Its provider got a 2xx; only the first time counts."""
        with self._lock:
            if not parcel.acknowledged:
                parcel.acknowledged = time.time()
                self._acknowledged += 1

    @property
    def acknowledged(self) -> int:
        return self._acknowledged
