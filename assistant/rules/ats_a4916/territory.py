"""Where care is paid: the zone of the country of care against the member's own (step 3)."""

from __future__ import annotations

import datetime as dt

from assistant.rules.ats_a4916.care import Care, Stop, not_covered
from assistant.rules.ats_a4916.edition import Edition, Zone
from assistant.rules.citation import clause
from assistant.rules.countries import code_of
from assistant.rules.dates import first_of_next_month
from assistant.rules.engine import Case, Unknown


@clause(
    "ATS-II-5-c", "ATS-II-5-d", "ATS-II-5-e", "ATS-II-5-f", "ATS-II-5-g", "ATS-DEF-zone-b",
    "ATS-I-2-p",
)  # fmt: skip
def territory_test(care: Care) -> Stop | None:
    """Own zone or below; elsewhere only an emergency on a short trip."""
    if care.country is None:
        return None
    own = _zone_in_force(care)
    place = _zone_of_care(care, own)
    care.zone = own
    if own is not None and place is not None and place.rank <= own.rank:
        _inside(care, own, place)
        return None
    return _outside(care)


def _inside(care: Care, own: Zone, place: Zone) -> None:
    clause_id = "ATS-II-5-c" if own.code == place.code else own.extension_clause
    care.step("zone", clause_id, own.code)
    if own.code != place.code:
        care.note("zone_extension", clause_id)


@clause("ATS-II-5-a")
def _zone_of_care(care: Care, own: Zone | None) -> Zone | None:
    """The zone of the country of care; none for the United States and Switzerland (AMB-36)."""
    zones = care.edition.zones
    place = zones.of(str(care.country))
    if place is None and own and own.rank >= zones.residual.rank:
        return zones.residual if care.case.readings.other("AMB-36") else None
    return place


@clause("ATS-II-5.2-a", "ATS-II-5.2-b", "ATS-II-5.2-c")
def _outside(care: Care) -> Stop | None:
    """Urgent care after an accident or a sudden illness, on a trip of 60 days at most."""
    line = care.line
    if not (line.emergency and (line.accident or sudden_illness(care))) or line.foreseeable:
        care.step("zone", "ATS-II-5-c", False)
        reason = "ATS-II-5.2-c" if line.foreseeable else "ATS-II-5-c"
        return not_covered("outside_zone", reason, "ATS-II-5.2-a")
    if _too_long(care) and not care.case.readings.other("AMB-38"):
        care.step("zone", "ATS-II-5.2-b", False)
        return not_covered("trip_too_long", "ATS-II-5.2-b")
    care.step("zone", "ATS-II-5.2-a", True)
    care.note("emergency_outside_zone", "ATS-II-5.2-a")
    return None


@clause("ATS-II-5.2-b")
def _too_long(care: Care) -> bool:
    """The whole trip lasts more than 60 days; under the other reading its first 60 count."""
    days = care.line.trip_days
    return days is not None and days > care.terms.count("trip.maximum_days")


@clause("ATS-DEF-inopinee-a", "ATS-DEF-inopinee-b", "ATS-DEF-inopinee-c")
def sudden_illness(care: Care) -> bool:
    """A sudden illness of the definitions, or one the medical adviser recognised as such."""
    line = care.line
    stated = line.unforeseen_illness
    return bool(line.adviser_recognised if stated is None else stated)


@clause("ATS-I-6.1-b", "ATS-II-5-b")
def _zone_in_force(care: Care) -> Zone | None:
    """The member's zone on the day of care: a move counts from the first of the next month."""
    own = zone_of_member(care.case, care.edition)
    moved = moved_zone(care.case, care.edition)
    if moved is None:
        return own
    effective, new = moved
    if (new and new.code) != (own and own.code):
        care.figures["effective_date"] = effective
        care.clauses.append("ATS-I-6.1-b")
    return new if care.date >= effective else own


@clause("ATS-I-6.1-b")
def moved_zone(case: Case, edition: Edition) -> tuple[dt.date, Zone | None] | None:
    """The day a move takes effect and the zone it leads to, None when no move is known."""
    member, inputs = case.member, case.inputs
    day = inputs.move_date or member.move_date
    country = inputs.new_country or member.new_country
    code = inputs.new_zone or member.new_zone
    if day is None or (country is None and code is None):
        return None
    zones = edition.zones
    zone = zones.by_code[code] if code else zones.of(code_of(str(country)))
    return first_of_next_month(day), zone


@clause("ATS-II-5-b", "ATS-DEF-zone-a")
def zone_of_member(case: Case, edition: Edition) -> Zone | None:
    """The zone of the certificate, else that of the country of expatriation."""
    zones, member = edition.zones, case.member
    if member.zone is not None:
        return zones.by_code[member.zone]
    if member.country is None:
        tried = tuple(min(z.countries, default="DE") for z in zones.by_code.values())
        raise Unknown("member.country", tried, "ATS-II-5-b")
    return zones.of(code_of(member.country))


@clause("ATS-II-5-zoneA", "ATS-DEF-forfait")
def is_france(care: Care, country: str) -> bool:
    """France with its overseas departments."""
    zones = care.edition.zones
    return country == zones.home_of_departments or country in zones.departments
