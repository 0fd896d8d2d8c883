"""The file store: a file is there whole or not at all, whatever the disk does."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.store.files import FileStore

NAME = "0123456789abcdef" * 2 + ".original"
PHOTO = b"a photo" * 1000


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def full(*_given: Any, **_named: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


def read_only(*_given: Any, **_named: Any) -> Any:
    raise OSError(errno.EROFS, "Read-only file system")


TROUBLE: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "the flush fails": (os, "fsync", full),
    "the rename fails": (Path, "rename", full),
    "the file cannot be made": (Path, "open", read_only),
    "the folder cannot be made": (Path, "mkdir", read_only),
    "its rights cannot be set": (os, "fchmod", read_only),
}


@pytest.mark.parametrize("what", TROUBLE)
def test_T12_a_disk_that_fails_leaves_no_half_file(
    store: FileStore, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    place, name, fault = TROUBLE[what]
    with monkeypatch.context() as broken:
        broken.setattr(place, name, fault)
        with pytest.raises(OSError, match=r"space|Read-only"):
            store.write(NAME, PHOTO)
    assert store.names() == []
    assert not store.folder.exists() or list(store.folder.iterdir()) == []
    store.write(NAME, PHOTO)
    assert store.read(NAME) == PHOTO


def test_T12_a_write_that_breaks_off_leaves_what_was_there_before(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(NAME, PHOTO)
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="space"):
            store.write(NAME, b"another")
    assert store.read(NAME) == PHOTO
    assert store.names() == [NAME]
