"""One HTTP call to a provider: bounded in time and size, and clear about what may have happened.

Used by the worker alone. A call that failed before anything was sent may be repeated; one whose
answer was lost may have been obeyed.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.request import getproxies

import httpx

from assistant.channels.channel import TryLater, Unanswered, Unfetchable

CONNECT, TOTAL = 3.0, 10.0  # seconds (T8)
LARGEST_ANSWER = 1024 * 1024
LONGEST_WAIT = 3600.0
NOTHING_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
SECONDS = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Answer:
    """What the provider answered; header names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> float | None:
        """Seconds, where the provider says so in a header we can read."""
        given = self.headers.get("retry-after", "").strip()
        return min(float(given), LONGEST_WAIT) if SECONDS.fullmatch(given) else None


class Exchange:
    """Calls a provider. Connections are not kept: one that died idle would look like a lost answer.

    httpx logs every address it calls, Telegram's bot token and members' numbers in them: its
    loggers are silenced for the whole process.
    """

    def __init__(self, total: float = TOTAL) -> None:
        quiet()
        self._total = total
        self._client = httpx.Client(
            timeout=httpx.Timeout(max(total - CONNECT, total / 2), connect=CONNECT),
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
        )

    def call(
        self,
        method: str,
        url: str,
        *,
        auth: tuple[str, str] | None = None,
        largest: int = LARGEST_ANSWER,
        public: bool = False,
        **request: Any,
    ) -> Answer:
        """Raises TryLater when nothing was sent, Unanswered when the answer was lost.

        `largest` is in bytes: an answer above it raises Unfetchable("size"). With `public`, an
        answer from a private address raises Unfetchable("elsewhere") before it is read.
        """
        until = time.monotonic() + self._total
        try:
            with self._client.stream(method, url, auth=auth, **request) as response:
                if public:
                    _check_public(response)
                body = b"".join(_bounded(response.iter_bytes(), largest, until))
        except NOTHING_SENT as error:
            raise TryLater(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise Unanswered(type(error).__name__) from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, body)

    def close(self) -> None:
        self._client.close()


def _bounded(chunks: Iterator[bytes], largest: int, until: float) -> Iterator[bytes]:
    """httpx bounds each read, not all of them: a slow dribble is ended here."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > largest:
            raise Unfetchable("size")
        if time.monotonic() > until:
            raise httpx.ReadTimeout("slow body")
        yield chunk


def _check_public(response: httpx.Response) -> None:
    """Looks at the address really connected to, so that no name can be rebound in between (T20)."""
    if getproxies():  # the operator's own way out, which checks in our place
        return
    peer = response.extensions["network_stream"].get_extra_info("server_addr")
    if peer is None or not ipaddress.ip_address(peer[0]).is_global:
        raise Unfetchable("elsewhere")


def quiet() -> None:
    """Silences the libraries that write addresses, tokens or answers to the log (T32)."""
    for name in ("httpx", "httpcore", "telegram", "twilio", "urllib3"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
