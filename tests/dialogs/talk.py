"""A talk with the dialogs alone: pure turns, members built by hand, answers as they are read.

talk = Talker(CAMILLE)
talk.says("what do I get back for glasses?")
assert "90 %" in talk.heard
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from assistant.channels.fitting import fit_sms, numbered, segments
from assistant.conversation import Offer, State, dump, load
from assistant.dialogs.advance import advance
from assistant.dialogs.dialog import Facts, MemberRecord, Person, RecordLine
from assistant.messages import Effect, Inbound, Link, Outgoing, Pressed, Reply, Traits
from assistant.rules.facts import Member
from assistant.rules.product import Product, product
from assistant.understanding import understand
from assistant.wording import render

TODAY = date(2026, 3, 14)
PACK = product("ats_a4916")
SMS = Traits(brief=True)
TELEGRAM = Traits(files=True, buttons=True)
WEB = Traits(private=True, files=True, buttons=True)
LINK = "https://assistant.example.org/l/aaaaaaaaaaaaaaaaaaaaaa"


def member(
    name: str, *family: Person, usage: Mapping[str, Any] | None = None, **facts: Any
) -> MemberRecord:
    """A member of contract A 4916; `facts` are those of the certificate."""
    holder = Person("member", name, facts.get("birth_date", date(1988, 5, 12)))
    return MemberRecord(
        id=name.casefold(),
        number="A4916-1001",
        product=PACK,
        given_name=name,
        family_name="Roche",
        email="member@example.org",
        certificate=Member(**{"product": "ats_a4916", "status": "active", **facts}),
        family=(holder, *family),
        usage=usage or {},
        address=("3 rue des Tilleuls", "69003 Lyon", "France"),
    )


CAMILLE = member(
    "Camille", plan="premium", regime="first_euro", country="FR", joined=date(2024, 1, 1)
)
SAMUEL = member("Samuel", plan="confort", regime="cfe", country="PT", joined=date(2024, 9, 1))
INES = member(
    "Inès",
    Person("spouse", "Mehdi", date(1990, 7, 14)),
    Person("child", "Lina", date(2017, 4, 3)),
    plan="basic",
    country="SG",
    joined=date(2023, 2, 1),
    household="family",
)


@dataclass
class Talker:
    """One conversation: what the member says, what the assistant answers, in one language."""

    who: MemberRecord | None = None
    language: str = "en"
    traits: Traits = WEB
    today: date = TODAY
    records: tuple[RecordLine, ...] = ()
    pack: Product = PACK
    state: State = field(default_factory=lambda: State(greeted=True))
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    serial: int = 0
    mode: str = "bot"
    read_as: tuple[tuple[str, float], ...] = ()  # intents, where the words are not what is proved

    def says(self, text: str) -> Talker:
        return self._turn(text)

    def chooses(self, key: str) -> Talker:
        """Presses a choice in sight, by its key."""
        assert key in self.choices, f"{key} is not among {list(self.choices)}"
        return self._turn("", Pressed(self.state.serial, key))

    def opens(self) -> Talker:
        """Opens the chat page: a greeting and the menu."""
        return self._turn("", kind="opened")

    def asks(self, dialog: str = "coverage", **seed: Any) -> Talker:
        """Opens a dialog with something already said, as a choice after an answer does."""
        self.state.offers = [Offer("asked", dialog, seed)]
        self.state.frames, self.state.serial = [], self.serial
        return self._turn("", Pressed(self.serial, "asked"))

    def follows(self, *texts: str) -> Talker:
        for text in texts:
            self.says(text)
        return self

    def identified(self, who: MemberRecord) -> Talker:
        """The identity was proved: what was waiting for it goes on."""
        self.who = who
        return self.hears({"effect": "bound"})

    def hears(self, result: dict[str, Any]) -> Talker:
        """What an effect came to is told to the dialog."""
        return self._turn("", kind="result", result=result)

    # --- what was heard --------------------------------------------------------------------------

    @property
    def heard(self) -> str:
        """Everything said in the last turn, long, with plain spaces and quotes."""
        return plain("\n".join(self._rendered(reply.lines) for reply in self.replies))

    @property
    def brief(self) -> str:
        """The last turn as a text message, with its choices."""
        return "\n".join(self._sms(reply) for reply in self.replies)

    @property
    def segments(self) -> int:
        return sum(segments(self._sms(reply)) for reply in self.replies)

    @property
    def choices(self) -> dict[str, str]:
        """The choices in sight: label by key."""
        return {
            choice.key: plain(render(choice.label, self.language))
            for reply in self.replies
            for choice in reply.choices
        }

    @property
    def lines(self) -> list[str]:
        return self.heard.splitlines()

    @property
    def asked(self) -> str:
        """The step whose answer is waited for, "" when none is."""
        return self.state.top.asked if self.state.top else ""

    def effect(self, kind: str) -> Mapping[str, Any]:
        return next(effect.data for effect in self.effects if effect.kind == kind)

    # --- how -------------------------------------------------------------------------------------

    def facts(self) -> Facts:
        return Facts(
            now=datetime.combine(self.today, datetime.min.time(), UTC) + timedelta(hours=11),
            today=self.today,
            traits=self.traits,
            language=self.language,
            reference="4F2K7M9P",
            serial=self.serial,
            pack=self.pack,
            member=self.who,
            records=lambda: self.records,
            proved=timedelta(),
            mode=self.mode,
        )

    def _turn(self, text: str, pressed: Pressed | None = None, **more: Any) -> Talker:
        self.serial += 1
        inbound = Inbound(
            event=f"test:{self.serial}",
            channel="test",
            address="test",
            at=self.facts().now,
            text=text,
            pressed=pressed,
            **more,
        )
        before = load(dump(self.state))  # every turn survives a restart
        u = understand(text)
        u = replace(u, intents=self.read_as) if self.read_as else u
        done = advance(before, inbound, u, self.facts())
        self.state, self.replies, self.effects = done.state, done.replies, done.effects
        for effect in done.effects:
            if effect.kind == "language":
                self.language = effect.data["code"]
        return self

    def _rendered(self, values: Any) -> str:
        return "\n".join(render(value, self.language, self._link) for value in values)

    def _sms(self, reply: Reply) -> str:
        text = self._rendered(reply.brief or reply.lines)
        choices = tuple((c.key, render(c.label, self.language)) for c in reply.choices)
        return fit_sms(Outgoing(text=text, choices=choices))

    @staticmethod
    def _link(link: Link) -> str:
        return LINK


def plain(text: str) -> str:
    """Spaces and quotes as they are typed, so that tests read easily."""
    return text.translate(str.maketrans("\u00a0\u202f\u2009’", "   '"))


def at(talk: Talker, **facts: Any) -> Talker:
    """The same conversation with other facts, to look at one step in another light."""
    return replace(talk, **facts)


__all__ = ["CAMILLE", "INES", "SAMUEL", "SMS", "TELEGRAM", "WEB", "Talker", "member", "numbered"]
