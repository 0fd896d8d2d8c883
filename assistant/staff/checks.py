"""A reply looked at before it leaves: its language, its price, and what must not leave that way.

Nothing of a member's record goes into SMS, WhatsApp or Telegram (threats.md 2): there a link is
offered instead. What the check cannot be sure of, it asks; what it asks, it asks once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date

from assistant.channels.channel import TRAITS
from assistant.channels.fitting import fit_sms
from assistant.channels.gsm7 import encoding, segments
from assistant.messages import Listing, Money, Outgoing, Text
from assistant.staff.labels import LANGUAGES
from assistant.understanding.language import language_of
from assistant.understanding.normalise import fold
from assistant.wording import LOCALES, _, n_

LONGEST = 1500  # letters: what one SMS of the provider and one chat message both take
SUM = re.compile(r"(?<![\d.,])(\d{1,7})(?:[.,](\d{2}))?(?!\d)(?: ?(€|eur\b|euros?\b))?")

FOUND: Mapping[str, Text] = {
    "amount": _("a sum of their file"),
    "date": _("a date of their file"),
    "birth": _("a date of birth"),
    "address": _("an address on record"),
    "family": _("the name of someone insured with them"),
    "number": _("their membership number"),
}


@dataclass(frozen=True, kw_only=True)
class Record:
    """What stands in a member's record, by kind: `needles` are folded texts, `sums` are euros."""

    needles: tuple[tuple[str, str], ...] = ()
    sums: frozenset[Decimal] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Check:
    """What there is to say about a reply. `seal` names this text with these remarks."""

    text: str
    price: Text | None  # segments and cost, on SMS
    remarks: tuple[Text, ...]  # to be looked at; sending is still theirs to decide
    from_record: tuple[Text, ...]  # found in the member's record: a link instead

    @property
    def seal(self) -> str:
        seen = repr((self.text, self.price, self.remarks, self.from_record))
        return hashlib.sha256(seen.encode()).hexdigest()[:16]

    @property
    def to_show(self) -> bool:
        """Whether the writer has to see something before it may leave."""
        return bool(self.price or self.remarks or self.from_record)


def check(
    text: str, channel: str, language: str | None, record: Record, segment_eur: float
) -> Check:
    """The check of one reply to a member who speaks `language` on `channel`."""
    ours = TRAITS[channel].private
    return Check(
        text=text,
        price=_price(text, segment_eur) if channel == "sms" else None,
        remarks=(*_other_language(text, language), *(() if ours else _medical(text))),
        from_record=() if ours else tuple(FOUND[kind] for kind in _found(text, record)),
    )


def record_of(member: Any, cases: Sequence[Mapping[str, Any]]) -> Record:
    """The record of a member (their row's columns as `m_*`) and of their claims and requests."""
    dates = [("birth", member["birth_date"])]
    dates += [("birth", person["birth_date"]) for person in member["family"]]
    dates += [("date", found) for case in cases for found in _dates_in(case)]
    names = [("family", person["given_name"]) for person in member["family"]]
    lines = [("address", line) for line in (member["email"], *member["address"])]
    words = [("number", member["number"]), *names, *lines]
    needles = [(kind, fold(word)) for kind, word in words if len(word) > 2]
    needles += [(kind, form) for kind, iso in dates for form in _date_forms(iso)]
    sums = frozenset(found for case in cases for found in _sums_in(case))
    return Record(needles=tuple(dict.fromkeys(needles)), sums=sums)


def _found(text: str, record: Record) -> list[str]:
    """The kinds of record details in a text, each once."""
    folded = fold(text)
    kinds = [kind for kind, needle in record.needles if _stands_in(needle, folded)]
    if any(found in record.sums for found in _sums_written(folded)):
        kinds.insert(0, "amount")
    return list(dict.fromkeys(kinds))


def _stands_in(needle: str, folded: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", folded) is not None


def _sums_written(folded: str) -> Iterator[Decimal]:
    """Sums with cents, or with their currency: a bare whole number is rarely money."""
    for whole, cents, currency in SUM.findall(re.sub(r"(?<=\d) (?=\d{3}\b)", "", folded)):
        if cents or currency:
            yield Decimal(f"{whole}.{cents or '00'}")


def _sums_in(value: Any) -> Iterator[Decimal]:
    """Every sum of a case, wherever it stands; the records keep sums as texts."""
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _sums_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _sums_in(part)
    elif isinstance(value, str) and re.fullmatch(r"\d{1,7}(\.\d{1,2})?", value):
        yield Decimal(value).quantize(Decimal("0.01"))


def _dates_in(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _dates_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _dates_in(part)
    elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield value


def _date_forms(iso: str) -> list[str]:
    """The ways a day is usually written, folded."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return []
    patterns = ("dd/MM/y", "d/M/y", "dd/MM/yy", "dd.MM.y", "d MMMM y", "d MMMM", "MMMM d")
    forms = [iso]
    for locale in LOCALES.values():
        forms += [fold(format_date(day, pattern, locale=locale)) for pattern in patterns]
    return list(dict.fromkeys(forms))


def _price(text: str, segment_eur: float) -> Text:
    sent = fit_sms(Outgoing(text=text))
    count = segments(sent)
    cost = Money(Decimal(str(segment_eur)) * count)
    if encoding(sent) == "GSM-7":
        return n_("{count} SMS, {cost}.", "{count} SMS, {cost}.", count, cost=cost)
    return n_(
        "{count} SMS, {cost}: a letter or sign in it makes each SMS hold 70 letters only.",
        "{count} SMS, {cost}: a letter or sign in it makes each SMS hold 70 letters only.",
        count,
        cost=cost,
    )


def _other_language(text: str, language: str | None) -> tuple[Text, ...]:
    written, _sure = language_of(text)
    if written is None or language is None or written == language:
        return ()
    return (_("This member writes in another language: {language}.", language=LANGUAGES[language]),)


def _medical(text: str) -> tuple[Text, ...]:
    found = tuple(dict.fromkeys(match[0] for match in _medical_words().finditer(fold(text))))
    if not found:
        return ()
    return (
        _(
            "This channel is not confidential, and these words may tell of an illness: {words}.",
            words=Listing(found[:5]),
        ),
    )


@cache
def _medical_words() -> re.Pattern[str]:
    lines = (Path(__file__).parent / "medical_words.txt").read_text("utf-8").splitlines()
    words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    forms = "|".join(_form(word) for word in words)
    return re.compile(rf"\b(?:{forms})\b")


def _form(word: str) -> str:
    """A star stands for any ending, no star for the plural."""
    pattern = re.escape(word).replace(r"\*", r"\w*")
    return pattern if "*" in word else f"{pattern}s?"
