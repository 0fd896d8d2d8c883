"""Kinds of answers: how each is read from a message, shown in a read-back, stored as JSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.dialogs.dialog import (
    Context,
    Heard,
    Invalid,
    Kind,
    NotUnderstood,
    Unsure,
)
from assistant.messages import Choice, Country, Day, Money, Value
from assistant.wording import LANGUAGES, _, render

DONT_KNOW = "dont_know"
TELLING = 4  # letters: shorter words tell no choice from another
FEW = 6  # words: more say something else than a choice


def plain(text: str) -> str:
    """Lower case, no accents, single spaces: for comparing words only."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def labelled(choices: tuple[Choice, ...], said: str) -> str | None:
    """The key of the one choice whose label (in either language) the message says."""
    words = plain(said)
    if not words:
        return None
    hits = {c.key for c in choices if any(_says(words, c.label, lang) for lang in LANGUAGES)}
    return hits.pop() if len(hits) == 1 else None


def _says(words: str, label: Value, language: str) -> bool:
    """The label in the message, or a telling part of the label as the whole message."""
    wanted = plain(render(label, language))
    if not wanted:
        return False
    part = len(words) >= TELLING and f" {words} " in f" {wanted} "
    return words == wanted or f" {wanted} " in f" {words} " or part


@dataclass(frozen=True)
class OneOf(Kind):
    """One of a few choices; `options` may depend on the answers so far."""

    options: Mapping[str, Value] | Callable[[Context], Mapping[str, Value]]
    unknown: bool = False  # "I don't know" is an answer
    words: Mapping[str, re.Pattern[str]] = field(default_factory=dict)  # everyday ones, by key

    def choices(self, a: Context) -> tuple[Choice, ...]:
        found = self.options(a) if callable(self.options) else self.options
        listed = tuple(Choice(key, label) for key, label in found.items())
        return (*listed, Choice(DONT_KNOW, _("I don't know"))) if self.unknown else listed

    def named(self, text: str, a: Context) -> str | None:
        words = plain(text)
        if "?" in text or len(words.split()) > FEW:
            return None
        if (key := labelled(self.choices(a), text)) is not None:
            return key
        hits = [key for key, sign in self.words.items() if sign.search(words)]
        return hits[0] if len(hits) == 1 else None

    def read(self, heard: Heard, a: Context) -> Any:
        choices = self.choices(a)
        if heard.key in {c.key for c in choices}:
            return heard.key
        if self.unknown and heard.u.command == DONT_KNOW:
            return DONT_KNOW
        if (key := labelled(choices, heard.text)) is not None:
            return key
        raise NotUnderstood

    def show(self, value: Any, a: Context) -> Value:
        return next((c.label for c in self.choices(a) if c.key == value), str(value))


@dataclass(frozen=True)
class YesNo(Kind):
    """Yes or no; the value is a bool, or None for "I don't know"."""

    unknown: bool = False

    def choices(self, a: Context) -> tuple[Choice, ...]:
        both = (Choice("yes", _("yes")), Choice("no", _("no")))
        return (*both, Choice(DONT_KNOW, _("I don't know"))) if self.unknown else both

    def read(self, heard: Heard, a: Context) -> Any:
        said = heard.key or heard.u.command or labelled(self.choices(a), heard.text) or ""
        answers: dict[str, Any] = {"yes": True, "no": False}
        if self.unknown:
            answers[DONT_KNOW] = DONT_KNOW
        if said not in answers:
            raise NotUnderstood
        return answers[said]

    def correct(self, heard: Heard, a: Context) -> Any:
        raise NotUnderstood  # a bare "no" never changes an earlier answer by itself

    def load(self, stored: Any) -> bool | None:
        return None if stored == DONT_KNOW else bool(stored)

    def show(self, value: Any, a: Context) -> Value:
        return _("I don't know") if value is None else _("yes") if value else _("no")


@dataclass(frozen=True)
class Amount(Kind):
    """A sum in euros, above zero."""

    at_most: Decimal = Decimal(1_000_000)

    def read(self, heard: Heard, a: Context) -> Any:
        if heard.key:
            raise NotUnderstood
        amounts = heard.u.amounts
        foreign = [m for m in amounts if m.currency not in (None, "EUR")]
        euros = [m for m in amounts if m.currency in (None, "EUR")]
        if foreign and not euros:
            raise Invalid(
                _("I can only work in euros. What is it in euros, at the rate of the day you paid?")
            )
        value = euros[0].value if euros else self._bare(heard)
        if not 0 < value <= self.at_most:
            raise Invalid(_("Please write an amount above zero, for example 54.90."))
        return str(value.quantize(Decimal("0.01")))

    @staticmethod
    def _bare(heard: Heard) -> Decimal:
        """A number alone is the amount where the amount was asked."""
        match = re.fullmatch(r"\D{0,12}?(\d{1,7}(?:[.,]\d{1,2})?)\D{0,12}", heard.text.strip())
        if match is None:
            raise NotUnderstood
        return Decimal(match[1].replace(",", "."))

    def correct(self, heard: Heard, a: Context) -> Any:
        """ "no, 54 not 45": the first sum is the new one."""
        return self.read(heard, a)

    def load(self, stored: Any) -> Decimal:
        return Decimal(stored)

    def show(self, value: Any, a: Context) -> Value:
        return Money(value)


@dataclass(frozen=True)
class On(Kind):
    """A calendar day; `past` and `future` bound it, a doubtful one is asked back."""

    past: bool = True
    future: bool = True

    def choices(self, a: Context) -> tuple[Choice, ...]:
        return tuple(Choice(iso, Day(date.fromisoformat(iso))) for iso in a.scratch.get("days", ()))

    def read(self, heard: Heard, a: Context) -> Any:
        if heard.key in a.scratch.get("days", ()):
            return heard.key
        days = self._fitting(heard, a)
        if len(days) > 1:
            raise Unsure({"days": [d.isoformat() for d in days[:3]]}, _("Which day do you mean?"))
        return days[0].isoformat()

    def _fitting(self, heard: Heard, a: Context) -> list[date]:
        today = a.facts.today
        found = [d for mention in heard.u.dates[:1] for d in mention.resolve(today)]
        if not found:
            raise NotUnderstood
        kept = [d for d in dict.fromkeys(found) if self._allowed(d, today)]
        if not kept and not self.future:
            raise Invalid(_("That day is still to come. On which day was it?"))
        if not kept:
            raise Invalid(_("That day is already past. Which day will it be?"))
        return kept

    def _allowed(self, when: date, today: date) -> bool:
        return (self.past or when >= today) and (self.future or when <= today)

    def load(self, stored: Any) -> date:
        return date.fromisoformat(stored)

    def show(self, value: Any, a: Context) -> Value:
        return Day(value)


@dataclass(frozen=True)
class Place(Kind):
    """A country, ISO 3166 alpha-2."""

    def read(self, heard: Heard, a: Context) -> Any:
        if not heard.u.countries:
            raise NotUnderstood
        return heard.u.countries[0]

    def show(self, value: Any, a: Context) -> Value:
        return Country(value)


@dataclass(frozen=True)
class Number(Kind):
    """A whole number between two bounds: sessions, nights, teeth."""

    least: int = 1
    most: int = 999

    def read(self, heard: Heard, a: Context) -> Any:
        value = next((count.value for count in heard.u.counts), None)
        if value is None:
            match = re.fullmatch(r"\D{0,12}?([0-9]{1,4})\D{0,20}", heard.text.strip())
            if match is None or heard.key:
                raise NotUnderstood
            value = int(match[1])
        if not self.least <= value <= self.most:
            raise Invalid(
                _("Please write a number from {least} to {most}.", least=self.least, most=self.most)
            )
        return value


@dataclass(frozen=True)
class Words(Kind):
    """A few words of the member's own, kept as they are."""

    least: int = 2
    most: int = 200

    def read(self, heard: Heard, a: Context) -> Any:
        words = " ".join(heard.text.split())
        if len(words) < self.least:
            raise NotUnderstood
        return words[: self.most]

    def correct(self, heard: Heard, a: Context) -> Any:
        raise NotUnderstood


KIN = {"member": _("me"), "spouse": _("my spouse"), "child": _("my child")}


def called(index: int, a: Context) -> Value:
    """Someone insured: the first name on our own pages, the kinship where others may read."""
    people = a.facts.member.family if a.facts.member else ()
    if a.facts.traits.private:
        return people[index].given_name
    who = people[index].who
    rank = sum(p.who == who for p in people[: index + 1])
    if rank == 1:
        return KIN[who]
    return _("{person} ({rank})", person=KIN[who], rank=rank)


@dataclass(frozen=True)
class Insured(Kind):
    """For whom: the member or someone of the family. Stored as an index."""

    def choices(self, a: Context) -> tuple[Choice, ...]:
        people = a.facts.member.family if a.facts.member else ()
        return tuple(Choice(str(i), called(i, a)) for i in range(len(people)))

    def read(self, heard: Heard, a: Context) -> Any:
        choices = self.choices(a)
        if heard.key in {c.key for c in choices}:
            return heard.key
        if (key := labelled(choices, heard.text)) is not None:
            return key
        return self._said(heard, a)

    @staticmethod
    def _said(heard: Heard, a: Context) -> str:
        """A first name, or "my daughter" when there is only one child."""
        people = a.facts.member.family if a.facts.member else ()
        words = plain(heard.text).split()
        named = [str(i) for i, p in enumerate(people) if plain(p.given_name) in words]
        kin = [str(i) for i, p in enumerate(people) if p.who in heard.u.persons[:1]]
        hits = named or kin
        if len(hits) != 1:
            raise NotUnderstood
        return hits[0]

    def show(self, value: Any, a: Context) -> Value:
        return called(int(value), a)
