"""The figures of a decision in sentences: the guarantee, how a sum comes about, what is left.

Every number is one that the rules state or a step of their trace.
"""

from __future__ import annotations

from decimal import Decimal

from assistant.dialogs.care import per
from assistant.dialogs.case import Case
from assistant.messages import Listing, Money, Text, Value
from assistant.rules.decision import Decision, TraceValue
from assistant.wording import _

ZERO = Decimal(0)


def together(*parts: Value) -> Value:
    """Sentences after one another, as one line."""
    said, *rest = parts
    for part in rest:
        said = _("{first} {rest}", first=said, rest=part)
    return said


def traced(decision: Decision, step: str) -> TraceValue:
    """The value of a step of the computation, None when it was not taken."""
    return next((s.value for s in decision.trace if s.step == step), None)


def euros(decision: Decision, step: str) -> Decimal | None:
    value = traced(decision, step)
    return Decimal(value) if isinstance(value, Decimal | int) else None


def plan_label(case: Case, decision: Decision) -> str:
    """The level that decided: the former one while an increase waits."""
    code = traced(decision, "plan") or case.member.plan
    return next((plan.label for plan in case.pack.plans if plan.code == code), "")


# --- the guarantee --------------------------------------------------------------------------------


def caps(case: Case, decision: Decision) -> tuple[Value, ...]:
    """The ceilings of the table that bind this care, each with what it is for."""
    unit = case.rule.cap_unit if case.rule else None
    found: list[Value] = []
    if decision.cap is not None:
        found.append(per(Money(decision.cap), unit))
    if decision.row_cap is not None:
        found.append(per(Money(decision.row_cap), "year"))
    if (yearly := yearly_cap(case, decision)) is not None:
        dental = case.rule is not None and case.rule.section == "dental"
        found.append(per(Money(yearly), "dental_year" if dental else "year"))
    return tuple(found)


def yearly_cap(case: Case, decision: Decision) -> Decimal | None:
    """The yearly cap of the row; the overall ceiling is not one of them."""
    overall = {plan.yearly_ceiling_eur for plan in case.pack.plans}
    cap = decision.annual_cap
    return None if cap is None or cap in overall else cap


def guarantee(case: Case, decision: Decision) -> Value:
    """ "90 % of the cost, up to 60 € a visit"."""
    return _worded(case, decision, brief=False)


def short_guarantee(case: Case, decision: Decision) -> Value:
    """ "90 %, max. 60 € a visit"."""
    return _worded(case, decision, brief=True)


def _worded(case: Case, decision: Decision, brief: bool) -> Value:
    rate = decision.rate_pct if decision.rate_pct is not None else Decimal(100)
    limits = caps(case, decision)
    if case.rule is not None and case.rule.cap_unit == "day" and limits:
        said = _("actual cost, up to {caps}", caps=Listing(limits))
    elif limits and brief:
        said = _("{rate} %, max. {caps}", rate=rate, caps=Listing(limits))
    elif limits:
        said = _("{rate} % of the cost, up to {caps}", rate=rate, caps=Listing(limits))
    else:
        said = _("{rate} % of the cost", rate=rate)
    if decision.max_days is None:
        return said
    return _("{guarantee}, {days} days a year at most", guarantee=said, days=decision.max_days)


# --- how the sum comes about ----------------------------------------------------------------------


def computation(case: Case, decision: Decision) -> tuple[Value, ...]:
    """The steps that changed the sum, as short sentences; none without an amount."""
    if case.amount is None:
        return ()
    return (
        *_rate(case, decision),
        *_units(case, decision),
        *_year(case, decision),
        *others(decision),
    )


def _rate(case: Case, decision: Decision) -> tuple[Value, ...]:
    each = (case.amount or ZERO) / case.units
    share, capped = euros(decision, "rate"), euros(decision, "unit_cap")
    said: list[Value] = []
    if share is not None and decision.rate_pct not in (None, Decimal(100)):
        values = {"rate": decision.rate_pct, "cost": _money(each), "value": _money(share)}
        said.append(Text("{rate} % of {cost} is {value}.", values))  # type: ignore[arg-type]
    if share is not None and capped is not None and capped < share and decision.cap is not None:
        unit = case.rule.cap_unit if case.rule else None
        said.append(_("The ceiling is {cap}.", cap=per(Money(decision.cap), unit)))
    return tuple(said)


def _units(case: Case, decision: Decision) -> tuple[Value, ...]:
    each = euros(decision, "unit_cap") or euros(decision, "rate")
    if case.units < 2 or each is None:
        return ()
    counted = euros(decision, "days")
    count = int(counted) if counted is not None else case.units
    told = _(
        "{count} times {each} is {total}.",
        count=count,
        each=_money(each),
        total=_money(each * count),
    )
    if count < case.units:
        return (_("{count} of {all} days count.", count=count, all=case.units), told)
    return (told,)


def _year(case: Case, decision: Decision) -> tuple[Value, ...]:
    """The yearly ceilings that bite, with what is left of them when some of it is used."""
    running = euros(decision, "unit_cap") or euros(decision, "rate") or ZERO
    before = running * case.units
    said: list[Value] = []
    for step, cap, unit in (
        ("yearly_cap", decision.row_cap or yearly_cap(case, decision) or decision.cap, "year"),
        ("dental_limit", yearly_cap(case, decision), "dental_year"),
    ):
        after = euros(decision, step)
        if after is None or after >= before or cap is None:
            continue
        before = after
        said.append(_("The ceiling is {cap}.", cap=per(Money(cap), _unit_of_year(case, unit))))
        if after < cap:
            said.append(_("{left} of it is left.", left=_money(after)))
    return tuple(said)


def _unit_of_year(case: Case, unit: str) -> str:
    return "check_up" if case.rule and case.rule.cap_unit == "check_up" else unit


def others(decision: Decision) -> tuple[Value, ...]:
    """What else counts for a whole bill: the base scheme, the yearly ceiling, the deductible."""
    said: list[Value] = []
    if base := euros(decision, "base_scheme"):
        said.append(_("The CFE or social security pays {sum} of it.", sum=_money(-base)))
    if (room := euros(decision, "yearly_ceiling")) is not None:
        said.append(_("{left} is left of your yearly ceiling.", left=_money(room)))
    if withheld := euros(decision, "deductible"):
        said.append(_("{sum} goes to your yearly deductible (franchise).", sum=_money(-withheld)))
    return tuple(said)


def own_share(case: Case, decision: Decision) -> Decimal:
    """What stays with the member, once every payer has paid."""
    paid = decision.reimbursed_eur or ZERO
    base = case.inputs.cfe_paid_eur or ZERO
    return max(ZERO, (case.amount or ZERO) - paid - base)


def _money(amount: Decimal) -> Money:
    """To the cent, as it is paid."""
    return Money(amount.quantize(Decimal("0.01")))
