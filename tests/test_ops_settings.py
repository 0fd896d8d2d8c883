"""Secrets: made for the demo, demanded in production, never printed (T33)."""

from __future__ import annotations

import base64
import stat
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from assistant.secrets_file import MARK, Refused, completed, load_settings, refuse_demo_secrets
from tests.conftest import BareSettings

REAL = {
    "env": "production",
    "base_url": "https://assistant.example.org",
    "secret_key": SecretStr("a real and long secret key"),
    "vault_key": SecretStr(base64.b64encode(bytes(range(32))).decode()),
    "smtp_url": SecretStr("smtp://user:password@mail.example.org"),
    "mail_from": "assistant@example.org",
}
SECRETS = ("secret_key", "vault_key", "twilio_auth_token", "telegram_token", "telegram_secret")


@pytest.fixture
def demo(tmp_path: Path) -> BareSettings:
    """The settings of a first run: nothing was set by anyone."""
    return BareSettings(var=tmp_path)


def test_a_first_run_makes_every_secret_and_the_next_one_finds_them(demo: BareSettings) -> None:
    first, second = completed(demo), completed(demo)
    for name in SECRETS:
        value = getattr(first, name).get_secret_value()
        assert len(value) >= 32
        assert getattr(second, name).get_secret_value() == value
    assert len(base64.b64decode(first.vault_key.get_secret_value())) == 32


def test_two_demos_share_no_secret(tmp_path: Path) -> None:
    one = completed(BareSettings(var=tmp_path / "one"))
    other = completed(BareSettings(var=tmp_path / "other"))
    assert all(getattr(one, name) != getattr(other, name) for name in SECRETS)


def test_T33_the_demos_secrets_are_readable_by_their_owner_alone(demo: BareSettings) -> None:
    completed(demo)
    assert stat.S_IMODE((demo.var / "secrets.json").stat().st_mode) == 0o600


def test_what_the_operator_has_set_is_kept(tmp_path: Path) -> None:
    token = SecretStr("a real token")
    settings = completed(BareSettings(var=tmp_path, twilio_auth_token=token, port=8500))
    assert settings.twilio_auth_token == token
    assert settings.twilio_api == "https://api.twilio.com"  # a real account, the real provider
    assert settings.telegram_api == "http://127.0.0.1:8500/standins/telegram"


@pytest.mark.parametrize("missing", ["secret_key", "vault_key", "smtp_url", "mail_from"])
def test_T33_production_does_not_start_with_a_secret_missing(missing: str) -> None:
    given: dict[str, Any] = {name: value for name, value in REAL.items() if name != missing}
    with pytest.raises(ValidationError, match=f"ASSISTANT_{missing.upper()}"):
        BareSettings(**given)


def test_T33_production_does_not_start_without_https() -> None:
    with pytest.raises(ValidationError, match="https"):
        BareSettings(**{**REAL, "base_url": "http://assistant.example.org"})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", SECRETS)
def test_T33_production_refuses_each_of_the_demos_secrets(demo: BareSettings, name: str) -> None:
    copied = getattr(completed(demo), name)
    with pytest.raises((Refused, ValidationError), match=f"ASSISTANT_{name.upper()}") as caught:
        refuse_demo_secrets(BareSettings(**{**REAL, name: copied}))
    assert copied.get_secret_value() not in str(caught.value)


def test_T33_a_demo_key_among_several_of_the_vault_is_found(demo: BareSettings) -> None:
    demo_key = completed(demo).vault_key.get_secret_value()
    real_key = REAL["vault_key"].get_secret_value()  # type: ignore[attr-defined]
    both = SecretStr(f"{real_key}, {demo_key}")
    with pytest.raises(Refused):
        refuse_demo_secrets(BareSettings(**{**REAL, "vault_key": both}))  # type: ignore[arg-type]


def test_production_starts_with_real_ones_and_demands_a_second_factor_of_staff() -> None:
    settings = BareSettings(**REAL)  # type: ignore[arg-type]
    refuse_demo_secrets(settings)
    assert settings.staff_mfa


def test_T33_production_settings_are_read_from_the_environment_and_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in REAL.items():
        plain = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        monkeypatch.setenv(f"ASSISTANT_{name.upper()}", plain)
    assert load_settings().production
    monkeypatch.setenv("ASSISTANT_TELEGRAM_TOKEN", f"{MARK}1:abc")
    with pytest.raises(Refused, match="ASSISTANT_TELEGRAM_TOKEN"):
        load_settings()


def test_T33_no_printed_form_of_the_settings_or_their_errors_shows_a_secret(
    demo: BareSettings,
) -> None:
    settings = completed(demo)
    for printed in (repr(settings), str(settings), str(settings.model_dump())):
        for name in SECRETS:
            assert getattr(settings, name).get_secret_value() not in printed
    with pytest.raises(ValidationError) as caught:
        BareSettings(env="production", secret_key=SecretStr("CANARY"), port="no")  # type: ignore[arg-type]
    assert "CANARY" not in str(caught.value)
    with pytest.raises(ValidationError) as caught:
        BareSettings(env="production", secret_key="CANARY")  # type: ignore[arg-type]
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("broken", ["", "{", "[]"])
def test_a_secrets_file_that_was_cut_is_an_error_not_new_secrets(
    demo: BareSettings, broken: str
) -> None:
    """New secrets would close every sealed photo for good."""
    (demo.var / "secrets.json").write_text(broken)
    with pytest.raises(Refused, match="secrets"):
        completed(demo)
