"""A small world around the real turn: phones that write, an office that does what it is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select, update

from assistant import codes
from assistant.channels.fitting import fit_sms, numbered
from assistant.clock import FixedClock
from assistant.house import Taken
from assistant.messages import Attachment, Inbound, Outgoing, Pressed
from assistant.settings import Settings
from assistant.store.engine import stamp
from assistant.store.schema import conversations, members, outbox
from assistant.turn import Turns

CODE = "424242"  # what the tests' office puts into every e-mail


@dataclass(frozen=True)
class Effect:
    """An effect waiting in the outbox."""

    id: int
    kind: str
    data: Mapping[str, Any]
    channel: str
    address: str


@dataclass
class World:
    """The turn on a real database; every event gets a key of its own."""

    settings: Settings
    clock: FixedClock
    engine: Engine
    seen: int = 0  # outbox id up to which replies were read
    count: int = 0
    mails: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.turns = Turns(self.settings, self.clock, self.engine)

    def take(self, channel: str, address: str, **event: Any) -> Taken:
        self.count += 1
        fields = {"event": f"{channel}:{self.count}", "at": self.clock.now(), **event}
        return self.turns.take(Inbound(channel=channel, address=address, **fields))

    def replies(self) -> list[Outgoing]:
        """What was queued for members since the last look."""
        with self.engine.begin() as connection:
            query = select(outbox).where(outbox.c.id > self.seen).order_by(outbox.c.id)
            rows = connection.execute(query).all()
        self.seen = rows[-1].id if rows else self.seen
        self._due = [r for r in rows if r.kind == "effect"]
        return [read_outgoing(r.body) for r in rows if r.kind == "reply"]

    def effects(self) -> Iterator[Effect]:
        """Effects not done yet, each once."""
        with self.engine.begin() as connection:
            query = select(outbox).where(outbox.c.kind == "effect", outbox.c.state == "queued")
            rows = connection.execute(query.order_by(outbox.c.id)).all()
            connection.execute(
                update(outbox).where(outbox.c.id.in_([r.id for r in rows])).values(state="sent")
            )
        for row in rows:
            data = json.loads(row.body)
            yield Effect(row.id, row.purpose, data, row.channel, row.address)

    def office(self) -> list[Effect]:
        """Does what was asked for and gives the results back by the one way in."""
        done = list(self.effects())
        for effect in done:
            result = OFFICE[effect.kind](self, effect)
            self.take(
                effect.channel,
                effect.address,
                event=f"result:{effect.id}",
                kind="result",
                result={"effect": effect.kind, **result},
            )
        return done

    def row(self, channel: str, address: str) -> Any:
        query = select(conversations).where(
            conversations.c.channel == channel, conversations.c.address == address
        )
        with self.engine.begin() as connection:
            return connection.execute(query).one()

    def state(self, channel: str, address: str) -> dict[str, Any]:
        return dict(json.loads(self.row(channel, address).state))


def read_outgoing(body: str) -> Outgoing:
    data = json.loads(body)
    return Outgoing(**{**data, "choices": tuple((k, label) for k, label in data["choices"])})


def _send_code(world: World, effect: Effect) -> dict[str, Any]:
    """An e-mail to the member, when number and birth date are somebody's."""
    query = select(members.c.id, members.c.email).where(
        members.c.number == effect.data["number"],
        members.c.birth_date == effect.data["birth_date"],
    )
    with world.engine.begin() as connection:
        found = connection.execute(query).first()
    if found:
        world.mails.append(found.email)
    secret = world.settings.secret_key.get_secret_value()
    row = world.row(effect.channel, effect.address)
    return {
        "code_hash": codes.code_hash(secret, row.id, CODE),
        "member": found.id if found else "",
        "until": stamp(world.clock.now() + timedelta(minutes=10)),
    }


def _clean(world: World, effect: Effect) -> dict[str, Any]:
    return {"document": effect.data["document"], "state": "clean"}


def _letter(world: World, effect: Effect) -> dict[str, Any]:
    return {"number": effect.data["number"], "ready": True}


OFFICE: dict[str, Callable[[World, Effect], dict[str, Any]]] = {
    "send_code": _send_code,
    "fetch_media": _clean,
    "clean_document": _clean,
    "make_letter": _letter,
}


@dataclass
class Phone:
    """One phone or browser of a member; reads what came since the last message."""

    world: World
    channel: str
    address: str
    last: Outgoing | None = None

    def write(self, text: str, **event: Any) -> list[Outgoing]:
        self.world.take(self.channel, self.address, text=text, **event)
        return self.read()

    def photo(self, count: int = 1) -> list[Outgoing]:
        """In the chat itself, or by the link page where the channel carries no files."""
        if self.channel == "sms":
            files = tuple(Attachment(document=f"document-{i}") for i in range(count))
            self.world.take(self.channel, self.address, kind="files", attachments=files)
        else:
            files = tuple(Attachment(reference=f"file-{i}") for i in range(count))
            self.world.take(self.channel, self.address, attachments=files)
        return self.read()

    def press(self, label: str) -> list[Outgoing]:
        """Presses the button with this label under the last message that had buttons."""
        assert self.last is not None
        key = next(key for key, text in self.last.choices if text == label)
        pressed = Pressed(self.last.serial, key)
        self.world.take(self.channel, self.address, pressed=pressed)
        return self.read()

    def read(self) -> list[Outgoing]:
        replies = self.world.replies()
        self.world.office()
        replies += self.world.replies()
        self.last = next((r for r in reversed(replies) if r.choices), self.last)
        return replies


def shown(outgoing: Outgoing, channel: str) -> list[str]:
    """A message as the member sees it: an SMS is one text, elsewhere choices are buttons."""
    if channel == "sms":
        return fit_sms(outgoing).split("\n")
    lines = outgoing.text.replace("\u00a0", " ").replace("\u202f", " ").split("\n")
    buttons = [f"[{label}]" for _number, _key, label in numbered(outgoing.choices)]
    return lines + ([" ".join(buttons)] if buttons else [])


def claim(number: str, member: str) -> dict[str, Any]:
    """A claim on record since 10 March 2026, in progress; its conversation is the first one."""
    at = "2026-03-10T09:00:00.000000Z"
    return {
        "number": number,
        "member_id": member,
        "conversation_id": 1,
        "product": "ats_a4916",
        "status": "in_progress",
        "items": "[]",
        "total_eur": "80.00",
        "terms_version": "1",
        "consent_at": at,
        "created_at": at,
        "updated_at": at,
        "reason": "",
    }
