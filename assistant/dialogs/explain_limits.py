"""Limits of a kind of care, told with the figures the product's own data have for it."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.dialogs.case import Case
from assistant.messages import Country, Listing, Text, Value
from assistant.rules.terms import Raw
from assistant.wording import PLACEHOLDER, _


def limited(case: Case, sentences: Mapping[str, Text]) -> tuple[Value, ...]:
    """The sentence on a limit, with the figures this product has for it; silence without them."""
    said = sentences.get(case.act)
    limits = case.rule.limits if case.rule else {}
    wanted = PLACEHOLDER.findall(said.msgid) if said else ()
    if said is None or not all(name in limits for name in wanted):
        return ()
    return (Text(said.msgid, {name: _figure(limits[name]) for name in wanted}),)


def _figure(limit: Raw) -> Value:
    if isinstance(limit, tuple):
        return Listing(tuple(Country(code) for code in limit))
    return str(limit)


def signing_up(case: Case) -> Text:
    """How the remote consultation service is joined."""
    place = case.pack.addresses.get("remote_consultation")
    return _(
        "Go to {web} or the {provider} app, sign up with your {administrator} membership number,"
        " then confirm your identity.",
        web=(place.web if place else None) or "",
        provider=provider(case),
        administrator=case.pack.administrator,
    )


def provider(case: Case) -> str:
    """Who gives remote consultations under this contract."""
    act = case.pack.acts.get("teleconsultation")
    return str(act.limits.get("provider", "")) if act else ""
