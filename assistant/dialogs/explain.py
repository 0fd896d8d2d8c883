"""A decision on care told in plain sentences: the answer, the sum, the reason, what comes next.

Long for pages with room (at most six short lines), brief for text messages; both state the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.dialogs import explain_no as no
from assistant.dialogs.care import EXCLUDED
from assistant.dialogs.case import Case
from assistant.dialogs.explain_conditions import (
    agreement,
    conditions,
    particulars,
    short_agreement,
)
from assistant.dialogs.explain_depends import branches, depends_on
from assistant.dialogs.explain_doubt import doubt, short_doubt
from assistant.dialogs.explain_figures import (
    computation,
    guarantee,
    own_share,
    plan_label,
    short_guarantee,
    together,
    yearly_cap,
)
from assistant.dialogs.explain_no import name_of
from assistant.messages import Day, Link, Money, Text, Value
from assistant.rules.decision import Answer, Decision, article_of
from assistant.wording import _

MOST = 6  # lines of a long answer


@dataclass(frozen=True)
class Told:
    """An answer in its two lengths."""

    lines: tuple[Value, ...]
    brief: tuple[Value, ...]


def explain(case: Case, decision: Decision) -> Told:
    """Tells a decision of the question "reimbursement"."""
    if case.act.startswith(EXCLUDED):
        return _no(case, _as_excluded(decision))
    if decision.answer is Answer.DEPENDS:
        return _depends(case, decision)
    if decision.negative:
        return _no(case, decision)
    return _yes(case, decision)


def in_a_sentence(case: Case, decision: Decision) -> tuple[Value, ...]:
    """The result alone, without the way to it: what a member keeps of an answer."""
    if case.act.startswith(EXCLUDED):
        decision = _as_excluded(decision)
    if decision.negative:
        return (no.headline(case, decision), *no.why(case, decision)[:1])
    return (_headline(case, decision), *_own(case, decision))


def _as_excluded(decision: Decision) -> Decision:
    """What the contract leaves out is told as such, whatever care stands for it."""
    return replace(decision, reason="exclusion", article="exclusions")


# --- yes ------------------------------------------------------------------------------------------


def _yes(case: Case, decision: Decision) -> Told:
    sums = computation(case, decision)
    said = [
        _headline(case, decision),
        *((together(*sums),) if sums else ()),
        *_own(case, decision),
        *particulars(case, decision),
        conditions(case, decision),
        *reserve(case, decision),
        *_only(doubt(decision, case.pack)),
        _articles(case, decision),
    ]
    return Told(_fitted(said), _yes_briefly(case, decision))


def _articles(case: Case, decision: Decision, brief: bool = False) -> Value:
    """The line of the table, and the article that changes it when there is one."""
    table = article_of(case.rule.clause) if case.rule else decision.article
    if table in (None, decision.article) or decision.article in PLACES:
        return short_article(decision.article) if brief else article(decision.article)
    both = {"table": str(table), "article": str(decision.article)}
    if brief:
        return _("{where} Details: MORE.", where=_("Art. {table}, {article}.", **both))
    return _("Articles {table} and {article} of the notice (the French text prevails).", **both)


def _headline(case: Case, decision: Decision) -> Text:
    care, plan = name_of(case), plan_label(case, decision)
    if case.amount is None:
        return _(
            "{care}, {plan}: {guarantee}.",
            care=care,
            plan=plan,
            guarantee=guarantee(case, decision),
        )
    if not decision.reimbursed_eur:
        return _(
            "{care}, {plan}: covered, but {why}.", care=care, plan=plan, why=_nothing(decision)
        )
    return _(
        "{care}, {plan}: you get {paid} back on {amount}.",
        care=care,
        plan=plan,
        paid=Money(decision.reimbursed_eur),
        amount=Money(case.amount),
    )


def _nothing(decision: Decision) -> Text:
    return NOTHING.get(decision.reason or "", NOTHING["annual_cap_reached"])


NOTHING = {
    "annual_cap_reached": _("this year's ceiling is used up"),
    "annual_ceiling": _("this year's overall ceiling is used up"),
    "base_scheme_already_covers": _("the CFE or social security already pays it"),
    "capped_at_real_costs": _("other payers already pay it"),
    "deductible": _("the sum goes to your yearly deductible (franchise)"),
}


def _own(case: Case, decision: Decision) -> tuple[Value, ...]:
    if case.amount is None:
        return ()
    own = own_share(case, decision)
    return (_("You pay {own}.", own=Money(own)) if own else _("Nothing is left for you to pay."),)


def _yes_briefly(case: Case, decision: Decision) -> tuple[Value, ...]:
    care, plan = name_of(case), plan_label(case, decision)
    how = short_guarantee(case, decision)
    said: list[Value] = []
    if case.amount is None or not decision.reimbursed_eur:
        said.append(
            _headline(case, decision)
            if case.amount
            else _("{care}, {plan}: {how}.", care=care, plan=plan, how=how)
        )
    else:
        said.append(
            _(
                "{care}, {plan}: {paid} back on {amount} ({how}).",
                care=care,
                plan=plan,
                paid=Money(decision.reimbursed_eur),
                amount=Money(case.amount),
                how=how,
            )
        )
    said += _own(case, decision)
    return (
        together(*said),
        *_only(short_agreement(case, decision)),
        *reserve(case, decision, brief=True),
        *_only(short_doubt(decision, case.pack)),
        _articles(case, decision, brief=True),
    )


def reserve(case: Case, decision: Decision, brief: bool = False) -> tuple[Value, ...]:
    """What of the record is left out of the sum; else up to which day its figures are."""
    if case.used_on is not None:
        return () if brief else (_("Counting what was used up to {day}.", day=Day(case.used_on)),)
    if case.amount is None or not decision.reimbursed_eur:
        return ()
    used = yearly_cap(case, decision) is not None
    if not case.known:
        return () if brief else (_("Before a deductible (franchise), if you chose one."),)
    if not case.hides_deductible and not used:
        return ()
    short, long = RESERVES[case.hides_deductible, used]
    if brief:
        return (_("{reserve}: {link}", reserve=short, link=Link("record")),)
    return (_("{reserve} Exact sum: {link}", reserve=long, link=Link("record")),)


RESERVES = {  # (a deductible, a yearly ceiling)
    (True, True): (
        _("Before deductible (franchise) and this year's use"),
        _("Before your deductible (franchise) and what you used this year."),
    ),
    (True, False): (
        _("Before deductible (franchise). Exact sum"),
        _("Before your yearly deductible (franchise)."),
    ),
    (False, True): (
        _("If none is used yet this year. Exact sum"),
        _("If nothing of this year's ceiling is used yet."),
    ),
}


# --- no -------------------------------------------------------------------------------------------


def _no(case: Case, decision: Decision) -> Told:
    reasons = no.why(case, decision)
    said = [
        no.headline(case, decision),
        *reasons,
        no.door(case),
        *_only(doubt(decision, case.pack)),
        article(decision.article),
    ]
    brief = (
        together(no.headline(case, decision), *reasons[:2]),
        *_only(short_doubt(decision, case.pack)),
        short_article(decision.article),
    )
    return Told(_fitted(said), brief)


# --- it depends -----------------------------------------------------------------------------------


def _depends(case: Case, decision: Decision) -> Told:
    care = name_of(case)
    told = branches(case, decision)
    first = _("{care}: it depends on {fact}.", care=care, fact=depends_on(decision))
    said = [first, *told, *_only(agreement(case, decision)), article(decision.article)]
    return Told(_fitted(said), (together(first, *told), short_article(decision.article)))


# --- the last line --------------------------------------------------------------------------------


def article(name: str | None) -> Value:
    """The article of the contract; in English, that the French text prevails."""
    if name in PLACES:
        return PLACES[name]
    return _("Article {article} of the notice (the French text prevails).", article=name or "")


def short_article(name: str | None) -> Value:
    where = SHORT_PLACES.get(name or "") or _("Art. {article}.", article=name or "")
    return _("{where} Details: MORE.", where=where)


PLACES = {
    "exclusions": _("Exclusions of the notice (the French text prevails)."),
    "definitions": _("Definitions of the notice (the French text prevails)."),
    "annex": _("Annex of the notice (the French text prevails)."),
}
SHORT_PLACES = {
    "exclusions": _("Exclusions of the notice."),
    "definitions": _("Definitions of the notice."),
    "annex": _("Annex of the notice."),
}


def _only(said: Value | None) -> tuple[Value, ...]:
    return () if said is None else (said,)


def _fitted(said: list[Value]) -> tuple[Value, ...]:
    """At most six lines: the middle ones are joined two by two until they fit."""
    lines = list(said)
    at = 1
    while len(lines) > MOST:
        lines[at : at + 2] = [together(lines[at], lines[at + 1])]
        at = at + 1 if at + 2 < len(lines) - 1 else 1
    return tuple(lines)
