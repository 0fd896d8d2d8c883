"""Open pages hear at once of what is new, and go on without that when they cannot listen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, select

from assistant.app import open_house
from assistant.house import House
from assistant.messages import Outgoing
from assistant.settings import Settings
from assistant.store.desk import queue_reply
from assistant.store.engine import reading
from assistant.store.schema import conversations
from tests.in_browser.conftest import Open

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

SELDOM = (
    "const plain = setTimeout;"
    " window.setTimeout = (act, time) => plain(act, time > 1500 ? 40000 : time);"
)


@pytest.fixture
def house(demo_at_work: Settings) -> Iterator[House]:
    """Another process at the demo's database."""
    house = open_house(demo_at_work)
    yield house
    house.engine.dispose()


def newest_talk(engine: Engine) -> dict[str, object]:
    with reading(engine) as connection:
        query = select(conversations).where(conversations.c.channel == "web")
        row = connection.execute(query.order_by(conversations.c.id.desc())).mappings().first()
    assert row is not None
    return dict(row)


def staff_write(house: House, text: str) -> None:
    """A reply of the staff, put into the outbox by another process."""
    talk, now = newest_talk(house.engine), house.clock.now()
    outgoing = Outgoing(text=text, author="staff")
    with house.engine.begin() as connection:
        assert queue_reply(connection, talk, outgoing, "staff:x", f"test:{text}", now)  # type: ignore[arg-type]


def said(page: Page, text: str) -> None:
    page.locator(".line .bubble", has_text=text).last.wait_for(timeout=6000)


def test_what_another_process_writes_appears_though_the_page_hardly_asks(
    open_page: Open, whole_demo: str, house: House
) -> None:
    page = open_page("about:blank")
    page.add_init_script(SELDOM)  # of itself it would ask after forty seconds
    with page.expect_response(re.compile(r"/events/chat")):
        page.goto(f"{whole_demo}/chat")
    staff_write(house, "Bonjour, ici Nadia.")
    said(page, "Bonjour, ici Nadia.")


def test_a_page_that_listens_asks_seldom(open_page: Open, whole_demo: str) -> None:
    page = open_page("about:blank")
    with page.expect_response(re.compile(r"/events/chat")):
        page.goto(f"{whole_demo}/chat")
    page.wait_for_timeout(1000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(5000)
    assert len([url for url in asked if "/chat/messages" in url]) <= 1


def test_where_nobody_can_listen_the_page_asks_by_itself(
    open_page: Open, whole_demo: str, house: House
) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=503, body="")

    page = open_page("about:blank")
    page.route("**/events/**", refuse)
    page.goto(f"{whole_demo}/chat")
    staff_write(house, "Toujours là.")
    said(page, "Toujours là.")


def test_without_eventsource_one_long_question_does_the_same(
    open_page: Open, whole_demo: str, house: House
) -> None:
    page = open_page("about:blank")
    page.add_init_script(f"delete window.EventSource; {SELDOM}")
    with page.expect_response(re.compile(r"/events/chat")):
        page.goto(f"{whole_demo}/chat")
    staff_write(house, "Par l'autre chemin.")
    said(page, "Par l'autre chemin.")
