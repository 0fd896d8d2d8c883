"""A small stand-in for the turn: keeps what comes, answers from a short script."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, func, insert, select, update

from assistant.clock import Clock
from assistant.house import House, Taken
from assistant.messages import Inbound, Outgoing
from assistant.settings import Settings
from assistant.store.conversations import open_conversation
from assistant.store.engine import stamp
from assistant.store.schema import conversations, events, outbox
from assistant.web import chat, home
from assistant.web.security import protect

GREETING = Outgoing(
    text="Bonjour, je suis l'assistant.\nQue voulez-vous faire ?",
    choices=(("coverage", "Un remboursement"), ("receipt", "Envoyer une facture")),
    serial=1,
)


def echo(inbound: Inbound) -> Outgoing:
    """Says back what was heard."""
    heard = f"bouton {inbound.pressed.key}" if inbound.pressed else inbound.text
    return Outgoing(text=f"Entendu : {heard}, {len(inbound.attachments)} photo(s).")


@dataclass
class Script:
    """Takes events as the turn does: once, in one transaction, with their replies."""

    engine: Engine
    clock: Clock
    answer: Callable[[Inbound], Outgoing] = echo
    outcome: Taken = "taken"  # what the next turns end in
    taken: list[Inbound] = field(default_factory=list)

    def __call__(self, inbound: Inbound) -> Taken:
        with self.engine.begin() as connection:
            seen = select(events.c.key).where(events.c.key == inbound.event)
            if connection.execute(seen).first():
                return "duplicate"
            self.taken.append(inbound)
            self._keep(connection, inbound)
        return self.outcome

    def _keep(self, connection: Connection, inbound: Inbound) -> None:
        now = self.clock.now()
        at = open_conversation(connection, inbound.channel, inbound.address, now)
        turn = select(func.count()).where(events.c.conversation_id == at)
        payload = asdict(inbound) | {"at": stamp(inbound.at)}
        row = {
            "key": inbound.event,
            "conversation_id": at,
            "seq": connection.execute(turn).scalar_one() + 1,
            "kind": inbound.kind,
            "text": inbound.text,
            "payload": json.dumps(payload),
            "provider_at": stamp(inbound.at),
            "received_at": stamp(now),
            "state": "done",
        }
        connection.execute(insert(events).values(row))
        if self.outcome == "taken":
            greets = inbound.kind == "opened"
            self.say(connection, at, GREETING if greets else self.answer(inbound), inbound.event)

    def say(
        self,
        connection: Connection,
        conversation: int,
        outgoing: Outgoing,
        key: str,
        **columns: Any,
    ) -> int:
        """Puts a reply into the outbox; its number."""
        now = stamp(self.clock.now())
        row = {
            "key": f"{key}#1",
            "conversation_id": conversation,
            "kind": "reply",
            "author": "bot",
            "purpose": outgoing.purpose,
            "channel": "web",
            "address": "of the test",
            "body": json.dumps(asdict(outgoing)),
            "state": "queued",
            "run_at": now,
            "created_at": now,
        }
        made = connection.execute(insert(outbox).values(row | columns))
        assert made.inserted_primary_key
        return int(made.inserted_primary_key[0])


def set_mode(engine: Engine, mode: str) -> None:
    with engine.begin() as connection:
        connection.execute(update(conversations).values(mode=mode))


def talking_app(settings: Settings, clock: Clock, engine: Engine, script: Script) -> Flask:
    """The chat and the landing page alone, with a scripted turn behind them."""
    app = Flask("assistant", template_folder="web/templates", static_folder="web/static")
    house = House(settings=settings, clock=clock, engine=engine, take=script)
    app.extensions["assistant"] = house
    protect(app, settings)
    app.register_blueprint(chat.blueprint())
    app.register_blueprint(home.blueprint())
    return app
