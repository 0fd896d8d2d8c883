"""The points of a turn and of a delivery at which a process can be made to die (T10)."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

import assistant
from assistant import faults
from assistant.settings import Settings

CODE = Path(assistant.__file__).parent
MENTION = re.compile(r"kill_point\(\"([a-z_.]+)\"\)")


@pytest.fixture(autouse=True)
def _no_trap_left() -> Iterator[None]:
    yield
    faults.set_trap(None)


def mentions() -> list[str]:
    return [label for file in CODE.rglob("*.py") for label in MENTION.findall(file.read_text())]


def test_T10_every_point_stands_in_the_code_once_and_there_are_enough_of_them() -> None:
    assert sorted(mentions()) == sorted(faults.POINTS)
    assert len(faults.POINTS) >= 8


def test_a_point_does_nothing_unless_a_trap_is_set() -> None:
    faults.kill_point("turn.read")
    seen: list[str] = []
    faults.set_trap(seen.append)
    faults.kill_point("turn.read")
    assert seen == ["turn.read"]


def test_an_armed_process_dies_at_the_named_passing_and_no_other() -> None:
    program = (
        "from assistant import faults\n"
        "faults.arm('turn.saved:3')\n"
        "for n in range(5):\n"
        "    faults.kill_point('turn.read')\n"
        "    faults.kill_point('turn.saved')\n"
        "    print(n, flush=True)\n"
    )
    dead = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert dead.returncode == -9 and dead.stdout.split() == ["0", "1"]


def test_an_unknown_point_is_refused() -> None:
    with pytest.raises(ValueError, match="no such kill point"):
        faults.arm("turn.nowhere")


def test_production_refuses_to_start_with_a_kill_point(settings: Settings) -> None:
    given = settings.model_dump() | {
        "env": "production",
        "base_url": "https://assistant.example.org",
        "smtp_url": "smtp://u:p@mail.example.org:587",
    }
    assert type(settings)(**given).production
    with pytest.raises(ValidationError, match="KILL_POINT"):
        type(settings)(**given | {"kill_point": "turn.saved"})
