"""What the web process may load, and what it must not."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import {modules}
heavy = [name for name in ("twilio.rest", "telegram", "requests") if name in sys.modules]
print(",".join(heavy))
"""


def loaded(modules: str) -> str:
    """Which heavy libraries a fresh interpreter has loaded after an import."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(modules=modules)],
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


def test_the_webhooks_load_neither_twilio_rest_nor_telegram() -> None:
    assert loaded("assistant.channels.sms, assistant.channels.telegram") == ""


def test_the_stand_ins_load_neither_twilio_rest_nor_telegram() -> None:
    assert loaded("assistant.standins") == ""


def test_the_senders_load_them_only_when_something_is_sent() -> None:
    assert loaded("assistant.channels.senders") == ""
