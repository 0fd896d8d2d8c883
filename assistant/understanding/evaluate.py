"""How well a labelled file is understood: the figures of the README, by anyone, on any file."""

import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.understanding import VERSION, Understanding, understand

EMERGENCY = "emergency"
OUT_OF_SCOPE = "out_of_scope"
LONG_STYLES = ("verbose", "voice_dictated")
LONG_WORDS = 30


@dataclass(frozen=True)
class Case:
    """One labelled message and what was made of it."""

    label: dict[str, Any]
    read: Understanding
    ms: float

    @property
    def right(self) -> bool:
        return bool(self.read.intent == self.label["intent"])

    @property
    def among_two(self) -> bool:
        return self.label["intent"] in self.read.top2

    @property
    def long(self) -> bool:
        words = len(str(self.label["text"]).split())
        return self.label.get("style") in LONG_STYLES or words >= LONG_WORDS


def amount_eur(read: Understanding) -> Decimal | None:
    """The first sum that is in euros, or in no currency that the message names."""
    said = (amount.value for amount in read.amounts if amount.currency in ("EUR", None))
    return next(said, None)


def parsed(text: str, number: object = None) -> dict[str, Any]:
    """One message as `assistant nlu parse` prints it."""
    started = time.perf_counter()
    read = understand(text)
    spent = (time.perf_counter() - started) * 1000
    amount = amount_eur(read)
    return {
        "id": number,
        "lang": read.language,
        "intent": read.intent,
        "confidence": read.confidence,
        "ranked": [list(pair) for pair in read.intents],
        "act": read.acts[0].act if read.acts else None,
        "amount_eur": None if amount is None else float(amount),
        "country": read.countries[0] if read.countries else None,
        "confirm": not read.confident,
        "evidence": list(read.evidence),
        "ms": round(spent, 3),
    }


def cases(path: Path) -> list[Case]:
    """Every message of a labelled file, read once; the first reading loads the data."""
    understand("bonjour")
    found = []
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            label = json.loads(line)
            started = time.thread_time()  # of one core, whatever else the machine does
            read = understand(label["text"])
            found.append(Case(label, read, (time.thread_time() - started) * 1000))
    return found


def report(found: list[Case]) -> Iterator[str]:
    """The table, a line at a time."""
    ordinary = [case for case in found if case.label["intent"] != OUT_OF_SCOPE]
    outside = [case for case in found if case.label["intent"] == OUT_OF_SCOPE]
    yield _line("version", VERSION)
    yield _line("messages", str(len(found)))
    yield _line("right intent", _share(found, _right))
    yield _line("right among the first two", _share(found, lambda case: case.among_two))
    yield _line("right, long or dictated", _share((c for c in found if c.long), _right))
    for field in ("lang", "style"):
        for value in sorted({str(case.label.get(field)) for case in found}):
            chosen = [case for case in found if str(case.label.get(field)) == value]
            yield _line(f"  {field} {value}", _share(chosen, _right))
    yield _line("wrong and unconfirmed", _share(found, lambda c: c.read.confident and not c.right))
    yield _line("right without asking", _share(found, lambda c: c.read.confident and c.right))
    yield _line("out of scope found", _share(outside, _right))
    yield _line("ordinary refused", _share(ordinary, lambda c: c.read.intent == OUT_OF_SCOPE))
    yield from _emergencies(found)
    yield from _values(found)
    yield from _speed(found)


def _right(case: Case) -> bool:
    return case.right


def _emergencies(found: list[Case]) -> Iterator[str]:
    danger = [case for case in found if case.label["intent"] == EMERGENCY]
    others = [case for case in found if case.label["intent"] != EMERGENCY]
    yield _line("emergencies found", _share(danger, _alarmed))
    for kind in ("explicit", "indirect"):
        chosen = [case for case in danger if case.label.get("kind") == kind]
        if chosen:
            yield _line(f"  {kind}", _share(chosen, _alarmed))
    yield _line("taken for an emergency", _share(others, _alarmed))
    false = [case for case in others if _alarmed(case)]
    yield _line("  answered after the line", _share(false, lambda c: c.read.emergency_doubted))


def _alarmed(case: Case) -> bool:
    return case.read.intent == EMERGENCY


def _values(found: list[Case]) -> Iterator[str]:
    """Acts, sums and countries: right where there is one, and found where there is none."""
    for name, reading in READINGS.items():
        pairs = [(case.label.get(name), reading(case.read)) for case in found]
        there = [_equal(label, value) for label, value in pairs if label is not None]
        absent = [value is not None for label, value in pairs if label is None]
        yield _line(f"{name} right", _percent(there))
        yield _line(f"{name} where none is", _percent(absent))


def _equal(label: object, value: object) -> bool:
    return value == (Decimal(str(label)) if isinstance(value, Decimal) else label)


READINGS: dict[str, Callable[[Understanding], object]] = {
    "act": lambda read: read.acts[0].act if read.acts else None,
    "amount_eur": amount_eur,
    "country": lambda read: read.countries[0] if read.countries else None,
}


def _speed(found: list[Case]) -> Iterator[str]:
    spent = sorted(case.ms for case in found) or [0.0]
    yield _line(
        "ms of one core, p50 / p99", f"{spent[len(spent) // 2]:.2f} / {spent[_last(spent)]:.2f}"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield _line("memory of this process, MB", f"{peak:.0f}")
    yield _line("import and first reading, s of CPU", f"{_import_time():.2f}")


def _last(spent: list[float]) -> int:
    return min(len(spent) - 1, int(len(spent) * 0.99))


def _import_time() -> float:
    """Seconds of CPU that a new process needs to import and to read a first message."""
    code = (
        "import time; import assistant.understanding as u; u.understand('hello');"
        "print(time.process_time())"
    )
    done = subprocess.run(  # noqa: S603 (our own interpreter, our own words)
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def confusions(found: list[Case], most: int = 30) -> Iterator[str]:
    """Which intents are taken for which, the commonest first."""
    pairs = Counter((case.label["intent"], case.read.intent) for case in found if not case.right)
    for (wanted, got), count in pairs.most_common(most):
        yield f"{count:4}  {wanted} -> {got}"


def _share(chosen: Iterable[Case], good: Callable[[Case], object]) -> str:
    return _percent([bool(good(case)) for case in chosen])


def _percent(judged: list[bool]) -> str:
    """So many of so many, in percent."""
    if not judged:
        return "none"
    return f"{100 * sum(judged) / len(judged):.1f} % ({sum(judged)} of {len(judged)})"


def _line(name: str, value: str) -> str:
    return f"{name:36} {value}"
