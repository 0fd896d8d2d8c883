"""The wheel holds everything and works away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = (".po", ".txt", ".toml", ".html", ".css", ".js", ".svg", ".typ", ".mako", ".bin", ".json")
WORKS = """
import sys
from pathlib import Path
import assistant
assert Path(assistant.__file__).is_relative_to(sys.argv[1]), assistant.__file__
from assistant.app import create_app
from assistant.catalogue_check import used
from assistant.letters import blank_model
from assistant.secrets_file import load_settings
from assistant.wording import LANGUAGES, catalogue, locales_folder
assert locales_folder().is_relative_to(sys.argv[1])
assert all(catalogue(language).msgids() for language in LANGUAGES)
assert blank_model("fr")[1].startswith(b"%PDF")
client = create_app(load_settings()).test_client()
for page in ("/", "/chat", "/simulator", "/staff"):
    answer = client.get(page, follow_redirects=True)
    assert answer.status_code == 200, (page, answer.status_code)
assert client.get("/readyz").json["migrations"]
print("works")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_the_package_and_every_catalogue_is_in_it(wheel: Path) -> None:
    held = names(wheel)
    for folder in ("assistant", "locales"):
        for file in (ROOT / folder).rglob("*"):
            if file.suffix in (".py", *DATA) and "__pycache__" not in file.parts:
                path = file.relative_to(ROOT).as_posix()
                packaged = path if folder == "assistant" else f"assistant/{path}"
                assert packaged in held, path


def test_nothing_else_is_in_it(wheel: Path) -> None:
    for name in names(wheel):
        assert name.startswith(("assistant/", "member_assistant-")), name
        assert not name.endswith((".sqlite", ".pyc", ".env", "secrets.json")), name


def test_the_installed_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    own = {"PYTHONPATH": str(installed), "ASSISTANT_VAR": str(elsewhere / "var")}
    environment = {**os.environ, **own}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=elsewhere,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done

    run("-m", "assistant", "migrate")
    assert "lea@example.org" in run("-m", "assistant", "demo", "fill").stdout
    assert run("-c", WORKS, str(installed)).stdout.strip() == "works"
