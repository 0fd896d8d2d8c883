"""The questions of a prior agreement request, and what the rules say while it is filled in.

What is ill is never asked for here: it is typed on a sealed page (II-6.1, AMB-28).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.dialogs import explain_no as no
from assistant.dialogs.care_facts import SUDDEN_CHOICES
from assistant.dialogs.care_kinds import Care, OrUnknown
from assistant.dialogs.case import case
from assistant.dialogs.dialog import Context, Facts, Heard, Invalid, NotUnderstood, Step
from assistant.dialogs.explain_conditions import deadline
from assistant.dialogs.gathering import Review, read_back, which_line
from assistant.dialogs.kinds import Amount, Insured, Number, On, OneOf, Place, YesNo, plain
from assistant.messages import Day, Money, Value
from assistant.rules.decision import Decision
from assistant.wording import _

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


def _ask_sessions(a: Context) -> Value:
    most = a.facts.pack.terms(a.facts.today).count("agreement.series_over_sessions")
    return _("How many sessions are prescribed? Above {most}, agreement is needed.", most=most)


def _ask_sum(a: Context) -> Value:
    threshold = a.facts.pack.terms(a.facts.today).money("agreement.threshold_eur")
    return _(
        "How much is the quote, in euros? Above {sum}, agreement is needed.", sum=Money(threshold)
    )


sessions = Step(
    "sessions",
    _ask_sessions,
    Number(most=200),
    when=lambda a: _kind_of_agreement(a) == "series_over_10",
    label=_("Sessions"),
)
sum_first = Step(
    "amount",
    _ask_sum,
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
    OneOf(SUDDEN_CHOICES),
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
        _(
            "By choosing to send, you ask {administrator} for its agreement to this care.",
            administrator=a.facts.pack.administrator,
        ),
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

STEPS = (about, care, sessions, sum_first, patient, start, sudden, early, country, cost, review)
