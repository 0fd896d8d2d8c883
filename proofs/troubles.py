"""Trouble under a load: database locked or stopped, disk full or read-only, a jumping clock.

Each is a context around the load; what it did is over when the load is, and everything must then
be found as if it had never been.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import make_url, text

from assistant.store.engine import connect
from proofs.load import Load
from proofs.site import Site
from tests.databases import Server

Trouble = Callable[[Site, Load], AbstractContextManager[None]]
ENDS_WITHIN = 30.0  # seconds, of a process that is asked to end
HOUR, TEN_YEARS = 3600.0, 10 * 365.25 * 86400
JUMPS = (HOUR, 0.0, -HOUR, 0.0, TEN_YEARS, 0.0, -TEN_YEARS, 0.0)


@contextmanager
def calm(_opened: Site, _load: Load) -> Iterator[None]:
    """No trouble at all."""
    yield


@contextmanager
def _meanwhile(load: Load, acts: Sequence[Callable[[], None]]) -> Iterator[None]:
    """Does the acts one after the other, spread over the load, which waits for the last."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for number, act in enumerate(acts, 1):
                _wait_for(load, number / (len(acts) + 1))
                act()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work, name="trouble")
    thread.start()
    yield
    thread.join()
    if failed:
        raise failed[0]


def _wait_for(load: Load, share: float) -> None:
    """Until so much of the load is written, or no more comes."""
    while True:
        written = sum(talk.written for talk in load.conversations)
        left = sum(len(talk.lines) for talk in load.conversations)
        if not left or written >= share * (written + left):
            return
        time.sleep(0.02)


# --- the database (T11) -------------------------------------------------------------------------


def locked(seconds: Sequence[float]) -> Trouble:
    """Somebody else holds the database, so long each time: nobody can write."""

    def trouble(opened: Site, load: Load) -> AbstractContextManager[None]:
        url = opened.settings.database
        return _meanwhile(load, [partial(hold, url, pause) for pause in seconds])

    return trouble


def hold(url: str, seconds: float) -> None:
    """Locks a database for that long."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        held = sqlite3.connect(address.database or "", timeout=30, isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        held.execute("ROLLBACK")
        held.close()
        return
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = '30s'"))
        connection.execute(text("LOCK TABLE conversations, events, outbox IN EXCLUSIVE MODE"))
        time.sleep(seconds)
    engine.dispose()


def stopped(server: Server, seconds: Sequence[float]) -> Trouble:
    """PostgreSQL is stopped in the middle of turns, and started again after a while."""

    def again(pause: float) -> None:
        server.stop()
        time.sleep(pause)
        server.start()

    def trouble(_opened: Site, load: Load) -> AbstractContextManager[None]:
        return _meanwhile(load, [partial(again, pause) for pause in seconds])

    return trouble


def killed(server: Server, seconds: Sequence[float]) -> Trouble:
    """PostgreSQL dies with kill -9 and all its processes, and is started again after a while."""

    def again(pause: float) -> None:
        server.kill()
        time.sleep(pause)
        server.start()

    def trouble(_opened: Site, load: Load) -> AbstractContextManager[None]:
        return _meanwhile(load, [partial(again, pause) for pause in seconds])

    return trouble


# --- the disk (T12) -----------------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path, size: str = "24m") -> Iterator[None]:
    """A file system of its own, that small, at this folder. Needs the right to mount."""
    folder.mkdir(parents=True, exist_ok=True)
    _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def may_mount() -> bool:
    return os.geteuid() == 0


def _mount(*given: str) -> None:
    subprocess.run(["mount", *given], check=True)


def full(folder: Path, seconds: Sequence[float]) -> Trouble:
    """Somebody fills the disk to the last byte, and makes room again after a while."""

    def fill(pause: float) -> None:
        ballast = os.open(folder / "ballast", os.O_WRONLY | os.O_CREAT)
        try:
            for size in (65536, 512, 1):
                _fill_up(ballast, b"\0" * size)
            time.sleep(pause)
        finally:
            os.close(ballast)
            (folder / "ballast").unlink()

    def trouble(_opened: Site, load: Load) -> AbstractContextManager[None]:
        return _meanwhile(load, [partial(fill, pause) for pause in seconds])

    return trouble


def _fill_up(file: int, piece: bytes) -> None:
    while True:
        try:
            os.write(file, piece)
        except OSError:  # not one more of that size
            return


def read_only(folder: Path, seconds: Sequence[float]) -> Trouble:
    """Restarted, the machine has a disk that can only be read, until somebody puts it right."""

    def shut(opened: Site, pause: float) -> None:
        ending = [one for one in (*opened.webs, *opened.workers) if one is not None]
        for running in ending:
            running.stop()
        for running in ending:
            running.wait(ENDS_WITHIN)
            running.close()
        opened.engine.dispose()
        _mount("-o", "remount,ro", str(folder))
        opened.start_web()
        opened.start_worker()
        time.sleep(pause)
        _mount("-o", "remount,rw", str(folder))

    def trouble(opened: Site, load: Load) -> AbstractContextManager[None]:
        return _meanwhile(load, [partial(shut, opened, pause) for pause in seconds])

    return trouble


# --- the clock (T13) ----------------------------------------------------------------------------


def jumping(jumps: Sequence[float] = JUMPS) -> Trouble:
    """The product's clock is off by an hour, by ten years, to both sides, and right in between."""

    def jump(opened: Site, seconds: float) -> None:
        fresh = opened.jumps.with_suffix(".new")
        fresh.write_text(str(seconds))
        fresh.replace(opened.jumps)

    def trouble(opened: Site, load: Load) -> AbstractContextManager[None]:
        return _meanwhile(load, [partial(jump, opened, seconds) for seconds in jumps])

    return trouble
