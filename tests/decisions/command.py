"""The command as another program meets it, and one well-formed case to spoil."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from assistant.decisions.commands import decide

CASE: dict[str, Any] = {
    "id": "camille-1",
    "question": "reimbursement",
    "member": {"plan": "confort", "country": "France", "joined": "2022-09-12"},
    "inputs": {"act": "gp_consultation", "date": "2026-03-10", "amount_eur": 60},
}


@dataclass(frozen=True)
class Ran:
    """What a run of the command gave back."""

    status: int
    out: bytes
    err: str

    @property
    def answers(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def run(data: bytes, *arguments: str) -> Ran:
    """The real command, in a process of its own."""
    command = [sys.executable, "-m", "assistant", "decide", *arguments]
    done = subprocess.run(command, input=data, capture_output=True, timeout=120)
    return Ran(done.returncode, done.stdout, done.stderr.decode())


def run_here(data: bytes) -> Ran:
    """The same in this process, for thousands of runs."""
    target = BytesIO()
    status = decide(BytesIO(data), target)
    return Ran(status, target.getvalue(), "")


def jsonl(*cases: object) -> bytes:
    return b"".join(json.dumps(case).encode() + b"\n" for case in cases)


def with_inputs(**facts: Any) -> dict[str, Any]:
    return {**CASE, "inputs": {**CASE["inputs"], **facts}}


def with_member(**facts: Any) -> dict[str, Any]:
    return {**CASE, "member": {**CASE["member"], **facts}}
