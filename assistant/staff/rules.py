"""Who may do what: each page declares its rule, and without one it stays closed (T27)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flask import Flask

from assistant.store.staff import ROLES, Session

View = TypeVar("View", bound=Callable[..., Any])
Answer = Literal["come_in", "sign_in", "go_on", "refused"]

AGENT, ADVISER, SUPERVISOR = ROLES


@dataclass(frozen=True)
class Rule:
    """The roles a page is open to; `halfway` opens it between the password and the second factor,
    `public` to anyone."""

    roles: frozenset[str] = frozenset()
    halfway: bool = False
    public: bool = False


def allow(*roles: str) -> Callable[[View], View]:
    """Opens a page to staff of these roles, signed in to the end."""
    return _declare(Rule(roles=frozenset(roles)))


def allow_halfway() -> Callable[[View], View]:
    """Opens a page to staff who have given their password, whatever is still to come."""
    return _declare(Rule(roles=frozenset(ROLES), halfway=True))


def allow_anyone() -> Callable[[View], View]:
    """Opens a page to the world: signing in, styles."""
    return _declare(Rule(public=True))


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """What a page declared, None when it did not."""
    rule = getattr(app.view_functions.get(endpoint), "staff_rule", None)
    return rule if isinstance(rule, Rule) else None


def decide(rule: Rule | None, session: Session | None) -> Answer:
    """`sign_in`: nobody is there; `go_on`: the second factor is still to come."""
    if rule is None:
        return "refused"
    if rule.public:
        return "come_in"
    if session is None:
        return "sign_in"
    if session.stage != "open" and not rule.halfway:
        return "go_on"
    return "come_in" if session.staff.role in rule.roles else "refused"


def _declare(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.staff_rule = rule  # type: ignore[attr-defined]
        return view

    return mark
