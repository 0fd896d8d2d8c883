"""Trouble by chance: each call of a provider draws its own, the same ones again for the same seed.

What a call draws depends on the seed, on whom it is about and on how many calls about them went
before, not on what happens meanwhile elsewhere.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.standins.fault import Fault

TABLES = """
CREATE TABLE IF NOT EXISTS rates (
  provider TEXT NOT NULL, kind TEXT NOT NULL, rate REAL NOT NULL, seconds REAL NOT NULL,
  seed TEXT NOT NULL, PRIMARY KEY (provider, kind));
CREATE TABLE IF NOT EXISTS drawn (
  id INTEGER PRIMARY KEY AUTOINCREMENT, provider TEXT NOT NULL, about TEXT NOT NULL,
  kind TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS drawn_about ON drawn (provider, about);
"""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One kind of trouble, for this share of the calls; `seconds` as in a `Fault`."""

    share: float
    seconds: float = 0


def set_rates(db: sqlite3.Connection, provider: str, rates: Mapping[str, Rate], seed: str) -> None:
    """Replaces a provider's rates; none at all means no more trouble by chance."""
    db.execute("DELETE FROM rates WHERE provider = ?", (provider,))
    db.executemany(
        "INSERT INTO rates VALUES (?, ?, ?, ?, ?)",
        [(provider, kind, rate.share, rate.seconds, seed) for kind, rate in rates.items()],
    )


def draw(db: sqlite3.Connection, provider: str, about: str) -> Fault | None:
    """The trouble of one more call about an address, if any. A writing transaction is open."""
    rates = db.execute("SELECT * FROM rates WHERE provider = ? ORDER BY kind", (provider,))
    kinds = rates.fetchall()
    if not kinds:
        return None
    query = "SELECT count(*) FROM drawn WHERE provider = ? AND about = ?"
    number = db.execute(query, (provider, about)).fetchone()[0]
    fault = _choose(kinds, f"{kinds[0]['seed']}:{provider}:{about}:{number}")
    row = (provider, about, fault.kind if fault else "")
    db.execute("INSERT INTO drawn (provider, about, kind) VALUES (?, ?, ?)", row)
    return fault


def _choose(kinds: list[sqlite3.Row], seed: str) -> Fault | None:
    drawn = random.Random(seed).random()  # noqa: S311  (must repeat)
    for row in kinds:
        if drawn < row["rate"]:
            return Fault(provider=row["provider"], kind=row["kind"], seconds=row["seconds"])
        drawn -= row["rate"]
    return None


def drawn(db: sqlite3.Connection) -> dict[str, int]:
    """How many calls drew which trouble; "" is none."""
    rows = db.execute("SELECT kind, count(*) AS n FROM drawn GROUP BY kind").fetchall()
    return {row["kind"]: row["n"] for row in rows}
