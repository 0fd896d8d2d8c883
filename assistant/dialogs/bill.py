"""One bill of a claim: its photos, what it is for, how much, when, for whom.

Whether it can come by photo at all, the rules of the member's own product say: WEL-3-f to -i and
-s for the online service, ATS-II-9.1-i for contract A 4916.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.dialogs.dialog import Change, Context, Dialog, Heard, Outcome, Step
from assistant.dialogs.gathering import Fix, Photos
from assistant.dialogs.kinds import Amount, Insured, On, OneOf, YesNo, called
from assistant.messages import Day, Link, Money, Text, Value
from assistant.rules.decision import Decision
from assistant.rules.facts import SILENCE, Member, changed
from assistant.rules.product import Product
from assistant.wording import _, n_

QUOTA_PHOTOS = 5  # ours (T38), where the contract sets none

CARE: Mapping[str, Value] = {
    "outpatient": _("doctor or other everyday care"),
    "pharmacy": _("pharmacy"),
    "dental": _("dentist"),
    "optical": _("glasses or lenses"),
    "radiology": _("scan, X-ray or laboratory"),
    "hospitalisation": _("hospital"),
}


def photos_limit(pack: Product) -> int:
    return pack.limits.max_documents or QUOTA_PHOTOS


def intake(a: Context, amount: Decimal | None, care: str | None) -> Decision:
    """May this bill come by photo? The rules of the member's own product say so."""
    asked = ("intake", amount, care)
    if asked not in a.memo:
        a.memo[asked] = _intake(a, amount, care)
    found: Decision = a.memo[asked]
    return found


def _intake(a: Context, amount: Decimal | None, care: str | None) -> Decision:
    assert a.facts.member is not None
    inputs = changed(
        SILENCE,
        channel=a.facts.pack.limits.channel,
        bills=(amount,) if amount is not None else None,
        care_type=care,
        date=a.facts.today,
        request_date=a.facts.today,
    )
    return a.facts.pack.decide("claim_intake", a.facts.member.certificate, inputs, "channel")


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
    if a.facts.pack.document == "terms":
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
    """After the contract's time to claim, where it sets one; staff look at what comes later."""
    asked = ("claim_deadline", "in_time")
    if asked not in a.facts.pack.rules or not a.has(on) or a.facts.member is None:
        return False
    return _to_claim(a).answer == "refused"


def _to_claim(a: Context) -> Decision:
    """Whether the bill would come in time if it were sent today."""
    inputs = changed(SILENCE, date=a.of(on), request_date=a.facts.today)
    member = a.facts.member.certificate if a.facts.member else Member(product=a.facts.pack.code)
    return a.facts.pack.decide("claim_deadline", member, inputs, "in_time")


def _ask_late(a: Context) -> Value:
    return _(
        "The contract gives {years} years from the care to send a bill (article {article}): this"
        " one is older. A person can still look at it. Shall I send it all the same?",
        years=a.facts.pack.terms(a.of(on)).count("claim.years"),
        article=_to_claim(a).article or "",
    )


late = Step(
    "late",
    _ask_late,
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


def item_line(item: Mapping[str, Any], a: Context) -> Value:
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


def taken_up(item: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a bill that is to be changed."""
    kept = {name: item[name] for name in ("photos", "care", "amount", "on") if name in item}
    return {**kept, "for_whom": str(item.get("person", 0)), "fixing": True}
