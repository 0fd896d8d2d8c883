"""`assistant decide`: cases on standard input, decisions on standard output (decisions.md 7)."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

import click

DECIDED, WRONG_CASE, WRONG_COMMAND = 0, 1, 2


@click.command("decide")
def commands() -> None:
    """Decide cases: JSON Lines on standard input, one decision a line on standard output.

    \b
    Exit status: 0 every line was decided
                 1 at least one line was no well-formed case
                 2 the command itself is wrong, or its input cannot be read
    """
    if sys.stdin is None or sys.stdout is None:  # closed by whoever called
        raise SystemExit(WRONG_COMMAND)
    raise SystemExit(decide(sys.stdin.buffer, sys.stdout.buffer))


def decide(source: BinaryIO, target: BinaryIO) -> int:
    """Answer every line as soon as it is read; the exit status of the command."""
    from assistant.decisions.stream import answers, lines_of, written  # the rules: asked for now

    status = DECIDED
    try:
        for answer in answers(lines_of(source)):
            if "error" in answer:
                status = WRONG_CASE
            target.write(written(answer))
            target.flush()
    except BrokenPipeError:
        return _nobody_reads()
    except OSError as error:
        click.echo(f"assistant decide: {error.strerror or 'input or output failed'}", err=True)
        return WRONG_COMMAND
    return status


def _nobody_reads() -> int:
    """Whoever reads our output has left: what Python still wants to flush goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return WRONG_COMMAND
