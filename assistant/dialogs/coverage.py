"""What the contract pays for a kind of care: one question, answered by the rules.

One driver: the rules say what is missing and the dialog asks for it (`care_facts.py`); the sum is
asked for only through an offer after the answer. Other points of the contract are answered in the
same dialog, by what was asked about (`aspect`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from assistant.conversation import Offer
from assistant.dialogs import care_facts as facts
from assistant.dialogs import explain_points as points
from assistant.dialogs import mixed_bill
from assistant.dialogs.care import EXCLUDED
from assistant.dialogs.care_said import said
from assistant.dialogs.case import Case, case, decided
from assistant.dialogs.dialog import Context, Dialog, Heard, Outcome, Step
from assistant.dialogs.explain import Told, article, explain, short_article
from assistant.dialogs.explain_depends import in_short
from assistant.dialogs.explain_figures import guarantee, short_guarantee
from assistant.dialogs.explain_no import covering, name_of
from assistant.dialogs.kinds import Place, plain
from assistant.dialogs.statement import keep_offer
from assistant.messages import Choice, Link, Listing, Value
from assistant.rules.decision import Decision
from assistant.rules.product import Plan
from assistant.wording import _

COVER = "coverage"
LIKELY = 0.6  # below this the words do not say what is asked about
ASPECTS: Mapping[str, tuple[str, Callable[[Case], Told]]] = {  # intent: topic of the product, how
    "annual_limit": ("ceiling", points.limits),
    "waiting_period": ("waiting", points.waits),
    "territory": ("zones", points.territory),
    "prior_agreement_info": ("agreement", points.agreements),
    "direct_billing": ("direct_billing", points.direct_billing),
    "teleconsultation": ("remote", points.remote),
}


def aspect(a: Context) -> str:
    """What is asked about; an act the contract leaves out has only one answer."""
    if str(a.raw("act", "")).startswith(EXCLUDED):
        return COVER
    return str(a.raw("aspect", COVER))


def _about_cover(step: Step) -> Step:
    """A fact of the care is asked for only where the question is what the contract pays."""
    asked = step.when
    return Step(
        name=step.name,
        ask=step.ask,
        kind=step.kind,
        when=lambda a: aspect(a) == COVER and asked(a),
        again=step.again,
        label=step.label,
    )


place = Step(
    "place",
    _("Which country is it about?"),
    Place(),
    when=lambda a: aspect(a) == "territory" and not a.raw("country"),
    again=_("Write the name of one country, for example Portugal. Which country is it about?"),
    label=_("Country"),
)


# --- the answer -----------------------------------------------------------------------------------


def _answer(a: Context) -> Outcome:
    asked = aspect(a)
    if asked in ASPECTS:
        return _point(a, asked)
    if asked == "compare":
        return _compared(a)
    act = str(a.raw("act"))
    if act in SPECIAL:
        return SPECIAL[act](a)
    if a.raw("lines"):
        bill = mixed_bill.told(case(a), decided(a))
        return Outcome(lines=bill.lines, brief=bill.brief, offers=(_another(a),))
    put, decision = case(a), decided(a)
    told = explain(put, decision)
    return Outcome(
        lines=told.lines,
        brief=told.brief,
        offers=_offers(a, put, decision),
    )


def _point(a: Context, asked: str) -> Outcome:
    """A point of the contract for itself; a person where this contract does not speak of it."""
    topic, tell = ASPECTS[asked]
    if a.facts.pack.article(topic) is None:
        calling = Offer("handover", "handover", {"reason": "not_in_product", "topic": COVER})
        said = _("Your contract's documents don't answer that: a person will.")
        return Outcome(lines=(said,), opens=calling)
    told = tell(case(a))
    return Outcome(lines=told.lines, brief=told.brief, offers=_offers_of_point(a, asked))


def _offers(a: Context, put: Case, decision: Decision) -> tuple[tuple[Choice, Offer], ...]:
    """What may come next; a person is always the last choice, by the engine."""
    found = []
    if not decision.negative and put.amount is None and not decision.missing:
        found.append(_offer("amount", _("give an amount"), COVER, {**_kept(a), "ask_amount": True}))
    if decision.reason == "not_in_plan" and covering(put):
        seed = {**_kept(a), "aspect": "compare"}
        found.append(_offer("compare", _("compare levels"), COVER, seed))
    if decision.prior_agreement and not decision.negative:
        found += _agreement_offer(a)
    if decision.missing:
        return (*found, _another(a))
    return (*found, keep_offer(_kept(a)), _another(a))


def _offers_of_point(a: Context, asked: str) -> tuple[tuple[Choice, Offer], ...]:
    if asked in ("prior_agreement_info", "direct_billing"):
        return (*_agreement_offer(a), _another(a))
    return (_another(a),)


def _agreement_offer(a: Context) -> tuple[tuple[Choice, Offer], ...]:
    """The request starts with what was said; a sum is its threshold or its estimated cost."""
    if "prior_agreement" not in a.facts.pack.dialogs:
        return ()
    put = case(a)
    threshold = put.rule is not None and put.rule.agreement == "over_1000_eur"
    seed = {
        "act": a.raw("act"),
        "date": a.raw("date"),
        "country": a.raw("country"),
        "patient": a.raw("patient"),
        "sessions": a.raw("counts", {}).get("sessions"),
        "amount" if threshold else "cost": str(put.amount) if put.amount is not None else None,
    }
    known = {name: value for name, value in seed.items() if value is not None}
    return (_offer("agreement", _("ask for prior agreement"), "prior_agreement", known),)


def _another(a: Context) -> tuple[Choice, Offer]:
    """Another question; what a stranger said of their cover stays."""
    kept = {name: a.raw(name) for name in ("plan", "joined") if a.raw(name)}
    return _offer("another", _("another question"), COVER, kept)


def _offer(key: str, label: Value, dialog: str, seed: dict[str, Any]) -> tuple[Choice, Offer]:
    return Choice(key, label), Offer(key, dialog, seed)


def _kept(a: Context) -> dict[str, Any]:
    return {name: value for name, value in a.frame.answers.items() if value is not None}


# --- answers of their own -------------------------------------------------------------------------


def _compared(a: Context) -> Outcome:
    """The levels that cover the care, each with what it pays."""
    put = case(a)
    levels = covering(put)
    where = levels[0][1].article if levels else a.facts.pack.article("table")
    first = _("{care}, by level (formule):", care=name_of(put))
    long, short = _by_level(put, levels, guarantee), _by_level(put, levels, short_guarantee)
    return Outcome(
        lines=(first, *long, CHANGING, article(where)),
        brief=(first, *short, short_article(where)),
        offers=(_another(a),),
    )


CHANGING = _("Changing level has its own dates and waits: a person can tell you.")


def _by_level(
    put: Case,
    levels: tuple[tuple[Plan, Decision], ...],
    worded: Callable[[Case, Decision], Value],
) -> tuple[Value, ...]:
    """One line for the levels that pay the same; with a sum, what each gives back of it."""
    found: list[tuple[Value, list[Value]]] = []
    for plan, decision in levels:
        pays = worded(put, decision) if put.amount is None else in_short(put, decision)
        same = next((plans for other, plans in found if other == pays), None)
        if same is None:
            found.append((pays, [plan.label]))
        else:
            same.append(plan.label)
    return tuple(
        _("{plan}: {guarantee}", plan=Listing(tuple(plans)), guarantee=pays)
        for pays, plans in found
    )


def _self_inflicted(a: Context) -> Outcome:
    """Never a bare refusal: a person, at once (ATS-III-EXCL-09)."""
    said = _("I'm sorry. A person will look at this with you, in confidence.")
    help_now = _("If someone is in danger now, call your local emergency number (112 in Europe).")
    calling = Offer("handover", "handover", {"reason": "asked", "topic": COVER})
    return Outcome(lines=(help_now, said), opens=calling)


def _certificate(a: Context) -> Outcome:
    """What the certificate leaves out is health data: shown on our own pages only (ATS-I-4.3-d)."""
    first = _("What your certificate leaves out is not covered; the rest is, as usual.")
    left_out = a.facts.member.certificate.certificate_excluded_pathology if a.facts.member else None
    lines: tuple[Value, ...] = (first,)
    if a.facts.member and not a.facts.traits.private:
        link = _("Your certificate, for 15 minutes: {link}", link=Link("record"))
        lines = (first, link)
    elif left_out:
        lines = (first, _("On your certificate: {condition}.", condition=left_out))
    door = _("A person can look at your case.")
    return Outcome(
        lines=(*lines, door, article(a.facts.pack.article("personal_exclusion"))),
        brief=(*lines, short_article(a.facts.pack.article("personal_exclusion"))),
        offers=(_another(a),),
    )


def _before_start(a: Context) -> Outcome:
    """Care begun before cover (ATS-III-EXCL-29)."""
    first = _("Care begun before the start of your cover: not covered by the contract.")
    door = _("A person can look at your case.")
    return Outcome(
        lines=(first, door, article(a.facts.pack.article("exclusions"))),
        brief=(first, short_article(a.facts.pack.article("exclusions"))),
        offers=(_another(a),),
    )


SPECIAL: Mapping[str, Callable[[Context], Outcome]] = {
    f"{EXCLUDED}self_inflicted": _self_inflicted,
    f"{EXCLUDED}certificate_pathology": _certificate,
    f"{EXCLUDED}before_effect": _before_start,
}


ALL_WAITS = re.compile(r"\b(?:delais d attente|waiting periods)\b")


def _of_this_product(a: Context) -> Outcome | None:
    """Products never mix: where the member's own pack answers nothing on care, a person does."""
    if COVER in a.facts.pack.dialogs:
        return None
    calling = Offer("handover", "handover", {"reason": "not_in_product", "topic": COVER})
    return Outcome(lines=(NOT_HERE,), opens=calling)


NOT_HERE = _("The documents I work with for your contract do not answer that. A person can.")


# --- opening --------------------------------------------------------------------------------------


def _prefill(heard: Heard, a: Context) -> dict[str, Any]:
    """The facts said, and what is asked about when that is likely."""
    found = {**said(heard, a), **_lines(heard, a)}
    likely = heard.u.confidence >= LIKELY and not found.get("lines") and not _only_names(heard)
    if likely and heard.u.intent in (COVER, *ASPECTS):
        found["aspect"] = heard.u.intent
    if ALL_WAITS.search(plain(heard.text)):
        found["act"] = None
    return found


def _lines(heard: Heard, a: Context) -> dict[str, Any]:
    """Several kinds of care with their sums make a bill; one sum for several is nobody's."""
    if len(heard.u.acts) < 2:
        return {"lines": None} if heard.u.acts or heard.u.amounts else {}
    lines = mixed_bill.several(heard, a.facts.pack)
    if lines is not None:
        return {"lines": lines, "amount": None, "aspect": COVER}
    alone = {} if len(heard.u.amounts) > 1 else {"amount": None}
    return {"lines": None, **alone}


def _only_names(heard: Heard) -> bool:
    """A kind of care and nothing else: no point of the contract is asked about with it."""
    named = heard.u.acts[0].word if heard.u.acts else ""
    return len(plain(heard.text).split()) <= len(plain(named).split())


coverage = Dialog(
    name=COVER,
    title=_("your question about cover"),
    steps=(
        Step(
            name=facts.care.name,
            ask=facts.care.ask,
            kind=facts.care.kind,
            when=lambda a: aspect(a) in (COVER, "compare"),
            again=facts.care.again,
            label=facts.care.label,
        ),
        place,
        *(_about_cover(step) for step in facts.FACTS),
    ),
    finish=_answer,
    opens_on=(COVER, *ASPECTS),
    side=True,
    refined_by=("act", "amount", "counts", "date", "plan"),
    refined_briefly=("who",),
    gate=_of_this_product,
    prefill=_prefill,
)
