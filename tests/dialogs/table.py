"""The benefit tables as the tests read them: docs/contract/benefits.toml, never the rules' data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

CONTRACT = Path(__file__).parents[2] / "docs" / "contract" / "benefits.toml"
with CONTRACT.open("rb") as file:
    TABLE: dict[str, Any] = tomllib.load(file)

ROWS: dict[str, Any] = {n: r for n, r in TABLE["benefit"].items() if r["kind"] == "benefit"}
PLANS = tuple(TABLE["column_order"]["ranked"])
LABELS = {code: plan["label"] for code, plan in TABLE["plan"].items()}

# decisions.md 2.3: the acts of each row, and what a covered case of it needs beside a date.
ACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "inpatient_medical_surgical": ("hospitalisation_medical_surgical", {}),
    "day_hospitalisation": ("day_hospitalisation", {}),
    "psychiatric_hospitalisation": ("psychiatric_hospitalisation", {}),
    "hospital_doctors_fees": ("medical_surgical_fees", {}),
    "hospital_tests_and_pharmacy": ("exams_analyses_pharmacy_hospital", {}),
    "private_room": ("private_room", {}),
    "companion_bed_child": ("accompanying_bed", {"born": "2019-01-01"}),
    "daily_hospital_charge": ("daily_hospital_charge", {"country": "FR"}),
    "hospital_related_consultations": ("external_consultation_hospital", {}),
    "post_hospital_rehabilitation": ("rehabilitation", {"surgery": True, "after_stay": True}),
    "emergency_dental_repair_surgery": (
        "emergency_dental_surgery_accident",
        {"sudden": "accident"},
    ),
    "organ_transplant": ("organ_transplant", {}),
    "ground_ambulance": ("ambulance", {}),
    "childbirth_and_pregnancy_sessions": ("delivery", {"country": "PT"}),
    "surgical_childbirth": ("surgical_delivery", {"country": "PT"}),
    "ivf_infertility": ("ivf", {"born": "1990-01-01", "country": "PT"}),
    "maternity_ground_ambulance": ("maternity_ambulance", {"country": "PT"}),
    "gp_consultation": ("gp_consultation", {}),
    "specialist_consultation": ("specialist_consultation", {}),
    "paramedical_acts": ("paramedical_acts", {"profession": "nurse"}),
    "teleconsultation": ("teleconsultation", {}),
    "technical_medical_acts": ("technical_medical_acts", {}),
    "laboratory_tests": ("medical_analyses", {}),
    "radiology_imaging": ("radiology", {}),
    "pharmacy_and_vaccines": ("pharmacy_vaccines", {}),
    "complementary_medicine": ("osteopathy", {}),
    "health_checkup": ("health_check", {"last_check": "long_ago"}),
    "medical_prostheses_and_appliances": ("medical_prostheses", {}),
    "glasses_and_frame": ("glasses", {}),
    "contact_lenses": ("contact_lenses", {}),
    "refractive_eye_surgery": ("refractive_surgery", {}),
    "dental_care": ("dental_care", {}),
    "dental_prostheses": ("dental_prostheses", {}),
    "orthodontics": ("orthodontics", {"born": "2018-01-01"}),
}
UNITS = {
    "cap_per_consultation_eur": ("a visit", "par consultation"),
    "cap_per_act_eur": ("an act", "par acte"),
    "cap_per_day_eur": ("a day", "par jour"),
    "cap_per_tooth_eur": ("a tooth", "par dent"),
}


@dataclass(frozen=True)
class Cell:
    """One row at one level, in the words of the file."""

    row: str
    plan: str

    def __str__(self) -> str:
        return f"{self.row}-{self.plan}"

    @property
    def act(self) -> str:
        return ACTS[self.row][0]

    @property
    def seed(self) -> dict[str, Any]:
        return {"act": self.act, **ACTS[self.row][1]}

    @property
    def facts(self) -> dict[str, Any]:
        return dict(ROWS[self.row]["plans"][self.plan])

    @property
    def covered(self) -> bool:
        return bool(self.facts["covered"])

    @property
    def agreement(self) -> str:
        return str(ROWS[self.row]["prior_agreement"])

    @property
    def months(self) -> int:
        return int(TABLE["waiting_class"][ROWS[self.row]["waiting_class"]]["months"])

    @property
    def unit_cap(self) -> tuple[Decimal, str] | None:
        found = [(Decimal(self.facts[n]), n) for n in UNITS if n in self.facts]
        return found[0] if found else None

    @property
    def year_caps(self) -> tuple[Decimal, ...]:
        """The yearly cap of the row, then the dental limit of the level."""
        caps = [self.facts["cap_per_year_eur"]] if "cap_per_year_eur" in self.facts else []
        if ROWS[self.row].get("limits", {}).get("shared_limit") == "dental_annual_limit":
            limit = TABLE["benefit"]["dental_annual_limit"]["plans"][self.plan]
            caps.append(limit["cap_per_year_eur"])
        return tuple(Decimal(cap) for cap in caps)

    def paid(self, amount: Decimal) -> Decimal:
        """min(rate × cost, caps): AMB-01 as recommended, nothing used yet."""
        share = amount * Decimal(self.facts["rate_pct"]) / 100
        caps = [*self.year_caps, *([self.unit_cap[0]] if self.unit_cap else [])]
        return min([share, *caps])

    def needs_agreement(self, amount: Decimal | None) -> bool:
        if self.agreement == "over_1000_eur":
            return amount is not None and amount > 1000
        return self.agreement == "always"


CELLS = [Cell(row, plan) for row in ACTS for plan in PLANS]


def euros(amount: Decimal, language: str) -> str:
    """ "1,234.50 €" and "1 234,50 €", written here by hand."""
    whole = amount == amount.to_integral_value()
    text = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
    if language == "fr":
        text = text.replace(",", " ").replace(".", ",")
    return f"{text} €"


def after_months(start: date, months: int) -> date:
    """The same day of a later month; starts in these tests are on the 14th."""
    count = start.year * 12 + start.month - 1 + months
    return date(count // 12, count % 12 + 1, start.day)
