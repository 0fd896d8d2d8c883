"""A member asks for the administrator's agreement before care (entente préalable, article II-6).

The rules say whether it is needed, by when, with which papers. What is ill is never written here:
the condition and the prescription go on a one-time page, sealed for the medical adviser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.conversation import Offer
from assistant.dialogs import care_facts as facts
from assistant.dialogs import explain_no as no
from assistant.dialogs.care import ACTS, EXCLUDED, act_name
from assistant.dialogs.care_kinds import Care, OrUnknown
from assistant.dialogs.case import Case, case
from assistant.dialogs.dialog import (
    Context,
    Dialog,
    Facts,
    Heard,
    Invalid,
    NotUnderstood,
    Outcome,
    Step,
)
from assistant.dialogs.explain import article
from assistant.dialogs.explain_conditions import agreement, deadline
from assistant.dialogs.explain_doubt import doubt
from assistant.dialogs.kinds import (
    Amount,
    Insured,
    Number,
    On,
    OneOf,
    Place,
    Review,
    YesNo,
    plain,
    read_back,
    which_line,
)
from assistant.messages import Choice, Day, Effect, Link, Value
from assistant.rules.decision import Decision
from assistant.wording import _

NEVER = ("not_in_plan", "not_in_table", "exclusion")  # no agreement could change these
REPAIRED = 0.9  # "papiers" must not be read as "paupieres"
OPEN = ("awaiting_papers", "received", "more")
PAPERS = re.compile(
    r"\b(?:ordonnances?|papiers?|documents?|prescriptions?|papers?|justificatifs?)\b"
)
ILLNESS = re.compile(
    r"\b(?:diagnos\w*|pathologi\w*|cancer\w*|tumeurs?|tumou?rs?|malad\w*|illness\w*|disease\w*"
    r"|diabet\w*|depressi\w*|arthro\w*|fractur\w*|hernies?|hernias?|infarct\w*|kystes?|cysts?"
    r"|souffr\w*|suffer\w*|syndrome\w*|leucemi\w*|leukaemi\w*|vih|hiv)\b"
)


# --- what the rules say ---------------------------------------------------------------------------


def needed(a: Context) -> Decision | None:
    """Whether agreement is needed; None while a fact that decides it is missing."""
    if not a.raw("act") or any(step.when(a) and not a.has(step) for step in (sessions, sum_first)):
        return None
    return case(a).decide("prior_agreement", "needed")


def last_day(a: Context) -> date | None:
    """By when the request must arrive, or leave in an emergency: the earlier of two readings."""
    when = a.of(start)
    return deadline(case(a), when) if when is not None else None


def is_late(a: Context) -> bool:
    by = last_day(a)
    return by is not None and a.facts.today > by


def _kind_of_agreement(a: Context) -> str:
    rule = a.facts.pack.acts.get(str(a.raw("act")))
    return rule.agreement if rule else "none"


# --- the steps ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Discreet(Care):
    """Which care, by name; what is ill is kindly kept out of the conversation."""

    def read(self, heard: Heard, a: Context) -> Any:
        try:
            return super().read(heard, a)
        except NotUnderstood:
            if not ILLNESS.search(plain(heard.text)):
                raise
        raise Invalid(_KEEP_IT)


_KEEP_IT = _(
    "Please don't write what is ill here: you will type it on a sealed page for the medical"
    " adviser. Which kind of care is it about?"
)


def open_requests(known: Facts) -> tuple[str, ...]:
    """The numbers of the requests on record that can still take papers."""
    records = known.records() if known.member else ()
    return tuple(r.number for r in records if r.kind == "agreement" and r.status in OPEN)


def mentions_papers(heard: Heard) -> bool:
    """ "ordonnance", "my prescription", "papers"."""
    return PAPERS.search(plain(heard.text)) is not None


def names_care(heard: Heard) -> bool:
    """Whether a kind of care is named as it is written, not by a repaired spelling."""
    return any(mention.confidence > REPAIRED for mention in heard.u.acts)


def _requests(a: Context) -> Mapping[str, Value]:
    """The requests that wait for papers, by number, and a new one."""
    listed: dict[str, Value] = {
        number: _("papers for request {number}", number=number) for number in open_requests(a.facts)
    }
    return {**listed, "new": _("a new request")}


about = Step(
    "about",
    _("Is it for a request you have already made?"),
    OneOf(_requests),
    when=lambda a: bool(a.raw("has_papers")) and len(_requests(a)) > 1,
)
care = Step(
    "act",
    _("Which kind of care is it about?"),
    Discreet(),
    again=_("Name it in a word (glasses, dentist, hospital), or choose. Which care is it about?"),
    label=_("Care"),
)
sessions = Step(
    "sessions",
    _("How many sessions are prescribed? Above 10, agreement is needed."),
    Number(most=200),
    when=lambda a: _kind_of_agreement(a) == "series_over_10",
    label=_("Sessions"),
)
sum_first = Step(
    "amount",
    _("How much is the quote, in euros? Above 1,000 €, agreement is needed."),
    OrUnknown(Amount()),
    when=lambda a: _kind_of_agreement(a) == "over_1000_eur",
    label=_("Cost"),
)
patient = Step(
    "patient",
    _("Who is the care for?"),
    Insured(),
    when=lambda a: a.facts.member is not None and len(a.facts.member.family) > 1,
    label=_("For"),
)
start = Step(
    "date",
    _("On which day does the care start? It decides by when the request must arrive."),
    On(),
    again=_("Day and month, for example 14 May. On which day does the care start?"),
    label=_("Start"),
)


def _could_be_urgent(a: Context) -> bool:
    """An emergency has a time of its own: asked when the usual one is over."""
    rule = a.facts.pack.acts.get(str(a.raw("act")))
    if rule is None or rule.section != "hospitalisation" or a.of(start) is None:
        return False
    by = deadline(case(a, without="sudden"), a.of(start))
    return by is not None and a.facts.today > by


def _could_be_early(a: Context) -> bool:
    rule = a.facts.pack.acts.get(str(a.raw("act")))
    if rule is None or rule.section != "maternity" or a.of(start) is None:
        return False
    by = deadline(case(a, without="early"), a.of(start))
    return by is not None and a.facts.today > by


sudden = Step(
    "sudden",
    _("Is it because of an accident or a sudden illness? The time to ask is then longer."),
    OneOf(facts.SUDDEN_CHOICES),
    when=_could_be_urgent,
    label=_("Cause"),
)
early = Step(
    "early",
    _("Is it earlier than planned? The time to ask is then longer."),
    YesNo(),
    when=_could_be_early,
    label=_("Earlier than planned"),
)
country = Step(
    "country",
    _("In which country will the care take place?"),
    Place(),
    again=_("Write the name of one country, for example Portugal. Where is the care?"),
    label=_("Country"),
)
cost = Step(
    "cost",
    _("How much should it cost, in euros? An estimate is enough."),
    OrUnknown(Amount()),
    when=lambda a: not sum_first.when(a),
    again=_("The price in euros, for example 850. How much should it cost?"),
    label=_("Cost"),
)


def _ask_review(a: Context) -> tuple[Value, ...]:
    return which_line(a) or (
        _("Please check before sending:"),
        *read_back(a),
        *_warning(a),
        _arrival(a),
        _("By choosing to send, you ask GAPI for its agreement to this care."),
    )


def _warning(a: Context) -> tuple[Value, ...]:
    """Care that would not be paid as it stands is said before it is asked for, never after."""
    decision = case(a).decide()
    if not decision.negative:
        return ()
    return (no.headline(case(a), decision), _("You can send it all the same: a person will look."))


def _arrival(a: Context) -> Value:
    """By when; a late request is still sent, staff decide (AMB-25)."""
    by = last_day(a)
    if by is None:
        return _("The request is dated today.")
    if is_late(a):
        return _(
            "It should have arrived by {day} (art. II-6): send it all the same, a person will look"
            " at it.",
            day=Day(by),
        )
    if case(a).inputs.emergency or a.of(early):
        return _("It must leave by {day} (art. II-6).", day=Day(by))
    return _("It must arrive by {day} (art. II-6).", day=Day(by))


review = Step("review", _ask_review, Review(send=_("send")), confirms=True)


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
        article("II-6"),
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
    said: list[Value] = [_("Recorded. Number {number}.", number=number), *_sealed_page(number)]
    decision = case(a).decide("prior_agreement", "needed")
    unclear = doubt(decision)
    more = (*_renewal(a), _AFTER, *((unclear,) if unclear is not None else ()))
    return Outcome(lines=(*said, *more), brief=(*said, _AFTER), effects=(request,))


def _renewal(a: Context) -> tuple[Value, ...]:
    """A long stay is asked for again every ten days (II-6.2): the first of these days."""
    if a.raw("act") not in STAYS:
        return ()
    decision = case(a).decide("prior_agreement", "renewal_deadline")
    others = [point.other.get("deadline") for point in decision.ambiguities]
    days = [day for day in (decision.deadline, *others) if isinstance(day, date)]
    if not days:
        return ()
    return (_("A stay of more than 10 days: ask again by {day}.", day=Day(min(days))),)


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
    return None if amount in (None, "dont_know") else str(amount)


# --- opening --------------------------------------------------------------------------------------


def _prefill(heard: Heard, a: Context) -> dict[str, Any]:
    """The facts said; papers may be for a request already made."""
    said = facts.said(heard, a)
    found = {key: said[key] for key in ("act", "date", "country", "amount") if said.get(key)}
    rule = a.facts.pack.acts.get(str(found.get("act")))
    if "amount" in found and rule is not None and rule.agreement != "over_1000_eur":
        found["cost"] = found.pop("amount")
    sessions_said = (said.get("counts") or {}).get("sessions")
    if sessions_said and rule is not None and rule.agreement == "series_over_10":
        found["sessions"] = sessions_said
    return {**found, **_said_papers(heard, a), **_said_patient(said, a)}


def _said_papers(heard: Heard, a: Context) -> dict[str, Any]:
    """Papers without a word of the care go with the one request that waits for them."""
    if not mentions_papers(heard):
        return {}
    waiting = open_requests(a.facts)
    if len(waiting) == 1 and not names_care(heard):
        return {"about": waiting[0]}
    return {"has_papers": True}


def _said_patient(said: Mapping[str, Any], a: Context) -> dict[str, str]:
    people = a.facts.member.family if a.facts.member else ()
    hits = [str(i) for i, person in enumerate(people) if person.who == said.get("who")]
    return {"patient": hits[0]} if len(hits) == 1 else {}


prior_agreement = Dialog(
    name="prior_agreement",
    title=_("your prior agreement request"),
    steps=(about, care, sessions, sum_first, patient, start, sudden, early, country, cost, review),
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
