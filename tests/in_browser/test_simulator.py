"""Three phones on one screen, with web and worker behind them: what is written goes round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.in_browser.conftest import Open

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
TABLE = {"width": 1400, "height": 900}


def table(open_page: Open, url: str, **how: Any) -> Page:
    """The simulator with two phones that nobody has written from yet."""
    address = f"{url}/simulator?phone=new&telegram=new"
    return open_page(address, **{"viewport": TABLE, **how})


def phone(page: Page, name: str) -> Locator:
    return page.locator(f"#{name}-messages")


def write(page: Page, name: str, text: str) -> None:
    box = page.locator(f".phone:has(#{name}-messages) textarea")
    box.fill(text)
    box.press("Enter")


def test_the_three_phones_stand_side_by_side(open_page: Open, whole_demo: str) -> None:
    page = table(open_page, whole_demo)
    boxes = [phone.bounding_box() for phone in page.locator(".phone").all()]
    assert len(boxes) == 3
    assert len({round(box["y"]) for box in boxes if box}) == 1
    page.set_viewport_size({"width": 390, "height": 780})
    boxes = [phone.bounding_box() for phone in page.locator(".phone").all()]
    assert len({round(box["x"]) for box in boxes if box}) == 1
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wider)


def test_a_text_message_goes_round_and_shows_what_it_costs(
    open_page: Open, whole_demo: str
) -> None:
    page = table(open_page, whole_demo)
    write(page, "phone", "bonjour")
    answer = phone(page, "phone").locator(".theirs").first
    answer.wait_for()
    page.locator("#phone-messages .delivered").first.wait_for()
    about = answer.locator(".about").inner_text()
    assert "GSM-7" in about
    assert "€" in about
    assert "bot" in page.inner_text("#phone-inside")


def test_a_button_of_telegram_is_pressed_and_answered(open_page: Open, whole_demo: str) -> None:
    page = table(open_page, whole_demo)
    write(page, "telegram", "bonjour")
    button = phone(page, "telegram").locator(".keyboard button").first
    button.wait_for()
    button.click()
    phone(page, "telegram").locator(".theirs").nth(1).wait_for()


def test_the_web_chat_lives_in_the_third_phone(open_page: Open, whole_demo: str) -> None:
    page = table(open_page, whole_demo)
    chat = page.frame_locator("iframe")
    chat.locator("#text").fill("une personne")
    chat.locator("#text").press("Enter")
    chat.locator(".line.member").first.wait_for()
    page.locator("#web-inside .badge", has_text="waiting").wait_for()


def test_a_stranger_gets_the_code_by_e_mail_in_the_mail_pane(
    open_page: Open, whole_demo: str
) -> None:
    page = table(open_page, whole_demo)
    write(page, "phone", "où en est ma demande ?")
    phone(page, "phone").locator(".theirs").last.wait_for()
    write(page, "phone", "A4916-1001")
    phone(page, "phone").locator(".mine").nth(1).wait_for()
    page.wait_for_timeout(2000)
    write(page, "phone", "12/05/1988")
    page.locator(".mail", has_text="camille@example.org").first.wait_for()


def test_the_clock_is_moved_from_the_page(open_page: Open, whole_demo: str) -> None:
    page = table(open_page, whole_demo)
    page.locator("#clock .day").wait_for()
    today = page.inner_text("#clock .day")
    page.get_by_role("button", name="+1 jour").click()
    page.locator("#clock", has_text="avancée").wait_for()
    assert page.inner_text("#clock .day") != today
    page.get_by_role("button", name="Revenir à aujourd’hui").click()
    page.locator("#clock .day", has_text=today).wait_for()


def test_trouble_can_be_switched_on_and_the_message_still_arrives(
    open_page: Open, whole_demo: str
) -> None:
    page = table(open_page, whole_demo)
    page.select_option("select[name=trouble]", "5xx")
    page.get_by_role("button", name="Activer").click()
    page.locator("#troubles .badge").wait_for()
    write(page, "phone", "bonjour")
    phone(page, "phone").locator(".theirs").first.wait_for()
    assert page.locator("#troubles .badge").count() == 0


def test_the_landing_page_leads_to_the_three_places(open_page: Open, whole_demo: str) -> None:
    page = open_page(whole_demo)
    names = page.locator(".door h2").all_inner_texts()
    assert names == ["Messagerie web", "Trois téléphones", "Console de l’équipe"]
    for name in names:
        page.goto(whole_demo)
        page.locator(".door", has=page.get_by_role("heading", name=name)).click()
        page.wait_for_load_state()
        assert page.title()
