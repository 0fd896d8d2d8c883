"""One process of a proof: the product's web or worker under a swift clock, or the stand-ins.

`python -m proofs.child web` starts it cold; the nursery forks it warm. Its settings come from the
environment as the product's own do.
"""

from __future__ import annotations

import json
import os
import sys

from assistant.settings import Settings
from proofs.haste import SwiftClock, hurry

CLOCK = "PROOFS_CLOCK"
BROKEN = "PROOFS_BROKEN"  # which deliberately broken worker this is
ROLES = ("web", "worker", "standins")


def become(role: str) -> None:
    """Never returns before the process is told to stop."""
    clock = SwiftClock(**json.loads(os.environ[CLOCK]))
    settings = Settings()
    if role == "standins":
        from proofs import provider

        provider.serve(settings, clock)
        return
    hurry(clock)
    if broken := os.environ.get(BROKEN):
        from proofs.broken import install

        install(broken)
    _product(role, settings)


def _product(role: str, settings: Settings) -> None:
    if role == "web":
        from assistant.serve import web

        web(settings)
    elif role == "worker":
        from assistant.worker import run

        run(settings)
    else:
        raise ValueError(f"no such process: {role}")


if __name__ == "__main__":
    become(sys.argv[1])
