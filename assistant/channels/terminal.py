"""The assistant in a terminal: a thin loop for whoever writes dialogs (`assistant chat`)."""

from __future__ import annotations

import logging
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

import click
import structlog

from assistant.channels.cleaning import clean
from assistant.channels.fitting import fit_plain
from assistant.channels.replies import under_way, unshown
from assistant.house import House
from assistant.messages import Inbound, Outgoing

CHANNEL = "terminal"
PATIENCE, GLANCE = 5.0, 0.1  # seconds: for an effect to be performed, between two looks


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


def patient(house: House, address: str) -> Callable[[], list[Outgoing]]:
    """Replies from the outbox; while an effect is under way, its result is waited for a little."""

    def replies() -> list[Outgoing]:
        shown, until = unshown(house, CHANNEL, address), time.monotonic() + PATIENCE
        while under_way(house, CHANNEL, address) and time.monotonic() < until:
            time.sleep(GLANCE)
            shown += unshown(house, CHANNEL, address)
        return shown + unshown(house, CHANNEL, address)

    return replies


@click.command("chat")
@click.option("--name", default="terminal", help="Another name is another conversation.")
def commands(name: str) -> None:
    """Talk to the assistant here; a running `assistant worker` performs codes and letters."""
    from assistant.app import open_house
    from assistant.secrets_file import load_settings
    from assistant.store.migrations import migrate

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    settings = load_settings()
    migrate(settings.database)
    house = open_house(settings)
    try:
        chat(
            house.take,
            patient(house, name),
            lines=sys.stdin,
            show=lambda text: click.echo(f"\n{text}\n"),
            now=house.clock.now,
            address=name,
        )
    finally:
        house.engine.dispose()
