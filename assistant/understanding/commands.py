"""`assistant nlu`: what is understood of a sentence, how well, and what was not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

import click

from assistant.understanding import evaluate as scoring
from assistant.understanding import labelling

# Sentences kept because they were not understood, the latest first; the store fills this in.
Kept = Callable[[int], Iterable[str]]


@click.group()
def commands() -> None:
    """What the assistant understands of a sentence: parse, evaluate, review."""


@commands.command()
@click.argument("lines", type=click.File("r", encoding="utf-8"), default="-")
def parse(lines: TextIO) -> None:
    """Read JSON lines (id, text) and print what each one means, one JSON object a line."""
    scoring.parsed("")
    for line in lines:
        if line.strip():
            message = json.loads(line)
            found = scoring.parsed(str(message.get("text", "")), message.get("id"))
            click.echo(json.dumps(found, ensure_ascii=False))


@commands.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--confusions", is_flag=True, help="Which intents are taken for which.")
@click.option("--wrong", is_flag=True, help="The messages that were taken for something else.")
def evaluate(file: Path, confusions: bool, wrong: bool) -> None:
    """Score a labelled file in the format of tests/understanding/frozen.jsonl."""
    found = scoring.cases(file)
    for line in scoring.report(found):
        click.echo(line)
    if confusions:
        for line in scoring.confusions(found):
            click.echo(line)
    for case in found:
        if wrong and not case.right:
            click.echo(f"{case.label['intent']} -> {case.read.intent}: {case.label['text']}")


@commands.command()
@click.option("--most", default=50, show_default=True, help="How many sentences.")
def review(most: int) -> None:
    """Show sentences that were not understood, with the two best guesses, ready for a label."""
    for text in kept(most):
        click.echo(json.dumps(to_label(text), ensure_ascii=False))


@commands.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=".")
def label(file: Path, into: Path) -> None:
    """Add reviewed lines, their labels put right, to the tests and to what is learned from.

    Run it in a checkout, then `make train`: the tests hold each line to its label from then on.
    """
    added = labelling.add(file, into)
    click.echo(f"{added} sentences added to {labelling.TESTS} and {labelling.SENTENCES}")


def to_label(text: str) -> dict[str, object]:
    """A kept sentence as a line to correct and to add to the tests or to the sentences."""
    found = scoring.parsed(text)
    names = ("lang", "act", "amount_eur", "country")
    return {
        "text": text,
        "intent": found["intent"],
        "or": [name for name, _ in found["ranked"][1:2]],
        **{name: found[name] for name in names},
    }


def kept(most: int) -> Iterable[str]:
    """The sentences kept in storage; nothing is kept as long as no reader is set."""
    return reader(most) if reader is not None else ()


reader: Kept | None = None
