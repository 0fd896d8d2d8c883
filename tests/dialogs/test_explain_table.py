"""Every row of the benefit tables at every level: the answer a member reads, against the contract.

Figures are read from docs/contract/benefits.toml by `table.py`, independently of the rules.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assistant.messages import Day, Traits
from assistant.wording import render
from tests.dialogs.table import (
    ACTS,
    CELLS,
    LABELS,
    PLANS,
    ROWS,
    TABLE,
    UNITS,
    Cell,
    after_months,
    euros,
)
from tests.dialogs.talk import SMS, TELEGRAM, TODAY, WEB, Talker, member, plain

LONG_AGO = date(2020, 3, 14)
BILLS = (Decimal(45), Decimal("1234.50"))
COVERED = [cell for cell in CELLS if cell.covered]
each_cell = pytest.mark.parametrize("cell", CELLS, ids=str)
each_covered = pytest.mark.parametrize("cell", COVERED, ids=str)
each_language = pytest.mark.parametrize("language", ["en", "fr"])


def asked(
    cell: Cell,
    language: str,
    traits: Traits = WEB,
    amount: Decimal | None = None,
    joined: date = LONG_AGO,
) -> Talker:
    """A member of that level, in zone B (in France for what exists there only), asks."""
    france = cell.seed.get("country") == "FR"
    facts: dict[str, Any] = {
        "plan": cell.plan,
        "country": "FR" if france else "PT",
        "joined": joined,
    }
    talk = Talker(member("Camille", regime="first_euro", **facts), language, traits)
    return talk.asks(**cell.seed, **({} if amount is None else {"amount": str(amount)}))


def says(talk: Talker, english: str, french: str) -> None:
    wanted = english if talk.language == "en" else french
    assert wanted.casefold() in talk.heard.casefold(), f"{wanted!r} is not in:\n{talk.heard}"


def test_the_test_looks_at_all_36_rows() -> None:
    limits = [name for name, row in TABLE["benefit"].items() if row["kind"] == "limit"]
    assert set(ACTS) == set(ROWS)
    assert len(ROWS) + len(limits) == 36
    assert limits == ["annual_maximum", "dental_annual_limit"]


@each_language
@each_cell
def test_without_an_amount_the_rate_and_every_ceiling_are_told(cell: Cell, language: str) -> None:
    talk = asked(cell, language)
    says(talk, LABELS[cell.plan], LABELS[cell.plan])
    if not cell.covered:
        says(
            talk,
            f"not covered by {LABELS[cell.plan]}",
            f"pas de remboursement avec {LABELS[cell.plan]}",
        )
        says(talk, "A person can look at your case.", "Une personne peut regarder votre cas.")
        says(talk, "Article II-2 ", "Article II-2 ")
        return
    if "rate_implied" not in cell.facts:
        says(talk, f"{cell.facts['rate_pct']} % of the cost", f"{cell.facts['rate_pct']} % du prix")
    for said in ceilings(cell, language):
        says(talk, said, said)
    says(
        talk, "Article II-2 of the notice (the French text prevails).", "Article II-2 de la notice."
    )


def ceilings(cell: Cell, language: str) -> list[str]:
    """The ceilings of a cell, worded here by hand."""
    french = language == "fr"
    found = []
    if cell.unit_cap is not None:
        cap, unit = cell.unit_cap
        found.append(f"{euros(cap, language)} {UNITS[unit][french]}")
    per = ("a check-up", "par bilan") if cell.row == "health_checkup" else ("a year", "par an")
    found += [f"{euros(cap, language)} {per[french]}" for cap in cell.year_caps]
    days = ROWS[cell.row].get("limits", {}).get("max_days_per_year")
    if days:
        found.append(f"{days} jours par an" if french else f"{days} days a year")
    return found


@each_language
@pytest.mark.parametrize("amount", BILLS)
@each_covered
def test_with_an_amount_the_sum_and_what_stays_are_told(
    cell: Cell, amount: Decimal, language: str
) -> None:
    talk = asked(cell, language, amount=amount)
    paid = cell.paid(amount).quantize(Decimal("0.01"))
    bill, back = euros(amount, language), euros(paid, language)
    says(talk, f"you get {back} back on {bill}", f"{back} remboursés sur {bill}")
    if paid == amount:
        says(talk, "Nothing is left for you to pay.", "Rien ne reste à votre charge.")
    else:
        left = euros(amount - paid, language)
        says(talk, f"You pay {left}.", f"Reste à votre charge : {left}.")


@each_language
@pytest.mark.parametrize("amount", [None, *BILLS])
@each_covered
def test_whether_agreement_is_needed_is_told(
    cell: Cell, amount: Decimal | None, language: str
) -> None:
    talk = asked(cell, language, amount=amount)
    if cell.needs_agreement(amount):
        urgent = cell.seed.get("sudden") == "accident"
        days = "5 days of admission" if urgent else "14 days before"
        jours = "5 jours après l'admission" if urgent else "14 jours avant"
        says(talk, "Prior agreement (entente préalable, art. II-", "Entente préalable (art. II-")
        says(talk, days, jours)
    elif cell.agreement == "series_over_10":
        says(talk, "above 10 sessions only", "au-delà de 10 séances seulement")
    elif cell.agreement == "over_1000_eur":
        says(talk, "above 1,000 € only", "au-delà de 1 000 € seulement")
    else:
        says(talk, "No prior agreement (entente préalable)", "Pas d'entente préalable")


@each_language
@each_covered
def test_a_new_member_hears_the_first_covered_day(cell: Cell, language: str) -> None:
    talk = asked(cell, language, joined=TODAY)
    if cell.row == "emergency_dental_repair_surgery":
        says(talk, "waiting period (délai d'attente) after an accident", "après un accident")
        return
    if talk.asked == "sudden":
        talk.chooses("planned")
    if cell.months == 0:
        says(talk, "no waiting period", "pas de délai d'attente")
        return
    first = plain(render(Day(after_months(TODAY, cell.months)), language))
    says(talk, f"covered from {first}", f"remboursement à partir du {first}")
    says(talk, f"{cell.months} months from the start", f"{cell.months} mois à partir du début")
    says(talk, "Article II-8.1 ", "Article II-8.1 ")
    if ROWS[cell.row]["section"] == "maternity":
        says(talk, "cannot be lifted", "Aucun certificat ne peut lever ce délai")
    else:
        says(talk, "certificat de radiation", "certificat de radiation")


@each_language
@pytest.mark.parametrize("traits", [SMS, TELEGRAM, WEB], ids=["sms", "telegram", "web"])
@each_cell
def test_an_answer_has_at_most_six_lines(cell: Cell, traits: Traits, language: str) -> None:
    for amount in (None, *BILLS):
        assert len(asked(cell, language, traits, amount).lines) <= 6


@each_language
@each_cell
def test_a_text_message_says_the_same_figures(cell: Cell, language: str) -> None:
    talk = asked(cell, language, SMS, BILLS[1])
    brief = talk.brief.replace("EUR", "€")
    assert LABELS[cell.plan] in brief
    assert "Art. II-2" in brief
    if cell.covered:
        paid = cell.paid(BILLS[1]).quantize(Decimal("0.01"))
        assert euros(paid, language) in brief
        assert (str(cell.facts["rate_pct"]) + " %" in brief) or "rate_implied" in cell.facts


@each_language
@pytest.mark.parametrize("plan", PLANS)
def test_the_yearly_maximum_of_each_level(plan: str, language: str) -> None:
    talk = Talker(member("Camille", plan=plan, country="PT", joined=LONG_AGO), language)
    talk.asks(aspect="annual_limit")
    cap = TABLE["benefit"]["annual_maximum"]["plans"][plan]["cap_per_year_eur"]
    says(
        talk,
        f"{LABELS[plan]}: up to {euros(Decimal(cap), 'en')}",
        f"jusqu'à {euros(Decimal(cap), 'fr')}",
    )
    says(talk, "Article II-4 ", "Article II-4 ")


@each_language
@pytest.mark.parametrize("plan", ["premium", "confort", "summum"])
def test_the_dental_limit_is_lower_in_the_first_year(plan: str, language: str) -> None:
    cell = Cell("dental_care", plan)
    talk = asked(cell, language, joined=date(2026, 1, 14).replace(year=2025, month=10))
    first = TABLE["benefit"]["dental_annual_limit"]["plans"][plan]["cap_first_year_eur"]
    full = TABLE["benefit"]["dental_annual_limit"]["plans"][plan]["cap_per_year_eur"]
    says(
        talk,
        f"up to {euros(Decimal(first), 'en')} a year",
        f"limite de {euros(Decimal(first), 'fr')} par an",
    )
    certain, other = euros(Decimal(first), language), euros(Decimal(full), language)
    says(
        talk,
        f"What is certain: {certain}; by another reading, {other}.",
        f"Ce qui est certain : {certain} ; selon une autre lecture, {other}.",
    )


@each_language
@pytest.mark.parametrize("row", ["childbirth_and_pregnancy_sessions", "surgical_childbirth"])
@pytest.mark.parametrize("plan", ["confort", "summum"])
def test_a_birth_in_france_has_the_lower_ceiling(row: str, plan: str, language: str) -> None:
    cell = Cell(row, plan)
    talk = Talker(member("Inès", plan=plan, country="SG", joined=LONG_AGO), language)
    talk.asks(act=cell.act, country="FR")
    lower = euros(Decimal(cell.facts["cap_per_year_zone_a_france_eur"]), language)
    own = euros(Decimal(cell.facts["cap_per_year_eur"]), language)
    says(talk, f"up to {lower} a year", f"dans la limite de {lower} par an")
    says(
        talk,
        f"certain: {lower}; by another reading, {own}",
        f"certain : {lower} ; selon une autre lecture, {own}",
    )
