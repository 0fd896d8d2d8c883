"""Taking back a fresh signature: the right, its last day, what next; the letter, ready to post.

ATS-I-11. The chat is no notice: only the registered letter is. The blank model is for anyone.
"""

from __future__ import annotations

import re
from typing import Any

from assistant.conversation import Offer
from assistant.dialogs.dialog import Context, Dialog, Heard, Outcome, Step
from assistant.dialogs.gathering import Review, read_back, which_line
from assistant.dialogs.kinds import On, OneOf, Words, YesNo
from assistant.messages import Choice, Day, Effect, Link, Text, Value
from assistant.rules.decision import Decision
from assistant.rules.facts import Inputs, Member
from assistant.wording import _

SALES = {
    "doorstep": _("at my home"),
    "workplace": _("at my workplace"),
    "distance": _("by internet or telephone"),
    "office": _("at an office or agency"),
}
SAID = {
    "doorstep": re.compile(
        r"\b(?:chez (?:moi|nous)|domicile|maison|home|my (?:place|house|flat))\b"
    ),
    "workplace": re.compile(r"\b(?:travail|boulot|(?:at|my) (?:work|job))\b"),
    "distance": re.compile(
        r"\b(?:internet|en ligne|online|web|site|e ?mail|telephone|tel|phone|distance|courrier)\b"
    ),
    "office": re.compile(r"\b(?:agence|agency|branch|(?:vos|votre|your) (?:bureaux?|offices?))\b"),
}
BLANK = re.compile(r"\b(mod[eè]le|vierge|type|blank|template|sample|example)\b", re.IGNORECASE)

sale = Step(
    "sale",
    _("How did you sign your contract? Your right depends on it."),
    OneOf(SALES, words=SAID),
    label=_("Signed"),
)
signed = Step(
    "signed",
    _("On which day did you sign? The days to renounce count from it."),
    On(future=False),
    label=_("Day of signature"),
    again=_("Day, month and year, for example 14 May 2026. On which day did you sign?"),
)
care_known = Step(
    "care_known",
    _("Since you signed, has there been any care or illness that the contract would cover?"),
    YesNo(),
    when=lambda a: a.of(sale) in ("doorstep", "workplace"),
    label=_("Care since then"),
)


def decided(a: Context) -> Decision:
    """The rules' answer for a letter posted today."""
    inputs = Inputs(
        sale=a.of(sale),
        signed=a.of(signed),
        claim_known=a.of(care_known),
        sent_date=a.facts.today,
        form="registered_ar",
    )
    member = a.facts.member
    certificate = member.certificate if member else Member(product=a.facts.pack.code)
    return a.facts.pack.decide("renunciation", certificate, inputs, "right")


def _finish(a: Context) -> Outcome:
    decision = decided(a)
    article = _("Article {article} of the notice.", article=decision.article or "I-11")
    if decision.answer == "allowed":
        return Outcome(lines=(*_right(decision, a), article), offers=_letters(a, own=True))
    return Outcome(lines=(*_no_right(decision, a), article), offers=_letters(a, own=False))


def _right(decision: Decision, a: Context) -> tuple[Value, ...]:
    last = decision.deadline
    assert last is not None
    lines: tuple[Value, ...] = (
        _("You can renounce: post the letter by {day} at the latest.", day=Day(last)),
        _(
            "It must be a registered letter with acknowledgement of receipt;"
            " this chat is no notice."
        ),
        _(
            "Your membership ends the day {administrator} receives it; contributions are paid back"
            " within {days} days, less the days you were covered.",
            administrator=a.facts.pack.administrator,
            days=a.facts.pack.terms(a.facts.today).count("renunciation.refund_days"),
        ),
    )
    if decision.ambiguities:
        lines += (
            _(
                "The contract is not clear on the exact period; that day is the safe one."
                " The administrator ({administrator}) can confirm.",
                administrator=a.facts.pack.administrator,
            ),
        )
    return lines


def _no_right(decision: Decision, a: Context) -> tuple[Value, ...]:
    day = Day(decision.deadline) if decision.deadline else None
    if decision.reason == "too_late" and day:
        why: Text = _("The last day to renounce was {day}.", day=day)
    elif decision.reason == "claim_known":
        why = _("Once care that the contract covers is known, this right ends.")
    else:
        why = _("The contract gives this right for a sale at home, at work or at a distance.")
    door = _("A person can look at your case; at year end the contract can be ended by letter.")
    return (why, door)


def _letters(a: Context, own: bool) -> tuple[tuple[Choice, Offer], ...]:
    answers = {k: a.raw(k) for k in ("sale", "signed")}
    filled = (
        Choice("letter", _("my letter, filled in")),
        Offer("letter", "renunciation_letter", answers),
    )
    blank = (Choice("blank", _("the blank letter")), Offer("blank", "blank_letter"))
    return (filled, blank) if own else (blank,)


def _blank_asked(a: Context) -> Outcome | None:
    """The model goes at once to anyone who asks for it (T24)."""
    return _blank(a) if a.raw("blank") else None


def _blank(a: Context) -> Outcome:
    recipient = a.facts.pack.letter.recipient if a.facts.pack.letter else None
    address = ", ".join(recipient.lines) if recipient else ""
    return Outcome(
        lines=(
            _("The blank letter, to print or copy: {link}", link=Link("blank_letter")),
            _(
                "Post it registered with acknowledgement of receipt, within {days} days of signing,"
                " to {address}. Article {article} of the notice.",
                days=a.facts.pack.terms(a.facts.today).count("renunciation.days"),
                address=address,
                article=a.facts.pack.article("renunciation") or "",
            ),
        )
    )


def _prefill(heard: Heard, a: Context) -> dict[str, Any]:
    return {"blank": True} if BLANK.search(heard.text) else {}


renunciation = Dialog(
    name="renunciation",
    title=_("your renunciation"),
    steps=(sale, signed, care_known),
    finish=_finish,
    opens_on=("renounce",),
    gate=_blank_asked,
    prefill=_prefill,
)
blank_letter = Dialog(
    name="blank_letter", title=_("the blank letter"), steps=(), finish=_blank, side=True
)

# --- the letter in the member's name --------------------------------------------------------------

paid = Step(
    "paid",
    _("Have you already paid a contribution? The letter then asks for it back."),
    YesNo(),
    label=_("Contribution paid"),
)
place = Step(
    "place",
    _("From which town will you post it?"),
    Words(most=60),
    label=_("Town"),
)
review = Step(
    "review",
    lambda a: (
        which_line(a) or (_("Please check:"), *read_back(a), _("Shall I prepare this letter?"))
    ),
    Review(send=_("prepare the letter")),
    confirms=True,
)


def _prepare(a: Context) -> Outcome:
    member = a.facts.member
    assert member is not None
    if a.of(review) == "give_up":
        return Outcome(lines=(_("Done: nothing was prepared."),))
    data = {
        "name": f"{member.given_name} {member.family_name}",
        "address": list(member.address),
        "member_number": member.number,
        "signed": a.raw("signed"),
        "paid": a.of(paid),
        "distance": a.raw("sale") == "distance",
        "place": a.of(place),
        "day": a.facts.today.isoformat(),
    }
    effect = Effect(
        kind="open_letter",
        data={"number": a.facts.reference, "kind": "renunciation", "data": data},
    )
    return Outcome(
        effects=(effect,),
        lines=(
            _(
                "Your letter is ready for 15 minutes here: {link}",
                link=Link("letter", a.facts.reference),
            ),
            _("Print it, sign it, post it registered with acknowledgement of receipt."),
        ),
    )


renunciation_letter = Dialog(
    name="renunciation_letter",
    title=_("your letter"),
    steps=(
        Step("sale", sale.ask, sale.kind, label=sale.label),
        Step("signed", signed.ask, signed.kind, label=signed.label, again=signed.again),
        paid,
        place,
        review,
    ),
    finish=_prepare,
    needs_member=True,
    needs_fresh=True,
)
