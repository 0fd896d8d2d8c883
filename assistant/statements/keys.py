"""The keys that sign statements: made on first run, rotated, their public halves kept for ever.

A key file holds every key there was, the newest first; only the newest has its private half. Its
public list (`public_list`) is published and is all that a check needs.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from assistant.secrets_file import MARK, write_privately
from assistant.settings import Settings

ALGORITHM = "Ed25519"


class BadKeys(ValueError):
    """A key file or key list that cannot be used."""


@dataclass(frozen=True, slots=True)
class Key:
    """A pair of keys as hexadecimal text; a retired one has lost its private half."""

    id: str
    public: str
    since: str
    until: str | None = None
    private: str | None = None

    def published(self) -> dict[str, str | None]:
        """What everyone may know of it."""
        return {
            "id": self.id,
            "algorithm": ALGORITHM,
            "public": self.public,
            "from": self.since,
            "until": self.until,
        }


@dataclass(frozen=True, slots=True)
class Keyring:
    """Every key, the newest first."""

    keys: tuple[Key, ...]

    def sign(self, data: bytes) -> dict[str, str]:
        """The signature of the newest key, as it stands in a statement."""
        newest = self.keys[0]
        if newest.private is None:
            raise BadKeys("the newest key cannot sign")
        signer = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(newest.private))
        return {"algorithm": ALGORITHM, "key": newest.id, "value": signer.sign(data).hex()}

    def public_list(self) -> dict[str, Any]:
        """The key list that is published, retired keys included."""
        return {"keys": [key.published() for key in self.keys]}


def keyring(settings: Settings) -> Keyring:
    """The keys of this house; made now when there are none. Raises BadKeys."""
    file = settings.statement_keys_file
    if not file.exists():
        _make_first(file, _today(), demo=not settings.production)
    return _kept(file, file.stat().st_mtime_ns)


def rotate(file: Path, on: date, demo: bool) -> Key:
    """A new key signs from now on; the former keeps its public half alone. Raises BadKeys."""
    kept = _read(file).keys if file.exists() else ()
    retired = tuple(Key(key.id, key.public, key.since, key.until or on.isoformat()) for key in kept)
    fresh = _draw(on, demo)
    write_privately(file, _text(Keyring((fresh, *retired))))
    return fresh


def public_keys(data: bytes) -> Mapping[str, Ed25519PublicKey]:
    """The public keys of a key list or key file, by id. Raises BadKeys."""
    try:
        entries = json.loads(data)["keys"]
        return {str(entry["id"]): _public(str(entry["public"])) for entry in entries}
    except (ValueError, KeyError, TypeError):
        raise BadKeys("this is no list of keys") from None


def genuine(key: Ed25519PublicKey, signature: str, data: bytes) -> bool:
    """Whether the key made this signature (hexadecimal, small letters) of these bytes."""
    try:
        value = bytes.fromhex(signature)
        key.verify(value, data)
    except (ValueError, InvalidSignature):
        return False
    return value.hex() == signature


def _draw(on: date, demo: bool) -> Key:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    name = hashlib.sha256(public).hexdigest()[:16]
    id_ = f"{MARK}{name}" if demo else name
    return Key(id_, public.hex(), on.isoformat(), None, private.private_bytes_raw().hex())


def _public(text: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))


def _make_first(file: Path, on: date, demo: bool) -> None:
    """Of several processes and threads that start together, one makes the key and all use it."""
    fresh = file.with_name(f"{file.name}.{token_hex(8)}")
    write_privately(fresh, _text(Keyring((_draw(on, demo),))))
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


@lru_cache(maxsize=4)
def _kept(file: Path, _changed: int) -> Keyring:
    return _read(file)


def _read(file: Path) -> Keyring:
    try:
        entries = json.loads(file.read_text())["keys"]
        keys = tuple(
            Key(one["id"], one["public"], one["from"], one["until"], one.get("private"))
            for one in entries
        )
    except (ValueError, KeyError, TypeError):
        raise BadKeys(f"{file} is no file of keys") from None
    if not keys:
        raise BadKeys(f"{file} holds no key")
    return Keyring(keys)


def _text(ring: Keyring) -> str:
    entries = [
        key.published() | ({"private": key.private} if key.private else {}) for key in ring.keys
    ]
    return json.dumps({"keys": entries}, indent=1)


def _today() -> date:
    from assistant.clock import SystemClock, legal_day

    return legal_day(SystemClock().now())
