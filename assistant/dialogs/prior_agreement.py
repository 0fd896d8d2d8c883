"""A member asks for the administrator's agreement before care (entente préalable, article II-6).

The rules say whether it is needed, by when, with which papers. What is ill is never written here:
the condition and the prescription go on a one-time page, sealed for the medical adviser.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assistant.conversation import Offer
from assistant.dialogs import explain_no as no
from assistant.dialogs.agreement_steps import (
    STEPS,
    is_late,
    last_day,
    mentions_papers,
    names_care,
    needed,
    open_requests,
    review,
)
from assistant.dialogs.care import ACTS, EXCLUDED, act_name
from assistant.dialogs.care_said import said
from assistant.dialogs.case import Case, case
from assistant.dialogs.dialog import Context, Dialog, Heard, Outcome
from assistant.dialogs.explain import article
from assistant.dialogs.explain_conditions import agreement
from assistant.dialogs.explain_doubt import doubt
from assistant.dialogs.kinds import DONT_KNOW
from assistant.messages import Choice, Day, Effect, Link, Value
from assistant.rules.decision import Decision
from assistant.wording import _

NEVER = ("not_in_plan", "not_in_table", "exclusion")  # no agreement could change these


# --- what ends it before the questions ------------------------------------------------------------


def _gate(a: Context) -> Outcome | None:
    if a.raw("about", "new") != "new":
        return _papers_again(a)
    if a.raw("act") is None:
        return None
    if (refused := _never(a)) is not None:
        return refused
    decision = needed(a)
    if decision is None or decision.prior_agreement or a.raw("anyway"):
        return None
    return _not_needed(a, decision)


def _papers_again(a: Context) -> Outcome:
    """The same sealed page, by a fresh link."""
    number = str(a.raw("about"))
    return Outcome(lines=_sealed_page(number))


def _never(a: Context) -> Outcome | None:
    """Care the contract does not pay at all: an agreement would change nothing."""
    put = case(a)
    if put.act.startswith(EXCLUDED) or put.act not in ACTS:
        return _coverage_answers(a)
    decision = put.decide()
    if decision.reason not in NEVER:
        return None
    lines = (no.headline(put, decision), *no.why(put, decision), no.DOOR, article(decision.article))
    return Outcome(lines=lines, offers=(_question(a),))


def _coverage_answers(a: Context) -> Outcome:
    seed = {"act": a.raw("act"), "aspect": "coverage"}
    return Outcome(opens=Offer("coverage", "coverage", seed))


def _not_needed(a: Context, decision: Decision) -> Outcome:
    put = case(a)
    above = agreement(put, decision)
    lines: tuple[Value, ...] = (
        _("{care}: no prior agreement (entente préalable) needed.", care=_name(put)),
        *((above,) if above is not None else ()),
        _("You can go ahead, then send the bill."),
        article(a.facts.pack.article("agreement")),
    )
    anyway = Offer("anyway", "prior_agreement", {**a.frame.answers, "anyway": True})
    return Outcome(
        lines=lines, offers=((Choice("anyway", _("send one all the same")), anyway), _question(a))
    )


def _question(a: Context) -> tuple[Choice, Offer]:
    seed = {"act": a.raw("act"), "aspect": "coverage"}
    return Choice("cover", _("what I get back")), Offer("cover", "coverage", seed)


def _name(put: Case) -> Value:
    return act_name(put.act, put.inputs.profession)


# --- sent -----------------------------------------------------------------------------------------


def _finish(a: Context) -> Outcome:
    if a.of(review) == "give_up":
        return Outcome(lines=(_("Done: nothing was sent."),))
    number = a.facts.reference
    request = Effect(kind="open_agreement", data=_request(a, number))
    first = (_("Recorded. Number {number}.", number=number), *_sealed_page(number))
    decision = case(a).decide("prior_agreement", "needed")
    unclear = doubt(decision, a.facts.pack)
    more = (*_renewal(a), _AFTER, *((unclear,) if unclear is not None else ()))
    return Outcome(lines=(*first, *more), brief=(*first, _AFTER), effects=(request,))


def _renewal(a: Context) -> tuple[Value, ...]:
    """A long stay is asked for again every ten days (II-6.2): the first of these days."""
    if a.raw("act") not in STAYS:
        return ()
    decision = case(a).decide("prior_agreement", "renewal_deadline")
    others = [point.other.get("deadline") for point in decision.ambiguities]
    days = [day for day in (decision.deadline, *others) if isinstance(day, date)]
    if not days:
        return ()
    period = a.facts.pack.terms(a.facts.today).count("agreement.stay_period_days")
    return (
        _("A stay of more than {days} days: ask again by {day}.", days=period, day=Day(min(days))),
    )


STAYS = (
    "hospitalisation_medical_surgical",
    "psychiatric_hospitalisation",
    "rehabilitation",
    "organ_transplant",
)


_AFTER = _("The medical adviser answers; I'll write as soon as it moves.")


def _sealed_page(number: str) -> tuple[Value, ...]:
    """Never in the conversation: the condition and the papers go on our own page (II-6.1)."""
    return (
        _(
            "Now the prescription, the condition and the signed form, on this sealed page, within"
            " 15 minutes: {link}",
            link=Link("medical", number),
        ),
        _("Too late? Write PAPERS for a new link. Please send no medical paper here."),
    )


def _request(a: Context, number: str) -> dict[str, Any]:
    """What is put on record: no condition, no diagnosis. JSON: dates ISO, euros as text."""
    member = a.facts.member
    assert member is not None
    person = member.family[int(a.raw("patient", 0))]
    by = last_day(a)
    return {
        "number": number,
        "member": member.id,
        "act": a.raw("act"),
        "insured": person.who,
        "given_name": person.given_name,
        "date": a.raw("date"),
        "country": a.raw("country"),
        "cost": _stated(a.raw("cost") or a.raw("amount")),
        "sessions": a.raw("sessions"),
        "urgent": bool(case(a).inputs.emergency or a.raw("early")),
        "deadline": by.isoformat() if by else None,
        "late": is_late(a),
    }


def _stated(amount: Any) -> str | None:
    return None if amount in (None, DONT_KNOW) else str(amount)


# --- opening --------------------------------------------------------------------------------------


def _prefill(heard: Heard, a: Context) -> dict[str, Any]:
    """The facts said; papers may be for a request already made."""
    told = said(heard, a)
    found = {key: told[key] for key in ("act", "date", "country", "amount") if told.get(key)}
    rule = a.facts.pack.acts.get(str(found.get("act")))
    if "amount" in found and rule is not None and rule.agreement != "over_1000_eur":
        found["cost"] = found.pop("amount")
    sessions_said = (told.get("counts") or {}).get("sessions")
    if sessions_said and rule is not None and rule.agreement == "series_over_10":
        found["sessions"] = sessions_said
    return {**found, **_said_papers(heard, a), **_said_patient(told, a)}


def _said_papers(heard: Heard, a: Context) -> dict[str, Any]:
    """Papers without a word of the care go with the one request that waits for them."""
    if not mentions_papers(heard):
        return {}
    waiting = open_requests(a.facts)
    if len(waiting) == 1 and not names_care(heard):
        return {"about": waiting[0]}
    return {"has_papers": True}


def _said_patient(told: Mapping[str, Any], a: Context) -> dict[str, str]:
    people = a.facts.member.family if a.facts.member else ()
    hits = [str(i) for i, person in enumerate(people) if person.who == told.get("who")]
    return {"patient": hits[0]} if len(hits) == 1 else {}


prior_agreement = Dialog(
    name="prior_agreement",
    title=_("your prior agreement request"),
    steps=STEPS,
    finish=_finish,
    opens_on=("prior_agreement_request",),
    needs_member=True,
    gate=_gate,
    prefill=_prefill,
    photos=_(
        "Please send no medical paper here: you will add it on a sealed page for the medical"
        " adviser."
    ),
)
