"""`assistant staff`: accounts of the staff, for the operator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import Engine

from assistant.staff import accounts
from assistant.staff.passwords import Weak
from assistant.store.engine import connect
from assistant.store.staff import ROLES, TEAMS, EmailTaken


@click.group()
def commands() -> None:
    """Staff accounts: create, list, reset, close. Passwords are random and shown once."""


@commands.command()
@click.argument("email")
@click.option("--name", required=True, help="As colleagues and the history will show it.")
@click.option("--role", type=click.Choice(ROLES), default=ROLES[0], show_default=True)
@click.option("--team", type=click.Choice(TEAMS), default=TEAMS[0], show_default=True)
def add(email: str, name: str, role: str, team: str) -> None:
    """Create an account and print its password."""
    with _database() as engine:
        password = accounts.create_staff(engine, name, email, role, team)
    click.echo(f"{email}: {password}")
    click.echo("Shown this once. They can change it under their name in the console.")


@commands.command("list")
def list_all() -> None:
    """Who has an account."""
    with _database() as engine:
        for person in accounts.list_staff(engine):
            state = "active" if person.active else "closed"
            factor = "second factor" if person.totp_secret else "password only"
            click.echo(f"{person.email}  {person.role}  {person.team}  {state}  {factor}")


@commands.command()
@click.argument("email")
def reset(email: str) -> None:
    """New password, no second factor any more; every session ends."""
    with _database() as engine:
        password = accounts.reset_staff(engine, email)
    click.echo(f"{email}: {password}")


@commands.command()
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--team", type=click.Choice(TEAMS), required=True)
def role(email: str, role: str, team: str) -> None:
    """Another role and team; every session ends."""
    with _database() as engine:
        accounts.change_role(engine, email, role, team)
    click.echo(f"{email}: {role}, {team}")


@commands.command()
@click.argument("email")
def deactivate(email: str) -> None:
    """Close an account; what its holder did stays on record."""
    with _database() as engine:
        accounts.deactivate_staff(engine, email)
    click.echo(f"{email}: closed")


@contextmanager
def _database() -> Iterator[Engine]:
    from assistant.secrets_file import load_settings

    engine = connect(load_settings().database)
    try:
        yield engine
    except EmailTaken:
        raise click.ClickException("this e-mail address has an account already") from None
    except accounts.NotAnAccount:
        raise click.ClickException("nobody has that account, or it lacks something") from None
    except Weak:
        raise click.ClickException("this password is too weak") from None
    finally:
        engine.dispose()
