"""Typesetting in a process of its own: JSON on standard input, a PDF on standard output.

`python -m assistant.typesetting` is the child: 80 MB of library stay out of the web process and
of the worker, and a letter that takes too long is ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import assistant

TEMPLATES = Path(__file__).parent / "letter_templates"
SECONDS = 30


class NotTypeset(Exception):
    """The child failed or took too long; nothing of the letter is in the message."""


def typeset(letter: Mapping[str, Any], template: str = "letter") -> bytes:
    """A letter's parts (`letters.parts`) as a PDF/A-2a that is also PDF/UA-1.

    `template` names a file of `letter_templates`, whose parts are then those it asks for.
    """
    try:
        child = subprocess.run(
            [sys.executable, "-m", "assistant.typesetting"],
            input=json.dumps({**letter, "template": template}, ensure_ascii=False).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            env=_bare_environment(),
        )
    except subprocess.TimeoutExpired:
        raise NotTypeset("too slow") from None
    if child.returncode != 0 or not child.stdout.startswith(b"%PDF"):
        raise NotTypeset(f"status {child.returncode}")
    return child.stdout


def compiled(letter: str) -> bytes:
    """Typst gets the letter as JSON, never as its own source; system fonts are left out."""
    import typst

    return bytes(
        typst.compile(
            str(TEMPLATES / f"{json.loads(letter)['template']}.typ"),
            root=str(TEMPLATES),
            format="pdf",
            font_paths=[],
            ignore_system_fonts=True,
            sys_inputs={"letter": letter},
            pdf_standards=["a-2a", "ua-1"],  # for keeping, and for screen readers
        )
    )


def _bare_environment() -> dict[str, str]:
    """No secret reaches the child; it only has to find our own code."""
    path = [str(Path(assistant.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    return {"PYTHONPATH": os.pathsep.join(filter(None, path))}


if __name__ == "__main__":
    sys.stdout.buffer.write(compiled(sys.stdin.buffer.read().decode()))
