"""The link pages on a phone: a door, photos with their previews, papers, the end of a page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from assistant.clock import FixedClock
from assistant.house import House
from tests.conftest import Inbox
from tests.documents import files
from tests.link_pages import Phone, pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def served(house: House, members: None) -> Iterator[House]:
    """The link pages at an address of this machine; the house knows it as its own."""
    server = make_server("127.0.0.1", 0, pages(house), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    base_url = f"http://127.0.0.1:{server.port}"
    yield replace(house, settings=house.settings.model_copy(update={"base_url": base_url}))
    server.shutdown()
    thread.join()
    server.server_close()


def on_a_phone(browser: Browser, served: House, scripts: bool = True) -> Page:
    context = browser.new_context(viewport=PHONE, java_script_enabled=scripts)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


def goes_in(page: Page, served: House, purpose: str = "photos") -> None:
    """Taps the link of an SMS and presses the button of the door."""
    phone = Phone(served, None).asks_for(purpose, "4F2K")  # type: ignore[arg-type]
    page.goto(f"{served.settings.base_url}/l/{phone.token}")
    page.get_by_role("button", name="Ouvrir ma page").click()
    page.wait_for_url("**/l/view")
    page.wait_for_load_state()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "facture.jpg"
    path.write_bytes(files.jpeg())
    return path


@pytest.mark.parametrize("scripts", [True, False])
def test_photos_are_sent_from_a_phone_with_and_without_javascript(
    browser: Browser, served: House, inbox: Inbox, photo: Path, scripts: bool
) -> None:
    page = on_a_phone(browser, served, scripts)
    goes_in(page, served)
    page.get_by_label("Ou choisir des photos").set_input_files([photo, photo])
    page.get_by_role("button", name="Envoyer les photos").click()
    page.get_by_text("2 photos sont arrivées.").wait_for()
    assert [len(inbound.attachments) for inbound in inbox.taken] == [2]
    assert page.get_by_text("Vous pouvez ajouter jusqu’à 3 photos.").is_visible()
    assert overflow(page) == 0 if scripts else True
    page.context.close()


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the phone."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_what_was_chosen_is_shown_before_it_is_sent(
    browser: Browser, served: House, inbox: Inbox, photo: Path
) -> None:
    page = on_a_phone(browser, served)
    goes_in(page, served)
    page.get_by_label("Ou choisir des photos").set_input_files([photo])
    picture = page.locator(".previews img")
    picture.wait_for()
    page.wait_for_function("document.querySelector('.previews img').naturalWidth > 0")
    assert inbox.taken == []
    page.context.close()


def test_too_many_photos_are_noticed_before_anything_is_sent(
    browser: Browser, served: House, inbox: Inbox, photo: Path
) -> None:
    page = on_a_phone(browser, served)
    goes_in(page, served)
    page.get_by_label("Ou choisir des photos").set_input_files([photo] * 6)
    page.get_by_text("Merci de choisir moins de photos.").wait_for()
    page.get_by_role("button", name="Envoyer les photos").click()
    assert page.get_by_text("Merci de choisir moins de photos.").is_visible()
    assert inbox.taken == []
    page.context.close()


def test_T26_the_page_warns_before_it_closes_and_can_be_kept_open(
    browser: Browser, served: House, clock: FixedClock
) -> None:
    page = on_a_phone(browser, served)
    page.clock.install()
    goes_in(page, served)
    page.clock.run_for(13 * 60 * 1000 + 1_000)
    page.get_by_text("Cette page se ferme dans deux minutes.").wait_for()
    clock.move(timedelta(minutes=13))
    page.get_by_role("button", name="La garder ouverte").click()
    page.get_by_text("Par sécurité").wait_for()
    page.wait_for_load_state()
    page.clock.run_for(12 * 60 * 1000)
    assert page.get_by_role("button", name="Envoyer les photos").is_visible()
    page.clock.run_for(3 * 60 * 1000)
    page.get_by_text("Cette page est fermée.").wait_for()
    assert not page.get_by_role("button", name="Envoyer les photos").is_visible()
    page.context.close()


def test_every_target_of_the_photos_page_is_large_enough_for_a_thumb(
    browser: Browser, served: House
) -> None:
    page = on_a_phone(browser, served)
    goes_in(page, served)
    sizes = page.evaluate(
        "[...document.querySelectorAll('button, main input:not([type=hidden])')]"
        ".map(e => e.getBoundingClientRect()).map(r => Math.min(r.width, r.height))"
    )
    assert len(sizes) >= 4
    assert min(sizes) >= 24
    page.context.close()
