"""One open page: server-sent events, or one long question for browsers and networks without them.

Specification: HTML Living Standard, 9.2 Server-sent events.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from time import monotonic, sleep

from flask import Response, jsonify, request
from werkzeug.exceptions import ServiceUnavailable

from assistant.live.hub import ANY, Hub
from assistant.store.marks import Mark

HEARTBEAT = 15.0  # seconds between signs of life, which also show who has gone
LOOK = 60.0  # seconds after which the table is asked though nothing was heard
LONGEST = 600.0  # seconds; then the browser comes again, with the last event it had
LONG_POLL = 25.0  # seconds
CALM = 0.3  # seconds between two events of one page: what comes together is told together
COME_AGAIN = "retry: 3000\n\n"
ALIVE = ":\n\n"

Look = Callable[[], Mark | None]  # None: the page may not be here any more


def answer(hub: Hub, look: Look, conversation_id: int = ANY) -> Response:
    """A stream where one is asked for, else one answer when there is something new."""
    with ExitStack() as stay:
        changed = stay.enter_context(hub.seat(conversation_id))
        if changed is None:
            raise ServiceUnavailable(retry_after=int(LOOK))
        if "text/event-stream" not in request.headers.get("Accept", ""):
            return _long_poll(hub, changed, look)
        events = _events(hub, changed, look, _known())
        stream = _Stream(stay.pop_all(), events)
    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    return Response(stream, content_type="text/event-stream", headers=headers)


def _known() -> str:
    """What the page had last: the browser repeats it by itself when it comes again."""
    return request.headers.get("Last-Event-ID", "") or request.args.get("after", "")


def _long_poll(hub: Hub, changed: threading.Event, look: Look) -> Response:
    """Answers at once when the page is behind the table, else at the next change."""
    known, until = _known(), monotonic() + LONG_POLL
    mark = look()
    while mark is not None and mark.id == known and monotonic() < until and hub.open:
        if changed.wait(until - monotonic()):
            changed.clear()
            mark = look()
    if mark is None:
        return Response(status=204)
    return jsonify(id=mark.id, **_told(mark))


class _Stream:
    """The events of one page. Its seat is given back when the page goes, however it goes."""

    def __init__(self, stay: ExitStack, events: Iterator[str]) -> None:
        self._stay = stay
        self._events = events

    def __iter__(self) -> Iterator[str]:
        return self._events

    def close(self) -> None:
        self._stay.close()


def _events(hub: Hub, changed: threading.Event, look: Look, known: str) -> Iterator[str]:
    """Looks first: what came while nobody was connected is in the table."""
    yield COME_AGAIN
    until, looked = monotonic() + LONGEST, float("-inf")
    while hub.open and monotonic() < until:
        if changed.is_set() or monotonic() - looked >= LOOK:
            changed.clear()
            mark, looked = look(), monotonic()
            if mark is None:
                return
            if mark.id != known:
                known = mark.id
                yield f"id: {mark.id}\nevent: news\ndata: {json.dumps(_told(mark))}\n\n"
                sleep(CALM)
                continue
        if not changed.wait(HEARTBEAT):
            yield ALIVE


def _told(mark: Mark) -> dict[str, int | str]:
    return {"last": mark.last, "heard": mark.heard, "mode": mark.mode}
