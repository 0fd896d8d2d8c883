"""The assistant in a terminal: a thin loop for whoever writes dialogs (`assistant chat`)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

from assistant.channels.cleaning import clean
from assistant.channels.fitting import fit_plain
from assistant.messages import Inbound, Outgoing

CHANNEL = "terminal"


def chat(
    take: Callable[[Inbound], object],
    replies: Callable[[], Iterable[Outgoing]],
    *,
    lines: Iterable[str],
    show: Callable[[str], object],
    now: Callable[[], datetime],
    address: str = "terminal",
) -> None:
    """Each line is a message; `replies()` gives what has not been shown yet, oldest first."""
    session = uuid.uuid4().hex
    for number, line in enumerate(lines, start=1):
        take(
            Inbound(
                event=f"terminal:{session}:{number}",
                channel=CHANNEL,
                address=address,
                at=now(),
                text=clean(line),
            )
        )
        for outgoing in replies():
            show(fit_plain(outgoing))
