"""Trouble on demand: what real providers do on a bad day, for tests and for the curious.

Kinds: latency (`seconds`, then a normal answer), 429 (`seconds` is how long to wait), 5xx
(`code`), reset (nothing done, connection cut), lost (done, and the answer never comes), half (done,
and the answer breaks off), refuse (`code`: Twilio's error, or Telegram's description).
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

from flask import Response, request

from assistant.standins.fault import Fault
from assistant.standins.ledger import Ledger

KINDS = ("latency", "429", "5xx", "reset", "lost", "half", "refuse")

Refuse = Callable[[int, str, float], Response]  # status, code, seconds to wait


def answered(
    ledger: Ledger,
    provider: str,
    act: Callable[[], Response],
    refuse: Refuse,
    about: str = "",
) -> Response:
    """The answer of one call about an address, with the trouble that is due, if any."""
    fault = ledger.next_fault(provider, about)
    if fault is None:
        return act()
    ledger.trouble = fault.kind
    return _troubled(fault, act, refuse)


def _troubled(fault: Fault, act: Callable[[], Response], refuse: Refuse) -> Response:
    match fault.kind:
        case "latency":
            time.sleep(fault.seconds)
            return act()
        case "429":
            return refuse(429, "20429", fault.seconds)
        case "5xx":
            return refuse(int(fault.code or 503), fault.code or "503", 0)
        case "refuse":
            return refuse(400, fault.code, 0)
        case "lost":
            act()
            return _hang_up()
        case "half":
            return _half(act())
    return _hang_up()


def _hang_up() -> Response:
    """Cuts the connection under the server; what is returned reaches nobody."""
    wire = request.environ.get("werkzeug.socket") or request.environ.get("gunicorn.socket")
    if not isinstance(wire, socket.socket):
        raise ConnectionResetError
    wire.shutdown(socket.SHUT_RDWR)
    return Response(status=500)


def _half(whole: Response) -> Response:
    """Promises a whole answer and breaks off in its middle."""
    body = whole.get_data()
    broken = Response([body[: len(body) // 2]], whole.status_code, content_type=whole.content_type)
    broken.headers["Content-Length"] = str(len(body))
    broken.headers["Connection"] = "close"
    return broken
