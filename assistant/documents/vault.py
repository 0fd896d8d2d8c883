"""The vault: files and medical papers are sealed at rest, each purpose under its own key.

AES-256-GCM. A sealed value begins with a format byte, the id of its key and its nonce; purpose and
identity are authenticated, so that a value put in another's place does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from functools import lru_cache
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from assistant.settings import Settings

Purpose = Literal["originals", "medical", "staff"]

FORMAT = b"\x01"
KEY_ID = 8  # bytes
NONCE = 12
HEADER = len(FORMAT) + KEY_ID + NONCE


class BadKey(ValueError):
    """The vault key is not the base64 of 32 bytes."""


class CannotOpen(Exception):
    """Changed, cut, of another purpose or identity, or sealed with a key that is not here."""


class Vault:
    """Seals with the first of its keys and opens with any of them, which is how keys rotate."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        if not keys:
            raise BadKey("the vault has no key")
        self._keys = {_key_id(key): key for key in keys}
        self._current = _key_id(keys[0])

    def seal(self, purpose: Purpose, identity: str, data: bytes) -> bytes:
        """`identity` names the one place where this value belongs."""
        header = FORMAT + self._current + os.urandom(NONCE)
        cipher = self._cipher(self._current, purpose)
        return header + cipher.encrypt(header[-NONCE:], data, _bound(header, purpose, identity))

    def open(self, purpose: Purpose, identity: str, sealed: bytes) -> bytes:
        """The sealed bytes, exactly; raises CannotOpen."""
        header = sealed[:HEADER]
        key_id = header[len(FORMAT) : len(FORMAT) + KEY_ID]
        if len(header) < HEADER or header[:1] != FORMAT or key_id not in self._keys:
            raise CannotOpen
        cipher = self._cipher(key_id, purpose)
        bound = _bound(header, purpose, identity)
        try:
            return cipher.decrypt(header[-NONCE:], sealed[HEADER:], bound)
        except InvalidTag:
            raise CannotOpen from None

    def is_current(self, sealed: bytes) -> bool:
        """Whether a value was sealed with today's key; if not, it waits to be sealed again."""
        return sealed[len(FORMAT) : len(FORMAT) + KEY_ID] == self._current

    def _cipher(self, key_id: bytes, purpose: Purpose) -> AESGCM:
        info = b"member-assistant vault 1 " + purpose.encode()
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=info)
        return AESGCM(derived.derive(self._keys[key_id]))


def vault(settings: Settings) -> Vault:
    """The vault of ASSISTANT_VAULT_KEY: one key, or several with commas, the newest first."""
    return _vault(settings.vault_key.get_secret_value())


@lru_cache(maxsize=4)
def _vault(keys: str) -> Vault:
    return Vault(tuple(_key(text) for text in keys.split(",") if text.strip()))


def _key(text: str) -> bytes:
    encoded = text.strip().removeprefix("demo-")
    try:
        key = base64.b64decode(encoded, altchars=b"-_" if {"-", "_"} & set(encoded) else None)
    except (binascii.Error, ValueError):
        raise BadKey("the vault key is not base64") from None
    if len(key) != 32:
        raise BadKey("the vault key must be the base64 of 32 bytes")
    return key


def _key_id(key: bytes) -> bytes:
    """Computed, so that nobody has to name keys; it tells nothing of the key."""
    return hashlib.sha256(b"member-assistant vault key id" + key).digest()[:KEY_ID]


def _bound(header: bytes, purpose: Purpose, identity: str) -> bytes:
    return header + purpose.encode() + b"\0" + identity.encode()
