"""The facts of care that rules may ask for, each as a step that is asked only when it matters.

One driver: the rules name what is missing, or two answers would decide differently; then, and
only then, the step applies. What a message already says is read by `care_said.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from assistant.dialogs.care import CHINESE, DISCIPLINES, PROFESSIONS, act_name
from assistant.dialogs.care_kinds import (
    LAST_CHECK,
    Born,
    Care,
    Level,
    OrUnknown,
    PaidByBase,
    years_of_birth,
)
from assistant.dialogs.case import SUDDEN, Case, case, lacks, turns_on
from assistant.dialogs.dialog import Context, Step
from assistant.dialogs.kinds import Amount, Insured, On, OneOf, Place, YesNo
from assistant.messages import Money, Text, Value
from assistant.rules.dates import add_days
from assistant.wording import _


def needs(name: str, path: str) -> Callable[[Context], bool]:
    """The step applies when this is the first fact the rules want."""
    return lambda a: lacks(a, name, path)


def matters(name: str, **facts: Any) -> Callable[[Context], bool]:
    """The step applies when these facts would decide differently from silence."""
    return lambda a: turns_on(a, name, lambda silent: silent.asking(**facts))


# --- when a step applies --------------------------------------------------------------------------


def _level_asked(a: Context) -> bool:
    if a.facts.member is not None or not a.raw("act"):
        return False
    return "member.plan" in case(a, without="plan").decide().missing


def _start_asked(a: Context) -> bool:
    return a.facts.member is None and lacks(a, "joined", "member.joined")


def _age_asked(a: Context, name: str) -> bool:
    """For an age limit; the patient of an IVF may be another person than the one who writes."""
    if a.raw("act") == "ivf":
        old, young = (years_of_birth(age, a.facts.today)[0] for age in (60, 20))
        silent = case(a, without=name)
        tried = [silent.asking(patient_birth_date=born).decide() for born in (old, young)]
        return tried[0].answer != tried[1].answer
    return lacks(a, name, "inputs.patient_birth_date")


def _patient_asked(a: Context) -> bool:
    member = a.facts.member
    if not a.facts.traits.private or member is None or len(member.family) < 2 or a.raw("born"):
        return False
    return _age_asked(a, "patient")


def _born_asked(a: Context) -> bool:
    return not a.raw("patient") and _age_asked(a, "born")


def _who_asked(a: Context) -> bool:
    member = a.facts.member
    if member is None or len(member.family) < 2 or a.raw("patient"):
        return False
    others = sorted({person.who for person in member.family} - {"member"})
    return turns_on(a, "who", *(_for(who) for who in others))


def _for(who: str) -> Callable[[Case], Case]:
    return lambda silent: silent.asking(insured=who)


def _country_asked(a: Context) -> bool:
    if lacks(a, "country", "inputs.country"):
        return True
    rule = a.facts.pack.acts.get(str(a.raw("act")))
    if rule is None or rule.section != "maternity":
        return False
    return turns_on(a, "country", lambda silent: silent.asking(country="FR"))


def _sudden_asked(a: Context) -> bool:
    urgent = (SUDDEN["accident"], SUDDEN["illness"])
    return turns_on(a, "sudden", *(_with(facts) for facts in urgent))


def _with(facts: Mapping[str, Any]) -> Callable[[Case], Case]:
    return lambda silent: silent.asking(**facts)


def _last_asked(a: Context) -> bool:
    if a.raw("act") != "health_check":
        return False
    yesterday = add_days(a.facts.today, -1)
    return turns_on(a, "last_check", lambda silent: silent.asking(last_same_act_date=yesterday))


def _per_asked(a: Context) -> bool:
    """One sum, several sessions, nights or teeth: is it for each or for all?"""
    whole = case(a, without="per")
    if whole.units < 2 or whole.amount is None:
        return False
    each = whole.asking(amount_eur=None, unit_amount_eur=whole.inputs.amount_eur)
    return whole.decide().reimbursed_eur != each.decide().reimbursed_eur


# --- questions that say why they are asked --------------------------------------------------------


def _ask_country(a: Context) -> Value:
    rule = a.facts.pack.acts.get(str(a.raw("act")))
    if rule is not None and rule.section == "maternity":
        return _("In which country will the birth take place? It changes what is covered.")
    return _("In which country is the care? It changes what is covered.")


def _ask_sudden(a: Context) -> Value:
    return _("Is it because of an accident or a sudden illness? It changes what is covered.")


def _ask_birth(a: Context) -> Value:
    return _("How old is the patient, or when were they born? This care has an age limit.")


def _ask_per(a: Context) -> Value:
    said = case(a, without="per").inputs.amount_eur or Decimal(0)
    return _("Is {amount} the price of each one, or of all together?", amount=Money(said))


# --- the steps ------------------------------------------------------------------------------------

ASK_START = _("When did your cover start? This care has a waiting period (délai d'attente).")
SUDDEN_CHOICES: Mapping[str, Text] = {
    "accident": _("an accident"),
    "illness": _("a sudden illness"),
    "planned": _("neither"),
}
WHO: Mapping[str, Text] = {
    "member": _("me"),
    "spouse": _("my spouse"),
    "child": _("a child"),
}
PER: Mapping[str, Text] = {"each": _("of each one"), "total": _("of all together")}

care = Step(
    "act",
    _("Which kind of care is it about?"),
    Care(),
    again=_("Name it in a word (glasses, dentist, hospital), or choose. Which care is it about?"),
    label=_("Care"),
)
level = Step(
    "plan",
    _("Which level of cover (formule) is on your certificate? It decides what is paid."),
    Level(),
    when=_level_asked,
    label=_("Level"),
)
discipline = Step(
    "discipline",
    _("Which kind of complementary medicine is it? The contract lists five."),
    OneOf({**{code: act_name(code) for code in (*DISCIPLINES, CHINESE)}, "other": _("another")}),
    when=needs("discipline", "inputs.act"),
    label=_("Kind"),
)
joined = Step("joined", ASK_START, OrUnknown(On()), when=_start_asked, label=_("Start of cover"))
who = Step(
    "who",
    _("Who is the care for? Cover may have begun on different days."),
    OneOf(WHO),
    when=_who_asked,
    label=_("For"),
)
patient = Step(
    "patient",
    _("Who is the care for? It has an age limit."),
    Insured(),
    when=_patient_asked,
    label=_("For"),
)
born = Step("born", _ask_birth, OrUnknown(Born()), when=_born_asked, label=_("Date of birth"))
sudden = Step(
    "sudden",
    _ask_sudden,
    OneOf(SUDDEN_CHOICES, unknown=True),
    when=_sudden_asked,
    label=_("Cause"),
)
country = Step("country", _ask_country, OrUnknown(Place()), when=_country_asked, label=_("Country"))
profession = Step(
    "profession",
    _("Who gives the care? Physiotherapy alone has a waiting period (délai d'attente)."),
    OneOf(PROFESSIONS, unknown=True),
    when=needs("profession", "inputs.profession"),
    label=_("Practitioner"),
)
following_surgery = Step(
    "following_surgery",
    _("Does it follow surgery that this contract covered? That lifts the waiting period."),
    YesNo(unknown=True),
    when=matters("following_surgery", following_covered_surgery=True),
    label=_("After covered surgery"),
)
surgery = Step(
    "surgery",
    _("Did the hospital stay include surgery? Rehabilitation is covered after surgery only."),
    YesNo(unknown=True),
    when=needs("surgery", "inputs.surgery"),
    label=_("After surgery"),
)
after_stay = Step(
    "after_stay",
    _("Does the rehabilitation come straight after the hospital stay?"),
    YesNo(unknown=True),
    when=needs("after_stay", "inputs.after_hospitalisation"),
    label=_("Straight after the stay"),
)


def _ask_last_check(a: Context) -> Value:
    rule = case(a).rule
    every = rule.limits.get("every_years") if rule else None
    return _(
        "When was your last check-up? One is covered every {every_years} years.",
        every_years=str(every or ""),
    )


last_check = Step(
    "last_check",
    _ask_last_check,
    LAST_CHECK,
    when=_last_asked,
    label=_("Last check-up"),
)
amount = Step(
    "amount",
    _("How much does it cost, in euros?"),
    Amount(),
    when=lambda a: bool(a.raw("amount") or a.raw("ask_amount")),
    again=_("The price in euros, for example 54.90. How much does it cost?"),
    label=_("Amount"),
)
per = Step("per", _ask_per, OneOf(PER), when=_per_asked, label=_("Price"))
day = Step(
    "date",
    _("On which day is the care?"),
    On(),
    when=lambda a: bool(a.raw("date") or a.raw("ask_day")),
    label=_("Date"),
)
base_paid = Step(
    "base_paid",
    _("How much does the CFE or social security pay of it? The contract adds to that."),
    PaidByBase(),
    when=needs("base_paid", "inputs.cfe_paid_eur"),
    label=_("Paid by the CFE or social security"),
)

FACTS = (
    level, discipline, joined, who, patient, born, sudden, country, profession,
    following_surgery, surgery, after_stay, last_check, amount, per, day, base_paid,
)  # fmt: skip


OF_THE_COVER = ("plan", "joined")
OF_THE_CARE = (
    *(step.name for step in FACTS if step.name not in OF_THE_COVER),
    *("counts", "place", "ask_amount", "ask_day"),
)
