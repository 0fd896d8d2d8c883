"""Links in the database: whoever comes first opens one, however many come at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clock import FixedClock
from assistant.house import House
from assistant.store.links import (
    LIFETIME,
    LONGEST_STAY,
    consume,
    count_try,
    destination,
    digest,
    make_link,
    opened_by,
    peek,
    revoke,
    stay,
)
from tests.people import CAMILLE, bind

pytestmark = pytest.mark.both_databases


@pytest.fixture
def token(house: House, members: None) -> str:
    with house.engine.begin() as connection:
        talk = bind(connection, CAMILLE, "sms")
        now = house.clock.now()
        return make_link(connection, "photos", "4F2K", talk, CAMILLE.id, "fr", now)


def test_a_link_remembers_what_it_is_for_and_who_asked(house: House, token: str) -> None:
    with house.engine.begin() as connection:
        link = peek(connection, token, house.clock.now())
        assert link is not None
        assert (link.purpose, link.about, link.member_id) == ("photos", "4F2K", CAMILLE.id)
        assert (link.language, link.state) == ("fr", "open")
        assert destination(connection, link) == ("sms", CAMILLE.phone)


def test_T26_of_twenty_browsers_at_once_one_gets_in(house: House, token: str) -> None:
    def knock(number: int) -> str | None:
        with house.engine.begin() as connection:
            return consume(connection, token, f"page {number}", house.clock.now())

    with ThreadPoolExecutor(8) as crowd:
        sessions = [session for session in crowd.map(knock, range(20)) if session]
    assert len(sessions) == 1


def test_the_same_page_gets_the_same_session_again(house: House, token: str) -> None:
    with house.engine.begin() as connection:
        now = house.clock.now()
        first = consume(connection, token, "page", now)
        assert first is not None
        assert consume(connection, token, "page", now) == first
        assert consume(connection, token, "other", now) is None


def test_a_late_link_is_not_opened(house: House, token: str, clock: FixedClock) -> None:
    clock.move(LIFETIME)
    with house.engine.begin() as connection:
        assert consume(connection, token, "page", clock.now()) is None


def test_revoking_ends_the_page_and_the_link(house: House, token: str) -> None:
    with house.engine.begin() as connection:
        now = house.clock.now()
        session = consume(connection, token, "page", now)
        assert session is not None
        revoke(connection, digest(token), now)
        assert opened_by(connection, session, now) is None
        assert consume(connection, token, "page", now) is None


def test_a_stay_grows_with_use_and_ends_after_an_hour(
    house: House, token: str, clock: FixedClock
) -> None:
    start = clock.now()
    with house.engine.begin() as connection:
        session = consume(connection, token, "page", start)
        assert session is not None
        for _ in range(7):
            link = opened_by(connection, session, clock.now())
            assert link is not None
            stay(connection, link, clock.now())
            clock.move(timedelta(minutes=8))
        link = opened_by(connection, session, clock.now())
        assert link is not None
        assert stay(connection, link, clock.now()) == start + LONGEST_STAY


def test_tries_are_counted_down_to_revocation(house: House, token: str) -> None:
    with house.engine.begin() as connection:
        now = house.clock.now()
        link = peek(connection, token, now)
        assert link is not None
        assert [count_try(connection, link, now) for _ in range(4)] == [2, 1, 0, 0]
        closed = peek(connection, token, now)
    assert closed is not None
    assert closed.state == "expired"


@given(st.text(max_size=200))
def test_T15_any_text_may_be_asked_for_as_a_token(text: str) -> None:
    assert len(digest(text)) == 64
