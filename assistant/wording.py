"""Wording: sentences from the catalogues, money, days and countries as a native writes them.

Whole English sentences are the msgids. `.po` files are read directly: no compiled file to forget.
Sentences stay lazy (`Text`) through a turn and are rendered once, at its end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

from assistant.messages import Country, Day, Link, Listing, Money, Text, Value

LANGUAGES = ("fr", "en")
LOCALES = {"fr": "fr_FR", "en": "en_GB"}
# Everyday names of countries whose name in CLDR nobody says.
SAID = {
    "fr": {
        "CG": "Congo",
        "HK": "Hong Kong",
        "MM": "Birmanie",
        "MO": "Macao",
        "PS": "Palestine",
        "SX": "Saint-Martin",
        "VA": "Vatican",
    },
    "en": {
        "BA": "Bosnia",
        "CD": "Democratic Republic of the Congo",
        "CG": "Congo",
        "CI": "Ivory Coast",
        "HK": "Hong Kong",
        "MM": "Myanmar",
        "MO": "Macao",
        "PS": "Palestine",
        "TR": "Turkey",
    },
}
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")

LinkMaker = Callable[[Link], str]


class BadCatalogue(Exception):
    """A catalogue sentence is missing, or holds a placeholder that is not allowed."""


def _(sentence: str, **values: Value) -> Text:
    """A sentence of the catalogues; its values are named."""
    return Text(sentence, values)


def n_(singular: str, plural: str, count: int, **values: Value) -> Text:
    """A sentence whose form follows `count`, which is also its value `{count}`."""
    return Text(singular, {"count": count, **values}, plural, count)


def N_(sentence: str) -> str:  # noqa: N802  (gettext's own name)
    """Marks a sentence for the catalogues where it is declared, to be said elsewhere."""
    return sentence


def money(amount: Decimal | int) -> Money:
    return Money(Decimal(amount))


def day(when: date) -> Day:
    return Day(when)


def locales_folder() -> Path:
    """Inside the installed package, or beside it in a checkout."""
    packaged = Path(__file__).parent / "locales"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "locales"


class Catalogue:
    """All sentences of one language."""

    def __init__(self, language: str, files: Iterable[Path]) -> None:
        self.language = language
        self._sentences: dict[str, str | tuple[str, ...]] = {}
        self._plural: Callable[[int], int] = lambda n: int(n != 1)
        for file in sorted(files):
            with file.open("rb") as stream:
                self._take(read_po(stream, locale=LOCALES[language], abort_invalid=True))

    def _take(self, catalog: Catalog) -> None:
        for message in catalog:
            if not message.id:
                continue
            key = message.id[0] if isinstance(message.id, tuple | list) else message.id
            forms = message.string
            whole = tuple(forms) if isinstance(forms, tuple | list) else forms or ""
            check_placeholders(key, whole)
            self._sentences[key] = whole

    def sentence(self, text: Text) -> str:
        found = self._sentences.get(text.msgid)
        if not found:
            raise BadCatalogue(f"{self.language}: no sentence for {text.msgid!r}")
        if isinstance(found, tuple):
            one = text.count in (0, 1) if self.language == "fr" else text.count == 1
            return found[0] if one else found[-1]
        return found

    def msgids(self) -> frozenset[str]:
        return frozenset(key for key, value in self._sentences.items() if value)


def check_placeholders(msgid: str, sentences: str | tuple[str, ...]) -> None:
    """Named placeholders only, the same as in the msgid: no attribute, index or nesting (T21)."""
    wanted = set(PLACEHOLDER.findall(msgid)) | {"count"}
    for sentence in (sentences,) if isinstance(sentences, str) else sentences:
        rest = PLACEHOLDER.sub("", sentence)
        if "{" in rest or "}" in rest:
            raise BadCatalogue(f"only named placeholders are allowed: {sentence!r}")
        if sentence and not set(PLACEHOLDER.findall(sentence)) <= wanted:
            raise BadCatalogue(f"unknown placeholder in {sentence!r}")


@lru_cache
def catalogue(language: str) -> Catalogue:
    folder = locales_folder() / language / "LC_MESSAGES"
    return Catalogue(language, folder.glob("*.po"))


def _no_links(link: Link) -> str:
    raise BadCatalogue(f"a link to {link.purpose} cannot be made here")


def render(value: Value, language: str, link: LinkMaker = _no_links) -> str:
    """One value as text. Member text and other plain strings come out as they are."""
    if isinstance(value, Text):
        sentence = catalogue(language).sentence(value)
        return fill(sentence, {k: render(v, language, link) for k, v in value.values.items()})
    if isinstance(value, Listing):
        parts = [render(item, language, link) for item in value.items]
        return format_list(parts, locale=LOCALES[language]) if parts else ""
    if isinstance(value, Link):
        return link(value)
    return _plain(value, language)


def fill(sentence: str, values: Mapping[str, str]) -> str:
    """Puts values in place in one pass, so that a value is never read as a template."""
    return PLACEHOLDER.sub(lambda match: values[match[1]], sentence)


def country_name(code: str, language: str) -> str:
    """The short everyday name of a country; its code when it has none."""
    said = SAID[language].get(code)
    return said or str(Locale.parse(LOCALES[language]).territories.get(code, code))


def _plain(value: Money | Day | Country | Decimal | int | str, language: str) -> str:
    locale = LOCALES[language]
    if isinstance(value, Money):
        whole = value.amount == value.amount.to_integral_value()
        pattern = "#,##0\u00a0¤" if whole else "#,##0.00\u00a0¤"
        return format_currency(value.amount, "EUR", pattern, locale=locale, currency_digits=False)
    if isinstance(value, Day):
        pattern = "EEEE d MMMM y" if language == "en" or value.day.day != 1 else "EEEE '1er' MMMM y"
        return format_date(value.day, pattern, locale=locale)
    if isinstance(value, Country):
        return country_name(value.code, language)
    if isinstance(value, Decimal | int):
        return format_decimal(value, locale=locale)
    return value
