"""The twelve members of the demo: every plan, zone and regime, both products. All invented.

Telephone numbers are those the French and British regulators keep for fiction. Dates follow the
day the demo is filled, so that a fresh joiner stays fresh.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, kw_only=True)
class DemoMember:
    """One member with their telephone and Telegram chat."""

    key: str
    number: str
    names: tuple[str, str]  # given, family
    born: str
    language: str
    phone: str
    chat: str
    address: tuple[str, ...]
    story: str  # why this member is in the demo
    product: str = "ats_a4916"
    certificate: dict[str, Any] = field(default_factory=dict)
    family: tuple[tuple[str, str, str], ...] = ()  # person, given name, birth date
    usage: dict[str, Any] = field(default_factory=dict)


def first_of(today: date, months: int) -> str:
    """The first day of the month so many months from now (negative: ago)."""
    index = today.year * 12 + today.month - 1 + months
    return date(index // 12, index % 12 + 1, 1).isoformat()


def cover(
    plan: str, regime: str, country: str, zone: str, joined: str, **more: Any
) -> dict[str, Any]:
    """A certificate of contract A 4916 (decisions.md 2.1)."""
    base = {"plan": plan, "regime": regime, "country": country, "zone": zone, "joined": joined}
    return {"household": "individual", "deductible": 0, "status": "active", **base, **more}


def members(today: date) -> tuple[DemoMember, ...]:
    """All twelve, as they stand on that day."""
    return (*_health_members(today), *_online_members(today))


def _health_members(today: date) -> tuple[DemoMember, ...]:
    year_start = today.replace(month=1, day=1).isoformat()
    return (
        DemoMember(
            key="camille",
            number="A4916-1001",
            names=("Camille", "Roche"),
            born="1988-05-12",
            language="fr",
            phone="+33639981001",
            chat="7001001",
            address=("3 rue des Tilleuls", "69003 Lyon", "France"),
            story="PREMIUM in France, part of the year's limits used",
            certificate=cover("premium", "first_euro", "FR", "A", first_of(today, -20)),
            usage={
                "as_of": max(year_start, (today - timedelta(days=3)).isoformat()),
                "deductible_used_eur": 0,
                "people": [
                    {
                        "rows": {"glasses_and_frame": 120, "complementary_medicine": 60},
                        "dental_eur": 240,
                        "total_eur": 780,
                        "base_scheme_eur": 0,
                        "days": {},
                    }
                ],
            },
        ),
        DemoMember(
            key="ines",
            number="A4916-1002",
            names=("Inès", "Benali"),
            born="1991-02-27",
            language="fr",
            phone="+33639981002",
            chat="7001002",
            address=("18 Duxton Hill", "089601 Singapore", "Singapour"),
            story="CONFORT with the CFE, family, joined last month: waiting periods run",
            certificate=cover(
                "confort",
                "cfe",
                "SG",
                "C",
                first_of(today, -1),
                household="family",
                deductible=150,
                spouse_birth_date="1990-07-14",
            ),
            family=(("spouse", "Mehdi", "1990-07-14"), ("child", "Lina", "2019-04-03")),
        ),
        DemoMember(
            key="thomas",
            number="A4916-1003",
            names=("Thomas", "Keller"),
            born="1975-10-30",
            language="en",
            phone="+447700900103",
            chat="7001003",
            address=("Sonnenallee 44", "12045 Berlin", "Germany"),
            story="BASIC beside French social security, deductible 300 EUR",
            certificate=cover("basic", "secu", "DE", "B", first_of(today, -31), deductible=300),
        ),
        DemoMember(
            key="aicha",
            number="A4916-1004",
            names=("Aïcha", "Diallo"),
            born="1983-12-08",
            language="fr",
            phone="+33639981004",
            chat="7001004",
            address=("12 rue Félix Faure", "Dakar", "Sénégal"),
            story="PREMIUM ACCESS, a couple on one contract",
            certificate=cover(
                "premium_access",
                "first_euro",
                "SN",
                "A",
                first_of(today, -14),
                household="couple",
                spouse_birth_date="1980-03-19",
            ),
            family=(("spouse", "Ousmane", "1980-03-19"),),
        ),
        DemoMember(
            key="hugo",
            number="A4916-1005",
            names=("Hugo", "Marchetti"),
            born="1969-06-21",
            language="fr",
            phone="+33639981005",
            chat="7001005",
            address=("Via dei Serpenti 9", "00184 Roma", "Italie"),
            story="CONFORT ACCESS with the CFE, deductible 150 EUR",
            certificate=cover(
                "confort_access", "cfe", "IT", "C", first_of(today, -26), deductible=150
            ),
        ),
        DemoMember(
            key="grace",
            number="A4916-1006",
            names=("Grace", "Whitfield"),
            born="1981-01-17",
            language="en",
            phone="+447700900106",
            chat="7001006",
            address=("2-4-1 Ebisu", "Shibuya, Tokyo 150-0013", "Japan"),
            story="moving up from CONFORT to SUMMUM: the increase starts next month",
            certificate=cover(
                "summum",
                "first_euro",
                "JP",
                "D",
                first_of(today, -18),
                household="couple",
                spouse_birth_date="1979-09-02",
                upgraded_from="confort",
                upgrade_effective=first_of(today, 1),
            ),
            family=(("spouse", "Daniel", "1979-09-02"),),
        ),
        DemoMember(
            key="lucas",
            number="A4916-1007",
            names=("Lucas", "Fournier"),
            born="1985-08-04",
            language="fr",
            phone="+33639981007",
            chat="7001007",
            address=("480 rue Saint-Jean", "Québec G1R 1P3", "Canada"),
            story="CONFORT beside French social security, two children, deductible partly used",
            certificate=cover(
                "confort",
                "secu",
                "CA",
                "D",
                first_of(today, -40),
                household="family",
                deductible=150,
                spouse_birth_date="1986-11-23",
            ),
            family=(
                ("spouse", "Chloé", "1986-11-23"),
                ("child", "Emma", "2012-02-09"),
                ("child", "Noah", "2016-07-28"),
            ),
            usage={
                "as_of": max(year_start, (today - timedelta(days=10)).isoformat()),
                "deductible_used_eur": 180,
                "people": [{}, {}, {"dental_eur": 300, "total_eur": 410}, {}],
            },
        ),
        DemoMember(
            key="sofia",
            number="A4916-1008",
            names=("Sofia", "Andersson"),
            born="1993-04-11",
            language="en",
            phone="+447700900108",
            chat="7001008",
            address=("Götgatan 21", "116 46 Stockholm", "Sweden"),
            story="PREMIUM, a cancellation certificate has lifted the waiting periods",
            certificate=cover(
                "premium", "first_euro", "SE", "B", first_of(today, -2), waiver_certificate=True
            ),
        ),
        DemoMember(
            key="paul",
            number="A4916-1009",
            names=("Paul", "Nguyen"),
            born="1990-09-15",
            language="fr",
            phone="+33639981009",
            chat="7001009",
            address=("7 place Flagey", "1050 Bruxelles", "Belgique"),
            story="PREMIUM since the first of this month: may still renounce",
            certificate=cover("premium", "first_euro", "BE", "A", first_of(today, 0)),
        ),
    )


def _online_members(today: date) -> tuple[DemoMember, ...]:
    ended = (today - timedelta(days=75)).isoformat()
    return (
        DemoMember(
            key="samuel",
            number="WEL-20010",
            names=("Samuel", "Okafor"),
            born="1979-11-02",
            language="en",
            phone="+447700900110",
            chat="7001010",
            address=("14 Marine Parade", "Brighton BN2 1TL", "United Kingdom"),
            story="WELCARE online claims, active",
            product="welcare",
            certificate={"joined": first_of(today, -16), "status": "active"},
        ),
        DemoMember(
            key="nadege",
            number="WEL-20011",
            names=("Nadège", "Lambert"),
            born="1972-03-05",
            language="fr",
            phone="+33639981011",
            chat="7001011",
            address=("5 quai de la Loire", "44000 Nantes", "France"),
            story="WELCARE online claims, access suspended",
            product="welcare",
            certificate={"joined": first_of(today, -28), "status": "suspended"},
        ),
        DemoMember(
            key="oliver",
            number="WEL-20012",
            names=("Oliver", "Grant"),
            born="1966-07-19",
            language="en",
            phone="+447700900112",
            chat="7001012",
            address=("Rua Augusta 80", "1100-053 Lisboa", "Portugal"),
            story="WELCARE online claims, contract ended",
            product="welcare",
            certificate={
                "joined": first_of(today, -50),
                "status": "terminated",
                "terminated_on": ended,
            },
        ),
    )
