"""The phones: whose they are, what lies on them, what they send."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from sqlalchemy import Connection, select

from assistant.channels.sms import PHONE
from assistant.demo_members import members as demo_members
from assistant.house import House
from assistant.standins.ledger import Ledger, Message
from assistant.standins.phone import (
    Call,
    Picture,
    dial,
    press,
    send_sms,
    send_telegram,
    send_whatsapp,
)
from assistant.store.schema import conversations, members

Carrier = Literal["sms", "whatsapp", "telegram"]
MOST_CARDS = 50
CHAT = re.compile(r"[1-9][0-9]{0,14}")
FICTION = "+336399{:05d}"  # kept by the French regulator for fiction: 06 39 98 00 00 to 99 99


class NoSuchPhone(ValueError):
    """Not a carrier of ours, or an address that no phone has."""


@dataclass(frozen=True)
class Phone:
    """One phone that can be chosen; `owner` is empty for an unknown one."""

    address: str
    owner: str = ""


def known_phones(connection: Connection, carrier: str) -> list[Phone]:
    """Phones that are bound to a member, then those that wrote without being known."""
    query = (
        select(conversations.c.address, members.c.given_name, members.c.family_name)
        .outerjoin(members, members.c.id == conversations.c.member_id)
        .where(conversations.c.channel == carrier)
        .order_by(members.c.given_name.is_(None), members.c.number, conversations.c.id)
    )
    return [
        Phone(address, f"{given} {family}" if given else "")
        for address, given, family in connection.execute(query)
    ]


@dataclass(frozen=True, kw_only=True)
class Card:
    """What stands on a member's card and what the insurer knows: what identifies them."""

    name: str
    number: str
    born: date
    email: str
    story: str  # why this member is in the demo; in French or English as the demo has it


def cards(connection: Connection, today: date) -> list[Card]:
    """Every member on record, so that a viewer can be any of them from a new phone."""
    stories = {person.key: person.story for person in demo_members(today)}
    query = select(members).order_by(members.c.number).limit(MOST_CARDS)
    return [
        Card(
            name=f"{row['given_name']} {row['family_name']}",
            number=row["number"],
            born=date.fromisoformat(row["birth_date"]),
            email=row["email"],
            story=stories.get(row["id"], ""),
        )
        for row in connection.execute(query).mappings()
    ]


def new_address(carrier: str) -> str:
    """A phone nobody has written from yet."""
    if carrier == "telegram":
        return str(secrets.randbelow(900_000_000) + 100_000_000)
    return FICTION.format(80_000 + secrets.randbelow(10_000))


def checked(carrier: str, address: str) -> Carrier:
    """The carrier, once both are ones that can exist; raises NoSuchPhone."""
    pattern = {"sms": PHONE, "whatsapp": PHONE, "telegram": CHAT}.get(carrier)
    if pattern is None or not pattern.fullmatch(address):
        raise NoSuchPhone(carrier)
    return cast(Carrier, carrier)


def messages(house: House, carrier: str, address: str) -> list[Message]:
    """Both sides, oldest first, as the provider's stand-in knows them."""
    return Ledger(house.settings).messages(carrier, address)


def send(
    house: House,
    carrier: str,
    address: str,
    text: str,
    pictures: Sequence[Picture] = (),
) -> list[int]:
    """Sends as the member does, by signed webhooks over HTTP; the status of each answer."""
    calls = _calls(house, checked(carrier, address), address, text, pictures)
    return [dial(house.settings, call) for call in calls]


def press_button(house: House, address: str, data: str, number: int) -> int:
    """Presses a button of a Telegram message, an old one too."""
    checked("telegram", address)
    call = press(house.settings, address, data, message_id=number, now=house.clock.now())
    return dial(house.settings, call)


def _calls(
    house: House, carrier: Carrier, address: str, text: str, pictures: Sequence[Picture]
) -> list[Call]:
    settings, now = house.settings, house.clock.now()
    if carrier == "sms":
        return [send_sms(settings, address, text, pictures, now=now)]
    if carrier == "whatsapp":
        return [send_whatsapp(settings, address, text, pictures, now=now)]
    if not pictures:
        return [send_telegram(settings, address, text, now=now)]
    album = secrets.token_hex(8) if len(pictures) > 1 else ""
    return [
        send_telegram(settings, address, "" if at else text, picture, album=album, now=now)
        for at, picture in enumerate(pictures)
    ]
