"""The floor: the least a durable answer costs with the same well-kept libraries, and no dialog.

Flask, the form, Twilio's validator; one transaction that reads the conversation, writes one
outgoing message under a unique id and updates the state; a sentence by gettext, laid out by Jinja.
Written for the purpose, in the plain way the libraries' own manuals show.
"""

from __future__ import annotations

import gettext
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request
from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    insert,
    select,
    update,
)
from twilio.request_validator import RequestValidator

from bench.calls import BASE_URL, PATH, TOKEN

metadata = MetaData()
conversations = Table(
    "floor_conversations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("address", String(128), nullable=False),
    Column("language", String(2), nullable=False),
    Column("state", Text, nullable=False),
    Column("seen_at", String(32), nullable=False),
    UniqueConstraint("channel", "address"),
)
outgoing = Table(
    "floor_outgoing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("conversation_id", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
)
ASKED = "How much did you pay, in euros?"
LAYOUT = "{{ said }}\n{% for choice in choices %}{{ loop.index }} {{ choice }}\n{% endfor %}"
CHOICES = ("yes", "no", "a person")


def create_app(database: str, catalogues: str) -> Flask:
    app = Flask("floor")
    engine = connect(database)
    languages = {
        code: gettext.translation("floor", catalogues, [code], fallback=code == "en")
        for code in ("fr", "en")
    }
    validator = RequestValidator(TOKEN)
    layout = app.jinja_env.from_string(LAYOUT)

    @app.post(PATH)
    def receive() -> Response:
        form = request.form
        if not validator.validate(BASE_URL + PATH, form, request.headers["X-Twilio-Signature"]):
            abort(403)
        now = datetime.now(UTC).isoformat()
        with engine.begin() as connection:
            query = select(conversations).where(
                conversations.c.channel == "sms", conversations.c.address == form["From"]
            )
            row = connection.execute(query).one()
            state = json.loads(row.state)
            state["turns"] = state.get("turns", 0) + 1
            state["said"] = form["Body"]
            translate = languages[row.language].gettext
            body = layout.render(said=translate(ASKED), choices=map(translate, CHOICES))
            connection.execute(
                insert(outgoing).values(
                    key=form["MessageSid"], conversation_id=row.id, body=body, created_at=now
                )
            )
            connection.execute(
                update(conversations)
                .where(conversations.c.id == row.id)
                .values(state=json.dumps(state), seen_at=now)
            )
        return Response("<Response/>", content_type="text/xml")

    return app


def connect(database: str) -> Engine:
    engine = create_engine(database)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
        event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _durable(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


def fill(database: str, people: list[tuple[str, str]]) -> None:
    """One conversation for each (address, language), open already."""
    engine = connect(database)
    metadata.create_all(engine)
    rows = [
        {"channel": "sms", "address": address, "language": language, "state": "{}", "seen_at": ""}
        for address, language in people
    ]
    with engine.begin() as connection:
        connection.execute(insert(conversations), rows)
    engine.dispose()


def write_catalogues(folder: Path) -> None:
    """The French catalogue, compiled as gettext reads it."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    french = {
        ASKED: "Combien avez-vous payé, en euros ?",
        "yes": "oui",
        "no": "non",
        "a person": "une personne",
    }
    catalog = Catalog("fr")
    for english, sentence in french.items():
        catalog.add(english, sentence)
    target = folder / "fr" / "LC_MESSAGES" / "floor.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as stream:
        write_mo(stream, catalog)
