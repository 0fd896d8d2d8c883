"""Fills an empty database with the demo, and says where to go. Refused in production."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from assistant.clock import legal_day
from assistant.demo_members import DemoMember, members
from assistant.house import House
from assistant.rules.product import product
from assistant.secrets_file import Refused, write_privately
from assistant.settings import Settings
from assistant.store import filling
from assistant.store.engine import stamp

STAFF = (  # name, e-mail, role, team
    ("Léa Martin", "lea@example.org", "agent", "members"),
    ("Karim Haddad", "karim@example.org", "agent", "claims"),
    ("Nadia Benoit", "nadia@example.org", "medical_adviser", "medical"),
)
ACCEPTED = {"outcome": "accepted", "reason": ""}
REFUSED = {"outcome": "refused", "reason": "La facture acquittée manque."}
PASSWORDS = "staff.txt"  # beside the database, readable by its owner alone


def fill_and_describe(settings: Settings) -> list[str]:
    """Fills what is empty and gives the lines to print. Raises Refused in production."""
    from assistant.app import open_house

    if settings.production:
        raise Refused("the demo is not for production")
    house = open_house(settings)
    try:
        fresh = fill(house)
    finally:
        house.engine.dispose()
    return [*_where(settings), *_who(settings, fresh)]


def fill(house: House) -> bool:
    """Puts members, conversations, claims and staff on record; False when someone is already."""
    today = legal_day(house.clock.now())
    people = members(today)
    with house.engine.begin() as connection:
        if filling.anyone_on_record(connection):
            return False
    _staff(house)  # before the members: a filling that was cut begins anew at the next start
    with house.engine.begin() as connection:
        filling.put_members(connection, [member_row(person) for person in people])
        bound = _conversations(connection, people, house.clock.now())
        _claims(connection, bound, house.clock.now())
    _photograph(house, bound["camille"], "DEMA4F2K")
    _photograph(house, bound["samuel"], "DEMW7H3P")
    return True


def member_row(person: DemoMember) -> dict[str, Any]:
    certificate = {**person.certificate, "product": person.product, "birth_date": person.born}
    family = [
        dict(zip(("person", "given_name", "birth_date"), p, strict=True)) for p in person.family
    ]
    return {
        "id": person.key,
        "number": person.number,
        "product": person.product,
        "given_name": person.names[0],
        "family_name": person.names[1],
        "birth_date": person.born,
        "email": f"{person.key}@example.org",
        "language": person.language,
        "certificate": json.dumps(certificate),
        "family": json.dumps(family),
        "usage": json.dumps(person.usage),
        "address": json.dumps(person.address),
    }


# --- conversations and casework ------------------------------------------------------------------


def _conversations(
    connection: Connection, people: tuple[DemoMember, ...], now: datetime
) -> dict[str, int]:
    """Each member's telephone and Telegram chat, proved to be theirs; gives the telephone's id."""
    found = {}
    for person in people:
        for channel, address in (("telegram", person.chat), ("sms", person.phone)):
            found[person.key] = filling.put_conversation(
                connection, person.key, person.language, channel, address, now
            )
    return found


def _claims(connection: Connection, bound: Mapping[str, int], now: datetime) -> None:
    today = legal_day(now)
    cases = (
        ("DEMA4F2K", "camille", "in_progress", 2, [_bill(today, "outpatient", "60.00", 6)]),
        (
            "DEMB8K2M",
            "camille",
            "validated",
            40,
            [_bill(today, "dental", "95.00", 48, result=ACCEPTED)],
        ),
        (
            "DEMC3Q9T",
            "lucas",
            "validated",
            21,
            [
                _bill(today, "dental", "120.00", 30, 2, result=ACCEPTED),
                _bill(today, "optical", "310.00", 28, result=REFUSED),
            ],
        ),
        (
            "DEMD5R7V",
            "ines",
            "rejected",
            12,
            [_bill(today, "pharmacy", "34.50", 15, 2, result=REFUSED)],
        ),
        ("DEMW7H3P", "samuel", "in_progress", 1, [_bill(today, "outpatient", "145.00", 4)]),
    )
    for number, member, status, days_ago, items in cases:
        sent = stamp(now - timedelta(days=days_ago))
        code = "welcare" if member == "samuel" else "ats_a4916"
        row = {
            "number": number,
            "member_id": member,
            "conversation_id": bound[member],
            "product": code,
            "status": status,
            "items": json.dumps(items),
            "total_eur": str(sum(Decimal(item["amount"]) for item in items)),
            "terms_version": product(code).terms_version,
            "consent_at": sent,
            "created_at": sent,
            "updated_at": sent,
        }
        filling.put_claim(connection, row)
    filling.put_agreement(connection, _agreement(bound["lucas"], now))


def _bill(
    today: date,
    care: str,
    amount: str,
    days_ago: int,
    person: int = 0,
    result: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """One item of a claim; `person` is an index of the family."""
    return {
        "photos": [],
        "care": care,
        "amount": amount,
        "on": (today - timedelta(days=days_ago)).isoformat(),
        "person": person,
        "other_insurer": False,
        "result": result,
    }


def _agreement(conversation_id: int, now: datetime) -> dict[str, Any]:
    planned = legal_day(now) + timedelta(days=40)
    asked = {
        "patient": "Lucas",
        "act": "dental_prostheses",
        "date": planned.isoformat(),
        "place": "Québec",
        "cost": "900.00",
        "deadline": (planned - timedelta(days=14)).isoformat(),
    }
    return {
        "number": "DEMP2X6N",
        "member_id": "lucas",
        "conversation_id": conversation_id,
        "status": "awaiting_papers",
        "request": json.dumps(asked),
        "created_at": stamp(now),
        "updated_at": stamp(now),
    }


def _photograph(house: House, conversation_id: int, claim: str) -> None:
    """A drawn bill goes through the same doors as a member's photo, and hangs on the claim."""
    from assistant.documents import cleaning, intake

    photo = intake.receive(house, conversation_id, io.BytesIO(_drawn_bill()), "facture.jpg")
    cleaning.clean(house, photo.document)
    with house.engine.begin() as connection:
        filling.hang_photo(connection, claim, photo.document)


def _drawn_bill() -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("RGB", (900, 1200), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(32)
    lines = ("DEMO", "Facture acquittée / Paid bill", "Consultation", "Total: voir la demande")
    for number, line in enumerate(lines):
        pen.text((80, 120 + 90 * number), line, fill="black", font=font)
    pen.rectangle((60, 80, 840, 560), outline="black", width=3)
    stream = io.BytesIO()
    page.save(stream, "JPEG", quality=85)
    return stream.getvalue()


def _staff(house: House) -> None:
    """Three people with random passwords, written once where only the operator reads them."""
    from assistant.staff.accounts import create_staff, reset_staff
    from assistant.store.staff import EmailTaken

    lines = []
    for name, email, role, team in STAFF:
        try:
            password = create_staff(house.engine, name, email, role, team, clock=house.clock)
        except EmailTaken:
            password = reset_staff(house.engine, email, clock=house.clock)
        lines.append(f"{email}  {password}  ({name}, {team})")
    write_privately(house.settings.var / PASSWORDS, "\n".join(lines) + "\n")


# --- what is printed -----------------------------------------------------------------------------


def _where(settings: Settings) -> list[str]:
    base = settings.base_url
    return [
        "The assistant is running. Stop it with Ctrl-C.",
        f"  Three phones   {base}/simulator",
        f"  Web chat       {base}/chat",
        f"  Staff console  {base}/staff",
    ]


def _who(settings: Settings, fresh: bool) -> list[str]:
    file = settings.var / PASSWORDS
    if not fresh or not file.exists():
        return ["", f"Staff passwords are in {file}." if file.exists() else ""]
    staff = ["", f"Staff (kept in {file}):", *(f"  {x}" for x in file.read_text().splitlines())]
    people = ["", "Members of the demo:"]
    for person in members(legal_day(datetime.now().astimezone())):
        name = " ".join(person.names)
        people.append(
            f"  {person.number}  born {person.born}  {person.phone}  {name}: {person.story}"
        )
    return [*staff, *people]
