"""One-time codes: six digits, bound to one conversation, known to us only as a keyed digest."""

from __future__ import annotations

import hmac
from datetime import timedelta

DIGITS = 6
VALID = timedelta(minutes=10)


def new_code(secret: str, occasion: str) -> str:
    """Six digits nobody can foresee without our key.

    Drawn from the occasion (the outbox row that asks for it), so that an e-mail repeated after
    a crash says the same code.
    """
    return f"{int.from_bytes(_digest(secret, 'code', occasion)) % 10**DIGITS:0{DIGITS}}"


def code_hash(secret: str, conversation_id: int, code: str) -> str:
    """What is stored of a code; it opens nothing in another conversation."""
    return _digest(secret, "code of", f"{conversation_id}:{code}").hex()


def matches(secret: str, conversation_id: int, code: str, expected: str) -> bool:
    """Whether a code is the one that was sent; takes the same time either way."""
    found = code_hash(secret, conversation_id, code).encode()
    return hmac.compare_digest(found, expected.encode("utf-8", "replace"))


def no_code(secret: str, occasion: str) -> str:
    """A digest that no code matches, for a person who is not on record."""
    return _digest(secret, "no code", occasion).hex()


def _digest(secret: str, purpose: str, value: str) -> bytes:
    return hmac.digest(secret.encode(), f"{purpose}:{value}".encode("utf-8", "replace"), "sha256")
