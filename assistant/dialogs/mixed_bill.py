"""A bill with several kinds of care: decided and told line by line, never all or nothing (F53)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.dialogs import explain_no as no
from assistant.dialogs.case import Case
from assistant.dialogs.dialog import Heard
from assistant.dialogs.explain import Told, article, reserve, short_article
from assistant.dialogs.explain_conditions import agreement, short_agreement
from assistant.dialogs.explain_depends import depends_on
from assistant.dialogs.explain_doubt import doubt, short_doubt
from assistant.dialogs.explain_figures import others, own_share, plan_label, together
from assistant.messages import Money, Text, Value
from assistant.rules.decision import Decision, LineOutcome
from assistant.rules.product import Product
from assistant.understanding.normalise import fold
from assistant.understanding.understanding import ActMention
from assistant.wording import _

MOST = 5  # kinds of care told in one answer; a longer bill is sent, not asked about
THOUSANDS = re.compile(r"(?<=\d)[\s.,](?=\d{3}(?!\d))")
SUM = re.compile(r"(?<![\d.,])\d{1,6}(?:[.,]\d{1,2})?(?![\d.,]*\d)")
CURRENCY = re.compile(r"€|\beur")


# --- heard ----------------------------------------------------------------------------------------


def several(heard: Heard, pack: Product) -> list[list[str]] | None:
    """Each kind of care with the sum that follows it, when there are several; else None.

    A number without a currency counts only beside one that has it. Counts ("2 visits") would leave
    open what a sum is for: nothing is guessed then.
    """
    acts = [one for one in heard.u.acts if one.act in pack.acts]
    if not 2 <= len(acts) <= MOST or len(acts) < len(heard.u.acts) or heard.u.counts:
        return None
    parts = _parts(fold(heard.text), acts)
    sums = [SUM.findall(THOUSANDS.sub("", part)) for part in parts]
    if not parts or not all(len(found) == 1 for found in sums) or not CURRENCY.search(heard.text):
        return None
    return [[one.act, found[0].replace(",", ".")] for one, found in zip(acts, sums, strict=True)]


def _parts(text: str, acts: Sequence[ActMention]) -> list[str]:
    """What is said after each care, up to the next one; nothing when they are out of order."""
    found = [re.search(r"\W+".join(map(re.escape, one.word.split())), text) for one in acts]
    places = [hit.span() for hit in found if hit is not None]
    if len(places) < len(acts) or places != sorted(places):
        return []
    ends = [start for start, _end in places[1:]] + [len(text)]
    return [text[end:until] for (_start, end), until in zip(places, ends, strict=True)]


# --- told -----------------------------------------------------------------------------------------


def told(case: Case, decision: Decision) -> Told:
    """What the bill brings in all, then each line, what is asked for, and the article."""
    if decision.missing:
        first = _("It depends on {fact}.", fact=depends_on(decision))
        return Told((first, article(decision.article)), (first, short_article(decision.article)))
    each = tuple(_line(case, line, i) for i, line in enumerate(decision.lines or ()))
    own = own_share(case, decision)
    mine = _("You pay {own}.", own=Money(own)) if own else _("Nothing is left for you to pay.")
    asked, besides = _asked(case), others(decision)
    unclear, short = doubt(decision, case.pack), short_doubt(decision, case.pack)
    where = decision.article
    return Told(
        (
            _headline(case, decision), *each, *besides, mine, *asked, *reserve(case, decision),
            *((unclear,) if unclear is not None else ()), article(where),
        ),
        (
            together(_headline(case, decision), mine), *each, *besides,
            *_asked(case, brief=True)[:1], *((short,) if short is not None else ()),
            short_article(where),
        ),
    )  # fmt: skip


def _headline(case: Case, decision: Decision) -> Text:
    return _(
        "All together, {plan}: you get {paid} back on {amount}.",
        plan=plan_label(case, decision),
        paid=Money(decision.reimbursed_eur or Decimal(0)),
        amount=Money(case.amount or Decimal(0)),
    )


def _line(case: Case, line: LineOutcome, index: int) -> Value:
    """One care: what the contract covers of it, or its own no."""
    one = case.line(index)
    if line.guarantee_eur is None or not line.guarantee_eur:
        alone = one.decide()
        if alone.negative:
            return no.headline(one, alone)
    return _(
        "{care}: {sum} of {amount}",
        care=no.name_of(one),
        sum=Money((line.guarantee_eur or Decimal(0)).quantize(Decimal("0.01"))),
        amount=Money(one.amount or Decimal(0)),
    )


def _asked(case: Case, brief: bool = False) -> tuple[Value, ...]:
    """Prior agreement, for the lines that need it."""
    said: list[Value] = []
    for index in range(len(case.inputs.lines or ())):
        one = case.line(index)
        alone = one.decide()
        if alone.prior_agreement and not alone.negative:
            needed = short_agreement(one, alone) if brief else agreement(one, alone)
            if needed is not None:
                said.append(_("{care}. {rest}", care=no.name_of(one), rest=needed))
    return tuple(said)
