"""Points of the contract told for themselves: ceiling, waits, zones, agreement, direct billing.

Each says its result first and its article last; figures and days come from the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from assistant.dialogs.case import Case
from assistant.dialogs.explain import Told, article, short_article
from assistant.dialogs.explain_conditions import agreement, notice
from assistant.dialogs.explain_doubt import doubt
from assistant.dialogs.explain_figures import together
from assistant.dialogs.explain_limits import provider, signing_up
from assistant.dialogs.explain_no import lifting, months_of_wait, name_of
from assistant.messages import Country, Day, Link, Listing, Money, Text, Value
from assistant.rules.decision import Answer, Decision
from assistant.wording import _


def _told(where: str | None, *said: Value, brief: tuple[Value, ...] = ()) -> Told:
    """An answer whose short form is its first lines and the article."""
    short = brief or said[:2]
    if where is None:
        return Told(said, short)
    return Told((*said, article(where)), (*short, short_article(where)))


def _also(case: Case, decision: Decision) -> tuple[Value, ...]:
    said = doubt(decision, case.pack)
    return () if said is None else (said,)


# --- ceiling and deductible -----------------------------------------------------------------------


def limits(case: Case) -> Told:
    """The yearly ceiling (II-4) and the deductible (I-2); what is used stands on our own pages."""
    rows = case.pack.plans
    if not case.known:
        groups: dict[Decimal, list[Value]] = {}
        for plan in rows:
            groups.setdefault(plan.yearly_ceiling_eur, []).append(plan.label)
        each = [_ceiling(Listing(tuple(plans)), top) for top, plans in groups.items()]
        head = _("Yearly ceiling (plafond) per insured person, the CFE's share included:")
        return _told(case.pack.article("ceiling"), head, *each, brief=(head, *each))
    plan = next(p for p in rows if p.code == case.member.plan)
    first = _(
        "{plan}: up to {sum} per insured person and calendar year, the CFE's or social security's"
        " share included.",
        plan=plan.label,
        sum=Money(plan.yearly_ceiling_eur),
    )
    return _told(case.pack.article("ceiling"), first, *_deductible(case), *_used(case))


def _ceiling(plans: Value, top: Decimal) -> Text:
    return _("{plans}: {sum}", plans=plans, sum=Money(top))


def _deductible(case: Case) -> tuple[Value, ...]:
    if not case.private:
        return ()
    whole = case.being(deductible=case.option)
    total = whole.decide("deductible_total").deductible_total_eur
    if not total:
        return (_("You have no deductible (franchise)."),)
    return (
        _(
            "Deductible (franchise) of your household: {sum} a calendar year (art. {article}).",
            sum=Money(total),
            article=case.pack.article("deductible") or "",
        ),
    )


def _used(case: Case) -> tuple[Value, ...]:
    return (_("What is used and what is left, for 15 minutes: {link}", link=Link("record")),)


# --- waiting periods ------------------------------------------------------------------------------


def waits(case: Case) -> Told:
    """The waiting period of a kind of care, or all of them (II-8)."""
    if not case.act:
        return _all_waits(case)
    asked = _physiotherapy(case)
    months = months_of_wait(asked if asked.known else asked.being(plan=_highest(case)))
    if not months:
        return _told(
            case.pack.article("waiting_of_care"),
            _("{care}: no waiting period (délai d'attente).", care=name_of(case)),
        )
    said = [_first_day(asked, name_of(asked))]
    said.append(
        _(
            "Waiting period (délai d'attente): {months} months from the start of cover.",
            months=months,
        )
    )
    if asked.decide().reason != "waiting_period":
        return _told(case.pack.article("waiting_of_care"), *said)
    return _told(
        case.pack.article("waiting_of_care"),
        *said,
        *lifting(asked),
        brief=(*said, *lifting(asked)[:1]),
    )


def _highest(case: Case) -> str:
    """A level that covers everything the contract covers."""
    return max(case.pack.plans, key=lambda plan: plan.rank).code


def _physiotherapy(case: Case) -> Case:
    """Of the paramedical acts, physiotherapy is the one that waits."""
    if case.act == "paramedical_acts" and case.inputs.profession is None:
        return case.asking(profession="physiotherapist")
    return case


def _first_day(case: Case, name: Value) -> Text:
    decision = case.decide("reimbursement", "waiting_until")
    if not isinstance(decision.date, date):
        return _("{care}: after the waiting period.", care=name)
    if case.inputs.date is not None and decision.date <= case.inputs.date:
        return _("{care}: your waiting period is over.", care=name)
    return _("{care}: covered from {day}.", care=name, day=Day(decision.date))


WAITS: Mapping[str, tuple[Text, str]] = {
    "hospital": (_("hospital"), "hospitalisation_medical_surgical"),
    "dental_care": (_("dental care"), "dental_care"),
    "physiotherapy": (_("physiotherapy"), "paramedical_acts"),
    "prostheses": (_("glasses, prostheses, orthodontics"), "glasses"),
    "maternity": (_("maternity"), "delivery"),
}


def _all_waits(case: Case) -> Told:
    found: dict[int, list[tuple[Text, Case]]] = {}
    for name, act in WAITS.values():
        if act not in case.pack.acts:
            continue
        one = _physiotherapy(case.plainly(act))
        found.setdefault(months_of_wait(one.being(plan=_highest(case))), []).append((name, one))
    head = _("Waiting periods (délais d'attente), from the start of cover:")
    lines = tuple(_wait(months, group) for months, group in found.items())
    lift = _("A certificate from your previous insurer can lift them, except for maternity.")
    where = case.pack.article("waiting")
    return Told(
        (head, *lines, together(lift, article(where))), (head, *lines, short_article(where))
    )


def _wait(months: int, group: list[tuple[Text, Case]]) -> Text:
    names = Listing(tuple(name for name, _case in group))
    one = group[0][1].being(plan=_highest(group[0][1]))
    until = one.decide("reimbursement", "waiting_until").date if one.known else None
    if isinstance(until, date) and one.inputs.date is not None and until > one.inputs.date:
        return _(
            "{names}: {months} months, so from {day}", names=names, months=months, day=Day(until)
        )
    return _("{names}: {months} months", names=names, months=months)


# --- zones ----------------------------------------------------------------------------------------


def territory(case: Case) -> Told:
    """The zone of a country, and whether the member is covered there (II-5)."""
    place = case.inputs.country or "FR"
    found = case.asking(country=place).decide("zone_of_country")
    where = Country(place)
    if found.zone is None:
        first = _("{country}: outside every zone of cover.", country=where)
    else:
        first = _("{country}: zone {zone}.", country=where, zone=found.zone)
    decision = case.plainly("hospitalisation_medical_surgical", country=place).decide()
    where_else = _(
        "Elsewhere, only an emergency (accident or sudden illness) on a trip of {days} days at"
        " most.",
        days=case.terms.count("trip.maximum_days"),
    )
    if not case.known:
        reaching = _members_there(case, found.zone)
        return _told(case.pack.article("zones"), first, *reaching, where_else)
    if decision.reason == "outside_zone":
        said = (_("It is outside your zone."), _urgent_there(case), *_also(case, decision))
    else:
        said = (_("You are covered there, with the same levels and ceilings."),)
    return _told(case.pack.article("zones"), first, *said, brief=(first, *said))


def _urgent_there(case: Case) -> Text:
    return _(
        "There, only an emergency is covered (accident or sudden illness), on a trip of {days} days"
        " at most and not foreseeable.",
        days=case.terms.count("trip.maximum_days"),
    )


def _members_there(case: Case, zone: str | None) -> tuple[Value, ...]:
    if zone is None:
        return ()
    known = dict.fromkeys(name for plan in case.pack.plans for name in plan.zones)
    zones = tuple(other for other in sorted(known) if other >= zone)
    return (_("Members of zone {zones} are covered there.", zones=Listing(zones)),)


# --- prior agreement ------------------------------------------------------------------------------


def agreements(case: Case) -> Told:
    """Whether agreement is needed, by when, with which papers, and what happens without (II-6)."""
    if not case.act:
        return _all_agreements(case)
    decision = case.decide("prior_agreement", "needed")
    said = agreement(case, decision)
    if said is None:
        first: Value = _(
            "No: {care} needs no prior agreement (entente préalable).", care=name_of(case)
        )
        return _told(case.pack.article("agreement"), first)
    yes = _("Yes. {care}.", care=name_of(case)) if decision.prior_agreement else name_of(case)
    head = (
        together(yes, said)
        if decision.prior_agreement
        else _("{care}. {rest}", care=yes, rest=said)
    )
    return _told(
        case.pack.article("agreement"),
        head,
        PAPERS,
        UNPAID,
        *_also(case, decision),
        brief=(head, PAPERS_BRIEF),
    )


PAPERS = _(
    "Papers: the doctor's prescription, the condition, the expected length, on a form signed by the"
    " practitioner; they go sealed to the medical adviser."
)
PAPERS_BRIEF = _("Papers: prescription, condition, expected length, signed form.")
UNPAID = _("Without it nothing is paid.")


def _all_agreements(case: Case) -> Told:
    stay = case.plainly("hospitalisation_medical_surgical")
    planned = notice(stay)
    urgent = notice(stay.asking(emergency=True, accident=True))
    head = _(
        "Prior agreement (entente préalable): for hospital, maternity, prostheses, orthodontics and"
        " eye surgery; for tests, scans, procedures and dental care above {sum}; for series above"
        " {sessions} sessions.",
        sum=Money(case.terms.money("agreement.threshold_eur")),
        sessions=case.terms.count("agreement.series_over_sessions"),
    )
    when = _(
        "The request must arrive {planned} days before; in an emergency, leave within {urgent} days"
        " of admission.",
        planned=planned,
        urgent=urgent,
    )
    return _told(case.pack.article("agreement"), head, when, PAPERS, UNPAID, brief=(head, when))


# --- direct billing -------------------------------------------------------------------------------


def direct_billing(case: Case) -> Told:
    """Whether the hospital is paid directly, without the member advancing the money (II-7)."""
    if not case.act:
        return _told(
            case.pack.article("direct_billing"),
            _stays(case),
            _not_stays(case),
            _("Otherwise you pay, then send the bill."),
        )
    decision = case.asking(prior_agreement_obtained=True).decide("direct_billing")
    care = name_of(case)
    if decision.answer is Answer.ALLOWED:
        return _told(
            case.pack.article("direct_billing"),
            _("Yes, for this care: {care}.", care=care),
            _stays(case),
            *_also(case, decision),
        )
    if decision.reason == "waiting_period" and decision.waiting_until is not None:
        later = _(
            "Not yet. {care}: covered from {day}.", care=care, day=Day(decision.waiting_until)
        )
        return _told(case.pack.article("direct_billing"), later, _stays(case))
    if decision.reason == "not_in_plan":
        return _told(decision.article, _("{care}: not covered at your level.", care=care))
    no = _("No. {care}: you pay, then send the bill.", care=care)
    return _told(case.pack.article("direct_billing"), no, _stays(case), *_also(case, decision))


def _stays(case: Case) -> Text:
    return _(
        "Direct billing (prise en charge directe): once prior agreement is given, {administrator}"
        " pays the hospital for stays of {hours} hours or more, births included.",
        administrator=case.pack.administrator,
        hours=case.terms.count("direct_billing.minimum_hours"),
    )


def _not_stays(case: Case) -> Text:
    return _(
        "Not for visits before or after a stay, ambulances or stays under {hours} hours.",
        hours=case.terms.count("direct_billing.minimum_hours"),
    )


# --- remote consultation --------------------------------------------------------------------------


def remote(case: Case) -> Told:
    """How MédecinDirect works (annex), and who has it (II-2)."""
    first = _(
        "{provider}: a French doctor in writing, by phone or by video, day and night; nothing to"
        " pay.",
        provider=provider(case),
    )
    codes = _("A code comes by e-mail or SMS at each log-in: give it to nobody, not even to us.")
    never = _("Not for emergencies: call your doctor or 112.")
    said = (first, signing_up(case), codes, never)
    decision = case.plainly("teleconsultation").decide() if case.member.plan else None
    if decision is not None and decision.negative:
        return _told(
            case.pack.article("remote"),
            _basic(case, decision),
            *said[:2],
            never,
            brief=(_basic(case, decision), signing_up(case)),
        )
    return _told(case.pack.article("remote"), *said, brief=(first, signing_up(case)))


def _basic(case: Case, decision: Decision) -> Value:
    """The table leaves it out, the annex offers it to all: AMB-18, unless it was settled."""
    if not decision.ambiguities:
        return _("Your level does not include it.")
    return _(
        "The contract is not clear here: the table of your level does not list it, the annex offers"
        " it to all. Signing up will show it; the administrator ({administrator}) can confirm.",
        administrator=case.pack.administrator,
    )
