"""`assistant keys`: the keys that sign statements, for the operator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assistant.settings import Settings


@click.group()
def commands() -> None:
    """Keys that sign statements: rotate, publish. Older statements stay verifiable."""


@commands.command()
def rotate() -> None:
    """Sign with a new key from now on; the former key only checks what it has signed."""
    from assistant.clock import SystemClock, legal_day
    from assistant.statements.keys import BadKeys, rotate

    settings = _settings()
    file, today = settings.statement_keys_file, legal_day(SystemClock().now())
    try:
        fresh = rotate(file, today, demo=not settings.production)
    except BadKeys as bad:
        raise click.ClickException(str(bad)) from None
    click.echo(f"{fresh.id}: signs from now on ({file})")


@commands.command()
def publish() -> None:
    """Print the key list, as it stands at /.well-known/assistant-keys.json."""
    from assistant.statements.keys import BadKeys, keyring

    try:
        click.echo(json.dumps(keyring(_settings()).public_list(), indent=1))
    except BadKeys as bad:
        raise click.ClickException(str(bad)) from None


def _settings() -> Settings:
    """Read without the check that the key file exists: this is where it is made."""
    from pydantic import ValidationError

    from assistant.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        raise click.ClickException(str(error)) from None
