"""What needs a person: parked events, messages that did not arrive, alerts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, update

from assistant.clock import FixedClock
from assistant.store import schema
from assistant.store.engine import stamp
from tests.staff.conftest import Browser, Colleagues, Enter, Put, Talks
from tests.staff.test_lists import hear, tell

pytestmark = pytest.mark.both_databases

Rows = Callable[[Any], list[Any]]


@pytest.fixture
def trouble(put: Put, talks: Talks, clock: FixedClock) -> None:
    """One of each kind, in Camille's conversation."""
    now = stamp(clock.now())
    hear(put, talks.camille, 1, "boum", now, state="parked", error="KeyError", attempts=3)
    tell(put, talks.camille, 1, "perdu", now, state="failed", code="30003", attempts=9)
    tell(put, talks.camille, 2, "sans doute", now, state="unknown", attempts=1)
    tell(put, talks.camille, 3, "arrivé", now)
    alert = {"conversation_id": talks.camille, "at": now, "action": "alert"}
    put(schema.handovers, **alert, note="undeliverable:30003")


@pytest.fixture
def alice(enter: Enter, colleagues: Colleagues, trouble: None) -> Browser:
    return enter(colleagues.alice)


def attend(browser: Browser, kind: str, act: str, subject: Any) -> Any:
    return browser.post("/staff/attention", kind=kind, act=act, subject=str(subject))


def test_the_page_shows_each_kind_and_its_number_stands_in_the_navigation(alice: Browser) -> None:
    page = alice.get("/staff/attention").text.replace("&#39;", "'")
    for seen in ("KeyError", "30003", "Non remis", "On ne sait pas s'il est arrivé"):
        assert seen in page
    assert "Un message n'a pas pu être remis (30003)" in page
    for unseen in ("boum", "perdu", "sans doute"):
        assert unseen not in page
    assert '<span class="badge accent">4</span>' in page


def test_a_parked_event_is_tried_again_with_three_new_tries(
    alice: Browser, rows: Rows, clock: FixedClock, talks: Talks
) -> None:
    attend(alice, "event", "retry", f"e{talks.camille}-1")
    (event,) = rows(schema.events)
    assert (event.state, event.attempts, event.retry_at) == ("failed", 0, stamp(clock.now()))


def test_a_message_is_sent_again_and_one_that_may_have_arrived_says_so(
    alice: Browser, rows: Rows, clock: FixedClock
) -> None:
    lost, maybe, arrived = rows(schema.outbox)
    for row in (lost, maybe, arrived):
        attend(alice, "message", "retry", row.id)
    lost, maybe, arrived = rows(schema.outbox)
    assert (lost.state, lost.attempts, lost.code, lost.possible_duplicate) == (
        "queued",
        0,
        None,
        False,
    )
    assert (maybe.state, maybe.possible_duplicate) == ("queued", True)
    assert arrived.state == "sent"


def test_what_was_put_away_is_kept_and_not_shown_any_more(
    alice: Browser, rows: Rows, talks: Talks
) -> None:
    attend(alice, "event", "dismiss", f"e{talks.camille}-1")
    for row in rows(schema.outbox):
        attend(alice, "message", "dismiss", row.id)
    attend(alice, "alert", "dismiss", rows(schema.handovers)[0].id)
    page = alice.get("/staff/attention").text
    assert page.count("<li>") + 3 == page.count('<li class="hint">') == 3
    assert rows(schema.events)[0].state == "parked"
    assert [row.state for row in rows(schema.outbox)] == ["failed", "unknown", "sent"]
    dismissed = [row.subject for row in rows(schema.audit) if row.action == "dismiss"]
    assert len(dismissed) == 4


def test_an_act_that_a_colleague_has_done_meanwhile_does_nothing(
    alice: Browser, rows: Rows, talks: Talks
) -> None:
    key = f"e{talks.camille}-1"
    attend(alice, "event", "retry", key)
    before = rows(schema.events)
    attend(alice, "event", "dismiss", key)
    assert rows(schema.events) == before
    assert "Un collègue a été plus rapide." in alice.get("/staff/attention").text


def test_an_emergency_is_not_put_away_here(
    alice: Browser, rows: Rows, talks: Talks, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(update(schema.conversations).values(urgent=True))
    attend(alice, "alert", "dismiss", rows(schema.handovers)[0].id)
    assert rows(schema.handovers)[0].handled_at is None


@pytest.mark.parametrize(
    ("kind", "act", "subject"),
    [
        ("event", "drop", "x"),
        ("event", "retry", ""),
        ("message", "retry", "1 or 1=1"),
        ("message", "retry", "²"),
        ("message", "retry", "99999999999999999999"),
        ("alert", "retry", "1"),
        ("", "", ""),
    ],
)
def test_a_form_that_names_nothing_is_refused(
    alice: Browser, kind: str, act: str, subject: str
) -> None:
    assert attend(alice, kind, act, subject).status_code == 400
