"""The console in a browser: by keyboard alone, on a phone, without scripts, under attack."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from werkzeug.serving import make_server

from assistant.clock import FixedClock
from assistant.store import schema
from assistant.store.engine import stamp
from tests.staff.conftest import PASSWORD, Colleagues, Put, Talks
from tests.staff.test_claims import open_claim
from tests.staff.test_lists import hear, tell
from tests.staff.test_security import PAYLOADS, fill

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page

pytestmark = pytest.mark.browser
Rows = Callable[[Any], list[Any]]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1400, "height": 900}
PAGES = (
    "/staff/conversations?show=all",
    "/staff/conversations/1",
    "/staff/claims",
    "/staff/claims/4F2K",
    "/staff/agreements",
    "/staff/attention",
    "/staff/account",
)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The console at an address of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def waiting(talks: Talks, engine: Engine, put: Put, clock: FixedClock) -> Talks:
    """Camille waits for a person; she has written, and sent two bills."""
    now = stamp(clock.now())
    with engine.begin() as connection:
        table = schema.conversations
        waits = update(table).where(table.c.id == talks.camille)
        connection.execute(waits.values(mode="waiting", waiting_since=now, team="members"))
    hear(put, talks.camille, 1, "une personne svp", now)
    tell(put, talks.camille, 1, "J'appelle une personne.", now)
    open_claim(put, talks.camille, "camille")
    return talks


def opened(browser: Browser, size: dict[str, int], scripts: bool = True) -> tuple[Page, list[str]]:
    """A page, and whatever the browser complains of."""
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        java_script_enabled=scripts,
        locale="fr-FR",
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def dismiss(dialog: Dialog) -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    def note(said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            complaints.append(said.text)

    page.on("dialog", dismiss)
    page.on("console", note)
    return page, complaints


def sign_in(page: Page, address: str, email: str = "alice@example.org") -> None:
    page.goto(f"{address}/staff/")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/staff/conversations")


def to(page: Page, words: str) -> None:
    """Presses Tab until the focus is on what says these words."""
    for _step in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("(e => (e.labels?.[0] ?? e).textContent)(document.activeElement)")
        if words in (focused or ""):
            return
    raise AssertionError(f"Tab does not lead to {words!r}")


def test_a_whole_conversation_by_keyboard_alone(
    browser: Browser,
    address: str,
    colleagues: Colleagues,
    waiting: Talks,
    engine: Engine,
    put: Put,
    clock: FixedClock,
) -> None:
    page, complaints = opened(browser, DESK)
    page.goto(f"{address}/staff/")
    to(page, "E-mail")
    page.keyboard.type("alice@example.org")
    to(page, "Mot de passe")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/conversations")
    to(page, "Camille Roche")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/staff/conversations/{waiting.camille}")
    to(page, "Prendre")
    page.keyboard.press("Enter")
    page.get_by_text("Vous avez cette conversation").wait_for()
    to(page, "Votre réponse")
    page.keyboard.type("Bonjour, je regarde.")
    page.get_by_text("1 SMS, 0,07").wait_for()

    hear(put, waiting.camille, 2, "merci beaucoup", stamp(clock.now()))
    page.get_by_text("merci beaucoup").wait_for()
    assert page.evaluate("document.activeElement.id") == "text"
    assert page.input_value("#text") == "Bonjour, je regarde."
    assert "du nouveau" in (page.text_content("[data-announce]") or "")
    assert page.is_hidden("[data-moved]")

    to(page, "Envoyer")
    page.keyboard.press("Enter")
    page.get_by_text("Votre réponse est en route").wait_for()
    with engine.begin() as connection:
        outbox = schema.outbox
        authors = connection.execute(select(outbox.c.author).order_by(outbox.c.id)).scalars()
        assert list(authors) == ["bot", f"staff:{colleagues.alice.id}"]
    assert complaints == []


def test_a_page_left_open_learns_that_the_conversation_changed_hands(
    browser: Browser, address: str, colleagues: Colleagues, waiting: Talks
) -> None:
    alice, _complaints = opened(browser, DESK)
    sign_in(alice, address)
    alice.goto(f"{address}/staff/conversations/{waiting.camille}")
    bruno, _complaints = opened(browser, DESK)
    sign_in(bruno, address, "bruno@example.org")
    bruno.goto(f"{address}/staff/conversations/{waiting.camille}")
    bruno.get_by_role("button", name="Prendre").click()
    alice.get_by_text("Cette conversation a changé de mains").wait_for()


def test_a_page_whose_session_has_ended_says_so_and_keeps_what_was_typed(
    browser: Browser, address: str, colleagues: Colleagues, waiting: Talks, engine: Engine
) -> None:
    page, _complaints = opened(browser, DESK)
    sign_in(page, address)
    page.goto(f"{address}/staff/conversations/{waiting.camille}")
    page.fill("#note", "Une note à moitié écrite")
    with engine.begin() as connection:
        connection.execute(schema.staff_sessions.delete())
    page.get_by_text("Votre session est terminée").wait_for()
    assert page.input_value("#note") == "Une note à moitié écrite"


def test_without_scripts_a_conversation_is_taken_and_answered(
    browser: Browser, address: str, colleagues: Colleagues, waiting: Talks, rows: Rows
) -> None:
    page, _complaints = opened(browser, PHONE, scripts=False)
    sign_in(page, address)
    page.goto(f"{address}/staff/conversations/{waiting.camille}")
    page.get_by_role("button", name="Prendre").click()
    page.fill("#text", "Bonjour, je regarde.")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    page.get_by_text("1 SMS, 0,07").wait_for()
    page.get_by_role("button", name="Envoyer tel quel").click()
    page.get_by_text("Votre réponse est en route").wait_for()
    assert rows(schema.outbox)[-1].author == f"staff:{colleagues.alice.id}"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_fits_its_screen_with_targets_large_enough(
    browser: Browser, address: str, colleagues: Colleagues, waiting: Talks, size: dict[str, int]
) -> None:
    page, complaints = opened(browser, size)
    sign_in(page, address)
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
        small = page.evaluate(
            """[...document.querySelectorAll("a, button, input, select, summary")]
               .filter(e => e.checkVisibility() && !e.closest(".skip-link, p:not(.row), dd"))
               .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
               .filter(([, box]) => box.height && (box.height < 24 || box.width < 24))
               .map(([words, box]) => words + " " + box.height)"""
        )
        assert small == [], path
        unnamed = page.evaluate(
            """[...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
               .filter(e => e.checkVisibility() && !e.labels?.length && !e.ariaLabel).length"""
        )
        assert unnamed == 0, path
    assert complaints == []


def test_T29_nothing_from_outside_runs_in_the_browser(
    browser: Browser,
    address: str,
    colleagues: Colleagues,
    talks: Talks,
    put: Put,
    engine: Engine,
) -> None:
    payload = " ".join(PAYLOADS)
    fill(put, engine, talks, colleagues, payload)
    page, complaints = opened(browser, DESK)
    sign_in(page, address)
    for path in (*PAGES, "/staff/agreements/9K8Q"):
        page.goto(address + path)
        assert "<script>alert(1)</script>" in (page.text_content("body") or ""), path
        assert page.evaluate("document.scripts.length") == 2, path
    assert complaints == []
