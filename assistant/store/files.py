"""The file store: whole files under names of ours, durable before anything speaks of them (T12).

A file appears complete or not at all: temporary name, fsync, rename, fsync of the folder.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

NAME = re.compile(
    r"[0-9a-f]{32}\.[a-z0-9-]{1,20}"
)  # a random id and what it is; never from outside


class FileStore:
    """A flat folder of sealed files. Errors of the disk come out as OSError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, data: bytes) -> None:
        """Durable when it returns; whatever fails, no half file stays under `name`."""
        target = self._path(name)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self.folder / f".{secrets.token_hex(8)}.new"
        try:
            with fresh.open("xb") as stream:
                os.fchmod(stream.fileno(), 0o600)
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            fresh.rename(target)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        _sync_folder(self.folder)

    def read(self, name: str) -> bytes:
        """Raises FileNotFoundError."""
        return self._path(name).read_bytes()

    def delete(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def names(self) -> list[str]:
        """Every file that is there, in order."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if NAME.fullmatch(path.name))

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError("not a name of the file store")
        return self.folder / name


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
