"""Question zone_of_country (article II-5)."""

from __future__ import annotations

from assistant.rules.ats_a4916.editions import edition_on
from assistant.rules.citation import clause
from assistant.rules.countries import code_of
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.finding import Finding, found


@clause("ATS-II-5-zoneA", "ATS-II-5-zoneB", "ATS-II-5-zoneC", "ATS-II-5-zoneD", "ATS-II-5-a")
def zone_of_country(case: Case) -> Finding:
    """The zone of a country; none for the United States and Switzerland (AMB-36)."""
    country = case.inputs.country or case.member.country
    if country is None:
        raise Unknown("inputs.country", ("FR", "DE"), "ATS-II-5-b")
    zones = edition_on(case, case.inputs.date).zones
    zone = zones.of(code_of(country))
    if zone is None and case.readings.other("AMB-36"):
        zone = zones.residual
    clause_id = zone.clause if zone else zones.outside_clause
    return found(Answer.VALUE, "zone_lookup", clause_id, zone=zone.code if zone else None)
