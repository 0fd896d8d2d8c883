"""`python -m proofs`: everything at a chosen size, a part of it, or one G1 of any size."""

from __future__ import annotations

import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from proofs import everything, report, results
from proofs import g1 as chaos
from proofs.databases import KINDS, Kind
from proofs.processes import nursery
from proofs.results import Result
from proofs.site import note
from proofs.sizes import SIZES


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Proofs that nothing is lost and nothing is done twice."""


@main.command("all")
@click.option("--size", type=click.Choice(list(SIZES)), default="full")
@click.option("--seed", default=0, help="0 draws one; it is printed")
@click.option("--only", default="", help="parts, or beginnings of their names, with commas")
@click.option("--factor", default=chaos.FACTOR, help="of the clock; less on a busy machine")
def run_all(size: str, seed: int, only: str, factor: float) -> None:
    """All parts; each is written into docs/reliability.md when it has come to its end."""
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(1))  # what was mounted is put away
    seed = seed or secrets.randbelow(10**6)
    note(f"make proofs SIZE={size} SEED={seed}" + (f" ONLY={only}" if only else ""))
    begun, done = time.monotonic(), []
    with (
        _folder() as folder,
        nursery(folder) as warm,
        everything.stage(size, seed, warm, folder, factor) as stage,
    ):
        for name, part in _wanted(only):
            note(f"{name} ...")
            done.append(_one(name, part, stage))
            for used in folder.glob(f"{name}*"):
                shutil.rmtree(used, ignore_errors=True)
    failed = [one.part for one in done if one.findings]
    note(f"{len(done)} parts in {(time.monotonic() - begun) / 60:.0f} minutes, seed {seed}")
    note(f"FAILED: {', '.join(failed)}" if failed else "all proved")
    raise SystemExit(bool(failed))


def _wanted(only: str) -> list[tuple[str, everything.Part]]:
    beginnings = tuple(name for name in only.split(",") if name)
    parts = everything.parts()
    found = [(name, part) for name, part in parts.items() if name.startswith(beginnings or "")]
    if not found:
        raise click.ClickException(f"no such part; there are {', '.join(parts)}")
    return found


def _one(name: str, part: everything.Part, stage: everything.Stage) -> Result:
    result = everything.run(name, part, stage)
    results.keep(result)
    report.write()
    for finding in result.findings[:10]:
        note(f"  ! {finding[:300]}")
    figures = ", ".join(f"{name} {value}" for name, value in result.figures.items())
    note(f"  {result.verdict} in {result.minutes} min: {figures}")
    return result


@main.command()
def write() -> None:
    """Write docs/reliability.md from what was kept, without running anything."""
    report.write()


@main.command()
@click.option("--channel", type=click.Choice(chaos.CHANNELS), default="sms")
@click.option("--database", type=click.Choice(KINDS), default="sqlite")
@click.option("--turns", default=1000)
@click.option("--kills", default=50)
@click.option("--seed", default=0, help="0 draws one; it is printed")
@click.option("--broken", default="", help="a deliberately broken worker")
@click.option("--factor", default=chaos.FACTOR, help="how much faster the house's clock runs")
@click.option("--webs", default=1)
@click.option("--workers", default=1)
def g1(database: Kind, seed: int, **given: object) -> None:
    """Turns under kill -9 and a provider's bad day; what it leaves behind is kept."""
    plan = chaos.Plan(database=database, seed=seed or secrets.randbelow(10**6), **given)  # type: ignore[arg-type]
    note(plan.name)
    folder = Path(tempfile.mkdtemp(prefix="proof-"))
    with nursery(folder) as warm:
        outcome = chaos.run(plan, warm, folder)
    chaos.describe(outcome)
    raise SystemExit(not outcome.proved)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="proofs-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
