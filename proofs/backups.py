"""Backups as the manual describes them: made while the product runs, and put in its place."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url

from proofs.databases import Kind
from tests.databases import Server, scratch_database


class Store(Protocol):
    """A database of which a copy can be made."""

    url: str

    def back_up(self) -> None: ...

    def lose_and_restore(self) -> None:
        """The database is gone; the copy takes its place. Nobody is connected."""
        ...


@contextmanager
def place(kind: Kind, folder: Path) -> Iterator[Store]:
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "sqlite":
        yield OneFile(folder)
        return
    server = Server(hasty=False)
    try:
        with scratch_database(server.url) as url:
            yield Cluster(server, url)
    finally:
        server.remove()


class OneFile:
    """SQLite: its own `.backup`."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "assistant.sqlite"
        self._copy = folder / "copy.sqlite"
        self.url = f"sqlite:///{self._file}"

    def back_up(self) -> None:
        with (
            closing(sqlite3.connect(self._file)) as now,
            closing(sqlite3.connect(self._copy)) as copy,
        ):
            now.backup(copy)

    def lose_and_restore(self) -> None:
        for file in self._file.parent.glob(f"{self._file.name}*"):
            file.unlink()
        shutil.copyfile(self._copy, self._file)


class Cluster:
    """PostgreSQL: `pg_basebackup`, here without the archive that would bring the last minutes."""

    def __init__(self, server: Server, url: str) -> None:
        self._server = server
        self._copy = server.folder.with_name(f"{server.folder.name}-copy")
        self.url = url

    def back_up(self) -> None:
        given = make_url(self.url)
        host = given.query.get("host", given.host)
        command = [self._server.programs / "pg_basebackup", "-D", self._copy, "-X", "stream"]
        command += ["-c", "fast", "-h", str(host), "-U", str(given.username)]
        subprocess.run(list(map(str, command)), check=True, capture_output=True)

    def lose_and_restore(self) -> None:
        owner = self._server.folder.stat()
        self._server.stop()
        shutil.rmtree(self._server.folder)
        for mark in (*self._copy.glob(".s.PGSQL*"), *self._copy.glob("postmaster.*")):
            mark.unlink()  # of the server that ran: here its socket lies among its data
        self._copy.rename(self._server.folder)
        for path in (self._server.folder, *self._server.folder.rglob("*")):
            shutil.chown(path, owner.st_uid, owner.st_gid)
        self._server.start()
