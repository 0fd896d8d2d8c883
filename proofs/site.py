"""The product as it runs: its processes, its database, and the providers it talks to."""

from __future__ import annotations

import base64
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
from sqlalchemy import Engine

from assistant.settings import Settings
from assistant.standins.ledger import Ledger
from assistant.store.engine import connect
from assistant.store.migrations import migrate
from proofs.child import BROKEN, CLOCK
from proofs.haste import SwiftClock
from proofs.processes import Nursery, Running

ANSWERS_WITHIN = 30.0
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR")
TOKENS = {
    "secret_key": "a secret key for proofs, long enough",
    "vault_key": base64.b64encode(bytes(range(32))).decode(),
    "twilio_account_sid": "AC" + "0123456789abcdef" * 2,
    "twilio_auth_token": "a twilio token for proofs",
    "twilio_number": "+33757000000",
    "twilio_whatsapp_number": "+33757000001",
    "telegram_token": "123456:a-telegram-token-for-proofs",
    "telegram_secret": "a-telegram-secret-for-proofs",
    "mail_from": "assistant@example.org",
}


class Site:
    """One product under proof. `webs` and `workers` hold what runs now, None what is down."""

    def __init__(
        self,
        folder: Path,
        database: str,
        clock: SwiftClock,
        nursery: Nursery,
        webs: int = 1,
        workers: int = 1,
    ) -> None:
        self.folder = folder
        self.clock = clock
        self._nursery = nursery
        self._provider_port = free_port()
        self.ports = [free_port() for _web in range(webs)]
        self._values = {**TOKENS, "database_url": database, **self._apis()}
        self.webs: list[Running | None] = [None] * webs
        self.workers: list[Running | None] = [None] * workers
        self.provider: Running | None = None
        self.broken = ""
        self.settings = self._settings(self.ports[0], folder / "product")
        # Their own disk: what happens to the product's must not happen to its providers.
        self.beside = folder.with_name(folder.name + "-beside")
        self.ledger = Ledger(self._settings(self._provider_port, self.beside))
        self.jumps = self.beside / "jumps"  # how far the product's clock is off, in seconds
        migrate(database)
        self.engine: Engine = connect(database)

    def _apis(self) -> dict[str, str]:
        base = f"http://127.0.0.1:{self._provider_port}/standins"
        return {
            "twilio_api": f"{base}/twilio",
            "telegram_api": f"{base}/telegram",
            "mail_api": f"{base}/mail",
        }

    def _settings(self, port: int, var: Path) -> Settings:
        var.mkdir(parents=True, exist_ok=True)
        return Settings(**self._fields(port, var), _env_file=None)  # type: ignore[arg-type, call-arg]

    def _fields(self, port: int, var: Path) -> dict[str, str]:
        own = {"var": str(var), "port": str(port)}
        return {**self._values, "base_url": f"http://127.0.0.1:{self.ports[0]}", **own}

    @property
    def phones(self) -> Settings:
        """What a member's phone signs with; its messages stand in the providers' ledger."""
        return self._settings(self._provider_port, self.beside)

    # --- starting ------------------------------------------------------------------------------

    def start(self) -> None:
        """Everything, and waits until it answers."""
        self.start_provider()
        for number in range(len(self.webs)):
            self.start_web(number)
        for number in range(len(self.workers)):
            self.start_worker(number)
        for port in (self._provider_port, *self.ports):
            wait_for(f"http://127.0.0.1:{port}/healthz")

    def start_provider(self) -> None:
        environment = self.environment(self._provider_port, self.beside)
        self.provider = self._start("standins", environment)

    def start_web(self, number: int = 0, kill_point: str = "") -> Running:
        environment = self.environment(self.ports[number], self.folder / "product", kill_point)
        self.webs[number] = running = self._start("web", environment)
        return running

    def start_worker(self, number: int = 0, kill_point: str = "") -> Running:
        environment = self.environment(self.ports[0], self.folder / "product", kill_point)
        if self.broken:
            environment[BROKEN] = self.broken
        self.workers[number] = running = self._start("worker", environment)
        return running

    def _start(self, role: str, environment: dict[str, str]) -> Running:
        return self._nursery.start(role, environment, self.log(role))

    def log(self, role: str) -> Path:
        """Where processes of a kind write their logs."""
        return self.beside / f"{role}.log"

    def environment(self, port: int, var: Path, kill_point: str = "") -> dict[str, str]:
        """Nothing of the one who runs the proof but where Python finds its things."""
        given = {name: os.environ[name] for name in KEPT if name in os.environ}
        fields = self._fields(port, var)
        given |= {f"ASSISTANT_{name.upper()}": value for name, value in fields.items()}
        ours = var != self.beside
        clock = replace(self.clock, jumps=str(self.jumps)) if ours else self.clock
        given |= {CLOCK: clock.dump(), "ASSISTANT_KILL_POINT": kill_point}
        return {**given, "PYTHONUNBUFFERED": "1"}

    # --- ending --------------------------------------------------------------------------------

    def running(self) -> list[Running]:
        return [one for one in (*self.webs, *self.workers, self.provider) if one is not None]

    def close(self) -> None:
        for one in self.running():
            one.close()
        self.engine.dispose()

    def url(self, web: int = 0) -> str:
        return f"http://127.0.0.1:{self.ports[web]}"


@contextmanager
def site(
    nursery: Nursery,
    folder: Path,
    database: str,
    clock: SwiftClock,
    webs: int = 1,
    workers: int = 1,
) -> Iterator[Site]:
    """A site whose processes end with it, whatever happens."""
    folder.mkdir(parents=True, exist_ok=True)
    opened = Site(folder, database, clock, nursery, webs, workers)
    try:
        yield opened
    finally:
        opened.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: float = ANSWERS_WITHIN) -> None:
    """Until something answers there. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if httpx.get(url, timeout=2).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise TimeoutError(f"nothing answers at {url}")


def note(line: str) -> None:
    """A line for the one who watches."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
