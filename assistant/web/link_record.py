"""The record page: a member's claims line by line, and where their agreement requests are.

Statuses are the contract's three (WEL-3-v, WEL-3-w, WEL-3-x). Of an agreement request only the
status is shown: its medical part is for the medical adviser (T28).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import redirect, url_for
from sqlalchemy import RowMapping
from werkzeug.exceptions import NotFound
from werkzeug.wrappers.response import Response

from assistant.clock import legal_day
from assistant.dialogs.bill import CARE
from assistant.dialogs.claim_status import STATUSES
from assistant.dialogs.dialog import MemberRecord
from assistant.house import here
from assistant.messages import Day, Money, Text, Value
from assistant.rules.decision import article_of
from assistant.rules.facts import Inputs
from assistant.store.casework import agreements_of, claims_of
from assistant.store.engine import instant, reading
from assistant.store.links import OneTimeLink, make_link
from assistant.store.members import member_record
from assistant.store.turns import read_member
from assistant.web.link_session import page
from assistant.wording import _

BADGES = {
    "validated": "good",
    "agreed": "good",
    "rejected": "bad",
    "refused": "bad",
    "more": "warn",
    "awaiting_papers": "warn",
}
OUTCOMES = {"accepted": _("Accepted"), "refused": _("Not accepted")}
NEXT = {
    "awaiting_papers": _("The medical adviser is waiting for the prescription."),
    "more": _("The medical adviser needs more papers."),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One bill of a claim."""

    care: Value
    amount: Money
    day: Day
    person: str
    outcome: Text | None  # none before the decision
    accepted: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """A claim or an agreement request, as its holder may see it."""

    number: str
    status: Text
    badge: str
    sent: Day
    updated: Day
    lines: tuple[Line, ...] = ()
    total: Money | None = None
    reason: str = ""
    keep: Text | None = None
    next_step: Text | None = None


def show(link: OneTimeLink) -> str:
    if link.member_id is None:
        raise NotFound
    with reading(here().engine) as connection:
        member = member_record(read_member(connection, link.member_id))
        claims = [_claim(c, member) for c in claims_of(connection, member.id)]
        agreements = [_agreement(a) for a in agreements_of(connection, member.id)]
    claims.sort(key=lambda case: case.number != link.about)  # the one asked for comes first
    return page("record.html", link, member=member, claims=claims, agreements=agreements)


def ask_papers(link: OneTimeLink, number: str) -> Response:
    """From the record to the medical page of one of the member's requests: by a link of its own."""
    house = here()
    with house.engine.begin() as connection:
        mine = {row["number"]: row for row in agreements_of(connection, link.member_id or "")}
        if number not in mine or mine[number]["status"] not in NEXT:
            raise NotFound
        conversation, now = link.conversation_id, house.clock.now()
        token = make_link(
            connection, "medical", number, conversation, link.member_id, link.language, now
        )
    return redirect(url_for("links.door", token=token), 303)


def _claim(row: RowMapping, member: MemberRecord) -> Case:
    return Case(
        **_common(row),
        lines=tuple(_line(item, member) for item in json.loads(row["items"])),
        total=Money(Decimal(row["total_eur"])),
        reason=row["reason"],
        keep=keep_originals(member, legal_day(instant(row["created_at"]))),
    )


def _agreement(row: RowMapping) -> Case:
    return Case(**_common(row), next_step=NEXT.get(row["status"]))


def _common(row: RowMapping) -> dict[str, Any]:
    return {
        "number": row["number"],
        "status": STATUSES[row["status"]],
        "badge": BADGES.get(row["status"], "accent"),
        "sent": Day(legal_day(instant(row["created_at"]))),
        "updated": Day(legal_day(instant(row["updated_at"]))),
    }


def _line(item: Mapping[str, Any], member: MemberRecord) -> Line:
    result = item.get("result") or {}
    return Line(
        care=CARE.get(item["care"], item["care"]),
        amount=Money(Decimal(str(item["amount"]))),
        day=Day(date.fromisoformat(item["on"])),
        person=_given_name(member, item.get("person", 0)),
        outcome=OUTCOMES.get(result.get("outcome", "")),
        accepted=result.get("outcome") == "accepted",
        reason=result.get("reason", ""),
    )


def _given_name(member: MemberRecord, person: int) -> str:
    family = member.family
    return family[person].given_name if 0 <= person < len(family) else ""


def keep_originals(member: MemberRecord, requested: date) -> Text:
    """Until when the rules of the member's product want the bills kept (WEL-3-p).

    Contract A 4916 has no such day: its administrator may ask for them (ATS-II-9.1-j).
    """
    inputs = Inputs(request_date=requested)
    where = article_of(str(member.product.keep_originals["clause"]))
    asked = member.product.decide("claim_intake", member.certificate, inputs, "keep_originals")
    if asked.deadline is None:
        return _(
            "Keep your originals: {administrator} may ask for them (article {article} of the"
            " notice).",
            administrator=member.product.administrator,
            article=where,
        )
    return _(
        "Keep the original bills until {day} (article {article} of the terms).",
        day=Day(asked.deadline),
        article=where,
    )
