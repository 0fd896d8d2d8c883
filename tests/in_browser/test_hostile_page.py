"""A page of somebody else that frames the chat, or sends our forms (T30)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from tests.in_browser.conftest import Talk, a_free_port, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TRAP = """<!doctype html><title>Trap</title>
<iframe src="{chat}/chat"></iframe>
<form method="post" action="{chat}/chat" id="forged">
  <input name="text" value="une personne"><input name="message_id" value="0123456789abcdef">
</form>"""


@pytest.fixture
def trap(talk: Talk) -> Iterator[str]:
    """Another site: the same machine by its other name is another origin and another site."""
    hostile, port = Flask(__name__), a_free_port()
    hostile.add_url_rule("/", view_func=lambda: TRAP.format(chat=talk.url))
    with served(hostile, port):
        yield f"http://localhost:{port}"


@pytest.fixture
def victim(browser: Browser, talk: Talk, trap: str) -> Iterator[Page]:
    """Camille has a chat open, and then opens the other site."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(f"{talk.url}/chat")
    page.goto(trap)
    yield page
    context.close()


def test_T30_the_chat_does_not_open_in_a_frame_of_another_site(victim: Page, talk: Talk) -> None:
    victim.wait_for_load_state("networkidle")
    (frame,) = victim.main_frame.child_frames
    assert frame.locator("#composer").count() == 0
    assert len(talk.script.taken) == 1


def test_T30_a_form_sent_by_another_site_does_nothing(victim: Page, talk: Talk) -> None:
    with victim.expect_navigation() as arrived:
        victim.evaluate("document.getElementById('forged').submit()")
    assert arrived.value.status in (400, 409)
    assert len(talk.script.taken) == 1
