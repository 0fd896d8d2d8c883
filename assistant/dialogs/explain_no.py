"""A no, with a door: what the contract says, what would change it, who can look again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from assistant.dialogs.care import EXCLUDED, act_name
from assistant.dialogs.case import Case
from assistant.dialogs.excluded import UNLESS, excluded_name
from assistant.dialogs.explain_figures import plan_label, short_guarantee, together
from assistant.dialogs.explain_limits import limited
from assistant.messages import Country, Day, Listing, Text, Value
from assistant.rules.dates import add_years
from assistant.rules.decision import Decision, article_of
from assistant.rules.product import Plan
from assistant.wording import _

DOOR = _("A person can look at your case.")


def door(case: Case) -> Value:
    """Who can look again, and that this is how a complaint begins (ATS-I-13-a)."""
    complaints = case.pack.addresses.get("complaints")
    if complaints is None:
        return DOOR
    where = article_of(complaints.clause)
    appeal = _(
        "You disagree? That is the first step of a complaint (article {article}).", article=where
    )
    return together(DOOR, appeal)


def name_of(case: Case) -> Text:
    """The care as a heading, whatever it is."""
    if case.act.startswith(EXCLUDED):
        return excluded_name(case.act.removeprefix(EXCLUDED))
    return act_name(case.act, case.inputs.profession)


def headline(case: Case, decision: Decision) -> Text:
    """The no itself, in one sentence."""
    care = name_of(case)
    begins = _begins(case, decision)
    if begins is not None:
        return _("Not yet. {care}: covered from {day}.", care=care, day=Day(begins))
    if decision.reason == "not_in_plan":
        return _("{care}: not covered by {plan}.", care=care, plan=plan_label(case, decision))
    return _("{care}: not covered by the contract.", care=care)


def _begins(case: Case, decision: Decision) -> date | None:
    """The first covered day, where only time stands in between."""
    if decision.reason in ("waiting_period", "old_plan_during_wait"):
        return decision.waiting_until
    if decision.reason != "old_plan_until_effect" or decision.effective_date is None:
        return None
    later = case.asking(date=decision.effective_date).decide()
    return _begins(case, later) if later.negative else decision.effective_date


def why(case: Case, decision: Decision) -> tuple[Value, ...]:
    """What the contract says about it and what would change it."""
    told = WHY.get(decision.reason or "")
    return told(case, decision) if told else ()


# --- reasons --------------------------------------------------------------------------------------


def _waiting(case: Case, decision: Decision) -> tuple[Value, ...]:
    return (wait_line(case, decision), *lifting(case), *_afterwards(case, decision))


def wait_line(case: Case, decision: Decision) -> Text:
    months = months_of_wait(case)
    return _(
        "Waiting period (délai d'attente): {months} months from the start of cover.",
        months=months,
    )


def months_of_wait(case: Case) -> int:
    """The length of the wait, as the rules count it from a start on the first of a month."""
    start = case.inputs.date.replace(day=1) if case.inputs.date else None
    tried = case.being(
        joined=start,
        spouse_inscribed=None,
        child_inscribed=None,
        waiver_certificate=None,
        upgraded_from=None,
        upgrade_effective=None,
    ).asking(date=start, following_covered_surgery=None, accident=None, unforeseen_illness=None)
    end = tried.decide().waiting_until
    if end is None or start is None:
        return 0
    return (end.year - start.year) * 12 + end.month - start.month


def lifting(case: Case) -> tuple[Value, ...]:
    """What lifts a waiting period under the rules: a certificate, or the cause of the care."""
    if not _out_of_wait(case.being(waiver_certificate=True)):
        return (_("This waiting period cannot be lifted, even by a certificate."),)
    certificate = _(
        "Insured before? A cancellation certificate (certificat de radiation) from your previous"
        " insurer can lift it."
    )
    if _out_of_wait(case.asking(emergency=True, accident=True)):
        return (certificate, _("An accident or a sudden illness lifts it too."))
    return (certificate,)


def _out_of_wait(case: Case) -> bool:
    return case.decide().reason not in ("waiting_period", "old_plan_during_wait")


def _afterwards(case: Case, decision: Decision) -> tuple[Value, ...]:
    """What will be paid from the first covered day on."""
    later = case.asking(date=decision.waiting_until).decide()
    if later.negative or later.missing:
        return ()
    return (_("From then on: {guarantee}.", guarantee=short_guarantee(case, later)),)


def covering(case: Case) -> tuple[tuple[Plan, Decision], ...]:
    """The levels that cover this care, once any waiting period is over."""
    joined = add_years(case.inputs.date, -5) if case.inputs.date else None
    tried = case.being(joined=joined, upgraded_from=None, upgrade_effective=None)
    decisions = ((plan, tried.being(plan=plan.code).decide()) for plan in case.pack.plans)
    return tuple((plan, d) for plan, d in decisions if not d.negative and not d.missing)


def _not_in_plan(case: Case, decision: Decision) -> tuple[Value, ...]:
    plans = tuple(plan.label for plan, _decision in covering(case))
    if not plans:
        return ()
    return (_("Levels (formules) that cover it: {plans}.", plans=Listing(plans)),)


def _not_listed(case: Case, decision: Decision) -> tuple[Value, ...]:
    return (_("The contract pays what its table lists, and this is not in it."),)


def _excluded(case: Case, decision: Decision) -> tuple[Value, ...]:
    code = case.act.removeprefix(EXCLUDED) if case.act.startswith(EXCLUDED) else decision.exclusion
    unless = UNLESS.get(code or "")
    return (_("It is one of the exclusions of the contract."), *((unless,) if unless else ()))


def _condition(case: Case, decision: Decision) -> tuple[Value, ...]:
    names = case.rule.conditions if case.rule else ()
    plain = tuple(CONDITIONS[name] for name in names if name in CONDITIONS)
    return limited(case, LIMITED) or plain


def _age(case: Case, decision: Decision) -> tuple[Value, ...]:
    limit = case.age_limit
    return (_("It is for patients under {age}.", age=limit),) if limit else ()


def _frequency(case: Case, decision: Decision) -> tuple[Value, ...]:
    last = case.inputs.last_same_act_date
    every = int(str(case.rule.limits.get("every_years", 1))) if case.rule else 1
    said = _("One check-up is covered every {every_years} years.", every_years=every)
    if last is None:
        return (said,)
    following = add_years(last, every)
    if case.asking(date=following).decide().negative:
        return (said,)
    return (said, _("The next one: from {day}.", day=Day(following)))


def _outside(case: Case, decision: Decision) -> tuple[Value, ...]:
    emergency = _(
        "Outside your zone only an emergency is covered, after an accident or a sudden illness, on"
        " a trip of {days} days at most.",
        days=case.terms.count("trip.maximum_days"),
    )
    if case.inputs.country is None:
        return (emergency,)
    where = _("{country} is outside your zone of cover.", country=Country(case.inputs.country))
    return (where, emergency)


def _after_the_end(case: Case, decision: Decision) -> tuple[Value, ...]:
    return (_("That day is outside the dates of your cover."),)


def _summum(case: Case, decision: Decision) -> tuple[Value, ...]:
    age = case.terms.count("summum.ends_after_age")
    plan = plan_label(case, decision)
    return (_("{plan} ends at the renewal that follows the age of {age}.", plan=plan, age=age),)


def _agreement(case: Case, decision: Decision) -> tuple[Value, ...]:
    return (
        _("Care that needs prior agreement (entente préalable) is not paid without it."),
        _(
            "If the emergency made it impossible to ask in time, {administrator} can take that into"
            " account.",
            administrator=case.pack.administrator,
        ),
    )


def _former_level(case: Case, decision: Decision) -> tuple[Value, ...]:
    return (
        _("Until then your former level (formule) applies, and it does not cover this care."),
        *(lifting(case) if decision.reason == "old_plan_during_wait" else ()),
    )


def _attempts(case: Case, decision: Decision) -> tuple[Value, ...]:
    return limited(case, ATTEMPTS)


def _years(case: Case, decision: Decision) -> tuple[Value, ...]:
    return limited(case, YEARS)


def _claim_too_late(case: Case, decision: Decision) -> tuple[Value, ...]:
    years = case.terms.count("claim.years")
    said = _("A claim has to be made within {years} years of the start of care.", years=years)
    return (said,)


def _said(sentence: Text) -> Callable[[Case, Decision], tuple[Value, ...]]:
    return lambda case, decision: (sentence,)


WHY: Mapping[str, Callable[[Case, Decision], tuple[Value, ...]]] = {
    "waiting_period": _waiting,
    "not_in_plan": _not_in_plan,
    "not_in_table": _not_listed,
    "exclusion": _excluded,
    "condition_not_met": _condition,
    "country_restriction": _condition,
    "age_limit": _age,
    "frequency_limit": _frequency,
    "outside_zone": _outside,
    "trip_too_long": _outside,
    "before_effect": _after_the_end,
    "after_termination": _after_the_end,
    "age_70_summum": _summum,
    "prior_agreement_missing": _agreement,
    "prior_agreement_late": _agreement,
    "old_plan_during_wait": _former_level,
    "old_plan_until_effect": _former_level,
    "number_limit_reached": _attempts,
    "duration_limit_reached": _years,
    "facility_not_authorised": _said(
        _("The establishment has to be authorised by its country's authorities beforehand.")
    ),
    "claim_too_late": _claim_too_late,
}

ATTEMPTS: Mapping[str, Text] = {
    "ivf": _("{attempts} attempts are covered over the whole membership (adhésion)."),
}
YEARS: Mapping[str, Text] = {
    "orthodontics": _(
        "{years} years of treatment are covered over the whole membership (adhésion)."
    ),
}
LIMITED: Mapping[str, Text] = {
    "traditional_chinese_medicine": _("It is covered in these countries only: {countries}."),
    "teleconsultation": _("Remote consultations are covered with {provider}."),
}
CONDITIONS: Mapping[str, Text] = {  # by the condition the act has in the product's data
    "after_surgery_and_stay": _("It is covered after surgery, straight after the hospital stay."),
    "after_an_accident": _(
        "This line is for emergency surgery after an accident; other care follows the dental rules."
    ),
    "tied_to_a_stay": _("It is covered when tied to a covered hospital stay."),
    "with_a_stay": _("It is covered when it leads to a hospital stay."),
    "care_in_france": _("It exists for care in France only."),
}
