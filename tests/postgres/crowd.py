"""A process of a crowd: takes events on many threads, at the same moment as the others.

`python -m tests.postgres.crowd DATABASE VAR` reads a JSON list of events, says that it is ready,
waits for a line, takes them all, and writes what became of each.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pydantic import SecretStr

from assistant.clock import SystemClock
from assistant.ops import logs
from assistant.settings import Settings
from assistant.store.engine import connect
from assistant.turn import Turns, read_inbound, write_inbound

SECRET = "a secret key for tests, long enough"


def take_together(settings: Settings, *shares: list[Any], threads: int = 12) -> list[str]:
    """Each share is taken by a process of its own; gives the outcomes in the events' order."""
    command = [sys.executable, "-m", "tests.postgres.crowd", settings.database, str(settings.var)]
    processes = [
        subprocess.Popen(
            [*command, str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _share in shares
    ]
    for process, share in zip(processes, shares, strict=True):
        _tell(process, json.dumps([write_inbound(event) for event in share]))
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        _tell(process, "go")
    answers = [json.loads(process.communicate(timeout=60)[0]) for process in processes]
    return [outcome for answer in answers for outcome in answer]


def _tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _main(database: str, var: str, threads: str) -> None:
    logs.configure()  # to stderr: the answers alone are on stdout
    secret = SecretStr(SECRET)
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        var=var,  # type: ignore[arg-type]
        database_url=database,
        secret_key=secret,
        base_url="http://assistant.test",
    )
    turns = Turns(settings, SystemClock(), connect(database))
    events = [read_inbound(event) for event in json.loads(sys.stdin.readline())]
    start = threading.Barrier(min(int(threads), len(events)))
    first = threading.local()

    def take(event: Any) -> str:
        if not hasattr(first, "over"):  # every thread has its first event in hand before any takes
            first.over = True
            start.wait()
        return turns.take(event)

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with ThreadPoolExecutor(int(threads)) as pool:
        outcomes = list(pool.map(take, events))
    sys.stdout.write(json.dumps(outcomes))


if __name__ == "__main__":
    _main(*sys.argv[1:])
