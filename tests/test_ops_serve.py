"""Starting and keeping up: a child that dies is started again, and everything ends when asked."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from assistant import serve
from assistant.secrets_file import completed
from assistant.standins.calls import dial
from assistant.standins.ledger import Ledger, Message
from assistant.standins.phone_twilio import send_sms
from tests.conftest import BareSettings

ROOT = Path(__file__).parent.parent
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""
SHORT = [sys.executable, "-c", "raise SystemExit(3)"]


def until(there: Callable[[], bool], seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if there():
            return True
        time.sleep(0.1)
    return False


class Starts:
    """Starts processes for a `Child`, and remembers them."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.processes: list[subprocess.Popen[bytes]] = []

    def __call__(self, _name: str) -> subprocess.Popen[bytes]:
        self.processes.append(subprocess.Popen(self.command))
        return self.processes[-1]


def kept_up(child: serve.Child) -> tuple[threading.Event, threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=serve.keep_up, args=([child], stop))
    thread.start()
    return stop, thread


def test_a_child_that_was_killed_is_started_again() -> None:
    starts = Starts(SLEEPER)
    stop, thread = kept_up(serve.Child("web", starts))
    starts.processes[0].kill()
    assert until(lambda: len(starts.processes) == 2)
    stop.set()
    thread.join()
    assert starts.processes[1].poll() == -signal.SIGTERM


def test_a_child_that_keeps_dying_is_started_ever_more_slowly() -> None:
    starts = Starts(SHORT)
    stop, thread = kept_up(serve.Child("worker", starts))
    time.sleep(4.5)
    stop.set()
    thread.join()
    assert 2 <= len(starts.processes) <= 4


def test_a_child_that_does_not_stop_is_ended() -> None:
    process = subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE)
    child = serve.Child("web", lambda _name: process)
    assert process.stdout is not None
    process.stdout.readline()
    child.stop()
    child.wait(0.3)
    assert process.poll() == -signal.SIGKILL
    process.stdout.close()


def test_a_child_ends_when_its_parent_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(serve.PARENT, str(os.getppid() + 1))  # not our parent: as after its end
    ended = threading.Event()
    serve.end_with_parent(ended.set)
    assert ended.wait(5)


# --- the whole of `assistant run` -----------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(process: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(one for child in children for one in family(int(child)))]


def proportional_mb(process: int) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


class Run:
    """`assistant run` as a process of its own, on a fresh demo."""

    def __init__(self, var: Path) -> None:
        self.port = free_port()
        self.settings = completed(BareSettings(var=var, port=self.port))
        self.process: subprocess.Popen[str] | None = None
        self.said = var / "said.txt"

    def start(self) -> None:
        own = {"ASSISTANT_VAR": str(self.settings.var), "ASSISTANT_PORT": str(self.port)}
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "assistant", "run"],
                cwd=ROOT,
                env={**os.environ, **own},
                stdout=said,
                stderr=subprocess.PIPE,
                text=True,
            )
        assert until(self.ready, 120), "it does not become ready"
        assert until(lambda: "Ctrl-C" in self.said.read_text(), 60)

    def ready(self) -> bool:
        try:
            return httpx.get(f"{self.settings.base_url}/readyz").status_code == 200
        except httpx.HTTPError:
            return False

    def end(self, number: int) -> tuple[str, str]:
        """What it said to whoever started it, and what it logged."""
        assert self.process is not None
        self.process.send_signal(number)
        logged = self.process.communicate(timeout=30)[1]
        return self.said.read_text(), logged

    def memory_mb(self) -> float:
        """Of all its processes together; what they share is counted once (Pss)."""
        assert self.process is not None
        return sum(map(proportional_mb, family(self.process.pid)))

    def gone(self) -> bool:
        return serve.port_is_free(self.settings, patience=0)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path)
    yield run
    if run.process is not None and run.process.poll() is None:
        run.end(signal.SIGTERM)


def test_T33_a_first_run_says_where_to_go_and_ends_when_told(run: Run) -> None:
    run.start()
    out, err = run.end(signal.SIGTERM)
    assert run.process is not None
    assert run.process.returncode == 0
    assert run.gone()
    for place in ("/simulator", "/chat", "/staff"):
        assert f"{run.settings.base_url}{place}" in out
    assert out.count("@example.org") == 3
    assert len(set(re.findall(r"\b(?:A4916|WEL)-\d+", out))) == 12
    passwords = re.findall(r"@example\.org +(\S+) ", out)
    assert len(set(passwords)) == 3
    for secret in (*passwords, run.settings.secret_key.get_secret_value()):
        assert secret not in err


def test_F121_the_whole_demo_holds_less_than_512_mb(run: Run) -> None:
    run.start()
    dial(run.settings, send_sms(run.settings, "+33639980188", "glasses at 250 €?"))
    assert until(lambda: bool(Ledger(run.settings).outbound("sms", "+33639980188")), 60)
    held = run.memory_mb()
    assert 50 < held < 512


def test_T10_killed_between_question_and_answer_it_answers_once_after_the_restart(
    run: Run,
) -> None:
    run.start()
    phone = "+33639980188"
    assert dial(run.settings, send_sms(run.settings, phone, "bonjour")) == 200
    run.end(signal.SIGKILL)
    assert until(run.gone), "a child outlived its parent"
    run.start()

    def answers() -> list[Message]:
        return Ledger(run.settings).outbound("sms", phone)

    assert until(lambda: len(answers()) >= 1, 70)
    time.sleep(2)
    assert len(answers()) == 1


def test_a_port_in_use_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        own = {"ASSISTANT_VAR": str(tmp_path), "ASSISTANT_PORT": str(port)}
        done = subprocess.run(
            [sys.executable, "-m", "assistant", "run"],
            cwd=ROOT,
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr
    assert "ASSISTANT_PORT" in done.stderr
