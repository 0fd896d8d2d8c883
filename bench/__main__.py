"""`python -m bench`: measures the goals of `goals.py`; `--write` renders the document."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module

from bench import report
from bench.goals import Measured
from bench.rig import say
from bench.settings import Run, a_run, machine
from bench.units import unit

# Goals that one measurement gives, and where it is made.
MEASURES = (
    (("P1", "P3", "P4", "P4t", "P7"), "turns", "on_sqlite"),
    (("P2", "P3p", "P4p", "P4pt"), "turns", "on_postgresql"),
    (("P5", "P6"), "engine", "measure"),
    (("P8",), "scale", "crowds"),
    (("P9",), "scale", "histories"),
    (("P10s", "P10c", "P10n", "P10v", "P10t", "P10k"), "counted", "turns"),
    (("P11", "P11g"), "memory", "on_sqlite"),
    (("P11p",), "memory", "on_postgresql"),
    (("P12",), "cold", "start"),
    (("P13",), "update_reading", "reader"),
    (("P14", "P14t"), "papers", "photo"),
    (("P15", "P15w"), "papers", "letter"),
    (("P16",), "busy", "while_jobs_run"),
    (("D1", "D2"), "decisions", "measure"),
)


def main() -> int:
    given = _arguments()
    if given.write:
        report.write()
        return 0
    wanted = [code for code in given.only.split(",") if code]
    began = time.monotonic()
    about = {
        "command": "make bench" + (f" SCALE={given.scale}" if given.scale != "default" else ""),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        **machine(),
        "seed": str(given.seed),
        "scale": given.scale,
        "unit": f"{1e6 * unit():.0f} µs",
    }
    say("\n".join(f"{name}: {value}" for name, value in about.items()))
    with a_run(given.scale, given.seed, given.rounds) as run:
        found = _measure(run, wanted, about)
    say(f"{(time.monotonic() - began) / 60:.1f} minutes")
    sys.stdout.write(report.table(found) + "\n")
    return 1 if any(one.verdict == "missed" for one in found) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--scale", choices=("default", "full"), default="default")
    parser.add_argument("--only", default="", help="goals, separated by commas: P1,P10")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seed", type=int, default=20260314)
    parser.add_argument("--write", action="store_true", help="render docs/performance.md, no run")
    return parser.parse_args()


def _measure(run: Run, wanted: list[str], about: dict[str, str]) -> list[Measured]:
    """Each figure is kept as soon as it is there."""
    found: list[Measured] = []
    for codes, module, name in MEASURES:
        if wanted and not any(_asked(code, wanted) for code in codes):
            continue
        say(f"measuring {', '.join(codes)}")
        measure: Callable[[Run], list[Measured]] = getattr(import_module(f"bench.{module}"), name)
        fresh = measure(run)
        report.keep(about, fresh)
        found += fresh
    return [one for one in found if not wanted or _asked(one.goal.code, wanted)]


def _asked(code: str, wanted: list[str]) -> bool:
    """P4 asks for P4, P4p and P4t, and P1 not for P10."""
    return any(code == one or (code.startswith(one) and code[len(one)].isalpha()) for one in wanted)


if __name__ == "__main__":
    sys.exit(main())
