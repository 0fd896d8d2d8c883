"""The one command, `assistant`: what an operator or a developer can do."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

# Groups of commands that live beside what they command; loaded only when they are asked for.
ELSEWHERE = {
    "staff": ("assistant.staff.commands", "Staff accounts: create, list, close."),
    "clauses": ("assistant.clauses.commands", "Every clause and what the product does with it."),
    "chat": ("assistant.channels.terminal", "Talk to the assistant in this terminal."),
    "decide": ("assistant.decisions.commands", "Decide cases: JSON Lines in, JSON Lines out."),
    "nlu": ("assistant.misunderstood", "What is understood: parse, evaluate, review."),
    "keys": ("assistant.statements.key_commands", "Keys that sign statements: rotate, publish."),
    "verify": ("assistant.statements.verify_command", "Check a statement that a member kept."),
    "token": ("assistant.api.commands", "Tokens of programs that ask for decisions over HTTP."),
    "telegram": ("assistant.channels.polling", "Telegram without a public address."),
}


class Commands(click.Group):
    """A group whose heavy parts are imported when they are called, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *ELSEWHERE])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name in self.list_commands(ctx):
            command = super().get_command(ctx, name)
            rows.append((name, command.get_short_help_str() if command else ELSEWHERE[name][1]))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, _help = ELSEWHERE[cmd_name]
        command: click.Command = import_module(module).commands
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="member-assistant")
def main() -> None:
    """Member self-service assistant: SMS, Telegram and web chat, in French and English."""


@main.command()
def run() -> None:
    """Start web and worker together; outside production, with a demo filled in."""
    from assistant.serve import run as keep_running

    raise SystemExit(keep_running(_settings()))


@main.command()
def web() -> None:
    """Start the web process alone."""
    from assistant.serve import web as serve_web

    serve_web(_settings())


@main.command()
def live() -> None:
    """Start the process that open pages listen at, alone."""
    from assistant.serve import live as serve_live

    serve_live(_settings())


@main.command()
def worker() -> None:
    """Start the worker alone: what leaves, effects, retries."""
    from assistant.worker import run as work

    work(_settings())


@main.command()
def migrate() -> None:
    """Bring the database to the newest version."""
    from assistant.store.migrations import migrate as bring_up_to_date

    bring_up_to_date(_settings().database)


@main.command()
def check() -> None:
    """Walk every dialog without running it: dead ends, unreachable ones, missing sentences."""
    from assistant.dialogs.checker import findings

    found = findings()
    for finding in found:
        click.echo(finding)
    click.echo(f"dialogs: {len(found)} findings")
    raise SystemExit(1 if found else 0)


@main.command()
def restored() -> None:
    """Say that the database is a restored copy: run it before the worker starts.

    What waits in the copy may have left after it was made. Twilio is asked about each message;
    what cannot be asked about is sent, and marked as a possible repeat.
    """
    from assistant.app import open_house
    from assistant.store.deliveries import doubt_all

    house = open_house(_settings())
    with house.engine.begin() as connection:
        count = doubt_all(connection, house.clock.now())
    house.engine.dispose()
    click.echo(f"{count} messages will be looked into before they leave.")


@main.group()
def demo() -> None:
    """The demo's members, conversations and staff."""


@demo.command("fill")
def fill() -> None:
    """Fill an empty database with the demo; refused in production."""
    from assistant.demo import fill_and_describe
    from assistant.secrets_file import Refused

    try:
        lines = fill_and_describe(_settings())
    except Refused as error:
        raise click.ClickException(str(error)) from None
    for line in lines:
        click.echo(line)


def _settings() -> Any:
    from pydantic import ValidationError

    from assistant.secrets_file import Refused, load_settings

    try:
        return load_settings()
    except (Refused, ValidationError) as error:
        raise click.ClickException(str(error)) from None


if __name__ == "__main__":
    main()
