"""The load: all conversations at once, a share of the messages twice, a share out of order."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from assistant.clock import legal_day
from proofs.browser import Browser
from proofs.dice import dice
from proofs.journal import Journal, Parcel
from proofs.people import Member, enrol, member
from proofs.phones import Phone, TelegramPhone, TextPhone
from proofs.scripts import Line, script
from proofs.site import Site

LENGTH, FEWEST = 24, 8  # lines of a conversation; conversations of the smallest load
DUPLICATED, REORDERED = 0.20, 0.10
LOOKS = 0.3  # of its turns a browser polls too
CODE_WAITS = 3.0  # seconds for an e-mail; then a wrong code is typed


@dataclass
class Conversation:
    """One member's talk: what is left to be written, and the copies still to come."""

    member: Member
    phone: Phone
    random: Random
    lines: deque[Line]
    written: int = 0
    late_copies: list[Parcel] = field(default_factory=list)


class Load:
    """Seeded conversations of one channel, sent from `hands` threads."""

    def __init__(self, site: Site, channel: str, seed: int, turns: int, hands: int = 12) -> None:
        self.site = site
        self.channel = channel
        self.journal = Journal()
        self._hands = hands
        self._stop = threading.Event()
        self.conversations = list(self._conversations(seed, turns))
        self._ready = deque(self.conversations)
        self._copies = ThreadPoolExecutor(4, thread_name_prefix="copies")
        self._repeated: list[Future[None]] = []
        self.over = False
        self.trouble: list[str] = []

    def _conversations(self, seed: int, turns: int) -> Iterator[Conversation]:
        today = legal_day(self.site.clock.now())
        count = max(FEWEST, -(-turns // LENGTH))
        for index in range(count):
            random = dice(seed, "conversation", index)
            address = ADDRESS[self.channel](random, index)
            phone = self._phone(address, random)
            one = member(seed, index, phone.address)
            lines = script(random, one, self.channel, today, -(-turns // count))
            yield Conversation(one, phone, random, deque(lines))

    def _phone(self, address: str, random: Random) -> Phone:
        if self.channel == "web":
            return Browser(self.site, self.journal, address, random)
        if self.channel == "sms":
            return TextPhone(self.site, self.journal, address, random)
        return TelegramPhone(self.site, self.journal, address, random)

    def enrol(self) -> None:
        with self.site.engine.begin() as connection:
            people = [talk.member for talk in self.conversations]
            enrol(connection, people, self.channel, self.site.clock)

    # --- running ---------------------------------------------------------------------------------

    def run(self) -> None:
        """Returns when every line of every conversation was sent, and every copy too."""
        hands = [threading.Thread(target=self._work) for _hand in range(self._hands)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        for copy in self._repeated:
            copy.result()
        self._copies.shutdown()

    def stop(self) -> None:
        self._stop.set()

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                talk = self._ready.popleft()
            except IndexError:
                return
            try:
                self._step(talk)
            except Exception as error:  # a proof that cannot send proves nothing: it says so
                self.trouble.append(f"{type(error).__name__}: {error}")
                return
            if talk.lines or talk.late_copies:
                self._ready.append(talk)

    def _step(self, talk: Conversation) -> None:
        for parcel in talk.late_copies:
            talk.phone.repeat(parcel)
        talk.late_copies.clear()
        if talk.lines:
            parcels = [self._write(talk)]
            if talk.lines and talk.random.random() < REORDERED:
                parcels.insert(0, self._write(talk))
            for parcel in parcels:
                self._send(talk, parcel)
        if talk.random.random() < LOOKS:
            talk.phone.look()

    def _write(self, talk: Conversation) -> Parcel:
        line = talk.lines.popleft()
        text = self._code(talk.member) if line.code else line.text
        talk.written += 1
        return talk.phone.prepare(talk.written, text, line.photo)

    def _send(self, talk: Conversation, parcel: Parcel) -> None:
        """Once; or with a copy at the same time, right after, or after a later message."""
        how = talk.random.choice(("beside", "after", "later"))
        twice = talk.random.random() < DUPLICATED
        if twice and how == "beside":
            self._repeated.append(self._copies.submit(talk.phone.repeat, parcel))
        acknowledged = talk.phone.send(parcel)
        if twice and how == "after":
            talk.phone.repeat(parcel)
        if twice and how == "later" and acknowledged:
            talk.late_copies.append(parcel)

    def _code(self, one: Member) -> str:
        """What the last e-mail says; a member who got none types something."""
        until = time.monotonic() + CODE_WAITS
        while time.monotonic() < until:
            if mails := self.site.ledger.mails(one.email):
                return code_in(mails[-1].text)
            time.sleep(0.1)
        return "000000"

    # --- after it --------------------------------------------------------------------------------

    def look_around(self) -> None:
        """Every browser asks once more for what came."""
        for talk in self.conversations:
            talk.phone.look()


def code_in(text: str) -> str:
    """The six digits of a mail."""
    return str(re.findall(r"\b[0-9]{6}\b", text)[0])


ADDRESS: dict[str, Callable[[Random, int], str]] = {
    "sms": lambda random, index: f"+336{60_000_000 + index}",
    "telegram": lambda random, index: str(5_000_000_000 + index),
    "web": lambda random, index: _token(random),
}


def _token(random: Random) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    return "".join(random.choice(letters) for _sign in range(22))
