"""Accounts of the staff: made, reset and closed by an operator, never with a known password."""

from __future__ import annotations

import re

from sqlalchemy import Engine

from assistant.clock import Clock, SystemClock
from assistant.staff.passwords import check_strength, generate, hash_password
from assistant.store import audit
from assistant.store import staff as store
from assistant.store.staff import ROLES, TEAMS, EmailTaken, Staff, normal_email

OPERATOR = "operator"
MACHINE = SystemClock()


class NotAnAccount(Exception):
    """Nobody on record has that e-mail address, or what was given makes no account."""


def create_staff(
    engine: Engine,
    name: str,
    email: str,
    role: str,
    team: str,
    password: str | None = None,
    *,
    clock: Clock = MACHINE,
) -> str:
    """Puts a person of the staff on record and gives their password: shown once, kept nowhere.

    Without a `password` a random one is made. Raises NotAnAccount, EmailTaken or Weak.
    """
    _check(name, email, role, team)
    if password is not None:
        check_strength(password, name, email)
    chosen = password or generate()
    hashed = hash_password(chosen)
    with engine.begin() as connection:
        key = store.add_staff(
            connection,
            name=name.strip(),
            email=normal_email(email),
            role=role,
            team=team,
            password_hash=hashed,
        )
        audit.note(connection, clock.now(), OPERATOR, "add_staff", f"staff:{key}")
    return chosen


def reset_staff(engine: Engine, email: str, *, clock: Clock = MACHINE) -> str:
    """A new random password, no second factor any more, every session ended."""
    fresh = generate()
    hashed = hash_password(fresh)
    _change(engine, email, "reset_staff", clock, password_hash=hashed, totp_secret=None)
    return fresh


def change_role(
    engine: Engine, email: str, role: str, team: str, *, clock: Clock = MACHINE
) -> None:
    """Another role and team; every session ends (T30)."""
    _check("-", email, role, team)
    _change(engine, email, "change_role", clock, role=role, team=team)


def deactivate_staff(engine: Engine, email: str, *, clock: Clock = MACHINE) -> None:
    """Nobody signs in with that account any more; what they did stays on record."""
    _change(engine, email, "deactivate_staff", clock, active=False)


def list_staff(engine: Engine) -> list[Staff]:
    with engine.begin() as connection:
        return store.everyone(connection, active_only=False)


def _change(engine: Engine, email: str, action: str, clock: Clock, **values: object) -> None:
    with engine.begin() as connection:
        person = store.find_by_email(connection, email)
        if person is None:
            raise NotAnAccount(email)
        store.change_staff(connection, person.id, **values)
        store.forget_tries(connection, email)
        audit.note(connection, clock.now(), OPERATOR, action, f"staff:{person.id}")


def _check(name: str, email: str, role: str, team: str) -> None:
    well_formed = re.fullmatch(r"[^@\s]+@[^@\s]+", email.strip()) and len(email) <= 200
    if not (well_formed and 0 < len(name.strip()) <= 80 and role in ROLES and team in TEAMS):
        raise NotAnAccount(f"{role} {team}")


__all__ = ["EmailTaken", "NotAnAccount", "create_staff", "reset_staff"]
