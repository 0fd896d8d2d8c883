"""`assistant token`: who may ask for decisions over HTTP, for the operator."""

from __future__ import annotations

import re
from pathlib import Path

import click

from assistant.api.tokens import NameTaken, add_token, remove_token, token_names


@click.group()
def commands() -> None:
    """Tokens of programs that ask for decisions: add, list, remove. Each is shown once."""


@commands.command()
@click.argument("name")
def add(name: str) -> None:
    """Make a token for NAME and print it."""
    if not re.fullmatch("[a-z0-9][a-z0-9_-]{0,39}", name):
        raise click.BadParameter("small letters, digits, - and _, at most 40", param_hint="NAME")
    from assistant.clock import SystemClock, legal_day

    try:
        token = add_token(_file(), name, legal_day(SystemClock().now()))
    except NameTaken:
        raise click.ClickException(f"{name} has a token; remove it first") from None
    click.echo(token)
    click.echo("Shown this once. Send it as: Authorization: Bearer ...", err=True)


@commands.command("list")
def list_all() -> None:
    """Who has a token, and since when."""
    for name, created in sorted(token_names(_file()).items()):
        click.echo(f"{name}  {created}")


@commands.command()
@click.argument("name")
def remove(name: str) -> None:
    """End the token of NAME at once."""
    if not remove_token(_file(), name):
        raise click.ClickException(f"{name} has no token")
    click.echo(f"{name}: removed")


def _file() -> Path:
    from assistant.secrets_file import load_settings

    return load_settings().api_tokens_file
