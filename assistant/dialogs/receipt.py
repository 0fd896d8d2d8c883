"""A claim from photos: one to ten bills, checked as the member goes, read back, sent whole.

Consent is a number chosen under the read-back; nothing is half sent.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from assistant.dialogs.bill import article_of, intake, item_line, photos, photos_limit, taken_up
from assistant.dialogs.dialog import Context, Dialog, Heard, Outcome, Step, parts_of
from assistant.dialogs.gathering import Many, Review, read_back, which_line
from assistant.dialogs.kinds import YesNo
from assistant.messages import Day, Effect, Money, Text, Value
from assistant.rules.decision import article_of as clause_article
from assistant.rules.facts import Inputs
from assistant.rules.product import Product
from assistant.wording import _, n_

EARLY = "early"  # photos that came before the first question
QUOTA_ITEMS = 10  # ours (T38), where the contract sets none


def items_limit(pack: Product) -> int:
    return pack.limits.max_entitlements or QUOTA_ITEMS


def _ask_another(a: Context) -> tuple[Value, ...]:
    kept = _kept(a.gathered)
    return (
        n_("{count} bill so far.", "{count} bills so far.", len(kept)),
        _("Is there another bill?"),
    )


def _kept(items: list[Any]) -> list[dict[str, Any]]:
    return [item for item in items if not item.get("left_out")]


items = Step(
    "items",
    _ask_another,
    Many(
        sub="bill",
        another=_("add a bill"),
        enough=_("that's all"),
        shown=item_line,
        limit=lambda a: items_limit(a.facts.pack),
        again=taken_up,
        seed=lambda a: {parts_of(photos.name): a.raw(EARLY, [])} if a.raw(EARLY) else {},
    ),
)


def _nothing_left(a: Context) -> bool:
    return not _kept(a.raw("items", []))


other_insurer = Step(
    "other_insurer",
    _("Has another insurer paid, or will it pay, part of these bills?"),
    YesNo(),
    when=lambda a: a.facts.pack.limits.other_insurers_clause is not None and not _nothing_left(a),
    label=_("Another insurer"),
)


def _ask_review(a: Context) -> tuple[Value, ...]:
    return which_line(a) or _whole_review(a)


def _whole_review(a: Context) -> tuple[Value, ...]:
    total = sum((Decimal(item["amount"]) for item in _kept(a.of(items))), Decimal())
    return (
        _("Please check before sending:"),
        *read_back(a),
        _("Total: {total}.", total=Money(total)),
        _(
            "By choosing to send, you accept the terms (version {version}) and agree that your"
            " documents are kept to handle the claim.",
            version=a.facts.pack.terms_version,
        ),
    )


review = Step(
    "review",
    _ask_review,
    Review(send=_("send")),
    when=lambda a: not _nothing_left(a),
    confirms=True,
)


def _barred(a: Context) -> Outcome | None:
    """A suspended or closed online access: the contract's answer, and a person who sees it."""
    decision = intake(a, None, None)
    if decision.reason not in ("service_suspended", "access_expired", "subscriber_only"):
        return None
    why = (
        _("Your online access is suspended: claims sent here would be rejected for now.")
        if decision.reason == "service_suspended"
        else _("Your online access is closed.")
    )
    effect = Effect(kind="call_person", data={"reason": "suspended", "topic": "receipt"})
    return Outcome(
        lines=(why, article_of(decision, a), _("A person will look at it and write to you.")),
        effects=(effect,),
    )


def _finish(a: Context) -> Outcome:
    if _nothing_left(a):
        return Outcome(lines=(_("No bill is left, so nothing was sent."),))
    if a.of(review) == "give_up":
        return Outcome(lines=(_("Done: nothing was sent."),))
    kept = _kept(a.of(items))
    total = sum((Decimal(item["amount"]) for item in kept), Decimal())
    data = {
        "number": a.facts.reference,
        "items": [{**item, "other_insurer": bool(a.of(other_insurer))} for item in kept],
        "total": str(total),
    }
    return Outcome(
        lines=(*_sent(a, len(kept), total), _keep(a), _("I'll write as soon as it moves.")),
        effects=(Effect(kind="open_claim", data=data),),
    )


def _sent(a: Context, count: int, total: Decimal) -> tuple[Value, ...]:
    return (
        n_(
            "Sent. Number {number}, {count} bill, {total}.",
            "Sent. Number {number}, {count} bills, {total}.",
            count,
            number=a.facts.reference,
            total=Money(total),
        ),
    )


def _keep(a: Context) -> Text:
    """WEL-3-p: two years from the request; A 4916 may ask for originals (ATS-II-9.1-j)."""
    assert a.facts.member is not None
    where = clause_article(str(a.facts.pack.keep_originals["clause"]))
    if ("claim_intake", "keep_originals") in a.facts.pack.rules:
        inputs = Inputs(request_date=a.facts.today)
        member = a.facts.member.certificate
        until = a.facts.pack.decide("claim_intake", member, inputs, "keep_originals").deadline
        assert until is not None
        return _(
            "Keep the original bills until {day} (article {article} of the terms).",
            day=Day(until),
            article=where,
        )
    return _(
        "Keep your originals: {administrator} may ask for them (article {article} of the notice).",
        administrator=a.facts.pack.administrator,
        article=where,
    )


def _photos_first(heard: Heard, a: Context) -> dict[str, Any]:
    """A photo may be the first thing a member sends: it belongs to the first bill."""
    sent = [attachment.document for attachment in heard.inbound.attachments]
    return {EARLY: sent[: photos_limit(a.facts.pack)]} if sent else {}


receipt = Dialog(
    name="receipt",
    title=_("your bills"),
    steps=(items, other_insurer, review),
    finish=_finish,
    opens_on=("claim_submit",),
    needs_member=True,
    gate=_barred,
    prefill=_photos_first,
)
