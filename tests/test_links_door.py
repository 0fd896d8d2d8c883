"""The door of a link: opened once, by one browser, by a button only; kind when it is too late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from assistant.clock import FixedClock
from assistant.house import House
from assistant.store import schema
from assistant.store.links import LIFETIME, LONGEST_STAY, peek
from tests.link_pages import Phone, pages
from tests.people import CAMILLE, INES, SAMUEL

pytestmark = pytest.mark.both_databases


@pytest.fixture
def phone(house: House, members: None) -> Phone:
    return Phone(house, pages(house).test_client())


def other_browser(phone: Phone) -> Phone:
    return Phone(phone.house, phone.client.application.test_client(), token=phone.token)


def test_the_door_says_nothing_personal(phone: Phone) -> None:
    answer = phone.asks_for("record", "4F2K").looks()
    assert answer.status_code == 200
    assert "Ouvrir ma page" in phone.page
    for word in (CAMILLE.given_name, CAMILLE.family_name, CAMILLE.birth_date, "4F2K", "1988-05"):
        assert word not in phone.page


def test_the_button_opens_the_page_and_sets_a_host_only_cookie(phone: Phone) -> None:
    answer = phone.asks_for("photos", "4F2K").opens()
    assert answer.request.path == "/l/view"
    assert "Photos de votre facture" in phone.page
    cookie = phone.client.get_cookie("link")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.origin_only) == (True, "Lax", True)


def test_over_https_the_cookie_is_bound_to_our_host(house: House, members: None) -> None:
    settings = house.settings.model_copy(update={"base_url": "https://assistant.test"})
    safe = House(settings=settings, clock=house.clock, engine=house.engine, take=house.take)
    client = pages(safe).test_client()
    client.get("/", base_url="https://assistant.test")
    phone = Phone(safe, client).asks_for("photos", "4F2K")
    page = client.get(f"/l/{phone.token}", base_url="https://assistant.test")
    phone.page = page.get_data(as_text=True)
    answer = client.post(
        f"/l/{phone.token}", data=phone.hidden(), base_url="https://assistant.test"
    )
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("__Host-link="))
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_T26_a_preview_robot_leaves_the_link_valid(phone: Phone) -> None:
    phone.asks_for("photos", "4F2K")
    for robot in ("TelegramBot (like TwitterBot)", "WhatsApp/2.2", "facebookexternalhit/1.1"):
        for method in (phone.client.get, phone.client.head):
            assert method(f"/l/{phone.token}", headers={"User-Agent": robot}).status_code == 200
    phone.opens()
    assert "Photos de votre facture" in phone.page


def test_T26_a_forwarded_link_opens_for_nobody_else(phone: Phone) -> None:
    phone.asks_for("photos", "4F2K").opens()
    other = other_browser(phone)
    assert other.looks().status_code == 410
    assert "Cette page est fermée." in other.page
    assert other.looks("/l/view").status_code == 404


def test_T26_a_form_loaded_before_the_link_was_used_opens_nothing_afterwards(
    phone: Phone,
) -> None:
    other = other_browser(phone.asks_for("photos", "4F2K"))
    other.looks()
    phone.opens()
    assert other.sends(f"/l/{phone.token}").status_code == 410


def test_a_button_tapped_twice_opens_the_same_page(phone: Phone) -> None:
    phone.asks_for("photos", "4F2K").looks()
    door = phone.page
    phone.sends(f"/l/{phone.token}")
    phone.page = door
    assert phone.sends(f"/l/{phone.token}").status_code == 200
    assert "Photos de votre facture" in phone.page


def test_the_link_tapped_again_by_who_is_inside_leads_to_the_page(phone: Phone) -> None:
    phone.asks_for("photos", "4F2K").opens()
    assert phone.looks().headers["Location"] == "/l/view"


@pytest.mark.parametrize(("language", "says"), [("fr", "écrivez « menu »"), ("en", "“menu”")])
def test_an_expired_link_says_how_to_get_a_new_one(
    phone: Phone, clock: FixedClock, language: str, says: str
) -> None:
    phone.asks_for("record", language=language)
    clock.move(LIFETIME)
    assert phone.looks().status_code == 410
    assert f'<html lang="{language}">' in phone.page
    assert says in phone.page.replace("\u00a0", " ")


def test_an_unknown_link_speaks_both_languages(phone: Phone) -> None:
    for path in ("/l/nothing-like-it", "/l/%00%ff", "/l/view", "/l/letter.pdf"):
        assert phone.looks(path).status_code == 404
        assert 'lang="fr">Cette page est fermée.' in phone.page
        assert 'lang="en">This page is closed.' in phone.page


def test_the_page_closes_after_fifteen_idle_minutes(phone: Phone, clock: FixedClock) -> None:
    phone.asks_for("photos", "4F2K")
    clock.move(timedelta(minutes=14))
    phone.opens()
    clock.move(timedelta(minutes=14))
    assert phone.looks("/l/view").status_code == 200
    clock.move(timedelta(minutes=1))
    assert phone.looks("/l/view").status_code == 410
    assert "Cette page est fermée." in phone.page


def test_the_member_can_keep_the_page_open_up_to_an_hour(phone: Phone, clock: FixedClock) -> None:
    phone.asks_for("photos", "4F2K").opens()
    for _ in range(5):
        clock.move(timedelta(minutes=10))
        phone.looks("/l/view")
        assert phone.sends("/l/more-time").status_code == 200
    clock.move(LONGEST_STAY - timedelta(minutes=50))
    assert phone.looks("/l/view").status_code == 410


def test_T26_closing_the_page_ends_it_on_the_server(phone: Phone) -> None:
    phone.asks_for("photos", "4F2K").opens()
    cookie = phone.client.get_cookie("link")
    assert cookie is not None
    phone.sends("/l/close")
    assert "Vous pouvez revenir à votre conversation." in phone.page
    assert phone.client.get_cookie("link") is None
    phone.client.set_cookie("link", cookie.value, domain="localhost")
    assert phone.looks("/l/view").status_code == 404


@pytest.mark.parametrize("purpose", ["record", "letter"])
def test_a_personal_page_asks_for_the_date_of_birth(phone: Phone, purpose: str) -> None:
    phone.asks_for(purpose, "4F2K").looks()
    assert "Votre date de naissance" in phone.page
    phone.sends(f"/l/{phone.token}")
    assert "Merci d’indiquer votre date de naissance" in phone.page
    assert phone.looks("/l/view").status_code == 404


@pytest.mark.parametrize("purpose", ["photos", "medical", "blank_letter"])
def test_pages_that_show_nothing_of_the_record_do_not_ask(phone: Phone, purpose: str) -> None:
    phone.asks_for(purpose, "4F2K").looks()
    assert "Votre date de naissance" not in phone.page


def test_three_wrong_dates_close_the_link_for_good(phone: Phone) -> None:
    phone.asks_for("record")
    assert phone.opens(day="1", month="1", year="1980").status_code == 422
    assert "essayer encore 2 fois" in phone.page
    phone.opens(day="2", month="1", year="1980")
    assert "essayer encore 1 fois" in phone.page
    assert phone.opens(day="3", month="1", year="1980").status_code == 410
    assert phone.proves().status_code in (400, 410)
    assert phone.looks("/l/view").status_code == 404


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("31", "2", "1988"), ("12", "5", "88"), ("²", "5", "1988"), ("١٢", "5", "1988"), ("", "", "")],
)
def test_what_is_no_date_costs_no_try(phone: Phone, day: str, month: str, year: str) -> None:
    phone.asks_for("record")
    for _ in range(5):
        assert phone.opens(day=day, month=month, year=year).status_code == 422
    with phone.house.engine.begin() as connection:
        assert connection.execute(select(schema.links.c.tries)).scalar_one() == 0


def test_a_form_of_another_site_opens_nothing(phone: Phone) -> None:
    phone.asks_for("photos", "4F2K").looks()
    for headers, data in (
        ({"Origin": "https://evil.example"}, phone.hidden()),
        ({}, phone.hidden() | {"csrf_token": "x"}),
        ({}, {}),
    ):
        answer = phone.client.post(f"/l/{phone.token}", data=data, headers=headers)
        assert answer.status_code == 400
    with phone.house.engine.begin() as connection:
        link = peek(connection, phone.token, phone.house.clock.now())
    assert link is not None
    assert link.state == "open"


def test_tokens_are_long_random_and_kept_as_digests(house: House, members: None) -> None:
    phone = Phone(house, pages(house).test_client())
    tokens = {phone.asks_for("photos", "4F2K").token for _ in range(50)}
    assert len(tokens) == 50
    assert all(len(token) == 22 for token in tokens)
    with house.engine.begin() as connection:
        rows = connection.execute(select(schema.links)).all()
    assert not [row for row in rows if any(token in str(row) for token in tokens)]


def test_every_answer_is_kept_by_nobody_and_framed_by_nobody(phone: Phone) -> None:
    phone.asks_for("photos", "4F2K")
    for answer in (phone.looks(), phone.opens(), phone.looks("/l/view"), phone.looks("/l/none")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_page_of_one_purpose_does_nothing_for_another(phone: Phone) -> None:
    phone.asks_for("photos", "4F2K").opens()
    assert phone.sends("/l/medical").status_code == 404
    assert phone.looks("/l/letter.pdf").status_code == 404
    phone.looks("/l/view")
    assert phone.sends("/l/papers", number="PA-1").status_code == 404


def test_T25_two_members_on_one_phone_never_see_each_others_door_opened(
    house: House, members: None
) -> None:
    client = pages(house).test_client()
    ines, samuel = Phone(house, client, member=INES), Phone(house, client, member=SAMUEL)
    ines.asks_for("record")
    samuel.asks_for("record")
    year, month, day = INES.birth_date.split("-")
    assert samuel.opens(year=year, month=month, day=day).status_code == 422
