"""The web chat in a real browser: by keyboard, by thumb, without a script, on a bad connection."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from sqlalchemy import select

from assistant.messages import Outgoing, Pressed
from assistant.store.schema import conversations, outbox
from tests.in_browser.conftest import Open, Talk

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
COUNT_ADDED = """
  window.added = [];
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(
    (node) => node.nodeType === 1 && window.added.push(node.textContent)
  ))).observe(document.getElementById("log"), { childList: true });
"""


def chat(open_page: Open, talk: Talk, **how: Any) -> Page:
    return open_page(f"{talk.url}/chat", **how)


def lines(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".line .bubble").all_inner_texts()]


def said(page: Page, text: str) -> None:
    """Waits until the transcript says so."""
    page.locator(".line .bubble", has_text=text).last.wait_for()


def from_staff(talk: Talk, text: str) -> None:
    with talk.engine.begin() as connection:
        at = connection.execute(select(conversations.c.id)).scalar_one()
        talk.script.say(connection, at, Outgoing(text=text), text, author="staff:nadia")


# --- keyboard and screen reader ------------------------------------------------------------------


def test_G13_a_whole_talk_by_keyboard(open_page: Open, talk: Talk) -> None:
    page = chat(open_page, talk, viewport={"width": 1100, "height": 800})
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Aller au contenu"
    for _ in range(12):
        if page.evaluate(FOCUSED) == "Envoyer une facture":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said(page, "bouton receipt")
    assert talk.script.taken[-1].pressed == Pressed(1, "receipt")
    for _ in range(12):
        if page.evaluate(FOCUSED) == "text":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("première ligne")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("deuxième")
    page.keyboard.press("Enter")
    said(page, "Entendu : première ligne")
    assert talk.script.taken[-1].text == "première ligne\ndeuxième"
    assert page.evaluate(FOCUSED) == "text"
    assert page.input_value("#text") == ""


def test_G13_the_focus_stays_on_a_pressed_button_until_it_is_left(
    open_page: Open, talk: Talk
) -> None:
    page = chat(open_page, talk)
    button = page.get_by_role("button", name="Envoyer une facture")
    button.focus()
    page.keyboard.press("Enter")
    said(page, "bouton receipt")
    assert page.evaluate(FOCUSED) == "Envoyer une facture"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    assert not button.is_visible()
    assert len(talk.script.taken) == 2


def test_G13_the_log_is_polite_named_and_says_each_message_once(
    open_page: Open, talk: Talk
) -> None:
    page = chat(open_page, talk)
    log = page.get_by_role("log", name="Conversation")
    assert log.get_attribute("aria-live") == "polite"
    assert log.get_attribute("aria-relevant") == "additions"
    page.evaluate(COUNT_ADDED)
    page.fill("#text", "bonjour")
    page.click(".send")
    said(page, "Entendu : bonjour")
    from_staff(talk, "Ici Nadia.")
    said(page, "Ici Nadia.")
    page.wait_for_timeout(2500)
    added = page.evaluate("window.added")
    assert len(added) == 3
    assert sum("bonjour" in text and "Vous" in text for text in added) == 1


def test_G13_a_message_that_arrives_does_not_move_the_focus(open_page: Open, talk: Talk) -> None:
    page = chat(open_page, talk)
    page.get_by_role("button", name="Une personne").focus()
    from_staff(talk, "Ici Nadia.")
    said(page, "Ici Nadia.")
    assert page.evaluate(FOCUSED) == "Une personne"


def test_G13_the_language_of_the_page_is_marked_and_can_be_changed(
    open_page: Open, talk: Talk
) -> None:
    page = chat(open_page, talk)
    assert page.locator("html").get_attribute("lang") == "fr"
    page.get_by_role("button", name="English").click()
    said(page, "English")
    assert talk.script.taken[-1].text == "English"


# --- without a script ----------------------------------------------------------------------------


def test_the_whole_talk_without_javascript(open_page: Open, talk: Talk, tmp_path: Path) -> None:
    page = chat(open_page, talk, java_script_enabled=False)
    page.fill("#text", "bonjour")
    page.click(".send")
    said(page, "Entendu : bonjour")
    assert lines(page)[1:] == ["bonjour", "Entendu : bonjour, 0 photo(s)."]
    page.set_input_files("#files", a_photo(tmp_path))
    page.click(".send")
    said(page, "1 photo(s)")
    assert lines(page)[3:] == ["1 fichier", "Entendu : , 1 photo(s)."]
    page.get_by_role("button", name="Une personne").click()
    said(page, "Entendu : une personne")
    assert talk.script.taken[-1].text == "une personne"
    for text in ("Ici Nadia.", "Je regarde."):
        from_staff(talk, text)
        page.get_by_role("link", name="Voir les nouveaux messages").click()
        said(page, text)


def test_buttons_work_without_javascript(open_page: Open, talk: Talk) -> None:
    page = chat(open_page, talk, java_script_enabled=False)
    page.get_by_role("button", name="Un remboursement").click()
    said(page, "bouton coverage")
    assert talk.script.taken[-1].pressed == Pressed(1, "coverage")
    assert lines(page)[1] == "Un remboursement"


def test_without_javascript_a_page_that_arrived_says_so(open_page: Open, talk: Talk) -> None:
    page = chat(open_page, talk, java_script_enabled=False)
    page.wait_for_load_state("networkidle")
    with talk.engine.connect() as connection:
        assert list(connection.execute(select(outbox.c.state)).scalars()) == ["sent"]


# --- photos --------------------------------------------------------------------------------------


def a_photo(folder: Path) -> Path:
    photo = folder / "facture.jpg"
    Image.new("RGB", (900, 700), "white").save(photo)
    return photo


def test_photos_can_be_chosen_looked_over_and_sent(
    open_page: Open, talk: Talk, tmp_path: Path
) -> None:
    page = chat(open_page, talk)
    page.set_input_files("#files", [a_photo(tmp_path)] * 2)
    assert "facture.jpg" in page.inner_text("#chosen")
    page.get_by_role("button", name="Retirer les fichiers").click()
    assert page.inner_text("#chosen") == ""
    page.set_input_files("#files", a_photo(tmp_path))
    page.fill("#text", "mes lunettes")
    page.click(".send")
    said(page, "1 photo(s)")
    assert page.inner_text("#chosen") == ""
    (photo,) = talk.script.taken[-1].attachments
    assert photo.name == "facture.jpg"


def test_a_file_that_cannot_be_taken_is_explained_and_leaves_no_trace(
    open_page: Open, talk: Talk, tmp_path: Path
) -> None:
    wrong = tmp_path / "facture.svg"
    wrong.write_text("<svg/>")
    page = chat(open_page, talk)
    page.set_input_files("#files", wrong)
    page.click(".send")
    page.get_by_role("alert").locator(".notice").wait_for()
    assert len(lines(page)) == 1
    assert len(talk.script.taken) == 1


# --- small screens and dim ones ------------------------------------------------------------------

SCREENS = [(320, 640), (320, 256), (390, 780), (1280, 900)]


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_G13_nothing_is_wider_than_the_screen(
    open_page: Open, talk: Talk, width: int, height: int
) -> None:
    """320 x 256 is 1280 x 1024 at 400 %."""
    page = chat(open_page, talk, viewport={"width": width, "height": height})
    page.fill("#text", "anticonstitutionnellement" * 12)
    page.click(".send")
    said(page, "Entendu")
    assert not page.evaluate(WIDER_THAN_SCREEN)
    box = page.locator("#text").bounding_box()
    assert box and box["y"] + box["height"] <= height + 1


@pytest.mark.parametrize("scripts", [True, False])
def test_G13_whatever_is_pressed_is_24_pixels_or_more(
    open_page: Open, talk: Talk, scripts: bool
) -> None:
    page = chat(open_page, talk, java_script_enabled=scripts)
    for control in page.locator("button:visible, .attach input, textarea").all():
        box = control.bounding_box()
        assert box and min(box["width"], box["height"]) >= 24


CONTRAST = """
() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("body *")].filter((node) => [...node.childNodes].some(
    (child) => child.nodeType === 3 && child.textContent.trim()
  ) && node.checkVisibility() && node.getBoundingClientRect().width > 2).map((node) => {
    const ink = light(rgb(getComputedStyle(node).color));
    const paper = light(behind(node));
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    return [ratio, node.className || node.tagName];
  }).filter(([ratio]) => ratio < 4.5);
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_G13_every_text_stands_out_from_what_is_behind_it(
    open_page: Open, talk: Talk, scheme: str
) -> None:
    page = chat(open_page, talk, color_scheme=scheme)
    page.fill("#text", "bonjour")
    page.click(".send")
    said(page, "Entendu : bonjour")
    from_staff(talk, "Ici Nadia.")
    said(page, "Ici Nadia.")
    assert page.evaluate(CONTRAST) == []
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(245, 247, 247)") == (scheme == "light")
    page.goto(talk.url)
    assert page.evaluate(CONTRAST) == []


# --- a bad connection ----------------------------------------------------------------------------


def test_T4_an_answer_lost_on_the_way_back_is_asked_for_again(open_page: Open, talk: Talk) -> None:
    page = chat(open_page, talk)
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/chat/messages*", lose_the_first)
    page.fill("#text", "bonjour")
    page.click(".send")
    said(page, "Entendu : bonjour")
    page.wait_for_timeout(2500)
    assert lost == [200]
    assert [inbound.text for inbound in talk.script.taken] == ["", "bonjour"]
    assert lines(page)[1:] == ["bonjour", "Entendu : bonjour, 0 photo(s)."]
    assert page.locator(".pending, .failed").count() == 0


def test_what_is_written_without_a_connection_leaves_when_it_is_back_in_order(
    open_page: Open, talk: Talk
) -> None:
    page = chat(open_page, talk)
    page.context.set_offline(True)
    for text in ("un", "deux"):
        page.fill("#text", text)
        page.click(".send")
    page.locator(".pending .meta", has_text="Pas encore envoyé").first.wait_for()
    page.context.set_offline(False)
    said(page, "Entendu : deux")
    assert [inbound.text for inbound in talk.script.taken] == ["", "un", "deux"]
    assert page.locator(".pending, .failed").count() == 0


def test_a_token_that_became_too_old_is_renewed_and_nothing_typed_is_lost(
    open_page: Open, talk: Talk
) -> None:
    page = chat(open_page, talk)
    page.wait_for_timeout(500)
    page.context.clear_cookies(name="session")
    page.fill("#text", "bonjour")
    page.click(".send")
    said(page, "Entendu : bonjour")
    assert [inbound.text for inbound in talk.script.taken] == ["", "bonjour"]


# --- hostile text --------------------------------------------------------------------------------

PAYLOADS = [
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    '"><svg onload=window.hit=1>',
    "javascript:window.hit=1",
    "{{constructor.constructor('window.hit=1')()}}",
]


@pytest.mark.parametrize("scripts", [True, False])
def test_T29_hostile_text_stays_text_in_the_page(
    open_page: Open, talk: Talk, scripts: bool
) -> None:
    page = chat(open_page, talk, java_script_enabled=scripts)
    for payload in PAYLOADS:
        page.fill("#text", payload)
        page.click(".send")
        said(page, f"Entendu : {payload}")
    assert page.locator(".bubble img, .bubble script, .bubble svg").count() == 0
    if scripts:
        assert page.evaluate("window.hit") is None
        page.reload()
        assert page.evaluate("window.hit") is None


def test_two_windows_show_the_same_talk(open_page: Open, talk: Talk) -> None:
    first = chat(open_page, talk)
    second = first.context.new_page()
    second.goto(f"{talk.url}/chat")
    first.fill("#text", "bonjour")
    first.click(".send")
    said(second, "Entendu : bonjour")
    assert second.locator(".line.member").count() == 1
