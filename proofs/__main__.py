"""`python -m proofs`: one proof, or all of them at a chosen size."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path

import click

from proofs import g1 as chaos
from proofs.databases import KINDS, Kind
from proofs.processes import nursery
from proofs.site import note


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Proofs that nothing is lost and nothing is done twice."""


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
    """Turns under kill -9 and a provider's bad day."""
    plan = chaos.Plan(database=database, seed=seed or secrets.randbelow(10**6), **given)  # type: ignore[arg-type]
    note(plan.name)
    folder = Path(tempfile.mkdtemp(prefix="proof-"))
    with nursery(folder) as warm:
        outcome = chaos.run(plan, warm, folder)
    chaos.describe(outcome)
    raise SystemExit(not outcome.proved)


if __name__ == "__main__":
    main()
