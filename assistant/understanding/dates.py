"""Dates as people write them in either language; what is not said is not guessed."""

import re
from dataclasses import replace

from assistant.understanding.days import DateMention

MONTHS = {
    name: value
    for value, names in enumerate(
        (
            "janvier janv january jan",
            "fevrier fevr fev february feb",
            "mars march mar",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept september sep",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
# "may" is a verb and "mar" or "sep" may be anything: alone they are no month.
ONLY_WITH_DAY = frozenset({"may", "mar", "sep", "jan", "dec", "nov", "mai", "jun", "jul", "march"})
WEEKDAYS = {
    name: value
    for value, names in enumerate(
        (
            "lundi monday mon",
            "mardi tuesday tue tues",
            "mercredi wednesday wed",
            "jeudi thursday thu thur thurs",
            "vendredi friday fri",
            "samedi saturday sat",
            "dimanche sunday sun",
        )
    )
    for name in names.split()
}
TOO_SHORT = frozenset({"mon", "sat", "sun", "wed", "fri", "thu", "tue"})
UNITS = {
    "jour": "day",
    "day": "day",
    "semaine": "week",
    "week": "week",
    "wk": "week",
    "fortnight": "fortnight",
    "mois": "month",
    "month": "month",
    "an": "year",
    "annee": "year",
    "year": "year",
    "yr": "year",
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY = "|".join(sorted((name for name in WEEKDAYS if name not in TOO_SHORT), key=len)[::-1])
UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
# Unless a small word says that a month is meant: "in March", "since May", "debut mai".
MONTH_MEANT = re.compile(
    r"\b(?:in|since|early|mid|late|last|next|until|till|end of|start of|beginning of|month of"
    r"|en|debut|mi|fin|courant|depuis|mois de|des|avant|apres|before|after)[ -]$"
)
COUNT = r"([0-9]{1,3}|une?|a|one|an|couple of|quelques)"
NUMERIC = re.compile(
    r"(?<![0-9.,/-])([0-9]{1,2})[/.-]([0-9]{1,2})(?:[/.-]((?:19|20)?[0-9]{2}))?(?![0-9/]|[.,-][0-9])"
)
SPACED = re.compile(
    r"(?<![0-9.,] )(?<![0-9.,])([0-9]{1,2}) ([0-9]{1,2}) ((?:19|20)[0-9]{2})(?! ?[0-9€])"
)
ISO = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})-([0-9]{2})-([0-9]{2})(?![0-9])")
DAY_MONTH = re.compile(
    rf"(?<![0-9])([0-9]{{1,2}})(?:er|st|nd|rd|th|e|eme)?[\s-]?(?:of |de )?({MONTH})\b\.?"
    r"(?:,?[\s-](?:de |of )?((?:19|20)[0-9]{2}|[0-9]{2}(?![0-9h:]|\s?(?:€|eur))))?"
)
MONTH_DAY = re.compile(
    rf"\b({MONTH})\b\.? (?:the )?([0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9]|\s?(?:€|eur|%))"
    r"(?:,?\s((?:19|20)[0-9]{2}))?"
)
MONTH_YEAR = re.compile(rf"\b({MONTH})\b\.?(?:\s(?:de |of )?((?:19|20)[0-9]{{2}}))?")
FROM_TO = re.compile(
    rf"(?<![a-z])(?:du|from|entre le|between)(?: the)? ([0-9]{{1,2}})(?:er|st|nd|rd|th)?"
    rf"(?= (?:au|to|et le|and|until)(?: the)? [0-9]{{1,2}}(?:er|st|nd|rd|th)? (?:of )?({MONTH})\b"
    r"\.?(?: ((?:19|20)[0-9]{2}))?)"
)
BARE_DAY = re.compile(
    r"(?<![a-z])(?:le |the |on the |du |au |depuis le )([0-9]{1,2})(?:er|st|nd|rd|th)?"
    r"(?![0-9a-z/.:€%,-]|\s?(?:€|eur|euro|%|seance|mois|jour|session|month|day|nuit|night|heure))"
)
WEEKDAYS_SAID = re.compile(
    rf"(?:(?P<before>last|next|this|past|coming|on) )?\b(?P<name>{WEEKDAY})s?\b"
    r"(?: (?P<after>dernier|prochain|passe|derniere|prochaine|qui vient|last|next))?"
)
AGO = re.compile(rf"(?:il y a|ya|voici|voila|depuis|ca fait) {COUNT} ({UNIT})s?\b")
AGO_EN = re.compile(rf"\b{COUNT} ({UNIT})s? (?:ago|back|earlier)\b")
AHEAD = re.compile(rf"\b(?:dans|in) {COUNT} ({UNIT})s?\b(?! time for)")
NEXT_LAST = re.compile(
    r"\b(?:(?P<en>last|next|past) (?P<unit_en>week|month|year)"
    r"|(?P<unit_fr>semaine|mois|annee|an) (?P<fr>derniere?|prochaine?|passee?))\b"
)
SPOKEN = {
    "avant-hier": -2,
    "avant hier": -2,
    "day before yesterday": -2,
    "hier": -1,
    "yesterday": -1,
    "last night": -1,
    "aujourd'hui": 0,
    "aujourdhui": 0,
    "today": 0,
    "tonight": 0,
    "ce soir": 0,
    "ce matin": 0,
    "this morning": 0,
    "apres-demain": 2,
    "apres demain": 2,
    "day after tomorrow": 2,
    "demain": 1,
    "tomorrow": 1,
    "tmrw": 1,
    "tomorow": 1,
    "2moro": 1,
    "auj": 0,
    "ajd": 0,
}
SPOKEN_DAY = re.compile(r"(?<![a-z])(" + "|".join(sorted(SPOKEN, key=len)[::-1]) + r")(?![a-z])")
GREETING = re.compile(r"(?:a|until|till|see you) $")
YEAR = re.compile(r"\b(?:en|in|since|depuis|de|annee|year|of|for) ((?:19|20)[0-9]{2})\b")


def dates(folded: str, language: str | None = None) -> tuple[DateMention, ...]:
    """The dates in a folded text, in the order of the text, none read twice."""
    found: dict[int, tuple[int, DateMention]] = {}

    def keep(match: re.Match[str], mention: DateMention | None) -> None:
        start, end = match.span()
        taken = any(start < stop and begin < end for begin, (stop, _) in found.items())
        if mention is not None and not taken:
            found[start] = (end, mention)

    for match in ISO.finditer(folded):
        keep(match, _day(match.group(), int(match[3]), int(match[2]), int(match[1])))
    for match in DAY_MONTH.finditer(folded):
        keep(match, _day(match.group(), int(match[1]), MONTHS[match[2]], _year(match[3])))
    for match in FROM_TO.finditer(folded):
        keep(match, _day(match.group(), int(match[1]), MONTHS[match[2]], _year(match[3])))
    for match in MONTH_DAY.finditer(folded):
        keep(match, _day(match.group(), int(match[2]), MONTHS[match[1]], _year(match[3])))
    for pattern in (NUMERIC, SPACED):
        for match in pattern.finditer(folded):
            keep(match, _numeric(match, language))
    for match in SPOKEN_DAY.finditer(folded):
        spoken = SPOKEN[match[1]]
        keep(match, DateMention(match.group(), "relative", offset=spoken, unit="day"))
    for match in WEEKDAYS_SAID.finditer(folded):
        keep(match, _weekday(match))
    for pattern, sign in ((AGO, -1), (AGO_EN, -1), (AHEAD, 1)):
        for match in pattern.finditer(folded):
            keep(match, _relative(match.group(), match[1], match[2], sign))
    for match in NEXT_LAST.finditer(folded):
        unit = UNITS[match["unit_en"] or match["unit_fr"]]
        sign = 1 if (match["en"] or match["fr"]).startswith(("next", "proch")) else -1
        keep(match, DateMention(match.group(), "relative", offset=sign, unit=unit, ambiguous=True))
    for match in MONTH_YEAR.finditer(folded):
        meant = MONTH_MEANT.search(folded[: match.start()])
        if match[2] or meant or match[1] not in ONLY_WITH_DAY:
            keep(
                match,
                DateMention(match.group(), "month", month=MONTHS[match[1]], year=_year(match[2])),
            )
    for match in BARE_DAY.finditer(folded):
        keep(match, _bare_day(match))
    for match in YEAR.finditer(folded):
        keep(match, DateMention(match[1], "year", year=int(match[1])))
    return _joined(sorted(found.items()))


def _joined(found: list[tuple[int, tuple[int, DateMention]]]) -> tuple[DateMention, ...]:
    """ "Monday 4 May" is one day: its weekday tells between the years it could be in."""
    kept: list[DateMention] = []
    before: tuple[int, DateMention] | None = None
    for start, (end, mention) in found:
        if (
            before
            and mention.kind == "day"
            and before[1].kind == "weekday"
            and start - before[0] <= 3
        ):
            mention = replace(mention, weekday=kept.pop().weekday)
        kept.append(mention)
        before = (end, mention)
    return tuple(kept)


def _year(digits: str | None) -> int | None:
    if not digits:
        return None
    value = int(digits)
    return value + (2000 if value < 70 else 1900) if value < 100 else value


def _day(text: str, day: int, month: int, year: int | None) -> DateMention | None:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return DateMention(text.strip(), "day", day=day, month=month, year=year)


def _numeric(match: re.Match[str], language: str | None) -> DateMention | None:
    """d/m or d/m/y; both ways round when both are possible and it is not plainly French."""
    first, second, year = int(match[1]), int(match[2]), _year(match[3])
    separator = match.group()[len(match[1])]
    if year is None and (separator != "/" or not 1 <= first <= 31):
        return None
    if second > 12 and first <= 12:
        first, second = second, first
    if not (1 <= first <= 31 and 1 <= second <= 12):
        return None
    either = first <= 12 and first != second
    asked = either and (year is None or language == "en")
    return DateMention(match.group(), "day", first, second, year, ambiguous=asked, swapped=asked)


def _weekday(match: re.Match[str]) -> DateMention:
    before, after = match["before"] or "", match["after"] or ""
    said = after or before
    side = None
    if said.startswith(("last", "past", "dern", "pass")):
        side = -1
    elif said.startswith(("next", "coming", "proch", "qui")):
        side = 1
    day = WEEKDAYS[match["name"]]
    return DateMention(match.group(), "weekday", weekday=day, offset=side, ambiguous=side is None)


def _relative(text: str, count: str, unit: str, sign: int) -> DateMention:
    vague = count in ("couple of", "quelques")
    number = int(count) if count.isdigit() else 2 if vague else 1
    if unit == "fortnight":
        number, unit = 2 * number, "week"
    return DateMention(text, "relative", offset=sign * number, unit=UNITS[unit], ambiguous=vague)


def _bare_day(match: re.Match[str]) -> DateMention | None:
    day = int(match[1])
    return DateMention(match.group(), "day", day=day, ambiguous=True) if 1 <= day <= 31 else None
