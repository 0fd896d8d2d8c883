"""`assistant nlu review` on the real messages: the database is read, names are left out."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine

from assistant.store.engine import connect, reading
from assistant.store.misunderstood import said_lately
from assistant.understanding import commands as nlu
from assistant.understanding import understand
from assistant.understanding.anonymise import anonymous
from assistant.understanding.countries import names as places
from assistant.understanding.reading import speller

LATELY = 20_000  # messages looked through
SHORTEST = 2  # words: a name, a sum or a yes is an answer, not a request

commands = nlu.commands


def misunderstood(most: int) -> Iterator[str]:
    """The sentences the reading is least sure of, without what tells who wrote them."""
    with reading(_database()) as connection:
        said = list(said_lately(connection, LATELY))
    doubts: dict[str, float] = {}
    for one in said:
        seen = understand(one.text)
        if _doubtful(seen.text, seen.confident or seen.command is not None):
            doubts[anonymous(one.text, one.names, _known)] = seen.confidence
    yield from sorted(doubts, key=lambda text: (doubts[text], text))[:most]


def _database() -> Engine:
    from assistant.secrets_file import load_settings

    return connect(load_settings().database)


def _doubtful(text: str, clear: bool) -> bool:
    words = [word for word in text.split() if word.isalpha()]
    return not clear and len(words) >= SHORTEST


def _known(word: str) -> bool:
    return speller().knows(word) or word in places()


nlu.reader = misunderstood
