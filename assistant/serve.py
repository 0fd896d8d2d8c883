"""Starting and keeping up: the web process, and web and worker together as children of one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import structlog

from assistant.live import IN_THE_WEB_PROCESS
from assistant.ops import logs
from assistant.settings import Settings
from assistant.store.migrations import migrate

THREADS = 16
STOP_WITHIN = 15.0  # seconds a child has to end what it is doing
CALM_AFTER = 30.0  # seconds: a child that lived so long may start anew at once
LONGEST_PAUSE = 10.0
ANSWERS_WITHIN = 30.0
PARENT = "ASSISTANT_PARENT_PID"  # not a setting: how a child knows whose it is

log = structlog.get_logger()


def web(settings: Settings) -> None:
    """Runs the web process here: gunicorn, one process of threads on SQLite.

    A few pages may listen here for what is new; many do so at `assistant live`.
    """
    processes = 1 if settings.database.startswith("sqlite") else 2
    if processes > 1:  # their counters are added up where they are asked for
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="assistant-figures-")
    _serve(
        settings,
        "create_app",
        {
            "bind": f"{settings.host}:{settings.port}",
            "workers": processes,
            "threads": THREADS + IN_THE_WEB_PROCESS,
            "graceful_timeout": 5,
            "proc_name": "assistant-web",
        },
    )


def live(settings: Settings) -> None:
    """Runs the process that open pages listen at: one thread a page, nothing else to do."""
    _serve(
        settings,
        "create_live_app",
        {
            "bind": f"{settings.host}:{settings.live_port}",
            "workers": 1,
            "threads": settings.live_pages + THREADS,
            "worker_connections": 2 * settings.live_pages,
            "graceful_timeout": 3,
            "proc_name": "assistant-live",
        },
    )


def _serve(settings: Settings, factory: str, options: dict[str, Any]) -> None:
    from assistant.ops.gunicorn import Server

    logs.configure()
    end_with_parent()
    ours = {
        "worker_class": "gthread",
        "timeout": 60,
        "loglevel": "warning",
        "logger_class": "assistant.ops.gunicorn.OutcomesLogger",
        "control_socket_disable": True,
    }
    Server(settings, {**ours, **options}, factory).run()


def run(settings: Settings) -> int:
    """Migrates, fills the demo outside production, then keeps web and worker running."""
    logs.configure()
    if not port_is_free(settings):
        log.error("port_in_use")
        sys.stderr.write(f"Port {settings.port} is in use: stop what uses it, or set another one")
        sys.stderr.write(" with ASSISTANT_PORT.\n")
        return 1
    migrate(settings.database)
    say: list[str] = []
    if not settings.production:
        from assistant import demo

        say = demo.fill_and_describe(settings)
    children = [Child("web"), Child("worker")]
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_received: stop.set())
    if say:
        threading.Thread(target=_announce, args=(settings, say, stop), daemon=True).start()
    return keep_up(children, stop)


def port_is_free(settings: Settings, patience: float = 3.0) -> bool:
    """Whether we can listen; what an earlier run left is given a moment to end."""
    until = time.monotonic() + patience
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.host, settings.port))
            except OSError:
                if time.monotonic() > until:
                    return False
            else:
                return True
        time.sleep(0.2)


class Child:
    """One process of ours, started again when it ends by itself."""

    def __init__(self, name: str, start: Callable[[str], subprocess.Popen[bytes]] | None = None):
        self.name = name
        self._start = start or start_child
        self._process = self._start(name)
        self._since = time.monotonic()
        self._pause = 0.0
        self._again_at = 0.0

    def look(self) -> None:
        """Starts it again when it has ended; one that keeps ending at once, ever more slowly."""
        status = self._process.poll()
        if status is None:
            return
        now = time.monotonic()
        if not self._again_at:
            calm = now - self._since > CALM_AFTER
            self._pause = 0.5 if calm or not self._pause else min(self._pause * 2, LONGEST_PAUSE)
            self._again_at = now + self._pause
            log.error("process_ended", process=self.name, status=status)
        elif now >= self._again_at:
            self._process, self._since, self._again_at = self._start(self.name), now, 0.0

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        try:
            self._process.wait(max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def keep_up(children: list[Child], stop: threading.Event) -> int:
    """Keeps the children running until told to stop; then lets them end what they are doing."""
    while not stop.wait(0.5):
        for child in children:
            child.look()
    until = time.monotonic() + STOP_WITHIN
    for child in children:
        child.stop()
    for child in children:
        child.wait(until - time.monotonic())
    return 0


def start_child(name: str) -> subprocess.Popen[bytes]:
    """`assistant web` or `assistant worker` as a process that ends when we do."""
    environment = {**os.environ, PARENT: str(os.getpid())}
    return subprocess.Popen(  # noqa: S603  (our own commands)
        [sys.executable, "-m", "assistant", name], env=environment, start_new_session=True
    )


def end_with_parent(end: Callable[[], Any] | None = None) -> None:
    """A child whose parent was killed ends too, and so leaves the port to the next start."""
    parent = os.environ.get(PARENT)
    if not parent:
        return
    end = end or (lambda: os.kill(os.getpid(), signal.SIGTERM))

    def watch() -> None:
        while os.getppid() == int(parent):
            time.sleep(0.3)
        end()

    threading.Thread(target=watch, daemon=True).start()


def _announce(settings: Settings, lines: list[str], stop: threading.Event) -> None:
    """Says where to go once there is somebody there."""
    until = time.monotonic() + ANSWERS_WITHIN
    while not stop.is_set() and time.monotonic() < until:
        try:
            if httpx.get(f"{settings.base_url}/healthz", timeout=2.0).is_success:
                break
        except httpx.HTTPError:
            time.sleep(0.05)  # once it listens it answers at once
    if not stop.is_set():
        sys.stdout.write("\n".join(["", *lines, ""]) + "\n")
        sys.stdout.flush()
