"""A process that has loaded the product once and forks it again and again.

A restart then takes a tenth of a second instead of two, so that five hundred of them fit a proof.
What is forked is the whole product: its own process group, its own connections, killed with -9.
Lines of JSON on standard input ask for a start; each is answered with the number of the process.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import warnings
from pathlib import Path
from typing import NoReturn

from proofs import child

PRELOADED = (
    "assistant.worker",
    "assistant.channels.sms_sending",
    "telegram.request",
    "twilio.rest",
    "gunicorn.app.base",
    "gunicorn.workers.gthread",
    "proofs.provider",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
)


def serve() -> None:
    """Starts what is asked for until standard input ends; then everything it started ends too."""
    preload()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are nobody's to collect
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        wanted = json.loads(line)
        sys.stdout.write(f"{start(wanted['role'], wanted['environment'], wanted['log'])}\n")
        sys.stdout.flush()


def preload() -> None:
    """Everything that a start would load, and the weights of the understanding."""
    from importlib import import_module

    from assistant.app import DEMO_DOORS, DEMO_PAGES, DOORS, PAGES
    from assistant.understanding import understand

    for name in (*PRELOADED, *DOORS, *PAGES, *DEMO_DOORS, *DEMO_PAGES):
        import_module(name)
    understand("Bonjour, combien pour des lunettes ?")


def start(role: str, environment: dict[str, str], log: str) -> int:
    pid = os.fork()
    if pid == 0:
        _begin(role, environment, log)
    return pid


def _begin(role: str, environment: dict[str, str], log: str) -> NoReturn:
    """In the child: a group of its own, its own environment and log, then the product."""
    status = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _speak_into(Path(log))
        os.environ.clear()
        os.environ.update(environment)
        warnings.simplefilter("default")
        child.become(role)
        status = 0
    except SystemExit as done:
        status = int(done.code or 0)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _speak_into(log: Path) -> None:
    silence = os.open(os.devnull, os.O_RDONLY)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(silence, 0)
    os.dup2(out, 1)
    os.dup2(out, 2)


if __name__ == "__main__":
    serve()
