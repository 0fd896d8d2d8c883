"""A load that waits for each answer before it asks again, over one or several connections."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

TAKEN = b"HTTP/1.1 200"


@dataclass(frozen=True)
class Load:
    """What came of a load: seconds in all, and of each request."""

    seconds: float
    each: tuple[float, ...]

    @property
    def a_second(self) -> float:
        return len(self.each) / self.seconds


class Refused(Exception):
    """An answer that is not 200: the run means nothing."""


def run(port: int, lanes: Sequence[Sequence[bytes]]) -> Load:
    """Sends every lane's requests in order, all lanes at once. Raises Refused."""
    waiting: queue.SimpleQueue[list[float] | Refused] = queue.SimpleQueue()

    def drive(requests: Sequence[bytes]) -> None:
        try:
            waiting.put([_ask(port, request) for request in requests])
        except (Refused, OSError) as error:
            waiting.put(error if isinstance(error, Refused) else Refused(str(error)))

    threads = [threading.Thread(target=drive, args=(lane,)) for lane in lanes]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    each: list[float] = []
    for _thread in threads:
        times = waiting.get()
        if isinstance(times, Refused):
            raise times
        each += times
    return Load(seconds, tuple(each))


def _ask(port: int, request: bytes) -> float:
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    if not answer.startswith(TAKEN):
        raise Refused(answer[:60].decode("latin-1"))
    return time.perf_counter() - began


def deal(requests: Sequence[bytes], lanes: int) -> list[Sequence[bytes]]:
    """The same requests over so many connections; a conversation must stay on one of them."""
    size = -(-len(requests) // lanes)
    return [requests[start : start + size] for start in range(0, len(requests), size)]
