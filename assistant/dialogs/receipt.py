"""A claim from photos: one to ten bills, one to five photos each, checked as the member goes.

Limits come from the member's own product: WEL-3-f/g/h/i/s for the online service, ATS-II-9.1-i
for contract A 4916. Consent is a number chosen under the read-back; nothing is half sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.dialogs.dialog import Change, Context, Dialog, Heard, Outcome, Step, parts_of
from assistant.dialogs.kinds import (
    Amount,
    Fix,
    Insured,
    Many,
    On,
    OneOf,
    Photos,
    Review,
    YesNo,
    called,
    read_back,
    which_line,
)
from assistant.messages import Day, Effect, Link, Money, Text, Value
from assistant.rules.decision import Decision
from assistant.rules.facts import Inputs
from assistant.rules.product import Product
from assistant.wording import _, n_

EARLY = "early"  # photos that came before the first question
QUOTA_ITEMS, QUOTA_PHOTOS = 10, 5  # ours (T38), where the contract sets none

CARE: Mapping[str, Value] = {
    "outpatient": _("doctor or other everyday care"),
    "pharmacy": _("pharmacy"),
    "dental": _("dentist"),
    "optical": _("glasses or lenses"),
    "radiology": _("scan, X-ray or laboratory"),
    "hospitalisation": _("hospital"),
}


def items_limit(pack: Product) -> int:
    return pack.limits.max_entitlements or QUOTA_ITEMS


def photos_limit(pack: Product) -> int:
    return pack.limits.max_documents or QUOTA_PHOTOS


def intake(a: Context, amount: Decimal | None, care: str | None) -> Decision:
    """May this bill come by photo? The rules of the member's own product say so."""
    assert a.facts.member is not None
    channel = "welcare_online" if a.facts.pack.code == "welcare" else "photo"
    inputs = Inputs(
        channel=channel,
        bills=(amount,) if amount is not None else None,
        care_type=care,
        date=a.facts.today,
        request_date=a.facts.today,
    )
    return a.facts.pack.decide("claim_intake", a.facts.member.certificate, inputs, "channel")


# --- one bill -----------------------------------------------------------------------------------


def _ask_photos(a: Context) -> tuple[Value, ...]:
    limit = photos_limit(a.facts.pack)
    if a.gathered:
        return (
            n_("{count} photo received.", "{count} photos received.", len(a.gathered)),
            _("Send another one, or choose:"),
        )
    if a.facts.traits.files:
        return (
            _(
                "Send a photo of the bill, and of the prescription if there is one ({limit} at"
                " most). The whole page, flat, nothing cut off.",
                limit=limit,
            ),
        )
    return (
        _("Add the photos of the bill here: {link}", link=Link("photos", a.facts.reference)),
        _("The link works for 15 minutes. Then come back to this conversation."),
    )


photos = Step("photos", _ask_photos, Photos(limit=lambda a: photos_limit(a.facts.pack)))
care = Step("care", _("What kind of care is it?"), OneOf(CARE))
amount = Step(
    "amount",
    _("How much did you pay, in euros?"),
    Amount(),
    again=_("The total of the bill, for example 54.90. How much did you pay, in euros?"),
)


@dataclass(frozen=True)
class LeaveOut(OneOf):
    """A bill that cannot come this way: another look at it, or it is left out."""

    def read(self, heard: Heard, a: Context) -> Any:
        key = super().read(heard, a)
        return Change("amount") if key == "amount" else Change("care") if key == "care" else key


def refused_here(a: Context) -> bool:
    if not (a.has(care) and a.has(amount)):
        return False
    return intake(a, a.of(amount), a.of(care)).answer != "allowed"


def _by_post(a: Context) -> tuple[Value, ...]:
    decision = intake(a, a.of(amount), a.of(care))
    return (*refusal_lines(decision, a), _("What shall we do with this bill?"))


def refusal_lines(decision: Decision, a: Context) -> tuple[Value, ...]:
    """Why a bill cannot come by photo, with the article, and the way it can."""
    article = article_of(decision, a)
    limit = Money(a.facts.pack.limits.below_eur)
    if decision.reason == "hospitalisation_excluded_from_service":
        why: Text = _("Hospital bills cannot go through this service.")
    elif decision.reason in ("bill_not_under_500", "originals_required"):
        why = _("By photo, a bill must be under {limit}.", limit=limit)
    else:
        why = _("This bill cannot be sent by photo.")
    return (why, *_post_address(a), article)


def article_of(decision: Decision, a: Context) -> Text:
    article = decision.article or ""
    if a.facts.pack.code == "welcare":
        return _("Article {article} of the service's terms.", article=article)
    return _("Article {article} of the notice.", article=article)


def _post_address(a: Context) -> tuple[Value, ...]:
    found = a.facts.pack.addresses.get("claims")
    if found is None or not found.lines:
        return (_("Send the originals by post; a person can give you the address."),)
    return (_("Send the originals by post to {address}.", address=", ".join(found.lines)),)


by_post = Step(
    "by_post",
    _by_post,
    LeaveOut(
        {
            "amount": _("correct the amount"),
            "care": _("correct the kind of care"),
            "leave_out": _("leave this bill out"),
        }
    ),
    when=refused_here,
)
on = Step(
    "on",
    _("On which day was the care?"),
    On(future=False),
    when=lambda a: not refused_here(a),
    again=_("Day, month and year, for example 14 May 2026. On which day was the care?"),
)
for_whom = Step(
    "for_whom",
    _("Who is it for?"),
    Insured(),
    when=lambda a: not refused_here(a) and len(family(a)) > 1,
)


def family(a: Context) -> tuple[Any, ...]:
    return a.facts.member.family if a.facts.member else ()


def too_late(a: Context) -> bool:
    """ATS-II-9.2-a: two years from the start of care; staff look at what comes later."""
    if a.facts.pack.code == "welcare" or not a.has(on) or a.facts.member is None:
        return False
    inputs = Inputs(date=a.of(on), request_date=a.facts.today)
    member = a.facts.member.certificate
    return a.facts.pack.decide("claim_deadline", member, inputs, "in_time").answer == "refused"


late = Step(
    "late",
    _(
        "The contract gives two years from the care to send a bill (article II-9.2): this one is"
        " older. A person can still look at it. Shall I send it all the same?"
    ),
    YesNo(),
    when=too_late,
)


def _bill_done(a: Context) -> Outcome:
    if refused_here(a) or (a.has(late) and not a.of(late)):
        return Outcome(lines=(_("This bill is left out."),), value=LEFT_OUT)
    value = {name: a.raw(name) for name in ("photos", "care", "amount", "on")}
    return Outcome(value={**value, "person": int(a.raw("for_whom", "0")), "late": a.has(late)})


LEFT_OUT: dict[str, Any] = {"left_out": True}

fix = Step(
    "fix",
    _("What shall we change in this bill?"),
    Fix(
        {
            "photos": _("the photos"),
            "care": _("the kind of care"),
            "amount": _("the amount"),
            "on": _("the day"),
            "for_whom": _("the person"),
        }
    ),
    when=lambda a: bool(a.raw("fixing")),
)

bill = Dialog(
    name="bill",
    title=_("this bill"),
    steps=(fix, photos, care, amount, by_post, on, for_whom, late),
    finish=_bill_done,
    needs_member=True,
)

# --- the claim ------------------------------------------------------------------------------------


def _item_line(item: Mapping[str, Any], a: Context) -> Value:
    if item.get("left_out"):
        return _("a bill left out")
    return _(
        "{care}, {amount}, {day}, {person}, {photos}",
        care=CARE[item["care"]],
        amount=Money(Decimal(item["amount"])),
        day=Day(date.fromisoformat(item["on"])),
        person=called(item["person"], a),
        photos=n_("{count} photo", "{count} photos", len(item["photos"])),
    )


def _taken_up(item: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a bill that is to be changed."""
    kept = {name: item[name] for name in ("photos", "care", "amount", "on") if name in item}
    return {**kept, "for_whom": str(item.get("person", 0)), "fixing": True}


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
        shown=_item_line,
        limit=lambda a: items_limit(a.facts.pack),
        again=_taken_up,
        seed=lambda a: {parts_of(photos.name): a.raw(EARLY, [])} if a.raw(EARLY) else {},
    ),
)


def _nothing_left(a: Context) -> bool:
    return not _kept(a.raw("items", []))


other_insurer = Step(
    "other_insurer",
    _("Has another insurer paid, or will it pay, part of these bills?"),
    YesNo(),
    when=lambda a: a.facts.pack.code != "welcare" and not _nothing_left(a),
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
    if a.facts.pack.code == "welcare":
        inputs = Inputs(request_date=a.facts.today)
        member = a.facts.member.certificate
        until = a.facts.pack.decide("claim_intake", member, inputs, "keep_originals").deadline
        assert until is not None
        return _("Keep the original bills until {day} (article 3 of the terms).", day=Day(until))
    return _("Keep your originals: GAPI may ask for them (article II-9.1 of the notice).")


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
