"""G12: the turn protocol as a game of random steps, its invariants looked at after each of them.

Members write, providers repeat, lose and delay; workers die at every labelled point by abandoning
what they had begun; people take over and give back; the clock runs. What must hold always is
threats.md 3: each event once, its replies once and in order, none of the bot's while a person
speaks, and nothing left behind once all is quiet.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from pydantic import SecretStr
from sqlalchemy import Engine, create_engine, event, insert, select

from assistant import faults, turn
from assistant.clock import FixedClock
from assistant.conversation import State
from assistant.dialogs.advance import advance
from assistant.dialogs.dialog import Facts
from assistant.dialogs.engine import Advanced
from assistant.house import House
from assistant.messages import Inbound
from assistant.outbox import LEASE, Outbox
from assistant.reconciling import GRACE
from assistant.settings import Settings
from assistant.staff.returns import announce_returns
from assistant.store import desk, schema, webchat
from assistant.store.desk import Act, Refused
from assistant.store.engine import connect, reading
from assistant.turn import Turns
from assistant.understanding import Understanding
from proofs.fakes import Answer, FakeOffice, FakeProvider, Killed
from proofs.people import LEA, Member, enrol
from proofs.silence import silence
from proofs.site import TOKENS

START = datetime(2026, 3, 14, 11, 0, tzinfo=UTC)
STEPS, ROUNDS = 50, 400  # of one game; the most rounds until all is quiet after it
PEOPLE = (("sms", "+33660000001"), ("telegram", "5000000002"), ("web", "f" * 64))
SAID = (
    "bonjour",
    "combien pour des lunettes à 120,50 € ?",
    "combien pour un spécialiste à 80 € ?",
    "je demande une entente préalable pour une couronne dentaire",
    "20/04/2026",
    "France",
    "600",
    "1",
    "2",
    "oui",
    "non",
    "je veux renoncer à mon contrat",
    "envoyez-moi le modèle de lettre de renonciation",
    "une personne",
    "recommencer",
    "",
)
POISON = "poison"
WAITS = (timedelta(seconds=2), timedelta(seconds=40), timedelta(minutes=3), timedelta(hours=1))

whom = st.sampled_from(range(len(PEOPLE)))
where = st.sampled_from(sorted(faults.POINTS))
answers = st.lists(st.sampled_from(Answer), max_size=4)


class Protocol(RuleBasedStateMachine):
    """Three conversations, one on each kind of channel, around the real turn and outbox."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="model-"))
        self.engine = _database(self.folder)
        self.clock = FixedClock(START)
        config = _settings(self.folder)
        self._poison = patch.object(turn, "advance", _advance)
        self._poison.start()
        self.turns = Turns(config, self.clock, self.engine)
        self.house = House(
            settings=config, clock=self.clock, engine=self.engine, take=self.turns.take
        )
        self.sms = FakeProvider(self.clock, asked=True, silent=self._silent)
        self.telegram = FakeProvider(self.clock, asked=False, silent=self._silent)
        self.office = FakeOffice()
        self.outbox = self._worker()
        self.acknowledged: dict[str, Inbound] = {}
        self.unanswered: list[Inbound] = []  # their senders will try again
        self.rows_of: Counter[str] = Counter()
        self.held: list[Any] = []  # claimed by a worker that is slow
        self.shown: Counter[int] = Counter()
        self.read_up_to = 0
        self.sent_by_staff = 0
        self._enrol()

    def _enrol(self) -> None:
        for number, (channel, address) in enumerate(PEOPLE):
            one = Member(
                id=f"member{number}",
                number=f"A4916-2{number:04}",
                address=address,
                language="fr",
                bound=True,
            )
            with self.engine.begin() as connection:
                enrol(connection, [one], channel, self.clock)

    def _worker(self) -> Outbox:
        """A worker as it is after a start: what it had in its memory is gone."""
        senders = {"sms": self.sms, "telegram": self.telegram}
        return Outbox(self.house, senders, self.office, dice=lambda: 0.5)

    # --- what happens ----------------------------------------------------------------------------

    @rule(person=whom, text=st.sampled_from(SAID))
    def writes(self, person: int, text: str) -> None:
        self._take(self._message(person, text))

    @rule(person=whom, text=st.sampled_from(SAID), point=where)
    def writes_and_the_web_process_dies(self, person: int, text: str, point: str) -> None:
        self._dying(point, lambda: self._take(self._message(person, text)))

    @rule(person=whom)
    def writes_what_no_turn_can_take(self, person: int) -> None:
        self._take(self._message(person, POISON))

    @rule(data=st.data())
    def is_delivered_again(self, data: st.DataObject) -> None:
        seen = [*self.acknowledged.values()]
        if seen:
            again = self.turns.take(data.draw(st.sampled_from(seen)))
            assert again == "duplicate"

    @rule()
    def is_sent_again_until_acknowledged(self) -> None:
        for inbound in list(self.unanswered):
            self._take(inbound)

    @rule(answered=answers)
    def a_worker_delivers(self, answered: list[Answer]) -> None:
        self._deliver(answered)

    @rule(answered=answers, point=where)
    def a_worker_delivers_and_dies(self, answered: list[Answer], point: str) -> None:
        self._dying(point, lambda: self._deliver(answered))

    @rule()
    def a_slow_worker_claims(self) -> None:
        self.held += self.outbox.claim(2)

    @rule(answered=answers)
    def a_slow_worker_delivers_at_last(self, answered: list[Answer]) -> None:
        self._prepare(answered)
        while self.held:
            self.outbox.deliver(self.held.pop(0))

    @rule()
    def sweeps(self) -> None:
        self._sweep()

    @rule(point=where)
    def sweeps_and_dies(self, point: str) -> None:
        self._dying(point, self._sweep)

    @rule()
    def the_page_looks(self) -> None:
        address = PEOPLE[2][1]
        with self.engine.begin() as connection:
            chat = webchat.find_chat(connection, address)
            assert chat is not None
            webchat.acknowledge(connection, chat, self.read_up_to, self.clock.now())
            seen = webchat.Seen(self.read_up_to)
            lines = webchat.transcript(connection, chat, seen, webchat.RECENT)
        for line in lines:
            if line.number:
                self.shown[line.number] += 1
                self.read_up_to = max(self.read_up_to, line.number)

    @rule(person=whom)
    def an_agent_takes_over(self, person: int) -> None:
        self._act(person, desk.take)

    @rule(person=whom)
    def an_agent_answers(self, person: int) -> None:
        self.sent_by_staff += 1
        key = f"staff-message-{self.sent_by_staff}"
        self._act(person, lambda connection, act: desk.reply(connection, act, key, key))

    @rule(person=whom)
    def an_agent_gives_back(self, person: int) -> None:
        self._act(person, desk.give_back)
        announce_returns(self.house)

    @rule(by=st.sampled_from(WAITS))
    def time_goes_by(self, by: timedelta) -> None:
        self.clock.move(by)

    # --- how -------------------------------------------------------------------------------------

    def _message(self, person: int, text: str) -> Inbound:
        channel, address = PEOPLE[person]
        number = len(self.acknowledged) + len(self.unanswered) + 1
        return Inbound(
            event=f"{channel}:{number}",
            channel=channel,
            address=address,
            at=self.clock.now(),
            text=text,
            kind="message" if text else "other",
        )

    def _take(self, inbound: Inbound) -> None:
        if inbound not in self.unanswered:
            self.unanswered.append(inbound)
        self.turns.take(inbound)
        self.unanswered.remove(inbound)
        self.acknowledged[inbound.event] = inbound

    def _deliver(self, answered: list[Answer]) -> None:
        self._prepare(answered)
        self.outbox.deliver_due()

    def _prepare(self, answered: list[Answer]) -> None:
        for provider in (self.sms, self.telegram):
            provider.coming = list(answered)

    def _silent(self, address: str) -> bool:
        with reading(self.engine) as connection:
            query = select(schema.conversations.c.mode)
            mode = connection.execute(query.where(schema.conversations.c.address == address))
            return mode.scalar() == "person"

    def _sweep(self) -> None:
        self.outbox.sweep()
        self.turns.retry_failed()
        announce_returns(self.house)

    def _dying(self, point: str, what: Callable[[], None]) -> None:
        """Until it comes by that point; what it had not committed never was."""

        def trap(label: str) -> None:
            if label == point:
                raise Killed

        faults.set_trap(trap)
        try:
            what()
        except Killed:
            self.outbox = self._worker()
            if point == "delivery.sent":
                for provider in (self.sms, self.telegram):
                    provider.was_killed()
        finally:
            faults.set_trap(None)

    def _act(self, person: int, what: Callable[..., object]) -> None:
        with self.engine.begin() as connection:
            found = select(schema.conversations.c.id)
            address = schema.conversations.c.address == PEOPLE[person][1]
            number = connection.execute(found.where(address)).scalar_one()
            version = desk.version_of(connection, number)
        act = Act(conversation_id=number, by=LEA, version=version, now=self.clock.now())
        try:
            with self.engine.begin() as connection:
                what(connection, act)
        except Refused:
            return

    # --- what must hold --------------------------------------------------------------------------

    @invariant()
    def each_acknowledged_event_is_on_record_once(self) -> None:
        with reading(self.engine) as connection:
            keys = Counter(connection.execute(select(schema.events.c.key)).scalars())
        assert not self.acknowledged.keys() - keys.keys()
        assert all(times == 1 for times in keys.values())

    @invariant()
    def an_events_replies_never_change_their_number(self) -> None:
        with reading(self.engine) as connection:
            keys = connection.execute(select(schema.outbox.c.key)).scalars().all()
            done = schema.events.c.state == "done"
            taken = set(connection.execute(select(schema.events.c.key).where(done)).scalars())
        now = Counter(key.rpartition("#")[0] for key in keys)
        for event_key in taken & self.acknowledged.keys():
            before = self.rows_of.setdefault(event_key, now[event_key])
            assert now[event_key] == before, event_key

    @invariant()
    def a_text_message_arrives_once_at_most(self) -> None:
        assert all(times == 1 for times in Counter(self.sms.references()).values())

    @invariant()
    def a_telegram_message_comes_again_only_when_its_sending_was_ambiguous(self) -> None:
        for reference, times in Counter(self.telegram.references()).items():
            if times > 1:
                assert times - 1 <= self.telegram.ambiguous[reference]
                assert self._row(reference).possible_duplicate

    @invariant()
    def replies_arrive_in_order(self) -> None:
        for provider in (self.sms, self.telegram):
            first = list(dict.fromkeys(provider.references()))
            assert first == sorted(first), first

    @invariant()
    def the_bot_is_silent_while_a_person_speaks(self) -> None:
        for provider in (self.sms, self.telegram):
            assert not provider.spoken_over

    @invariant()
    def a_page_shows_a_reply_once(self) -> None:
        assert all(times == 1 for times in self.shown.values())

    def _row(self, number: int) -> Any:
        with reading(self.engine) as connection:
            query = select(schema.outbox).where(schema.outbox.c.id == number)
            return connection.execute(query).one()

    def teardown(self) -> None:
        """Once all is quiet, nothing is left behind; each reply that may leave has arrived."""
        try:
            self._come_to_rest()
            self._nothing_is_left()
            self._all_holds_still()
        finally:
            self._poison.stop()
            self.engine.dispose()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _come_to_rest(self) -> None:
        self.is_sent_again_until_acknowledged()
        self.a_slow_worker_delivers_at_last([])
        for number in range(ROUNDS):
            self._deliver([])
            if number % 4 == 3:
                self.clock.move(LEASE["effect"] + GRACE)
                self._sweep()
            if not self._open():
                break
            self.clock.move(timedelta(seconds=2))  # one message a second leaves for a chat
        self.the_page_looks()
        self.the_page_looks()

    def _all_holds_still(self) -> None:
        """Much is resumed only now: after the last step."""
        self.each_acknowledged_event_is_on_record_once()
        self.an_events_replies_never_change_their_number()
        self.a_text_message_arrives_once_at_most()
        self.a_telegram_message_comes_again_only_when_its_sending_was_ambiguous()
        self.replies_arrive_in_order()
        self.the_bot_is_silent_while_a_person_speaks()
        self.a_page_shows_a_reply_once()

    def _open(self) -> bool:
        """Whether something is still on its way, or to be taken again."""
        states = schema.outbox.c.state.in_(("queued", "sending", "unknown"))
        open_rows = select(schema.outbox.c.id).where(states, schema.leaves())
        failed = select(schema.events.c.key).where(schema.events.c.state == "failed")
        with reading(self.engine) as connection:
            return any(connection.execute(query).first() for query in (open_rows, failed))

    def _nothing_is_left(self) -> None:
        arrived = {*self.sms.references(), *self.telegram.references(), *self.shown}
        with reading(self.engine) as connection:
            rows = connection.execute(select(schema.outbox)).all()
            failed = select(schema.events.c.key).where(schema.events.c.state == "failed")
            assert not connection.execute(failed).all()
        for row in rows:
            if row.state != "withheld":
                assert row.state == "sent", (row.id, row.kind, row.state, row.code)
                assert row.kind == "effect" or row.id in arrived
        done = Counter(self.office.done)
        effects = {row.id: row for row in rows if row.kind == "effect"}
        assert done.keys() == effects.keys()
        with reading(self.engine) as connection:
            keys = set(connection.execute(select(schema.events.c.key)).scalars())
        assert {f"result:{number}" for number in effects} <= keys


# --- one game's own world -------------------------------------------------------------------------


def _advance(state: State, inbound: Inbound, u: Understanding, facts: Facts) -> Advanced:
    """The real one, but for what no turn can take (T14)."""
    if inbound.text == POISON:
        raise ZeroDivisionError
    return advance(state, inbound, u, facts)


@cache
def _template() -> Path:
    """An empty database, made once and copied for each game."""
    file = Path(tempfile.mkdtemp(prefix="model-template-")) / "empty.sqlite"
    engine = create_engine(f"sqlite:///{file}")
    schema.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(schema.staff).values(**_lea()))
    engine.dispose()
    return file


def _lea() -> dict[str, Any]:
    names = {column.name for column in schema.staff.c}
    return {name: getattr(LEA, name) for name in names if hasattr(LEA, name)}


def _database(folder: Path) -> Engine:
    file = folder / "game.sqlite"
    shutil.copyfile(_template(), file)
    engine = connect(f"sqlite:///{file}")

    @event.listens_for(engine, "connect")
    def forget(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    return engine


def _settings(folder: Path) -> Settings:
    fast = {"sms_per_second": 1000.0, "telegram_per_second": 1000.0}
    return Settings(
        var=folder,
        base_url="http://assistant.test",
        secret_key=SecretStr(TOKENS["secret_key"]),
        _env_file=None,  # type: ignore[call-arg]
        **fast,  # type: ignore[arg-type]
    )


def play(steps: int, seed: int, shortest: bool = True) -> None:
    """That many random steps. Raises AssertionError with the shortest game that breaks a rule,
    or with the first one, which is found sooner.
    """
    phases = (Phase.generate, Phase.shrink) if shortest else (Phase.generate,)
    chosen = settings(
        max_examples=max(1, steps // STEPS),
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    with silence():
        run_state_machine_as_test(seeded(seed)(Protocol), settings=chosen)
