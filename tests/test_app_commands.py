"""The one command: everything it offers is there, and help costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from assistant.__main__ import ELSEWHERE, main
from assistant.settings import Settings


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_every_command_that_lives_elsewhere_is_there(name: str) -> None:
    found = main.get_command(click.Context(main), name)
    assert isinstance(found, click.Command)
    assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0


def test_help_names_every_command_and_loads_none() -> None:
    code = (
        "import sys; from assistant.__main__ import main; main(['--help'], standalone_mode=False);"
        "print([m for m in ('flask', 'sqlalchemy', 'babel', 'pydantic') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip().endswith("[]")
    for name in ("run", "web", "worker", "migrate", "demo", "check", *ELSEWHERE):
        assert f"\n  {name} " in run.stdout


def test_check_finds_nothing_wrong_with_the_dialogs() -> None:
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 0, result.output
    assert "0 findings" in result.output


def test_the_demo_is_filled_by_hand_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
    result = CliRunner().invoke(main, ["demo", "fill"])
    assert result.exit_code == 0, result.output
    assert "A4916-1001" in result.output


def test_T33_settings_that_must_not_be_used_end_the_command_without_showing_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_ENV", "production")
    monkeypatch.setenv("ASSISTANT_SECRET_KEY", "CANARY-secret-key")
    for name in ("run", "web", "worker", "migrate"):
        result = CliRunner().invoke(main, [name])
        assert result.exit_code == 1, name
        assert "ASSISTANT_VAULT_KEY" in result.output
        assert "CANARY" not in result.output


def test_T33_the_demo_is_refused_in_production_plainly(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    production = settings.model_copy(update={"env": "production"})
    monkeypatch.setattr("assistant.secrets_file.load_settings", lambda: production)
    result = CliRunner().invoke(main, ["demo", "fill"])
    assert result.exit_code == 1
    assert "not for production" in result.output
