"""An answer that turns on a fact nobody knows yet: what it depends on, and each way it can go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from assistant.dialogs.case import Case
from assistant.dialogs.explain_figures import short_guarantee
from assistant.dialogs.explain_no import months_of_wait
from assistant.messages import Day, Money, Text, Value
from assistant.rules.dates import add_months, add_years
from assistant.rules.decision import Decision
from assistant.wording import _

FACTS: Mapping[str, Text] = {
    "member.plan": _("your level of cover (formule)"),
    "member.joined": _("the day your cover started"),
    "member.country": _("the country you live in"),
    "inputs.act": _("the kind of complementary medicine"),
    "inputs.country": _("the country of the care"),
    "inputs.profession": _("who gives the care"),
    "inputs.patient_birth_date": _("the age of the patient"),
    "inputs.surgery": _("whether there was surgery"),
    "inputs.after_hospitalisation": _("whether it follows the hospital stay at once"),
    "inputs.cfe_paid_eur": _("what the CFE or social security pays"),
    "inputs.deductible_used_eur": _("what is left of your deductible (franchise)"),
}
OTHER_FACT = _("a fact that I don't have")

Branch = tuple[Text, Case]


def depends_on(decision: Decision) -> Text:
    """The fact, in words."""
    return FACTS.get(decision.missing[0], OTHER_FACT) if decision.missing else OTHER_FACT


def branches(case: Case, decision: Decision) -> tuple[Value, ...]:
    """Each way it can go, decided by the rules: "for a physiotherapist: from 1 March 2027"."""
    path = decision.missing[0] if decision.missing else ""
    if path == "inputs.cfe_paid_eur":
        return _with_base(case)
    ways = WAYS.get(path)
    said = tuple(_told(label, way) for label, way in ways(case)) if ways else ()
    return (*_while_waiting(case), *said) if path == "member.joined" else said


def _while_waiting(case: Case) -> tuple[Value, ...]:
    months = months_of_wait(case)
    if not months:
        return ()
    label = _(
        "In the first {months} months of cover (waiting period, délai d'attente)", months=months
    )
    return (_("{way}: {outcome}.", way=label, outcome=_("not covered")),)


def _told(label: Text, case: Case) -> Text:
    return _("{way}: {outcome}.", way=label, outcome=in_short(case, case.decide()))


def in_short(case: Case, decision: Decision) -> Value:
    """The outcome in three words."""
    if decision.reason == "waiting_period" and decision.waiting_until is not None:
        return _("covered from {day}", day=Day(decision.waiting_until))
    if decision.negative:
        return _("not covered")
    if decision.missing:
        return _("it also depends on {fact}", fact=depends_on(decision))
    if case.amount is not None and decision.reimbursed_eur is not None:
        return _("{paid} back", paid=Money(decision.reimbursed_eur))
    return short_guarantee(case, decision)


def _with_base(case: Case) -> tuple[Value, ...]:
    """The guarantee is what the base scheme and the contract pay together (II-2, II-1.3)."""
    whole = case.asking(cfe_paid_eur=0).decide()
    if whole.reimbursed_eur is None:
        return ()
    return (
        _(
            "Together with what they pay: {sum} at most. The contract adds the difference.",
            sum=Money(whole.reimbursed_eur),
        ),
    )


# --- the ways a fact can go -----------------------------------------------------------------------


def _professions(case: Case) -> tuple[Branch, ...]:
    return (
        (_("For physiotherapy"), case.asking(profession="physiotherapist")),
        (_("For other practitioners"), case.asking(profession="other")),
    )


def _ages(case: Case) -> tuple[Branch, ...]:
    limit = case.age_limit
    if limit is None:
        return ()
    day = case.inputs.date or date(2026, 1, 1)
    young, old = add_years(day, 1 - limit), add_years(day, -limit)
    return (
        (_("Under {age}", age=limit), case.asking(patient_birth_date=young)),
        (_("From {age} on", age=limit), case.asking(patient_birth_date=old)),
    )


def _surgery(case: Case) -> tuple[Branch, ...]:
    yes = case.asking(surgery=True, after_hospitalisation=True)
    return (
        (_("After surgery, straight after the stay"), yes),
        (_("Otherwise"), case.asking(surgery=False)),
    )


def _after_stay(case: Case) -> tuple[Branch, ...]:
    return (
        (_("After surgery, straight after the stay"), case.asking(after_hospitalisation=True)),
        (_("Otherwise"), case.asking(after_hospitalisation=False)),
    )


def _starts(case: Case) -> tuple[Branch, ...]:
    """Long insured, or in the first year of a row that has one (ATS-II-2-dental_annual_limit)."""
    day = case.inputs.date or date(2026, 1, 1)
    months = months_of_wait(case)
    ways: list[Branch] = []
    if case.rule is not None and case.rule.section == "dental" and months < 12:
        ways.append((_("Then in the first year"), case.being(joined=add_months(day, -months))))
    return (*ways, (_("After that"), case.being(joined=add_years(day, -5))))


def _places(case: Case) -> tuple[Branch, ...]:
    return (
        (_("In France"), case.asking(country="FR")),
        (_("In the country you live in"), case.asking(country=case.member.country)),
    )


def _kinds(case: Case) -> tuple[Branch, ...]:
    return ((_("The five disciplines of the contract"), case.asking(act="osteopathy")),)


WAYS: Mapping[str, Callable[[Case], tuple[Branch, ...]]] = {
    "inputs.profession": _professions,
    "inputs.patient_birth_date": _ages,
    "inputs.surgery": _surgery,
    "inputs.after_hospitalisation": _after_stay,
    "member.joined": _starts,
    "inputs.country": _places,
    "inputs.act": _kinds,
}
