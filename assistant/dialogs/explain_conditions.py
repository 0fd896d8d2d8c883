"""What goes with the cover of a kind of care: prior agreement, waiting period, particulars."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from assistant.dialogs.case import Case
from assistant.dialogs.explain_figures import together
from assistant.dialogs.explain_limits import limited, signing_up
from assistant.dialogs.explain_no import wait_line
from assistant.messages import Day, Money, Text, Value
from assistant.rules.decision import Decision, article_of
from assistant.wording import _

FAR = timedelta(days=60)  # a day of care far enough ahead for any notice


def conditions(case: Case, decision: Decision) -> Value:
    """Agreement and wait in one line; the usual case has neither."""
    asked, wait = agreement(case, decision), waiting(case, decision)
    if asked is None and wait is None:
        return _("No prior agreement (entente préalable), no waiting period (délai d'attente).")
    if asked is None:
        asked = _("No prior agreement (entente préalable).")
    if wait is None:
        wait = _("No waiting period (délai d'attente).")
    return together(asked, wait)


# --- prior agreement ------------------------------------------------------------------------------


def agreement(case: Case, decision: Decision) -> Value | None:
    """When agreement is needed and by when it is asked for; None when it never is."""
    if decision.prior_agreement:
        return _needed(case)
    kind = case.rule.agreement if case.rule else "none"
    if kind == "series_over_10":
        most = case.terms.count("agreement.series_over_sessions")
        return _(
            "Prior agreement (entente préalable) above {sessions} sessions only.", sessions=most
        )
    if kind == "over_1000_eur":
        threshold = Money(case.terms.money("agreement.threshold_eur"))
        return _("Prior agreement (entente préalable) above {sum} only.", sum=threshold)
    return None


def short_agreement(case: Case, decision: Decision) -> Value | None:
    """The same for a text message."""
    if not decision.prior_agreement:
        return agreement(case, decision)
    days = notice(case)
    by = last_day(case)
    if by is not None and case.today is not None and by < case.today and not urgent(case):
        return _("Prior agreement (entente préalable) was due by {day}: ask at once.", day=Day(by))
    if urgent(case):
        return _(
            "Prior agreement (entente préalable): send within {days} days of admission.", days=days
        )
    return _("Prior agreement (entente préalable) first, {days} days before.", days=days)


def _needed(case: Case) -> Text:
    own = case.rule.agreement_clause if case.rule else None
    where = article_of(own) if own else case.pack.article("agreement") or ""
    if urgent(case):
        return _(
            "Prior agreement (entente préalable, art. {article}): the request must leave within"
            " {days} days of admission.",
            article=where,
            days=notice(case),
        )
    by = last_day(case)
    if by is not None and case.today is not None and by < case.today:
        return _(
            "Prior agreement (entente préalable, art. {article}): the request should have arrived"
            " by {day}. Ask at once: a person will look at it.",
            article=where,
            day=Day(by),
        )
    if by is not None:
        return _(
            "Prior agreement (entente préalable, art. {article}): the request must arrive by"
            " {day}.",
            article=where,
            day=Day(by),
        )
    return _(
        "Prior agreement (entente préalable, art. {article}): the request must arrive {days} days"
        " before.",
        article=where,
        days=notice(case),
    )


def urgent(case: Case) -> bool:
    return bool(case.inputs.emergency)


def deadline(case: Case, when: date) -> date | None:
    """The last day for the request about care on `when`; the earlier one of two readings."""
    asked = case.asking(date=when, received_date=when, end_date=None)
    decision = asked.decide("prior_agreement", "in_time")
    others = [a.other.get("deadline") for a in decision.ambiguities]
    days = [day for day in (decision.deadline, *others) if isinstance(day, date)]
    return min(days) if days else None


def notice(case: Case) -> int:
    """How many days before the care (or after admission) the rules want the request."""
    when = (case.inputs.date or date(2026, 1, 1)) + FAR
    by = deadline(case, when)
    return abs((when - by).days) if by is not None else 0


def last_day(case: Case) -> date | None:
    """The day of the deadline when a day of care was said; today's care has none to give."""
    return deadline(case, case.inputs.date) if case.inputs.date and case.day_said else None


# --- waiting period -------------------------------------------------------------------------------


def waiting(case: Case, decision: Decision) -> Value | None:
    """What of the waiting period: over, lifted, or running for others; None without one."""
    if (lifted := LIFTED.get(decision.reason or "")) is not None:
        return lifted
    if decision.reason in ("old_plan_during_wait", "old_plan_until_effect"):
        end = decision.waiting_until or decision.effective_date
        return _("Your former level applies until {day}.", day=Day(end)) if end else None
    months = case.rule.wait_months if case.rule else 0
    if decision.waiting_until is not None:
        return _("Your waiting period (délai d'attente) is over.")
    if case.act == "paramedical_acts" and case.inputs.profession is None:
        return _("Physiotherapy alone has a waiting period (délai d'attente): yours is over.")
    return wait_line(case, decision) if months and not case.known else None


LIFTED: Mapping[str, Text] = {
    "exception_accident": _("No waiting period (délai d'attente) after an accident."),
    "exception_unforeseen_illness": _("No waiting period (délai d'attente) for a sudden illness."),
    "exception_covered_surgery": _(
        "No waiting period (délai d'attente) after surgery that was covered."
    ),
    "waiting_waived": _("Your certificate lifts the waiting period (délai d'attente)."),
}


# --- particulars ----------------------------------------------------------------------------------


def particulars(case: Case, decision: Decision) -> tuple[Value, ...]:
    """What else the contract says about this kind of care."""
    if decision.reason == "emergency_outside_zone":
        days = case.terms.count("trip.maximum_days")
        return (_("Outside your zone: emergencies on a trip of {days} days at most.", days=days),)
    how = (signing_up(case),) if case.act == "teleconsultation" else ()
    return (*_shared(case), *limited(case, LIMITED), *_conditions(case), *how)


def _shared(case: Case) -> tuple[Value, ...]:
    """One ceiling for several kinds of care, where the contract gives them one line."""
    rule = case.rule
    others = [act for act in case.pack.acts.values() if rule and act.row == rule.row]
    said = SHARED.get(rule.section or "") if rule and rule.row and len(others) > 1 else None
    return (said,) if said and rule and not rule.limits else ()


def _conditions(case: Case) -> tuple[Value, ...]:
    names = case.rule.conditions if case.rule else ()
    if case.act == "medical_surgical_fees":
        return (_("During a hospital stay."),)
    return tuple(CONDITIONS[name] for name in names if name in CONDITIONS)


LIMITED: Mapping[str, Text] = {
    "orthodontics": _("Patients under {under_age}, {years} years of treatment in all."),
    "accompanying_bed": _("Beside a child under {under_age}."),
    "ivf": _("Women under {under_age}, {attempts} attempts in all."),
    "health_check": _("One check-up every {every_years} years."),
    "traditional_chinese_medicine": _(
        "In these countries only: {countries}; the yearly ceiling is shared with the other"
        " disciplines."
    ),
    "teleconsultation": _("With {provider}, the service of the contract: nothing to advance."),
}
SHARED: Mapping[str, Text] = {  # by section
    "maternity": _("One ceiling for the birth, the sessions and the tests together."),
    "outpatient": _("One yearly ceiling for all complementary medicine together."),
}
CONDITIONS: Mapping[str, Text] = {  # by the condition the act has in the product's data
    "tied_to_a_stay": _("When tied to a hospital stay that is covered."),
    "with_a_stay": _("When it leads to a hospital stay."),
    "after_an_accident": _("After an accident; outside the yearly limit for dental care."),
    "care_in_france": _("For care in France."),
    "after_surgery_and_stay": _("After surgery, straight after the hospital stay."),
}
