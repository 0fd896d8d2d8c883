"""Kinds of answers about care: which care, which level, whose age, when the last time was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.dialogs.care import SECTIONS, act_name, section_acts
from assistant.dialogs.case import LONG_PAST, case
from assistant.dialogs.dialog import (
    Context,
    Enter,
    Heard,
    Invalid,
    Kind,
    NotUnderstood,
    Unsure,
)
from assistant.dialogs.kinds import DONT_KNOW, Amount, On, labelled, plain
from assistant.messages import Choice, Day, Value
from assistant.rules.dates import add_days, add_years
from assistant.wording import _

PAGE = 7  # choices in sight at a time
OLDEST = 120


@dataclass(frozen=True)
class Care(Kind):
    """Which care: named in the member's words, or chosen section by section."""

    def choices(self, a: Context) -> tuple[Choice, ...]:
        if "acts" in a.scratch:
            named = tuple(Choice(act, act_name(act)) for act in a.scratch["acts"])
            return (*named, Choice("elsewhere", _("another kind of care")))
        if "section" in a.scratch:
            return self._page(a)
        return tuple(
            Choice(f"in_{section}", name)
            for section, name in SECTIONS.items()
            if section_acts(a.facts.pack, section)
        )

    @staticmethod
    def _page(a: Context) -> tuple[Choice, ...]:
        acts = section_acts(a.facts.pack, a.scratch["section"])
        start = int(a.scratch.get("from", 0))
        shown = [Choice(act, act_name(act)) for act in acts[start : start + PAGE]]
        if start + PAGE < len(acts):
            shown.append(Choice("next_page", _("more choices")))
        return (*shown, Choice("elsewhere", _("another kind of care")))

    def read(self, heard: Heard, a: Context) -> Any:
        if heard.key:
            return self._chosen(heard.key, a)
        acts = [mention.act for mention in heard.u.acts]
        if len(acts) > 1:
            raise Unsure({"acts": acts[:PAGE]}, _("Which of these is it about?"))
        if acts:
            return acts[0]
        if (key := labelled(self.choices(a), heard.text)) is not None:
            return self._chosen(key, a)
        raise NotUnderstood

    @staticmethod
    def _chosen(key: str, a: Context) -> str:
        pack = a.facts.pack
        if key == "elsewhere":
            raise Unsure({}, _("Which kind of care is it about?"))
        if key == "next_page":
            seen = {"section": a.scratch["section"], "from": int(a.scratch.get("from", 0)) + PAGE}
            raise Unsure(seen, _("Which of these is it about?"))
        acts = section_acts(pack, key.removeprefix("in_")) if key.startswith("in_") else ()
        if len(acts) > 1:
            raise Unsure({"section": key.removeprefix("in_")}, _("Which of these is it about?"))
        if not acts and key not in pack.acts and key not in a.scratch.get("acts", ()):
            raise NotUnderstood
        return acts[0] if acts else key

    def correct(self, heard: Heard, a: Context) -> Any:
        """Another care is a correction only when it is said as one, not when it is asked about."""
        if heard.key or not heard.u.acts or not heard.u.negation:
            raise NotUnderstood
        return heard.u.acts[0].act

    def show(self, value: Any, a: Context) -> Value:
        return act_name(str(value), a.raw("profession"))


@dataclass(frozen=True)
class Level(Kind):
    """The level of cover (formule), or a wish to be recognised as a member."""

    def choices(self, a: Context) -> tuple[Choice, ...]:
        plans = tuple(Choice(plan.code, plan.label) for plan in a.facts.pack.plans)
        return (*plans, Choice("identify", _("identify me")))

    def read(self, heard: Heard, a: Context) -> Any:
        if heard.key in {plan.code for plan in a.facts.pack.plans}:
            return heard.key
        if (said := named_level(heard.text, a)) is not None:
            return said
        known = heard.u.membership_number or (heard.u.confident and heard.u.intent == "identify")
        if heard.key == "identify" or known:
            return Enter("identify")
        raise NotUnderstood

    def show(self, value: Any, a: Context) -> Value:
        return next((p.label for p in a.facts.pack.plans if p.code == value), str(value))


def named_level(text: str, a: Context) -> str | None:
    """The level a text names, the longest name first: "premium access" is not "premium"."""
    words = f" {plain(text)} "
    plans = sorted(a.facts.pack.plans, key=lambda plan: -len(plan.label))
    return next((plan.code for plan in plans if f" {plain(plan.label)} " in words), None)


@dataclass(frozen=True)
class OrUnknown(Kind):
    """An answer of another kind, or "I don't know"."""

    kind: Kind
    others: Mapping[str, Value] | None = None  # more that can be chosen, kept as it is

    def choices(self, a: Context) -> tuple[Choice, ...]:
        more = tuple(Choice(key, label) for key, label in (self.others or {}).items())
        return (*self.kind.choices(a), *more, Choice(DONT_KNOW, _("I don't know")))

    def read(self, heard: Heard, a: Context) -> Any:
        own = self.choices(a)[len(self.kind.choices(a)) :]
        said = heard.key or heard.u.command or labelled(own, heard.text)
        return said if said in {choice.key for choice in own} else self.kind.read(heard, a)

    def correct(self, heard: Heard, a: Context) -> Any:
        return self.kind.correct(heard, a)

    def load(self, stored: Any) -> Any:
        if stored == DONT_KNOW or stored in (self.others or {}):
            return None
        return self.kind.load(stored)

    def show(self, value: Any, a: Context) -> Value:
        return _("I don't know") if value is None else self.kind.show(value, a)


@dataclass(frozen=True)
class Born(Kind):
    """A date of birth, or an age where the exact day changes nothing."""

    def read(self, heard: Heard, a: Context) -> Any:
        if heard.key:
            raise NotUnderstood
        if (born := self._day(heard, a)) is not None:
            return born.isoformat()
        age = stated_age(heard)
        if age is None:
            raise NotUnderstood
        return self._by_age(age, a)

    @staticmethod
    def _day(heard: Heard, a: Context) -> date | None:
        found = [d for mention in heard.u.dates[:1] for d in mention.resolve(a.facts.today)]
        past = [d for d in found if d <= a.facts.today]
        if found and not past:
            raise Invalid(_("That day is still to come. What is the date of birth?"))
        return past[0] if past else None

    @staticmethod
    def _by_age(age: int, a: Context) -> str:
        """Both ends of the year of birth must lead to the same answer."""
        youngest, oldest = years_of_birth(age, a.facts.today)
        ends = [case(a).asking(patient_birth_date=day).decide() for day in (youngest, oldest)]
        if ends[0].answer != ends[1].answer:
            raise Invalid(_("The exact day matters here: what is the date of birth?"))
        return youngest.isoformat()

    def load(self, stored: Any) -> date:
        return date.fromisoformat(stored)

    def show(self, value: Any, a: Context) -> Value:
        return Day(value)


def stated_age(heard: Heard) -> int | None:
    """An age in years: "8 ans", "she's 8", "8"."""
    said = next((count.value for count in heard.u.counts if count.kind == "years"), None)
    if said is None:
        digits = [word for word in plain(heard.text).split() if word.isdigit() and len(word) < 4]
        said = int(digits[0]) if len(digits) == 1 else None
    return said if said is not None and said <= OLDEST else None


def years_of_birth(age: int, today: date) -> tuple[date, date]:
    """The last and the first day on which someone of that age can be born."""
    return add_years(today, -age), add_days(add_years(today, -age - 1), 1)


@dataclass(frozen=True)
class PaidByBase(Amount):
    """What the CFE or social security pays: a sum, nothing, or not known yet."""

    def choices(self, a: Context) -> tuple[Choice, ...]:
        return (
            Choice("nothing", _("nothing")),
            Choice(DONT_KNOW, _("I don't know")),
        )

    def read(self, heard: Heard, a: Context) -> Any:
        said = heard.key or heard.u.command or labelled(self.choices(a), heard.text)
        if said in ("nothing", "no"):
            return "0"
        if said == DONT_KNOW:
            return DONT_KNOW
        return super().read(heard, a)

    def load(self, stored: Any) -> Any:
        return None if stored == DONT_KNOW else Decimal(stored)

    def show(self, value: Any, a: Context) -> Value:
        return _("I don't know") if value is None else super().show(value, a)


LAST_CHECK = OrUnknown(On(future=False), {LONG_PAST: _("never, or longer ago")})
