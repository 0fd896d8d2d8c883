"""The processes of a proof: started warm by the nursery, killed with -9, watched until they end."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock


@contextmanager
def nursery(folder: Path) -> Iterator[Nursery]:
    """One for as many proofs as there are; it takes a while to start."""
    folder.mkdir(parents=True, exist_ok=True)
    opened = Nursery(folder)
    try:
        yield opened
    finally:
        opened.close()


class Nursery:
    """The warm process from which all others are forked."""

    def __init__(self, folder: Path) -> None:
        self._log = (folder / "nursery.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "proofs.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,
        )
        self._lock = Lock()
        if self._answer() != "ready":
            raise RuntimeError(f"the nursery did not start: see {self._log.name}")

    def start(self, role: str, environment: Mapping[str, str], log: Path) -> Running:
        """One process of the product, with this environment and no other."""
        wanted = {"role": role, "environment": dict(environment), "log": str(log)}
        with self._lock:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(wanted) + "\n")
            self._process.stdin.flush()
            return Running(role, int(self._answer()))

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        self._log.close()


class Running:
    """A process and its group; it is nobody's child of ours, so it is watched by a descriptor."""

    def __init__(self, role: str, pid: int) -> None:
        self.role = role
        self.pid = pid
        self.since = time.time()
        self._descriptor = _open(pid)

    def alive(self) -> bool:
        if self._descriptor is None:
            return False
        ended, _out, _err = select.select([self._descriptor], [], [], 0)
        return not ended

    def children(self) -> list[int]:
        """The processes that it has forked itself: those of gunicorn."""
        try:
            text = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        except OSError:
            return []
        return [int(number) for number in text.split()]

    def kill(self) -> None:
        """kill -9, of the whole group."""
        self._signal(signal.SIGKILL)

    def kill_one_child(self, which: int) -> bool:
        """kill -9 of one process of gunicorn's, which makes another one; whether there was one."""
        forked = self.children()
        if not forked:
            return False
        try:
            os.kill(forked[which % len(forked)], signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def stop(self) -> None:
        """Asks it to end."""
        if self.alive():
            os.kill(self.pid, signal.SIGTERM)

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):
            return

    def wait(self, seconds: float) -> bool:
        """Whether it has ended by then."""
        if self._descriptor is None:
            return True
        ended, _out, _err = select.select([self._descriptor], [], [], seconds)
        return bool(ended)

    def close(self) -> None:
        """Ends it, whatever it is doing."""
        self.kill()
        self.wait(10)
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _open(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:  # it has ended already
        return None
