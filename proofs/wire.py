"""HTTP as a provider or a browser speaks it, without a library that would hide a lost answer."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass


class NoAnswer(Exception):
    """Nobody listened, the connection broke, or the time was up: nobody knows what became of it."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def call(
    port: int,
    method: str,
    path: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    timeout: float = 15.0,
) -> Answer:
    """One request on a connection of its own. Raises NoAnswer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body=body or None, headers=dict(headers or {}))
        response = connection.getresponse()
        content = response.read()
    except (OSError, http.client.HTTPException) as lost:
        raise NoAnswer(type(lost).__name__) from None
    finally:
        connection.close()
    return Answer(
        response.status,
        {name.lower(): value for name, value in response.getheaders()},
        tuple(value for name, value in response.getheaders() if name.lower() == "set-cookie"),
        content,
    )
