"""A move to another country and another level: notice, papers, and from when, by the rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from assistant.dialogs import contract_steps as steps
from assistant.dialogs.contract_clause import answered
from assistant.dialogs.contract_rules import (
    certificate,
    decide,
    obligation,
    outcome,
    renewal,
    written_to,
    zone_of,
)
from assistant.dialogs.dialog import Context, Outcome
from assistant.messages import Country, Day, Text, Value
from assistant.rules.decision import Answer
from assistant.wording import _

# --- a move ---------------------------------------------------------------------------------------


def move(a: Context) -> Outcome:
    """The notice of a move, the new zone and from when, whether the level is open there."""
    country, day = a.of(steps.new_country), a.of(steps.move_day)
    if country is None:
        return answered("ATS-I-4.2-a", a)
    if zone_of(a, country) is None:
        return outcome("ATS-II-5-a", a, _excluded(country))
    if day is None:
        return answered("ATS-I-6.1-a", a)
    due = obligation(a, "move_notice", move_date=day)
    assert due is not None
    told = _tell(due.announce, a)
    return outcome("ATS-I-6.1-b", a, told, _new_zone(country, day, a), *_level_there(country, a))


def _excluded(country: str) -> Text:
    return _(
        "{country} is excluded as a country of residence. A person can look at your case.",
        country=Country(country),
    )


def _tell(by: date, a: Context) -> Text:
    values: dict[str, Value] = {
        "day": Day(by),
        "address": written_to("changes", a),
        "administrator": a.facts.pack.administrator,
    }
    if a.facts.today > by:
        return _(
            "{administrator} should have known by {day}: write at once, to {address}.", **values
        )
    return _("Tell {administrator} in writing by {day}: {address}.", **values)


def _new_zone(country: str, day: date, a: Context) -> Text:
    """What the move changes; where the present zone is not known, both cases."""
    decision = decide(a, "country_change", "effective_date", new_country=country, move_date=day)
    zone = decision.zone or zone_of(a, country) or ""
    values: dict[str, Value] = {"country": Country(country), "zone": zone}
    if decision.reason == "zone_unchanged":
        return _("{country} is in zone {zone}, like now: cover goes on as it is.", **values)
    if decision.effective_date is not None:
        return _(
            "{country} is in zone {zone}: new cover and price start on {day}; before that, only"
            " emergencies there.",
            **values,
            day=Day(decision.effective_date),
        )
    return _(
        "{country} is in zone {zone}. If that is another zone than yours, new cover and price"
        " start on the first of the month after the move.",
        **values,
    )


def _level_there(country: str, a: Context) -> tuple[Value, ...]:
    plan = certificate(a).plan
    if plan is None:
        return ()
    decision = decide(a, "country_change", "plan_available", new_country=country, plan=plan)
    if decision.answer is not Answer.NOT_ALLOWED:
        return ()
    label = next(one.label for one in a.facts.pack.plans if one.code == plan)
    return (
        _(
            "Your level, {plan}, is not open there: a person will help you choose another.",
            plan=label,
        ),
    )


# --- another level --------------------------------------------------------------------------------


def level(a: Context) -> Outcome:
    """Asking for another level: by when, with which papers, from when."""
    occasion = str(a.of(steps.occasion))
    if occasion == "move":
        return move(a)
    clause = {"renewal": "ATS-I-6.3-a", "family": "ATS-I-6.3-c"}[occasion]
    due = obligation(a, "level_change_notice", **_occasion(a))
    assert due is not None
    if a.facts.today > due.announce:
        return outcome(clause, a, _missed(due.announce, a))
    first = _(
        "Ask {administrator} in writing by {day}: {address}.",
        administrator=a.facts.pack.administrator,
        day=Day(due.announce),
        address=written_to("changes", a),
    )
    return outcome(clause, a, first, _start(a))


def _occasion(a: Context) -> dict[str, Any]:
    """The facts of the occasion; every family event the contract names has the same notice."""
    if a.of(steps.occasion) == "family":
        return {"event": "marriage", "event_date": a.of(steps.event_day)}
    return {"target_date": renewal(a)}


def _missed(day: date, a: Context) -> Text:
    following = renewal(a)
    if a.of(steps.occasion) == "renewal":
        following = following.replace(year=following.year + 1)
    return _(
        "The last day to ask was {day}. The next occasion is the renewal of {renewal}.",
        day=Day(day),
        renewal=Day(following),
    )


def _start(a: Context) -> Text:
    """From when, if GAPI had everything today; a renewal aims at its own day."""
    way = str(a.of(steps.direction))
    facts: dict[str, Any] = {"direction": way, "received_date": a.facts.today}
    if a.of(steps.occasion) == "renewal":
        facts["target_date"] = renewal(a)
    start = decide(a, "plan_change", "effective_date", **facts).effective_date
    assert start is not None
    if way == "upgrade":
        return _(
            "Higher level: a new form and a medical questionnaire; {administrator} may refuse."
            " Agreed today, it would start on {start}.",
            administrator=a.facts.pack.administrator,
            start=Day(start),
        )
    return _(
        "Lower level: a new form only. Received today, it would start on {start}.",
        start=Day(start),
    )
