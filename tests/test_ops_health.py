"""What an operator can ask: alive, ready, figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert

from assistant.app import create_app
from assistant.clock import FixedClock
from assistant.house import House
from assistant.ops.metrics import counted
from assistant.settings import Settings
from assistant.store import deliveries, providers, schema
from assistant.store.engine import connect, stamp
from assistant.store.migrations import migrate
from tests.conftest import Inbox, message
from tests.people import CAMILLE, bind, enrol

ALL_OPEN = {"providers": {"twilio": "open", "telegram": "open"}}


@pytest.fixture
def house(settings: Settings, clock: FixedClock, inbox: Inbox) -> Iterator[House]:
    """A house on a migrated database, as an operator runs it."""
    migrate(settings.database)
    engine = connect(settings.database)
    yield House(settings=settings, clock=clock, engine=engine, take=inbox)
    engine.dispose()


@pytest.fixture
def client(house: House) -> Iterator[FlaskClient]:
    app = create_app(house.settings, clock=house.clock)
    yield app.test_client()
    app.extensions["assistant"].engine.dispose()


def beats(house: House, ago: timedelta) -> None:
    with house.engine.begin() as connection:
        deliveries.beat(connection, "worker", datetime.now(UTC) - ago)


def figures(client: FlaskClient) -> dict[tuple[str, str], float]:
    """Every sample by its name and its labels' values."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, " ".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
        for sample in family.samples
    }


def test_alive_looks_at_nothing_else(client: FlaskClient, house: House) -> None:
    Path(house.settings.var / "assistant.sqlite").unlink()
    assert client.get("/healthz").json == {"alive": True}


def test_ready_when_database_migrations_and_worker_are_there(
    client: FlaskClient, house: House
) -> None:
    beats(house, timedelta(seconds=5))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"database": True, "migrations": True, "worker": True, **ALL_OPEN}


def test_a_provider_that_is_shut_is_named_and_members_are_still_taken_in(
    client: FlaskClient, house: House
) -> None:
    beats(house, timedelta())
    with house.engine.begin() as connection:
        for _failure in range(providers.FAILURES):
            providers.note_failure(connection, "twilio", house.clock.now())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["providers"]["twilio"]) == (200, "shut")  # type: ignore[index]
    assert 'assistant_provider_open{provider="twilio"} 0.0' in client.get("/metrics").text
    assert 'assistant_provider_open{provider="telegram"} 1.0' in client.get("/metrics").text


@pytest.mark.parametrize("ago", [None, timedelta(minutes=2)])
def test_not_ready_while_no_worker_shows_a_sign_of_life(
    client: FlaskClient, house: House, ago: timedelta | None
) -> None:
    if ago:
        beats(house, ago)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"database": True, "migrations": True, "worker": False, **ALL_OPEN}


def test_not_ready_on_a_database_that_was_not_migrated(
    settings: Settings, engine: object, clock: FixedClock
) -> None:
    app = create_app(settings, clock=clock)
    answer = app.test_client().get("/readyz")
    app.extensions["assistant"].engine.dispose()
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["migrations"] is False


def test_T11_not_ready_while_the_database_takes_no_writes(
    client: FlaskClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats(house, timedelta())
    quick = connect(house.settings.database + "?timeout=0.05")
    with house.engine.begin():  # someone holds the write lock
        engine = client.application.extensions["assistant"]
        monkeypatch.setattr(
            "assistant.ops.health.here",
            lambda: House(
                settings=engine.settings, clock=engine.clock, engine=quick, take=engine.take
            ),
        )
        answer = client.get("/readyz")
    quick.dispose()
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["database"] is False


def test_figures_tell_what_waits_and_for_how_long(
    client: FlaskClient, house: House, clock: FixedClock
) -> None:
    with house.engine.begin() as connection:
        enrol(connection, CAMILLE)
        conversation = bind(connection, CAMILLE, "sms")
        for number, state in enumerate(("queued", "queued", "unknown", "sent", "failed")):
            connection.execute(
                insert(schema.outbox).values(
                    key=f"e#{number}",
                    conversation_id=conversation,
                    kind="reply",
                    author="bot",
                    purpose="answer",
                    channel="sms",
                    address=CAMILLE.phone,
                    body=json.dumps({"text": "CANARY"}),
                    state=state,
                    run_at=stamp(clock.now()),
                    created_at=stamp(clock.now()),
                )
            )
    clock.move(timedelta(seconds=90))
    found = figures(client)
    assert found["assistant_outbox_rows", "queued"] == 2
    assert found["assistant_outbox_rows", "unknown"] == 1
    assert found["assistant_outbox_oldest_seconds", ""] == 90
    assert found["assistant_sends_last_hour", "sent"] == 1
    assert found["assistant_sends_last_hour", "failed"] == 1
    assert found["assistant_events_left", "parked"] == 0
    text = client.get("/metrics").get_data(as_text=True)
    assert CAMILLE.phone not in text
    assert "CANARY" not in text


def test_turns_are_counted_by_channel_and_outcome(client: FlaskClient, inbox: Inbox) -> None:
    before = figures(client)
    take = counted(inbox)
    take(message("e1", "sms"))
    take(message("e1", "sms"))
    after = figures(client)
    for outcome in ("taken", "duplicate"):
        key = ("assistant_turns_total", f"sms {outcome}")
        assert after[key] == before.get(key, 0) + 1


def test_a_turn_that_raises_is_counted_as_failed(client: FlaskClient) -> None:
    def broken(_inbound: object) -> None:
        raise RuntimeError

    before = figures(client)
    with pytest.raises(RuntimeError):
        counted(broken)(message("e1", "sms"))  # type: ignore[arg-type]
    key = ("assistant_turns_total", "sms failed")
    assert figures(client)[key] == before.get(key, 0) + 1


def test_T1_refused_signatures_are_counted(client: FlaskClient) -> None:
    before = figures(client)
    assert client.post("/webhooks/twilio", data={"Body": "hello"}).status_code == 403
    key = ("assistant_webhook_refused_total", "twilio signature")
    assert figures(client)[key] == before.get(key, 0) + 1
