"""`assistant clauses`: every clause of the contracts and what the product does with it."""

from __future__ import annotations

from collections import Counter

import click

from assistant.clauses.register import KINDS, Entry, register


@click.command("clauses")
@click.option("--write", is_flag=True, help="Write docs/clauses.md anew, in a checkout.")
@click.option("--kind", type=click.Choice(KINDS), help="Only the clauses mapped to that.")
@click.argument("text", required=False)
def commands(write: bool, kind: str | None, text: str | None) -> None:
    """List every clause with its rule, answer, guide or staff; TEXT narrows the ids."""
    if write:
        _write()
        return
    shown = [
        entry
        for entry in register().values()
        if kind in (None, entry.kind) and (text or "").upper() in entry.clause.upper()
    ]
    for entry in shown:
        click.echo(f"{entry.clause:<48} {entry.kind:<7} {_where(entry)}")
    counts = Counter(entry.kind for entry in shown)
    click.echo(f"{len(shown)} clauses: {', '.join(f'{n} {kind}' for kind, n in counts.items())}")


def _where(entry: Entry) -> str:
    places = (
        entry.rule,
        f"answer {entry.answer}" if entry.answer else "",
        f"dialog {entry.guide}" if entry.guide else "",
        entry.staff,
    )
    return "; ".join(place for place in places if place)


def _write() -> None:
    from assistant.clauses.report import PAGE, page

    if not PAGE.parent.is_dir():
        raise click.ClickException("docs/ is not here: this works in a checkout of the project")
    PAGE.write_text(page())
    click.echo(f"{PAGE.name} written")
