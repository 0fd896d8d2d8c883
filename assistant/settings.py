"""Settings: typed, from the environment (prefix ASSISTANT_) or a `.env` file; secrets redacted."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

NO_SECRET = SecretStr("")


class Settings(BaseSettings):
    """Everything an operator can set. Production refuses to start with anything missing."""

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_",
        env_file=".env",
        extra="ignore",
        hide_input_in_errors=True,  # an error must not print the secrets that were given
    )

    env: Literal["demo", "production"] = "demo"
    var: Path = Path("var")  # database, files and demo secrets
    database_url: str = ""  # empty: SQLite under `var`
    base_url: str = "http://127.0.0.1:8000"  # our public address; signatures are checked over it
    host: str = "127.0.0.1"  # where to listen; 0.0.0.0 in a container
    port: int = 8000

    live_port: int = 8001  # of `assistant live`, the process of its own for open pages
    live_pages: int = 1000  # open at once there; each keeps a thread

    secret_key: SecretStr = NO_SECRET  # sessions, links, codes
    vault_key: SecretStr = NO_SECRET  # base64 of 32 bytes: sealed originals and medical papers

    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = NO_SECRET
    twilio_previous_auth_token: SecretStr = NO_SECRET  # valid too while a token is rotated
    twilio_number: str = ""
    twilio_whatsapp_number: str = ""
    twilio_api: str = "https://api.twilio.com"

    telegram_token: SecretStr = NO_SECRET
    telegram_secret: SecretStr = NO_SECRET  # X-Telegram-Bot-Api-Secret-Token
    telegram_previous_secret: SecretStr = NO_SECRET
    telegram_api: str = "https://api.telegram.org"

    sms_per_second: float = 10  # what our numbers and our bot may send, all workers together
    whatsapp_per_second: float = 40
    telegram_per_second: float = 25

    smtp_url: SecretStr = NO_SECRET  # smtp://user:password@host:587
    mail_from: str = ""
    mail_api: str = ""  # demo: the stand-in that shows e-mails

    api_tokens: Path | None = None  # file of hashed tokens; empty: under `var`
    api_decisions_per_minute: int = 6000  # a holder of a token, in one process

    statement_keys: Path | None = None  # keys that sign statements; empty: made under `var`

    staff_mfa: bool = False  # always on in production
    kill_point: str = ""  # where a process dies on purpose (faults.py): for proofs
    segment_price_eur: float = 0.07  # shown in the simulator
    frame_ancestors: str = "'self'"  # who may embed the web chat

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.var / 'assistant.sqlite'}"

    @property
    def api_tokens_file(self) -> Path:
        return self.api_tokens or self.var / "api-tokens.json"

    @property
    def statement_keys_file(self) -> Path:
        return self.statement_keys or self.var / "statement-keys.json"

    @property
    def speeds(self) -> dict[str, float]:
        """Messages a second, by channel."""
        return {
            "sms": self.sms_per_second,
            "whatsapp": self.whatsapp_per_second,
            "telegram": self.telegram_per_second,
        }

    @model_validator(mode="after")
    def _complete(self) -> Settings:
        if self.production:
            missing = [name for name in REQUIRED_IN_PRODUCTION if not _filled(getattr(self, name))]
            if missing:
                names = ", ".join(f"ASSISTANT_{name.upper()}" for name in missing)
                raise ValueError(f"production needs {names}")
            if not self.base_url.startswith("https://"):
                raise ValueError("production needs an https ASSISTANT_BASE_URL")
            if self.kill_point:
                raise ValueError("production refuses ASSISTANT_KILL_POINT")
            self.staff_mfa = True
        return self


REQUIRED_IN_PRODUCTION = ("secret_key", "vault_key", "smtp_url", "mail_from")


def _filled(value: SecretStr | str) -> bool:
    """Long enough, and not one of the demo's secrets, which all begin with `demo-`."""
    plain = value.get_secret_value() if isinstance(value, SecretStr) else value
    return bool(plain) and not plain.startswith("demo-")


@lru_cache
def settings() -> Settings:
    return Settings()
