"""The second factor: six digits that change every 30 seconds (TOTP), each good once."""

from __future__ import annotations

import base64
import hmac
import re
from datetime import datetime

import pyotp

from assistant.documents.vault import vault
from assistant.settings import Settings

ISSUER = "Member assistant"
STEP = 30  # seconds


def new_secret() -> str:
    """160 random bits, as the 32 letters a person types into their application."""
    return str(pyotp.random_base32())


def address(secret: str, email: str) -> str:
    """The otpauth address of a secret."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER))


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """The time step whose code this is: the present one or a neighbour; None when it is none."""
    given = re.sub(r"\s", "", code)
    if re.fullmatch(r"[0-9]{6}", given) is None:
        return None
    totp = pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(totp.generate_otp(step), given):
            return step
    return None


def seal(secret: str, staff_id: str, settings: Settings) -> str:
    """A secret as stored: readable with the vault key, and for that person only."""
    sealed = vault(settings).seal("staff", _identity(staff_id), secret.encode())
    return base64.b64encode(sealed).decode()


def unseal(stored: str, staff_id: str, settings: Settings) -> str:
    """Raises CannotOpen when it was sealed for another person, or with a key that is gone."""
    sealed = base64.b64decode(stored)
    return vault(settings).open("staff", _identity(staff_id), sealed).decode()


def _identity(staff_id: str) -> str:
    return f"totp:{staff_id}"
