"""P5 and P6: our dialog alone and our whole turn in process, beside ConversationHandler.

Ours is the product's own dialog of a bill, from its photo to "send": the same six questions.
"""

from __future__ import annotations

import asyncio
import json
import time
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

from telegram import Update

from assistant import conversation
from assistant.channels import telegram_updates
from assistant.channels.channel import TRAITS
from assistant.clock import SystemClock, legal_day
from assistant.dialogs.advance import advance
from assistant.dialogs.dialog import Facts
from assistant.messages import Inbound
from assistant.store import turns as sql
from assistant.store.engine import connect
from assistant.store.members import member_record
from assistant.turn import Turns
from assistant.understanding import understand
from assistant.wording import render
from bench import talks, their_form
from bench.crowd import PATTERN
from bench.goals import Measured
from bench.rig import Talkers, ratios
from bench.settings import Run
from bench.units import in_units, median

PEOPLE = 40  # bills in a slice, each of six answers
BILL = tuple(talks.KINDS).index("bill")
clock = SystemClock()
numbers = count(1)
OWN = 4_000  # conversations of its own: the talks of other goals move theirs on


def measure(run: Run) -> list[Measured]:
    return [_in_memory(run), _durable(run)]


# --- P5 -------------------------------------------------------------------------------------------


def _in_memory(run: Run) -> Measured:
    """From the JSON of an update to the words of the reply."""
    starts = _bills(run.crowd_on("sqlite", OWN))
    app = asyncio.run(their_form.application(None))
    rounds, alone = [], []
    for number in range(-1, run.rounds):
        theirs, _ = in_units(lambda: _their_turns(app, None))
        ours, share = in_units(lambda: _our_dialog(starts))
        if number >= 0:
            rounds.append((theirs, ours))
            alone.append(ours * share)
    return ratios("P5", rounds, dialog_alone=median(alone))


def _bills(database: str) -> list[tuple[str, Facts, talks.Talk]]:
    """Bills whose photo has come: the stored state and what is known of the member."""
    engine = connect(database)
    found = []
    with engine.begin() as connection:
        for number in range(BILL, PATTERN, len(talks.KINDS)):
            talk = talks.talk(number)
            row = sql.read_conversation(connection, "sms", talk.address)
            found.append((row.state, _facts(row), talk))
    engine.dispose()
    return found[:PEOPLE]


def _facts(row: Any) -> Facts:
    member, now = member_record(row), clock.now()
    return Facts(
        now=now,
        today=legal_day(now),
        traits=TRAITS["sms"],
        language=row.language,
        reference="ABCDEFGH",
        serial=row.serial + 1,
        pack=member.product,
        member=member,
        records=tuple,
        mode="bot",
        idle=timedelta(minutes=1),
        proved=timedelta(minutes=1),
        code_matches=lambda _code, _digest: False,
    )


def _our_dialog(starts: list[tuple[str, Facts, talks.Talk]]) -> tuple[float, float]:
    """Six answers of each bill: read, understood, advanced, rendered; and advance's share of it."""
    whole = dialog = 0.0
    turns = 0
    for stored, facts, talk in starts:
        state = conversation.load(stored)
        bodies = [their_form.body(next(numbers), 1000, text) for text in talk.messages()[:7]]
        for step, body in enumerate(bodies):
            began = time.process_time()
            inbound = telegram_updates.read(telegram_updates.parse(body), "1", clock.now())
            u = understand(inbound.text)
            understood = time.process_time()
            done = advance(state, inbound, u, facts)
            state = done.state
            for reply in done.replies:
                for line in reply.brief or reply.lines:
                    render(line, facts.language)
            if step:  # the first says that all photos are there
                ended = time.process_time()
                whole, dialog = whole + ended - began, dialog + ended - understood
                turns += 1
        if state.frames:
            raise RuntimeError("the bill was not sent")
    return whole / turns, dialog / whole


# --- theirs ---------------------------------------------------------------------------------------


def _their_turns(app: Any, kept: their_form.Kept | None) -> tuple[float, None]:
    return asyncio.run(_they_talk(app, kept)), None


async def _they_talk(app: Any, kept: their_form.Kept | None) -> float:
    spent = 0.0
    for user in range(1000, 1000 + PEOPLE):
        said = [their_form.body(next(numbers), user, text) for text in their_form.SAYS]
        begin = their_form.body(next(numbers), user, "bill")
        await app.process_update(Update.de_json(json.loads(begin), app.bot))
        began = time.process_time()
        for body in said:
            if kept:
                kept.begin()
            await app.process_update(Update.de_json(json.loads(body), app.bot))
            if kept:
                await app.update_persistence()
                kept.commit()
        spent += time.process_time() - began
    return spent / PEOPLE / len(their_form.SAYS)


# --- P6 -------------------------------------------------------------------------------------------


def _durable(run: Run) -> Measured:
    database = run.crowd_on("sqlite", OWN)
    engine = connect(database)
    turns = Turns(run.settings(database), clock, engine)
    kept = their_form.Kept(run.folder / "theirs.sqlite")
    app = asyncio.run(their_form.application(kept))
    talkers = Talkers(range(BILL, OWN, len(talks.KINDS)), run.seed + 1)
    rounds = []
    for number in range(-1, run.rounds):
        theirs, _ = in_units(lambda: _their_turns(app, kept))
        ours, _ = in_units(partial(_our_turns, turns, talkers.take(PEOPLE)[0]))
        if number >= 0:
            rounds.append((theirs, ours))
    engine.dispose()
    return ratios("P6", rounds)


def _our_turns(turns: Turns, people: list[talks.Talk]) -> tuple[float, None]:
    """The whole of `take`: understanding, guard, dialog, outgoing row, commit."""
    spent, done = 0.0, 0
    for person in people:
        for step, text in enumerate(person.messages()[:7]):
            inbound = Inbound(
                event=f"bench:{next(numbers)}",
                channel="sms",
                address=person.address,
                at=clock.now(),
                text=text,
            )
            began = time.process_time()
            if turns.take(inbound) != "taken":
                raise RuntimeError("a turn failed")
            spent += time.process_time() - began if step else 0.0
            done += 1 if step else 0
    return spent / done, None
