"""Writes the next migration: `python -m assistant.store.migrations "why"`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from assistant.store.engine import connect
from assistant.store.migrations import NEWEST, migrate, write_next

with tempfile.TemporaryDirectory() as folder:
    url = f"sqlite:///{Path(folder) / 'scratch.sqlite'}"
    migrate(url)
    write_next(connect(url), f"{int(NEWEST) + 1:04}", " ".join(sys.argv[1:]) or "change")
