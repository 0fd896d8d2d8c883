"""The parts of the screen that change, each rendered whole: the script puts them in place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from flask import current_app, render_template, url_for

from assistant.clock import LEGAL_ZONE, legal_day
from assistant.house import House
from assistant.messages import Day, Money
from assistant.simulator import controls
from assistant.simulator.inside import look_inside
from assistant.simulator.phones import Card, Phone, cards, known_phones, messages
from assistant.standins.ledger import Ledger, Message
from assistant.store.engine import reading
from assistant.web.linking import link_own_pages

MAILS = 12


@dataclass(frozen=True, kw_only=True)
class Screen:
    """Which phones lie on the table: SMS or WhatsApp number, Telegram chat, browser."""

    carrier: str
    phone: str
    telegram: str
    browser: str = ""

    def address(self) -> dict[str, str]:
        return {"carrier": self.carrier, "phone": self.phone, "telegram": self.telegram}


def feed(house: House, screen: Screen) -> dict[str, str]:
    """Rendered parts by their id in the page."""
    phone, telegram = screen.phone, screen.telegram
    return {
        "phone-messages": _talk(house, screen.carrier, phone),
        "telegram-messages": _talk(house, "telegram", telegram),
        "phone-inside": _inside(house, screen.carrier, phone),
        "telegram-inside": _inside(house, "telegram", telegram),
        "web-inside": _inside(house, "web", screen.browser),
        "mails": render_template(
            "simulator/mails.html",
            mails=_mails(house),
            linked=partial(link_own_pages, home=house.settings.base_url),
        ),
        "clock": render_template("simulator/clock.html", **_clock(house)),
        "troubles": render_template(
            "simulator/troubles.html", faults=Ledger(house.settings).due_faults()
        ),
    }


def page_values(house: House, screen: Screen) -> dict[str, Any]:
    """The frame of the screen: the phones to choose from; the script fetches what lies on them."""
    return {
        "screen": screen,
        "phones": _phones(house, screen.carrier, screen.phone),
        "chats": _phones(house, "telegram", screen.telegram),
        "cards": _cards(house),
        "console": url_for("staff.home") if "staff.home" in current_app.view_functions else "",
    }


def _phones(house: House, carrier: str, chosen: str) -> list[Phone]:
    with reading(house.engine) as connection:
        known = known_phones(connection, carrier)
    fresh = all(phone.address != chosen for phone in known)
    return [*known, Phone(chosen)] if fresh else known


def _cards(house: House) -> list[Card]:
    with reading(house.engine) as connection:
        return cards(connection, legal_day(house.clock.now()))


def _talk(house: House, carrier: str, address: str) -> str:
    said = messages(house, carrier, address)
    costs = [_cost(house, message) for message in said]
    return render_template(
        "simulator/talk.html",
        carrier=carrier,
        address=address,
        talk=list(zip(said, costs, strict=True)),
        segments=sum(message.segments for message in said if message.sent_by_us),
        total=Money(sum((cost.amount for cost in costs), Decimal())),
        zone=LEGAL_ZONE,
        linked=partial(link_own_pages, home=house.settings.base_url),
    )


def _cost(house: House, message: Message) -> Money:
    """Only what we send is ours to pay."""
    price = Decimal(str(house.settings.segment_price_eur))
    return Money(price * message.segments if message.sent_by_us else Decimal())


def _inside(house: House, channel: str, address: str) -> str:
    with reading(house.engine) as connection:
        seen = look_inside(connection, channel, address)
    return render_template("simulator/inside.html", seen=seen, zone=LEGAL_ZONE)


def _mails(house: House) -> list[Any]:
    return Ledger(house.settings).mails()[::-1][:MAILS]


def _clock(house: House) -> dict[str, Any]:
    now = house.clock.now().astimezone(LEGAL_ZONE)
    return {"now": now, "today": Day(now.date()), "moved": bool(controls.offset(house.clock))}
