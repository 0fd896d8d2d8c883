"""Floor and product as they are measured: under gunicorn, with their database beside them."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import calls
from bench.units import cpu_by_process, family

SECRETS = {
    "SECRET_KEY": "a secret key of the benchmark, long enough",
    "VAULT_KEY": base64.b64encode(bytes(range(32))).decode(),
    "SMTP_URL": "smtp://127.0.0.1:9",
    "MAIL_FROM": "assistant@example.org",
}
STARTS_WITHIN = 60.0


@dataclass(frozen=True)
class Layout:
    """How many processes of how many threads."""

    workers: int
    threads: int


SQLITE = Layout(2, 1)
POSTGRESQL = Layout(2, 8)


@dataclass(frozen=True)
class Server:
    """A running one: where it listens and which processes belong to it."""

    port: int
    master: int
    database: tuple[int, ...]  # the first process of PostgreSQL, if there is one

    def processes(self) -> list[int]:
        return [one for first in (self.master, *self.database) for one in family(first)]

    def web(self) -> list[int]:
        """Gunicorn's own process and its workers."""
        return family(self.master)

    def cpu(self) -> dict[int, float]:
        """CPU seconds of web and database so far, by process."""
        return cpu_by_process(self.processes())


def environment(database: str, var: Path, **more: str) -> dict[str, str]:
    """Our settings for production, with nothing real in them."""
    given: Mapping[str, str] = {
        "ENV": "production",
        "VAR": str(var),
        "DATABASE_URL": database,
        "BASE_URL": calls.BASE_URL,
        "TWILIO_ACCOUNT_SID": calls.ACCOUNT,
        "TWILIO_AUTH_TOKEN": calls.TOKEN,
        "TWILIO_NUMBER": calls.OURS,
        **SECRETS,
        **more,
    }
    ours = {f"ASSISTANT_{name}": value for name, value in given.items()}
    others = {name: value for name, value in os.environ.items() if "ASSISTANT_" not in name}
    return others | ours


@contextmanager
def product(
    layout: Layout, database: str, var: Path, postmaster: int | None = None
) -> Iterator[Server]:
    with _served(["product"], layout, environment(database, var), postmaster) as server:
        yield server


@contextmanager
def floor(
    layout: Layout, database: str, catalogues: Path, postmaster: int | None = None
) -> Iterator[Server]:
    command = ["floor", "--database", database, "--catalogues", str(catalogues)]
    with _served(command, layout, dict(os.environ), postmaster) as server:
        yield server


@contextmanager
def _served(
    what: list[str], layout: Layout, environ: dict[str, str], postmaster: int | None
) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "bench.serve", *what, "--port", str(port)]
    command += ["--workers", str(layout.workers), "--threads", str(layout.threads)]
    process = subprocess.Popen(command, env=environ)  # noqa: S603  (our own module)
    try:
        until_it_listens(port, process)
        yield Server(port, process.pid, (postmaster,) if postmaster else ())
    finally:
        process.terminate()
        process.wait(30)


def until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("the server did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
