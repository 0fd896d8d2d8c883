"""What passed through the stand-ins: a record of their own, beside and apart from ours.

Tests hold it against our database; the simulator shows it as three phones and a mail box.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.channels.gsm7 import Encoding, encoding, segments
from assistant.settings import Settings
from assistant.standins import rates
from assistant.standins.fault import Fault
from assistant.standins.rates import Rate
from assistant.store.engine import instant, stamp

TABLES = """
CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, address TEXT NOT NULL,
  sent_by_us INTEGER NOT NULL, sid TEXT NOT NULL, text TEXT NOT NULL, buttons TEXT NOT NULL,
  status TEXT NOT NULL, code TEXT NOT NULL DEFAULT '', callback TEXT NOT NULL DEFAULT '',
  at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_address ON messages (channel, address, id);
CREATE INDEX IF NOT EXISTS by_time ON messages (channel, sent_by_us, at);
CREATE INDEX IF NOT EXISTS by_sid ON messages (sid);
CREATE TABLE IF NOT EXISTS media (
  sid TEXT PRIMARY KEY, message TEXT NOT NULL, media_type TEXT NOT NULL, name TEXT NOT NULL,
  content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS mails (
  id INTEGER PRIMARY KEY AUTOINCREMENT, recipient TEXT NOT NULL, subject TEXT NOT NULL,
  text TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS closed (channel TEXT, address TEXT, PRIMARY KEY (channel, address));
CREATE TABLE IF NOT EXISTS faults (
  id INTEGER PRIMARY KEY AUTOINCREMENT, provider TEXT NOT NULL, kind TEXT NOT NULL,
  code TEXT NOT NULL, seconds REAL NOT NULL, times INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS troubled (sid TEXT PRIMARY KEY, kind TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_message ON media (message);
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""
PRICED = ("sms",)
FIRST_MESSAGE = 1000  # of a Telegram chat


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message on a phone; `buttons` are (callback data, label).

    `sid` is the provider's id; for Telegram, whose numbers are a chat's own, "chat:number".
    """

    channel: str  # sms, whatsapp, telegram
    address: str  # the member's number or chat
    sent_by_us: bool
    sid: str
    text: str
    buttons: tuple[tuple[str, str], ...]
    status: str
    code: str
    callback: str
    at: datetime
    media: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Telegram's message_id."""
        return int(self.sid.rpartition(":")[2])

    @property
    def segments(self) -> int:
        """What it is charged as; 0 where nothing is charged."""
        return segments(self.text) if self.channel in PRICED else 0

    @property
    def encoding(self) -> Encoding:
        return encoding(self.text)


@dataclass(frozen=True, kw_only=True)
class Media:
    """A file that a member sent, as the provider keeps it."""

    sid: str
    message: str
    media_type: str
    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Mail:
    recipient: str
    subject: str
    text: str
    at: datetime


class Ledger:
    """An SQLite file of its own under `settings.var`.

    `trouble` is that of the call being answered: a message taken in it is remembered with it.
    """

    def __init__(self, settings: Settings) -> None:
        self.trouble = ""
        self._file: Path = settings.var / "standins.sqlite"
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as db:
            db.executescript(TABLES + rates.TABLES)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._file, timeout=5)
        db.row_factory = sqlite3.Row
        try:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=NORMAL")  # a demo's: it may forget a lost machine
            with db:
                yield db
        finally:
            db.close()

    # --- messages --------------------------------------------------------------------------------

    def add(self, message: Message) -> None:
        with self._open() as db:
            db.execute(
                "INSERT INTO messages (channel, address, sent_by_us, sid, text, buttons, status,"
                " code, callback, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    message.channel,
                    message.address,
                    message.sent_by_us,
                    message.sid,
                    message.text,
                    json.dumps(message.buttons),
                    message.status,
                    message.code,
                    message.callback,
                    stamp(message.at),
                ),
            )
            if self.trouble:
                db.execute("INSERT INTO troubled VALUES (?, ?)", (message.sid, self.trouble))

    def messages(self, channel: str = "", address: str = "") -> list[Message]:
        """Both sides of one phone, oldest first; of all phones when none is named."""
        named = {"channel": channel, "address": address}
        return self._messages({column: value for column, value in named.items() if value})

    def outbound(self, channel: str = "", address: str = "") -> list[Message]:
        """What we sent, with segments and delivery state, oldest first."""
        return [message for message in self.messages(channel, address) if message.sent_by_us]

    def received(self, channel: str, since: datetime) -> list[Message]:
        """What members wrote from then on, oldest first."""
        where = "channel = :channel AND sent_by_us = 0 AND at >= :since"
        return self._select(where, {"channel": channel, "since": stamp(since)})

    def knows(self, channel: str, address: str) -> bool:
        """Whether anything was ever written to or by an address."""
        query = "SELECT 1 FROM messages WHERE channel = ? AND address = ? LIMIT 1"
        with self._open() as db:
            return db.execute(query, (channel, address)).fetchone() is not None

    def troubled(self) -> dict[str, str]:
        """Which trouble the calls had in which messages were taken, by their ids."""
        with self._open() as db:
            return {row["sid"]: row["kind"] for row in db.execute("SELECT * FROM troubled")}

    def message(self, sid: str) -> Message | None:
        return next(iter(self._messages({"sid": sid})), None)

    def _messages(self, equal: dict[str, str]) -> list[Message]:
        return self._select("1" + "".join(f" AND {name} = :{name}" for name in equal), equal)

    def _select(self, where: str, values: dict[str, str]) -> list[Message]:
        query = f"SELECT * FROM messages WHERE {where} ORDER BY id"  # noqa: S608 (our columns)
        theirs = f"SELECT sid FROM messages WHERE {where}"  # noqa: S608
        with self._open() as db:
            rows = db.execute(query, values).fetchall()
            media = db.execute(
                f"SELECT sid, message FROM media WHERE message IN ({theirs}) ORDER BY rowid",  # noqa: S608
                values,
            ).fetchall()
        files: dict[str, list[str]] = {}
        for one in media:
            files.setdefault(one["message"], []).append(one["sid"])
        return [_message(row, tuple(files.get(row["sid"], ()))) for row in rows]

    def set_status(self, sid: str, status: str, code: str = "") -> None:
        with self._open() as db:
            db.execute(
                "UPDATE messages SET status = ?, code = ? WHERE sid = ?", (status, code, sid)
            )

    def drop_buttons(self, sid: str) -> None:
        with self._open() as db:
            db.execute("UPDATE messages SET buttons = '[]' WHERE sid = ?", (sid,))

    # --- media, mails ----------------------------------------------------------------------------

    def add_media(self, media: Media) -> None:
        with self._open() as db:
            db.execute(
                "INSERT INTO media VALUES (?, ?, ?, ?, ?)",
                (media.sid, media.message, media.media_type, media.name, media.content),
            )

    def media(self, sid: str) -> Media | None:
        """A file, None when there never was one or it has been deleted."""
        with self._open() as db:
            row = db.execute("SELECT * FROM media WHERE sid = ?", (sid,)).fetchone()
        return Media(**dict(row)) if row else None

    def delete_media(self, sid: str) -> None:
        with self._open() as db:
            db.execute("DELETE FROM media WHERE sid = ?", (sid,))

    def add_mail(self, mail: Mail) -> None:
        with self._open() as db:
            db.execute(
                "INSERT INTO mails (recipient, subject, text, at) VALUES (?, ?, ?, ?)",
                (mail.recipient, mail.subject, mail.text, stamp(mail.at)),
            )

    def mails(self, recipient: str = "") -> list[Mail]:
        """The mail box of one recipient, oldest first; of all when none is named."""
        with self._open() as db:
            rows = db.execute(
                "SELECT recipient, subject, text, at FROM mails"
                " WHERE ? = '' OR recipient = ? ORDER BY id",
                (recipient, recipient),
            ).fetchall()
        return [Mail(**{**dict(row), "at": instant(row["at"])}) for row in rows]

    # --- who cannot be reached, trouble, numbers -------------------------------------------------

    def close_address(self, channel: str, address: str) -> None:
        """The member wrote STOP, or blocked the bot."""
        with self._open() as db:
            db.execute("INSERT OR IGNORE INTO closed VALUES (?, ?)", (channel, address))

    def open_address(self, channel: str, address: str) -> None:
        with self._open() as db:
            db.execute("DELETE FROM closed WHERE channel = ? AND address = ?", (channel, address))

    def is_closed(self, channel: str, address: str) -> bool:
        with self._open() as db:
            query = "SELECT 1 FROM closed WHERE channel = ? AND address = ?"
            return db.execute(query, (channel, address)).fetchone() is not None

    def add_fault(self, fault: Fault) -> None:
        with self._open() as db:
            db.execute(
                "INSERT INTO faults (provider, kind, code, seconds, times) VALUES (?, ?, ?, ?, ?)",
                (fault.provider, fault.kind, fault.code, fault.seconds, fault.times),
            )

    def next_fault(self, provider: str, about: str = "") -> Fault | None:
        """The trouble that this call shall have: what was asked for, else by chance."""
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            query = "SELECT * FROM faults WHERE provider = ? AND times > 0 ORDER BY id LIMIT 1"
            row = db.execute(query, (provider,)).fetchone()
            if row is None:
                return rates.draw(db, provider, about)
            db.execute("UPDATE faults SET times = times - 1 WHERE id = ?", (row["id"],))
        return Fault(**{key: row[key] for key in ("provider", "kind", "code", "seconds", "times")})

    def due_faults(self) -> list[Fault]:
        """The trouble still to come, oldest first."""
        with self._open() as db:
            rows = db.execute("SELECT * FROM faults WHERE times > 0 ORDER BY id").fetchall()
        keys = ("provider", "kind", "code", "seconds", "times")
        return [Fault(**{key: row[key] for key in keys}) for row in rows]

    def clear_faults(self) -> None:
        with self._open() as db:
            db.execute("DELETE FROM faults")
            db.execute("DELETE FROM rates")

    def set_rates(self, provider: str, wanted: Mapping[str, Rate], seed: str) -> None:
        """From now on calls of a provider have trouble by chance: see `rates.py`."""
        with self._open() as db:
            rates.set_rates(db, provider, wanted, seed)

    def drawn(self) -> dict[str, int]:
        """How many calls drew which trouble by chance; "" is none."""
        with self._open() as db:
            return rates.drawn(db)

    def next_number(self, name: str, first: int) -> int:
        """Grows by one, as a provider's own ids do."""
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            query = "SELECT value FROM counters WHERE name = ?"
            row = db.execute(query, (name,)).fetchone()
            number = row["value"] + 1 if row else first
            db.execute("INSERT OR REPLACE INTO counters VALUES (?, ?)", (name, number))
        return int(number)

    def next_telegram_sid(self, chat: str) -> str:
        """Both sides of a chat share its numbers."""
        return f"{chat}:{self.next_number(f'telegram-message-{chat}', FIRST_MESSAGE)}"


def new_sid(prefix: str) -> str:
    """An id as Twilio makes them: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


def _message(row: Any, media: tuple[str, ...]) -> Message:
    return Message(
        channel=row["channel"],
        address=row["address"],
        sent_by_us=bool(row["sent_by_us"]),
        sid=row["sid"],
        text=row["text"],
        buttons=tuple((data, label) for data, label in json.loads(row["buttons"])),
        status=row["status"],
        code=row["code"],
        callback=row["callback"],
        at=instant(row["at"]),
        media=media,
    )
