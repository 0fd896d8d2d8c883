"""Waiting made short: the same product, with a clock that runs faster than the machine's.

Leases, graces, pauses and backoffs are all measured with the house's clock; what waits in real
seconds (a provider's answer, the sweeper's rounds) is divided by the same factor here. The order of
all of them stays what it is in production: a call ends before its lease does, and so on.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.clock import Clock
from assistant.settings import Settings

NO_TIME = timedelta()


@dataclass(frozen=True)
class SwiftClock:
    """Runs `factor` times as fast as the machine's, from the machine's time `started` on.

    Every process of a proof gets the same numbers, and so shares one time. The seconds in the file
    `jumps`, if there is one, are how far the product's clock is off just now (T13).
    """

    started: float
    factor: float
    jumps: str = ""

    def now(self) -> datetime:
        return self.at(time.time()) + self._off()

    def ticking(self) -> float:
        return time.monotonic() * self.factor

    def _off(self) -> timedelta:
        try:
            return timedelta(seconds=float(Path(self.jumps).read_text())) if self.jumps else NO_TIME
        except (FileNotFoundError, ValueError):  # none yet, or it is being written
            return NO_TIME

    def at(self, machine: float) -> datetime:
        """What it shows at a time of the machine."""
        start = datetime.fromtimestamp(self.started, UTC)
        return start + timedelta(seconds=(machine - self.started) * self.factor)

    def dump(self) -> str:
        return json.dumps(asdict(self))


def swift(factor: float) -> SwiftClock:
    return SwiftClock(time.time(), factor)


def hurry(clock: SwiftClock) -> None:
    """Makes this process of the product live by that clock; before it opens its house."""
    from assistant import app, outbox, worker
    from assistant.channels import exchange, telegram_bot

    def house_clock(settings: Settings) -> Clock:
        return clock

    app.house_clock = house_clock
    if clock.factor == 1:
        return
    worker.SWEEP_EVERY /= clock.factor
    worker.AFTER_TROUBLE /= clock.factor
    outbox.AGAIN /= clock.factor
    connect, total = exchange.CONNECT / clock.factor, exchange.TOTAL / clock.factor
    for module in (exchange, telegram_bot):
        vars(module).update(CONNECT=connect, TOTAL=total)
    # Defaults of parameters are bound when a function is defined.
    exchange.Exchange.__init__.__defaults__ = (total,)
    telegram_bot.BotThread.run.__defaults__ = (total,)
