"""What a message already says of care: which care, how much, for whom, when, at which level.

Nothing is guessed at: a number is a sum only with a currency or a word that says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assistant.dialogs.care_facts import OF_THE_CARE
from assistant.dialogs.care_kinds import named_level, stated_age, years_of_birth
from assistant.dialogs.dialog import Context, Heard
from assistant.dialogs.kinds import plain

LONG_AGO = timedelta(days=3 * 365)  # a day further back is a birth, not care
WORDS: Mapping[str, re.Pattern[str]] = {
    "physiotherapist": re.compile(r"\b(?:kine\w*|physio\w*|masseur|physical therap\w*)"),
    "nurse": re.compile(r"\b(?:infirmi\w*|nurs\w*)"),
    "speech_therapist": re.compile(r"\b(?:ort?h?ophoni\w*|speech\b)"),
    "podiatrist": re.compile(r"\b(?:podolog\w*|pedicure\w*|podiatr\w*|chiropod\w*)"),
    "orthoptist": re.compile(r"\borthopti\w*"),
}
AT = re.compile(r"(?:^|\s)(?:at|à|a|pour|for)\s+(\d{1,6}(?:[.,]\d{2})?)\s*(?:€|eur\w*)?\s*\??\s*$")
LEVEL = re.compile(r"\b(?:plan|formule|niveau|level|en|avec|with|on|in|ai)\b")


def said(heard: Heard, a: Context) -> dict[str, Any]:
    """The facts of care an opening message holds; a bare number is never guessed at.

    Another care than the last one asked about begins anew: of the facts before, only those of the
    member's own cover are carried over. None forgets.
    """
    found = {**_said_care(heard), **_said_sum(heard), **_said_person(heard, a)}
    if heard.u.countries:
        found["country"] = heard.u.countries[0]
    return {**found, **_said_day(heard, a), **_said_level(heard, a)}


def _said_care(heard: Heard) -> dict[str, Any]:
    acts = heard.u.acts
    if not acts:
        return {}
    words = plain(heard.text)
    who = next((name for name, sign in WORDS.items() if sign.search(words)), None)
    known = {"profession": who} if acts[0].act == "paramedical_acts" and who else {}
    return {**dict.fromkeys(OF_THE_CARE), "act": acts[0].act, **known}


def _said_sum(heard: Heard) -> dict[str, Any]:
    counts = {count.kind: count.value for count in heard.u.counts}
    found: dict[str, Any] = {"counts": counts} if counts else {}
    sums = [s for s in heard.u.amounts if s.unit not in ("month", "quarter", "year")]
    euros = [s for s in sums if s.currency == "EUR"]
    bare = [s for s in sums if s.currency is None and _named_as_sum(s.text, heard.text)]
    sums = euros or bare
    if sums:
        per_unit = sums[0].unit is not None
        paid = {"amount": str(sums[0].value), "base_paid": None}
        return {**found, **paid, **({"per": "each"} if per_unit else {})}
    if (match := AT.search(heard.text)) is not None:
        return {**found, "amount": match[1].replace(",", "."), "base_paid": None}
    return found


def _named_as_sum(number: str, text: str) -> bool:
    """A number without a currency is a sum when other words say so, not when it stands alone."""
    return plain(number) != plain(text)


def _said_person(heard: Heard, a: Context) -> dict[str, Any]:
    people = heard.u.persons[:1]
    found: dict[str, Any] = {"who": people[0]} if people else {}
    ages = [count.value for count in heard.u.counts if count.kind == "years"]
    if people and ages and stated_age(heard) is not None:
        found["born"] = years_of_birth(ages[0], a.facts.today)[0].isoformat()
    return found


def _said_day(heard: Heard, a: Context) -> dict[str, Any]:
    days = [day for mention in heard.u.dates[:1] for day in mention.resolve(a.facts.today)]
    if not days:
        return {}
    if days[0] < a.facts.today - LONG_AGO:
        return {"born": days[0].isoformat()}
    return {"date": days[0].isoformat()} if len(days) == 1 else {"date": None, "ask_day": True}


def _said_level(heard: Heard, a: Context) -> dict[str, Any]:
    """A stranger's level, where the words around it say that it is one."""
    if a.facts.member is not None or not LEVEL.search(plain(heard.text)):
        return {}
    plan = named_level(heard.text, a)
    return {"plan": plan} if plan else {}
