"""Tokens of the programs that may ask for decisions: shown once, kept as digests in a file.

The file is read again whenever it changes: a token added or removed counts at once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import structlog

from assistant.secrets_file import write_privately

log = structlog.get_logger()

PREFIX = "mat_"  # so that a token found in the wrong place is recognised


class NameTaken(ValueError):
    """A token of that name exists already."""


def add_token(file: Path, name: str, on: date) -> str:
    """A new token, which only its holder will ever see again. Raises NameTaken."""
    kept = _read(file)
    if name in kept:
        raise NameTaken(name)
    token = PREFIX + secrets.token_urlsafe(32)
    _write(file, {**kept, name: {"sha256": _digest(token), "created": on.isoformat()}})
    return token


def remove_token(file: Path, name: str) -> bool:
    """Ends a token at once; False when there is none of that name."""
    kept = _read(file)
    if name not in kept:
        return False
    _write(file, {other: entry for other, entry in kept.items() if other != name})
    return True


def token_names(file: Path) -> Mapping[str, str]:
    """The holders and the days their tokens were made."""
    return {name: entry["created"] for name, entry in _read(file).items()}


def holder_of(file: Path, token: str) -> str | None:
    """Whose token it is, None when it is nobody's; takes the same time whoever asks."""
    given, holder = _digest(token), None
    for name, digest in _digests(file):
        if hmac.compare_digest(given, digest):
            holder = name
    return holder


def _digest(token: str) -> str:
    """Tokens are random, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _digests(file: Path) -> tuple[tuple[str, str], ...]:
    try:
        state = file.stat()
        return _kept(file, state.st_mtime_ns, state.st_size)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.error("token_file_unreadable", error=type(error).__name__)
        return ()


@lru_cache(maxsize=8)
def _kept(file: Path, _changed: int, _size: int) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(entry["sha256"])) for name, entry in _read(file).items())


def _read(file: Path) -> dict[str, dict[str, str]]:
    if not file.exists():
        return {}
    kept: dict[str, dict[str, str]] = json.loads(file.read_text())
    return kept


def _write(file: Path, tokens: Mapping[str, Mapping[str, str]]) -> None:
    write_privately(file, json.dumps(tokens, indent=1))
