"""The whole mission: six jobs, three channels, two languages, through the real doors.

Real webhooks with real signatures over HTTP, the real worker, the providers' stand-ins, one-time
pages in a real browser. What is said in detail stands in `tests/conversations/`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Protocol

import pytest
from PIL import Image

from assistant.clock import MovableClock, legal_day
from assistant.messages import Day
from assistant.settings import Settings
from assistant.standins.ledger import Ledger
from assistant.standins.phone import Picture, dial, send_sms, send_telegram
from assistant.wording import render
from tests.in_browser.conftest import Open

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE = 40.0  # seconds for a reply, on a machine with other things to do
LINK = re.compile(r"http://127\.0\.0\.1:\d+/l/[\w-]+")


@dataclass(frozen=True)
class Member:
    """One of the demo's members, and the words of their language."""

    number: str
    born: str
    email: str
    phone: str
    chat: str
    language: str


CAMILLE = Member("A4916-1001", "1988-05-12", "camille", "+33639981001", "7001001", "fr")
SOFIA = Member("A4916-1008", "1993-04-11", "sofia", "+447700900108", "7001008", "en")

WORDS = {
    "fr": {
        "cover": "combien pour le spécialiste à 80 € ?",
        "agreement": "je demande une entente préalable pour une couronne dentaire",
        "bill": "j'ai une facture à envoyer",
        "yesterday": "hier",
        "status": "où en est ma demande ?",
        "renounce": "je veux renoncer à mon contrat",
        "no": "non",
        "yes": "oui",
        "person": "humain",
        "sent": "C'est envoyé. Numéro",
        "calling": "J'appelle une personne",
    },
    "en": {
        "cover": "what do I get back for a specialist at 80 euros?",
        "agreement": "I'd like to request prior agreement for a dental crown",
        "bill": "I have a bill to send",
        "yesterday": "yesterday",
        "status": "where is my claim?",
        "renounce": "I want to withdraw from my contract",
        "no": "no",
        "yes": "yes",
        "person": "a person",
        "sent": "Sent. Number",
        "calling": "I'm calling a person",
    },
}


def receipt_photo() -> bytes:
    """A picture with something on it, so that it is not refused as blank."""
    picture = Image.effect_noise((900, 1200), 80).convert("RGB")
    written = BytesIO()
    picture.save(written, "JPEG", quality=70)
    return written.getvalue()


PHOTO = receipt_photo()


class Handset(Protocol):
    """Whatever the member holds in the hand."""

    def say(self, text: str) -> str: ...

    def photo(self) -> str: ...


@dataclass
class Telephone:
    """A telephone with SMS or Telegram: real webhooks out, the provider's ledger back."""

    settings: Settings
    channel: str
    address: str
    page: Callable[[str], Page]
    last: str = ""
    seen: int = field(default=0)

    def __post_init__(self) -> None:
        self.seen = len(self._received())

    def _received(self) -> list[str]:
        sent = Ledger(self.settings).outbound(self.channel, self.address)
        return [message.text for message in sent]

    def say(self, text: str) -> str:
        make = send_sms if self.channel == "sms" else send_telegram
        assert dial(self.settings, make(self.settings, self.address, text)) == 200
        return self._answer()

    def photo(self) -> str:
        """On Telegram right here; by the link of the last message where no file can go."""
        if self.channel == "telegram":
            picture = Picture(PHOTO, "image/jpeg")
            call = send_telegram(self.settings, self.address, media=picture)
            assert dial(self.settings, call) == 200
        else:
            self._by_link()
        return self._answer()

    def _by_link(self) -> None:
        page = self.page(LINK.findall(self.last)[-1])
        through_the_door(page)
        picker = page.get_by_label(re.compile("Ou choisir des photos|Or choose photos"))
        picker.set_input_files({"name": "bill.jpg", "mimeType": "image/jpeg", "buffer": PHOTO})
        page.get_by_role("button", name=re.compile("Envoyer les photos|Send the photos")).click()

    def _answer(self) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            received = self._received()
            if len(received) > self.seen:
                fresh, self.seen = received[self.seen :], len(received)
                self.last = "\n".join(fresh)
                return self.last
            time.sleep(0.1)
        raise AssertionError(f"no answer on {self.channel} after {self.last!r}")


@dataclass
class Browser:
    """The web chat: identity is proved by the code that comes by e-mail."""

    settings: Settings
    chat: Page
    last: str = ""

    def say(self, text: str) -> str:
        before = self._log()
        box = self.chat.locator("textarea").first
        box.fill(text)
        box.press("Enter")
        return self._answer(before)

    def photo(self) -> str:
        before = self._log()
        self.chat.locator("input[type=file]").first.set_input_files(
            {"name": "bill.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}
        )
        self.chat.locator("#composer button.send").click()
        return self._answer(before)

    def _log(self) -> int:
        return int(self.chat.locator("[role=log] .line.bot").count())

    def _links(self, before: int) -> list[str]:
        """The chat shows a link by its name; its address is in the page."""
        lines = self.chat.locator("[role=log] .line.bot").all()[before:]
        links = [link for line in lines for link in line.locator("a").all()]
        base = f"http://127.0.0.1:{self.settings.port}"
        found = (str(link.get_attribute("href")) for link in links)
        return [href if href.startswith("http") else base + href for href in found]

    def _answer(self, before: int) -> str:
        until = time.monotonic() + PATIENCE
        answers = self.chat.locator("[role=log] .line.bot")
        while time.monotonic() < until:
            if answers.count() > before:
                self.chat.wait_for_timeout(150)
                self.last = "\n".join([*answers.all_inner_texts()[before:], *self._links(before)])
                return self.last
            self.chat.wait_for_timeout(100)
        raise AssertionError(f"no answer in the web chat after {self.last!r}")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def code_of(settings: Settings, member: Member) -> str:
    """The code in the last e-mail to the member, once the worker has sent it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        mails = [m for m in Ledger(settings).mails() if m.recipient.startswith(member.email)]
        if mails and (found := re.search(r"\b\d{6}\b", mails[-1].text)):
            return found[0]
        time.sleep(0.1)
    raise AssertionError("no code came by e-mail")


# --- the six jobs ---------------------------------------------------------------------------------


def coverage(hand: Handset, words: dict[str, str]) -> None:
    answer = plain(hand.say(words["cover"]))
    assert re.search(r"\b60\b", answer) and re.search(r"\b20\b", answer) and "II-2" in answer


def prior_agreement(hand: Handset, words: dict[str, str], language: str) -> None:
    today = legal_day(datetime.now(UTC))
    planned = today + timedelta(days=60)
    hand.say(words["agreement"])
    hand.say(render(Day(planned), language))
    hand.say("France")
    read_back = plain(hand.say("600"))
    last_day = plain(render(Day(planned - timedelta(days=14)), language))
    assert last_day in read_back and "II-6" in read_back
    assert LINK.search(hand.say("1"))


def receipt(hand: Handset, words: dict[str, str]) -> None:
    hand.say(words["bill"])
    hand.photo()
    for line in ("1", "2", "45.50", words["yesterday"], "2"):
        hand.say(line)
    hand.say(words["no"])
    assert words["sent"] in plain(hand.say("1"))


def claim_status(hand: Handset, words: dict[str, str], private: bool) -> None:
    answer = hand.say(words["status"])
    assert LINK.search(answer)
    assert bool(re.search(r"\b[2-9A-Z]{8}\b", LINK.sub("", answer))) == private


def renunciation(
    hand: Handset, words: dict[str, str], member: Member, open_link: Callable[[str], Page]
) -> None:
    today = legal_day(datetime.now(UTC))
    hand.say(words["renounce"])
    hand.say("3")
    right = plain(hand.say(words["yesterday"]))
    assert plain(render(Day(today + timedelta(days=13)), member.language)) in right
    for line in ("1", words["yes"], "Lyon"):
        hand.say(line)
    letter = LINK.findall(hand.say("1"))[-1]
    page = open_link(letter)
    through_the_door(page, member)
    assert member.number in page.inner_text("main")


def through_the_door(page: Page, member: Member | None = None) -> None:
    """A one-time page opens by its button; the record and letters ask for the birth date too."""
    if member is not None:
        for field_id, value in zip(("year", "month", "day"), member.born.split("-"), strict=True):
            page.locator(f"#{field_id}").fill(value)
    page.get_by_role("button", name=re.compile("Ouvrir ma page|Open my page")).click()
    page.wait_for_url("**/l/view")


def a_person(hand: Handset, words: dict[str, str]) -> None:
    assert words["calling"] in plain(hand.say(words["person"]))


@pytest.mark.browser
@pytest.mark.parametrize("member", [CAMILLE, SOFIA], ids=["fr", "en"])
@pytest.mark.parametrize("channel", ["sms", "telegram", "web"])
def test_the_six_jobs_are_done(
    channel: str, member: Member, demo_at_work: Settings, open_page: Open
) -> None:
    settings, words = demo_at_work, WORDS[member.language]

    def open_link(address: str) -> Page:
        return open_page(address)

    hand: Handset
    if channel == "web":
        url = f"http://127.0.0.1:{settings.port}/chat?lang={member.language}"
        hand = Browser(settings, open_page(url))
        hand.say(words["status"])
        hand.say(member.number)
        hand.say(render(Day(datetime.fromisoformat(member.born).date()), member.language))
        hand.say(code_of(settings, member))
    else:
        address = member.phone if channel == "sms" else member.chat
        hand = Telephone(settings, channel, address, open_link)
    clock = MovableClock(settings.var / "clock-offset")

    def slower_than_a_test() -> None:
        clock.move(timedelta(seconds=61))  # no flood (T38)

    coverage(hand, words)
    prior_agreement(hand, words, member.language)
    slower_than_a_test()
    receipt(hand, words)
    slower_than_a_test()
    claim_status(hand, words, private=channel == "web")
    renunciation(hand, words, member, open_link)
    slower_than_a_test()
    a_person(hand, words)
