"""Whole conversations, as transcripts that an insurer can read.

`<` the member writes (`[photo]` sends one, `[button]` presses one), `>` the assistant answers,
`!` an effect is asked for, `~ 2 days` time goes by. Between any two lines the conversation rests
in the database alone. `pytest --rewrite-transcripts` rewrites them; the diff is the review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from assistant.clock import FixedClock
from assistant.settings import Settings
from assistant.store.engine import stamp
from assistant.store.schema import claims, conversations
from tests.people import CAMILLE, INES, SAMUEL, bind
from tests.turns.world import Phone, World, claim, shown

FOLDER = Path(__file__).parent / "conversations"
PEOPLE = {person.id: person for person in (CAMILLE, SAMUEL, INES)}
LINK = re.compile(r"http://assistant\.test/l/[\w-]+")
NUMBER = re.compile(r"\b[2-9A-Z]{8}\b(?=[,.: ]|$)")


def transcripts() -> list[Path]:
    return sorted(FOLDER.glob("*/*.txt"))


def header(text: str) -> dict[str, str]:
    """`member: camille   day: 2026-03-14   channel: sms   language: fr`"""
    return dict(re.findall(r"(\w+): (\S+)", text.splitlines()[1]))


def prepare(head: dict[str, str], settings: Settings, clock: FixedClock, engine: Engine) -> Phone:
    noon = datetime.fromisoformat(f"{head['day']}T12:00").replace(tzinfo=ZoneInfo("Europe/Paris"))
    clock.move(noon - clock.now())
    address = "a stranger's"
    if head["member"] != "nobody":
        person = PEOPLE[head["member"]]
        address = person.phone
        with engine.begin() as connection:
            bind(connection, person, head["channel"], address)
            connection.execute(
                conversations.update().values(
                    language=head["language"], seen_at=stamp(noon), bound_at=stamp(noon)
                )
            )
            connection.execute(claims.insert().values(claim("4F2KXYZQ", person.id)))
    return Phone(World(settings, clock, engine), head["channel"], address)


def lived(text: str, phone: Phone, clock: FixedClock) -> Iterator[str]:
    """The transcript as it really goes: the member's lines kept, the rest as it comes."""
    lines = text.rstrip("\n").splitlines()
    yield from lines[:3]
    for line in lines[3:]:
        if line.startswith("~"):
            yield line
            count, unit = line[1:].split()
            clock.move(timedelta(**{unit if unit.endswith("s") else f"{unit}s": int(count)}))
        elif line.startswith("<"):
            yield line
            yield from answered(line[1:].strip(), phone)


def answered(said: str, phone: Phone) -> Iterator[str]:
    before = phone.world.count
    if said.startswith("[photo"):
        replies = phone.photo(int(re.sub(r"\D", "", said) or 1))
    elif said.startswith("["):
        replies = phone.press(said.strip("[]"))
    else:
        replies = phone.write(said)
    assert phone.world.count > before
    for reply in replies:
        for line in shown(reply, phone.channel):
            yield f"> {NUMBER.sub('XXXXXXXX', LINK.sub('LINK', line))}".rstrip()


@pytest.mark.parametrize("path", transcripts(), ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_the_conversation_goes_as_written(
    path: Path,
    settings: Settings,
    clock: FixedClock,
    engine: Engine,
    members: None,
    pytestconfig: pytest.Config,
) -> None:
    written = path.read_text()
    phone = prepare(header(written), settings, clock, engine)
    real = "\n".join(lived(written, phone, clock)) + "\n"
    if pytestconfig.getoption("--rewrite-transcripts"):
        path.write_text(real)
    assert real == path.read_text()


def test_every_job_is_told_on_every_channel_in_both_languages() -> None:
    """Six jobs, three channels, two languages: a transcript for each."""
    jobs = ("coverage", "prior_agreement", "receipt", "claim_status", "renunciation", "handover")
    have = {(p.parent.name, *p.stem.split(".")[-2:]) for p in transcripts()}
    wanted = {(j, c, x) for j in jobs for c in ("sms", "telegram", "web") for x in ("fr", "en")}
    assert wanted <= have
