"""Settings made complete: outside production the missing secrets are drawn once and kept.

Every secret of the demo says so (`demo-...`), and production refuses all of them, wherever they
were copied to.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from assistant.settings import Settings

MARK = "demo-"
NAMES = ("secret_key", "vault_key", "twilio_auth_token", "telegram_token", "telegram_secret")
DEFAULT_URL = Settings.model_fields["base_url"].default
# Not secret; numbers that the French regulator keeps for fiction.
DEMO_VALUES = {
    "twilio_account_sid": "AC" + "de30" * 8,
    "twilio_number": "+33639980000",
    "twilio_whatsapp_number": "+33639980001",
    "mail_from": "assistant@example.org",
}


class Refused(Exception):
    """The settings must not be used; the message names them and shows no value."""


def load_settings() -> Settings:
    """The settings to run with. Raises `Refused`, or pydantic's error for a missing one."""
    read = Settings()
    if read.production:
        refuse_demo_secrets(read)
        refuse_demo_keys(read)
        return read
    return completed(read)


def refuse_demo_secrets(settings: Settings) -> None:
    """Raises `Refused` when a secret of the demo stands in production's settings."""
    found = [name for name, value in settings if isinstance(value, SecretStr) and _demo(value)]
    if found:
        names = ", ".join(f"ASSISTANT_{name.upper()}" for name in found)
        raise Refused(f"production must not use the demo's secrets: {names}")


def refuse_demo_keys(settings: Settings) -> None:
    """Raises `Refused` when production would sign with the demo's keys, or a named file is gone."""
    file = settings.statement_keys_file
    if settings.statement_keys is not None and not file.is_file():
        raise Refused(
            "ASSISTANT_STATEMENT_KEYS names no file: make it with `assistant keys rotate`"
        )
    if file.is_file() and f'"{MARK}' in file.read_text():
        raise Refused("production must not sign with the demo's keys: ASSISTANT_STATEMENT_KEYS")


def completed(settings: Settings) -> Settings:
    """Demo settings with nothing missing; what the operator has set is kept."""
    base_url = settings.base_url
    if base_url == DEFAULT_URL:
        base_url = f"http://127.0.0.1:{settings.port}"
    fresh: dict[str, Any] = {"base_url": base_url}
    for name, value in DEMO_VALUES.items():
        fresh[name] = getattr(settings, name) or value
    for name, value in demo_secrets(settings.var).items():
        own = getattr(settings, name)
        fresh[name] = own if own.get_secret_value() else SecretStr(value)
    return settings.model_copy(update={**fresh, **_stand_ins(fresh)})


def _stand_ins(fresh: dict[str, Any]) -> dict[str, str]:
    """Who has no account at a provider talks to our own stand-in of it."""
    base = f"{fresh['base_url']}/standins"
    apis = {}
    if _demo(fresh["twilio_auth_token"]):
        apis["twilio_api"] = f"{base}/twilio"
    if _demo(fresh["telegram_token"]):
        apis["telegram_api"] = f"{base}/telegram"
    return {**apis, "mail_api": f"{base}/mail"}


def demo_secrets(var: Path) -> dict[str, str]:
    """The demo's secrets, drawn at the first run and kept in a file only its owner can read."""
    file = var / "secrets.json"
    if not file.exists():
        write_privately(file, json.dumps(_draw(), indent=1))
    try:
        kept: dict[str, str] = json.loads(file.read_text())
        return {name: kept[name] for name in NAMES}
    except (ValueError, KeyError, TypeError):
        # Never drawn anew: whatever was sealed with the old key would be lost.
        raise Refused(f"{file} is not whole; put it back, or start with an empty {var}") from None


def write_privately(file: Path, text: str) -> None:
    """Written whole or not at all, readable by its owner alone; whoever else writes meanwhile."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)
    with os.fdopen(handle, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(handle)  # else a loss of power could leave the name and no content
    Path(fresh).replace(file)


def _draw() -> dict[str, str]:
    return {
        "secret_key": MARK + secrets.token_urlsafe(32),
        "vault_key": base64.b64encode(MARK.encode() + secrets.token_bytes(27)).decode(),
        "twilio_auth_token": MARK + secrets.token_hex(16),
        "telegram_token": f"{MARK}7000000000:{secrets.token_urlsafe(24)}",
        "telegram_secret": MARK + secrets.token_urlsafe(24),
    }


def _demo(value: SecretStr) -> bool:
    keys = value.get_secret_value().split(",")  # the vault may have several
    return any(k.strip().startswith(MARK) or _decoded(k).startswith(MARK.encode()) for k in keys)


def _decoded(plain: str) -> bytes:
    try:
        return base64.b64decode(plain.strip(), validate=True)
    except ValueError:
        return b""
