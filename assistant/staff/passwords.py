"""Passwords: kept as argon2 hashes only, never a default one, long rather than odd."""

from __future__ import annotations

import secrets
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200  # hashing is not for free

hasher = PasswordHasher()  # 64 MiB and about 0.2 s each: two at a time, or guessing drowns us
turnstile = BoundedSemaphore(2)
_nobody: list[str] = []


class Weak(Exception):
    """Too short, too long, or as good as written on the door."""


def generate() -> str:
    """A new random password of 96 bits."""
    return secrets.token_urlsafe(12)


def hash_password(password: str) -> str:
    with turnstile:
        return hasher.hash(password)


def fits(password: str, hashed: str | None) -> bool:
    """Whether a password is the right one; takes as long when there is no hash to compare with."""
    right = True
    if hashed is None:
        hashed, right = _hash_of_nobody(), False
    try:
        with turnstile:
            hasher.verify(hashed, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return right


def check_strength(password: str, *known: str) -> None:
    """Raises Weak; `known` are words an attacker would try first: the name, the e-mail."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 5:
        raise Weak
    plain = password.casefold()
    if any(word in plain for text in known for word in _words(text)):
        raise Weak


def _words(text: str) -> list[str]:
    parts = text.casefold().replace("@", " ").replace(".", " ").split()
    return [part for part in parts if len(part) > 3]


def _hash_of_nobody() -> str:
    if not _nobody:
        _nobody.append(hasher.hash(generate()))
    return _nobody[0]
