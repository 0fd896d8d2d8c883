"""Sums of money in both notations: "1 200,50 €", "EUR 1,200.50", "26 euros 50", "2k"."""

import re
from decimal import Decimal, InvalidOperation

from assistant.understanding.understanding import Amount

CURRENCIES = {
    "EUR": "€ eur eurs euro euros balles",
    "GBP": "£ gbp pound pounds quid",
    "CHF": "chf",
    "USD": "$ usd us$ dollar dollars bucks",
    "CAD": "cad c$ ca$",
    "AUD": "aud a$ au$",
    "SGD": "sgd s$",
    "HKD": "hkd hk$",
    "AED": "aed",
    "MAD": "mad",
    "THB": "thb baht bahts ฿",
    "JPY": "jpy yen yens ¥",
    "CNY": "cny rmb yuan yuans",
    "INR": "inr rupee rupees rupies roupies rs",
    "XOF": "xof fcfa cfa xaf",
    "ZAR": "zar rand rands",
    "BRL": "brl reais reals real",
    "PLN": "pln zloty zlotys",
    "KRW": "krw won wons",
    "MYR": "myr ringgit ringgits rm",
    "IDR": "idr rupiah roupiahs rupiahs",
    "NGN": "ngn naira nairas",
    "KES": "kes shilling shillings ksh",
    "TRY": "try lira liras lires",
    "SAR": "sar riyal riyals rials",
    "VND": "vnd dong dongs",
    "SEK": "sek kr",
    "CZK": "czk",
    # ISO 4217's code for no certain currency: a coin of several countries, which one is not said.
    "XXX": "dirham dirhams dinar dinars peso pesos franc francs dhs dh",
}
CODE_OF = {name: code for code, names in CURRENCIES.items() for name in names.split()}
NAMES = "|".join(sorted((re.escape(name) for name in CODE_OF), key=len, reverse=True))
NUMBER = (
    r"(?:[0-9]{1,3}(?:[ .,'][0-9]{3})+(?![0-9])(?:[.,][0-9]{1,2}(?![0-9]))?"
    r"|[0-9]{1,7}(?:[.,][0-9]{1,2}(?![0-9]))?)"
)
BEFORE = re.compile(rf"(?<![a-z])({NAMES})\s?({NUMBER})(?:\s?(k)(?![a-z]))?(?![0-9])", re.ASCII)
AFTER = re.compile(
    rf"(?<![0-9.,/-])({NUMBER})\s?(k)?\s?(?:d')?(?:({NAMES})(?![a-z])"
    r"(?:\s?(?:et |and )?([0-9]{2})(?![0-9./])(?: centimes?| cents?)?)?"
    r"|(e)(?![a-z0-9'-]))",
    re.ASCII,
)
COUNTED = (
    "seance|session|jour|day|mois|month|fois|time|nuit|night|an(?:s|nee)?\\b|year|semaine|week|h\\b"
    "|heure|hour|dent|teeth|rdv|visit|consult|comprime|enfant|kid|child|person|facture|bill"
    "|receipt|invoice|janv|fev|feb|mars|march|av?ril|mai|may|juin|june|juil|july|aout|aug|sept|oct"
    "|nov|dec|st\\b|nd\\b|rd\\b|th\\b|er\\b|tooth|minute|point|lit|piece|page|item"
)
PAID = re.compile(
    r"\b(?:pay[a-z]*|regle|debourse|avance|depense|cout[a-z]*|prix|montant|facture[a-z]*|devis"
    r"|tarif|somme|paid|pay|paying|spent|cost|costs|costing|charged|charges|charge|bill|invoice"
    r"|franchise|plafond|deductible|excess|ceiling|quote|quoted|price|priced|amount|total|demandee?|reclame|asks?|asking|asked|pris|receipt)"
    r"\s?[:=]?\s?(?:(?:de|a|est|etait|of|is|was|me|us|about|environ|around|for|et|at|him|her|you)\s)*"
    rf"({NUMBER})(?![0-9%/:e-]|\s?(?:%|{COUNTED}))",
    re.ASCII,
)
# "facture opticien 250": what was bought stands between.
BILLED = re.compile(
    r"\b(?:facture|devis|note|recu|ticket|bill|invoice|receipt|quote)s? (?:de |for |du |d')?"
    rf"(?:[a-z]{{4,}} ){{1,2}}({NUMBER})(?![0-9%/:e-]|\s?(?:%|{COUNTED}))",
    re.ASCII,
)
SMALL = 10
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
THOUSANDS = re.compile(rf"(?<![0-9.,/a-z-])({NUMBER})\s?k(?![a-z0-9])", re.ASCII)
ALONE = re.compile(rf"\s*({NUMBER})\s*[.!?]?\s*", re.ASCII)
CENTS = re.compile(
    r"(?<![0-9.,/:-])([0-9]{1,6}[.,][0-9]{2}|[0-9]{1,3}(?:[.][0-9]{3})+,[0-9]{2}"
    r"|[0-9]{1,3}(?:,[0-9]{3})+[.][0-9]{2})(?![0-9.,/:%h-])",
    re.ASCII,
)
UNIT_WORDS = {
    "session": "seance seances session sessions visit visits visite visites consultation acte",
    "night": "nuit nuits night nights",
    "day": "jour jours day days j",
    "tooth": "dent dents tooth teeth",
    "month": "mois month months mensuel",
    "quarter": "trimestre quarter",
    "year": "an ans annee year years annuel annum",
    "item": "piece each chacun chacune unit unite chaque",
}
UNIT_OF = {word: unit for unit, words in UNIT_WORDS.items() for word in words.split()}
PER = re.compile(
    r"^\s*(?:de |a |the )?(?:/|par |la |l'|le |per |a |an |each |every |chaque |pour une? )\s?"
    r"([a-z]+)"
)


def _counts(match: re.Match[str], value: Decimal | None, folded: str) -> bool:
    """A small number before a word is how many: "a quote for 2 bridges", "bill 4 u"."""
    small = value is not None and value < SMALL
    return small and re.match(r"\s?[a-z]", folded[match.end(1) :]) is not None


def amounts(folded: str) -> tuple[Amount, ...]:
    """The sums in a folded text with its numbers in digits, in the order of the text."""
    found: dict[int, tuple[int, Amount]] = {}
    for match in AFTER.finditer(folded):
        if match[5] and (len(match[1]) < 2 or _ordinal(match[1])):
            continue
        code = "EUR" if match[5] else CODE_OF[match[3]]
        value = number(match[1], thousands=bool(match[2]), cents=match[4])
        _keep(found, folded, match.span(), value, code)
    for match in BEFORE.finditer(folded):
        value = number(match[2], thousands=bool(match[3]))
        _keep(found, folded, match.span(), value, CODE_OF[match[1]])
    for pattern in (PAID, BILLED, THOUSANDS, CENTS):
        for match in pattern.finditer(folded):
            if YEAR.fullmatch(match[1]):
                continue
            value = number(match[1], thousands=pattern is THOUSANDS)
            if pattern in (PAID, BILLED) and _counts(match, value, folded):
                continue
            _keep(found, folded, match.span(1), value, None)
    alone = ALONE.fullmatch(folded)
    if alone and not found and "000000" not in alone[1] and len(alone[1]) < 6:
        _keep(found, folded, alone.span(1), number(alone[1]), None)
    return tuple(amount for _, (_, amount) in sorted(found.items()))


def _ordinal(digits: str) -> bool:
    """Whether "2e" means the second rather than two euros."""
    return digits.isdigit() and len(digits) < 2


def _keep(
    found: dict[int, tuple[int, Amount]],
    folded: str,
    span: tuple[int, int],
    value: Decimal | None,
    code: str | None,
) -> None:
    """Remember a sum unless another one is already read from the same place."""
    start, end = span
    taken = any(start < stop and begin < end for begin, (stop, _) in found.items())
    if value is None or taken:
        return
    per = PER.match(folded[end:])
    unit = UNIT_OF.get(per[1]) if per else None
    found[start] = (end, Amount(value, code, unit, folded[start:end].strip()))


def number(digits: str, thousands: bool = False, cents: str | None = None) -> Decimal | None:
    """The value of "1 200,50", "1,200.50" or "26" with "50" cents said apart."""
    plain = re.sub(r"[ '](?=[0-9])", "", digits)
    last = max(plain.rfind(","), plain.rfind("."))
    whole, part = plain, ""
    if last >= 0 and len(plain) - last - 1 != 3:
        whole, part = plain[:last], plain[last + 1 :]
    whole = whole.replace(",", "").replace(".", "")
    try:
        value = Decimal(f"{whole or 0}.{part or cents or 0}")
    except InvalidOperation:
        return None
    value = value * 1000 if thousands else value
    return value.quantize(Decimal("0.01")) if value != value.to_integral() else Decimal(int(value))
