"""Plans and zones: which level may be chosen where (article I-2)."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.rules.ats_a4916.editions import edition_on
from assistant.rules.citation import clause
from assistant.rules.decision import Answer
from assistant.rules.engine import Case
from assistant.rules.finding import Finding, found


@dataclass(frozen=True, slots=True)
class Check:
    """One condition looked at: whether it is met, why (a code), and its clauses."""

    met: bool
    reason: str
    clauses: tuple[str, ...]
    refusal: Answer = Answer.REFUSED

    def finding(self, otherwise: Answer | None = None) -> Finding:
        """Allowed when the condition is met, else the refusal of this condition."""
        answer = Answer.ALLOWED if self.met else otherwise or self.refusal
        return found(answer, self.reason, *self.clauses)


@clause("ATS-I-2-d", "ATS-I-2-e", "ATS-I-2-f", "ATS-I-2-g", "ATS-II-5-a")
def plan_in_zone(case: Case, plan: str | None, country: str) -> Check:
    """The plan in the zone of a country; two countries are in no zone at all."""
    zones = edition_on(case, case.inputs.date).zones
    zone = zones.of(country)
    if zone is None:
        return Check(False, "excluded_country", (zones.outside_clause,))
    if plan is None:
        return Check(True, "eligible", (zone.clause,))
    level = next(one for one in case.product.plans if one.code == plan)
    met = zone.code in level.zones
    reason = "plan_available" if met else "plan_not_available_in_zone"
    return Check(met, reason, (level.clause, zone.clause))
