"""Signing in, the second factor, sessions that end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy import Engine, update
from werkzeug.test import TestResponse

from assistant.clock import FixedClock
from assistant.house import House
from assistant.settings import Settings
from assistant.staff import passwords
from assistant.staff.accounts import (
    NotAnAccount,
    change_role,
    create_staff,
    deactivate_staff,
    reset_staff,
)
from assistant.staff.console import blueprint
from assistant.store import schema
from assistant.store.staff import EmailTaken
from assistant.web.security import protect
from tests.staff.conftest import PASSWORD, Browser, Colleagues, Enter

pytestmark = pytest.mark.both_databases

Rows = Callable[[Any], list[Any]]
SECRET = re.compile(r"secret=([A-Z2-7]{32})")


@pytest.fixture
def strict(house: House) -> House:
    """The same house where a second factor is required, as in production."""
    house.settings.staff_mfa = True
    return house


def cookie_of(answer: TestResponse, name: str = "staff") -> str:
    return next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith(f"{name}="))


def enrol(browser: Browser) -> pyotp.TOTP:
    """Sets up the second factor as a person does, and gives their application."""
    shown = browser.post("/staff/second-factor/secret").text
    found = SECRET.search(shown)
    assert found
    return pyotp.TOTP(found[1])


# --- T33: no default password, hashes only ------------------------------------------------------


def test_T33_a_fresh_console_lets_nobody_in(app: Flask, rows: Rows) -> None:
    assert rows(schema.staff) == []
    for email in ("admin@example.org", "admin", "root"):
        for password in ("", "admin", "password", "changeme"):
            assert Browser(app).sign_in(email, password).status_code in (401, 429)


def test_T33_passwords_are_random_and_kept_as_hashes_only(engine: Engine, rows: Rows) -> None:
    first = create_staff(engine, "Alice", "alice@example.org", "agent", "members")
    second = create_staff(engine, "Bruno", "bruno@example.org", "agent", "claims")
    assert first != second
    assert len(first) >= 16
    stored = repr(rows(schema.staff)) + repr(rows(schema.audit))
    assert first not in stored
    assert all(row.password_hash.startswith("$argon2id$") for row in rows(schema.staff))


def test_session_tokens_and_secrets_are_not_readable_in_the_database(
    app: Flask, colleagues: Colleagues, rows: Rows
) -> None:
    browser = Browser(app, colleagues.alice)
    token = re.search(r"staff=([^;]+)", cookie_of(browser.sign_in()))
    assert token
    secret = enrol(browser).secret
    stored = repr(rows(schema.staff_sessions)) + repr(rows(schema.staff))
    assert token[1] not in stored
    assert secret not in stored


@pytest.mark.parametrize(
    ("name", "email", "role", "team"),
    [
        ("", "a@example.org", "agent", "members"),
        ("Alice", "no address", "agent", "members"),
        ("Alice", "a@example.org", "administrator", "members"),
        ("Alice", "a@example.org", "agent", "kitchen"),
    ],
)
def test_an_account_needs_a_name_an_address_a_role_and_a_team(
    engine: Engine, name: str, email: str, role: str, team: str
) -> None:
    with pytest.raises(NotAnAccount):
        create_staff(engine, name, email, role, team)


def test_one_address_has_one_account_however_it_is_written(
    engine: Engine, colleagues: Colleagues
) -> None:
    with pytest.raises(EmailTaken):
        create_staff(engine, "Alice", " ALICE@example.org ", "agent", "members")


# --- sign-in ------------------------------------------------------------------------------------


def test_the_right_password_opens_the_console(app: Flask, colleagues: Colleagues) -> None:
    browser = Browser(app, colleagues.alice)
    assert browser.sign_in(" Alice@Example.org ").location == "/staff/"
    assert "Alice Martin" in browser.get("/staff/conversations").text


def test_after_signing_in_one_is_where_one_wanted_to_go(app: Flask, colleagues: Colleagues) -> None:
    browser = Browser(app, colleagues.alice)
    asked = browser.get("/staff/claims?status=validated")
    assert asked.status_code == 302
    browser.get(asked.location)
    wanted = "/staff/claims?status=validated"
    answer = browser.post(
        "/staff/sign-in", email="alice@example.org", password=PASSWORD, next=wanted
    )
    assert answer.location == wanted


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/staff/",
        "//evil.example/staff/",
        "/\\evil.example/staff/",
        "/staff/\nSet-Cookie: x=1",
        "javascript:alert(1)",
        "/letters",
    ],
)
def test_after_signing_in_one_is_never_sent_elsewhere(
    app: Flask, colleagues: Colleagues, evil: str
) -> None:
    browser = Browser(app)
    browser.get("/staff/sign-in")
    answer = browser.post("/staff/sign-in", email="alice@example.org", password=PASSWORD, next=evil)
    assert answer.location == "/staff/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(
    app: Flask, colleagues: Colleagues
) -> None:
    known = Browser(app).sign_in("alice@example.org", "not the right one")
    unknown = Browser(app).sign_in("nobody@example.org", "not the right one")
    assert known.status_code == unknown.status_code == 401

    def plain(answer: TestResponse) -> str:
        text = re.sub(r'value="[^"]*"', "", answer.text)
        return re.sub(r"nonce-[^']*", "", text)

    assert plain(known) == plain(unknown)


def test_an_unknown_address_costs_a_hash_too(
    app: Flask, colleagues: Colleagues, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    verify = passwords.hasher.verify

    class Counting:
        def hash(self, password: str) -> str:
            return str(fresh.hash(password))

        def verify(self, hashed: str, password: str) -> bool:
            checked.append(hashed)
            return bool(verify(hashed, password))

    fresh = passwords.hasher
    monkeypatch.setattr(passwords, "hasher", Counting())
    Browser(app).sign_in("alice@example.org", "not the right one")
    Browser(app).sign_in("nobody@example.org", "not the right one")
    assert len(checked) == 2


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_after_five_failures_one_waits_whether_on_record_or_not(
    app: Flask, colleagues: Colleagues, clock: FixedClock, email: str
) -> None:
    browser = Browser(app)
    for _try in range(5):
        assert browser.sign_in(email, "not the right one").status_code == 401
    assert browser.sign_in(email, PASSWORD).status_code == 429
    clock.move(timedelta(seconds=31))
    right = browser.sign_in(email, PASSWORD).status_code
    assert right == (302 if email == "alice@example.org" else 401)


def test_the_wait_grows_and_is_forgotten_after_a_success(
    app: Flask, colleagues: Colleagues, clock: FixedClock, rows: Rows
) -> None:
    browser = Browser(app)
    for _try in range(5):
        browser.sign_in("alice@example.org", "not the right one")
    clock.move(timedelta(seconds=31))
    assert browser.sign_in("alice@example.org", "not the right one").status_code == 401
    clock.move(timedelta(seconds=31))
    assert browser.sign_in("alice@example.org", PASSWORD).status_code == 429
    clock.move(timedelta(seconds=30))
    assert browser.sign_in("alice@example.org", PASSWORD).status_code == 302
    assert rows(schema.sign_ins) == []


def test_a_closed_account_does_not_open_with_its_password(
    app: Flask, engine: Engine, colleagues: Colleagues
) -> None:
    deactivate_staff(engine, "alice@example.org")
    assert Browser(app).sign_in("alice@example.org").status_code == 401


# --- cookies and sessions -----------------------------------------------------------------------


def test_T30_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    app: Flask, colleagues: Colleagues
) -> None:
    cookie = cookie_of(Browser(app, colleagues.alice).sign_in())
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert "Expires" not in cookie


def test_T30_over_https_the_cookie_is_bound_to_our_host(
    house: House, settings: Settings, colleagues: Colleagues
) -> None:
    settings.base_url = "https://assistant.test"
    app = Flask("assistant", static_folder="web/static", template_folder="web/templates")
    app.extensions["assistant"] = house
    protect(app, settings)
    app.register_blueprint(blueprint())
    client = app.test_client()
    form = client.get("/staff/sign-in", base_url="https://assistant.test").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token
    answer = client.post(
        "/staff/sign-in",
        base_url="https://assistant.test",
        data={"csrf_token": token[1], "email": "alice@example.org", "password": PASSWORD},
        headers={"Origin": "https://assistant.test"},
    )
    cookie = cookie_of(answer, "__Host-staff")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert "Path=/" in cookie


def test_T30_a_session_ends_after_half_an_hour_without_activity(
    enter: Enter, colleagues: Colleagues, clock: FixedClock
) -> None:
    alice = enter(colleagues.alice)
    clock.move(timedelta(minutes=29))
    assert alice.get("/staff/claims").status_code == 200
    clock.move(timedelta(minutes=29))
    assert alice.get("/staff/claims").status_code == 200
    clock.move(timedelta(minutes=31))
    assert alice.get("/staff/claims").status_code == 302


def test_T30_a_page_that_refreshes_itself_does_not_keep_a_session_alive(
    enter: Enter, colleagues: Colleagues, clock: FixedClock
) -> None:
    alice = enter(colleagues.alice)
    for _poll in range(3):
        clock.move(timedelta(minutes=11))
        answer = alice.get("/staff/conversations/live", idle="1")
    assert answer.status_code == 302


def test_T30_a_session_ends_after_eight_hours_whatever_happens(
    enter: Enter, colleagues: Colleagues, clock: FixedClock
) -> None:
    alice = enter(colleagues.alice)
    for _quarter in range(31):
        clock.move(timedelta(minutes=15))
        assert alice.get("/staff/claims").status_code == 200
    clock.move(timedelta(minutes=16))
    assert alice.get("/staff/claims").status_code == 302


def test_signing_out_ends_the_session_in_the_database_too(
    app: Flask, enter: Enter, colleagues: Colleagues, rows: Rows
) -> None:
    alice = enter(colleagues.alice)
    cookie = alice.client.get_cookie("staff")
    assert cookie
    alice.post("/staff/sign-out")
    assert rows(schema.staff_sessions) == []
    thief = app.test_client()
    thief.set_cookie("staff", cookie.value, domain="localhost")
    assert thief.get("/staff/claims").status_code == 302


def test_T30_all_sessions_end_when_the_role_changes(
    enter: Enter, engine: Engine, colleagues: Colleagues
) -> None:
    office, phone = enter(colleagues.alice), enter(colleagues.alice)
    change_role(engine, "alice@example.org", "supervisor", "claims")
    assert office.get("/staff/claims").status_code == 302
    assert phone.get("/staff/claims").status_code == 302


def test_all_sessions_end_when_the_account_is_reset_or_closed(
    enter: Enter, engine: Engine, colleagues: Colleagues
) -> None:
    alice, bruno = enter(colleagues.alice), enter(colleagues.bruno)
    fresh = reset_staff(engine, "alice@example.org")
    deactivate_staff(engine, "bruno@example.org")
    assert alice.get("/staff/claims").status_code == 302
    assert bruno.get("/staff/claims").status_code == 302
    assert alice.sign_in(password=fresh).status_code == 302


def test_what_was_being_written_when_a_session_ended_is_shown_to_be_copied(
    enter: Enter, colleagues: Colleagues, clock: FixedClock, rows: Rows
) -> None:
    alice = enter(colleagues.alice)
    alice.get("/staff/conversations")
    clock.move(timedelta(minutes=31))
    answer = alice.post("/staff/conversations/1/reply", text="Une longue <réponse>", version="0")
    assert answer.status_code == 401
    assert "Une longue &lt;réponse&gt;" in answer.text
    assert rows(schema.outbox) == []


# --- one's own password -------------------------------------------------------------------------


def test_a_new_password_ends_other_sessions_and_this_one_goes_on(
    app: Flask, enter: Enter, colleagues: Colleagues
) -> None:
    office, phone = enter(colleagues.alice), enter(colleagues.alice)
    fresh = "une girafe sous la pluie"
    answer = office.post("/staff/account/password", current=PASSWORD, fresh=fresh, again=fresh)
    assert answer.status_code == 302
    assert office.get("/staff/claims").status_code == 200
    assert phone.get("/staff/claims").status_code == 302
    assert Browser(app).sign_in("alice@example.org", PASSWORD).status_code == 401
    assert Browser(app).sign_in("alice@example.org", fresh).status_code == 302


@pytest.mark.parametrize(
    ("current", "fresh", "again"),
    [
        ("not the present one", "une girafe sous la pluie", "une girafe sous la pluie"),
        (PASSWORD, "une girafe sous la pluie", "une autre girafe"),
        (PASSWORD, "court", "court"),
        (PASSWORD, "aaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaa"),
        (PASSWORD, "alice et sa girafe", "alice et sa girafe"),
        (PASSWORD, PASSWORD, PASSWORD),
        (PASSWORD, "x y" * 100, "x y" * 100),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    enter: Enter, colleagues: Colleagues, rows: Rows, current: str, fresh: str, again: str
) -> None:
    alice = enter(colleagues.alice)
    before = [row.password_hash for row in rows(schema.staff)]
    answer = alice.post("/staff/account/password", current=current, fresh=fresh, again=again)
    assert answer.status_code == 400
    assert [row.password_hash for row in rows(schema.staff)] == before
    assert alice.get("/staff/claims").status_code == 200


def test_guessing_the_present_password_is_slowed_too(enter: Enter, colleagues: Colleagues) -> None:
    alice = enter(colleagues.alice)
    form = {"fresh": "une girafe sous la pluie", "again": "une girafe sous la pluie"}
    for _try in range(5):
        alice.post("/staff/account/password", current="a wrong guess", **form)
    assert alice.post("/staff/account/password", current=PASSWORD, **form).status_code == 429


# --- the second factor --------------------------------------------------------------------------


def test_where_it_is_required_nothing_opens_before_a_second_factor_is_set_up(
    app: Flask, strict: House, colleagues: Colleagues, clock: FixedClock
) -> None:
    alice = Browser(app, colleagues.alice)
    assert alice.sign_in().location.startswith("/staff/second-factor")
    for path in ("/staff/", "/staff/conversations", "/staff/claims", "/staff/account"):
        assert alice.get(path).location == "/staff/second-factor"
    application = enrol(alice)
    assert alice.get("/staff/claims").status_code == 302
    alice.post("/staff/second-factor", code=application.at(clock.now()))
    assert alice.get("/staff/claims").status_code == 200


def test_the_secret_is_shown_once(app: Flask, strict: House, colleagues: Colleagues) -> None:
    alice = Browser(app, colleagues.alice)
    alice.sign_in()
    shown = alice.post("/staff/second-factor/secret")
    secret = SECRET.search(shown.text)
    assert secret
    assert f"otpauth://totp/Member%20assistant:alice%40example.org?secret={secret[1]}" in shown.text
    wrong = alice.post("/staff/second-factor", code="000000")
    assert wrong.status_code == 400
    for answer in (wrong, alice.get("/staff/second-factor")):
        assert secret[1] not in answer.text.replace(" ", "")


def test_with_a_second_factor_the_password_alone_opens_nothing(
    app: Flask, colleagues: Colleagues, clock: FixedClock
) -> None:
    alice = Browser(app, colleagues.alice)
    alice.sign_in()
    application = enrol(alice)
    alice.post("/staff/second-factor", code=application.at(clock.now()))
    other = Browser(app, colleagues.alice)
    assert other.sign_in().location.startswith("/staff/code")
    assert other.get("/staff/conversations").location == "/staff/code"
    assert other.get("/staff/second-factor").status_code == 302
    assert other.post("/staff/second-factor/secret").status_code == 302
    clock.move(timedelta(seconds=30))
    assert other.post("/staff/code", code=application.at(clock.now())).status_code == 302
    assert other.get("/staff/conversations").status_code == 200


def test_a_code_is_good_once_and_only_about_now(
    app: Flask, colleagues: Colleagues, clock: FixedClock
) -> None:
    alice = Browser(app, colleagues.alice)
    alice.sign_in()
    application = enrol(alice)
    used = application.at(clock.now())
    alice.post("/staff/second-factor", code=used)
    other = Browser(app, colleagues.alice)
    other.sign_in()
    assert other.post("/staff/code", code=used).status_code == 401
    for wrong in (
        "",
        "12345",
        "١٢٣٤٥٦",
        application.at(clock.now() - timedelta(seconds=90)),
        application.at(clock.now() + timedelta(seconds=90)),
    ):
        assert other.post("/staff/code", code=wrong).status_code in (401, 429)


def test_guessing_codes_is_slowed_like_guessing_passwords(
    app: Flask, colleagues: Colleagues, clock: FixedClock
) -> None:
    alice = Browser(app, colleagues.alice)
    alice.sign_in()
    application = enrol(alice)
    alice.post("/staff/second-factor", code=application.at(clock.now()))
    guesser = Browser(app, colleagues.alice)
    guesser.sign_in()
    answers = [guesser.post("/staff/code", code="000000").status_code for _guess in range(6)]
    assert answers[-1] == 429
    clock.move(timedelta(seconds=29))
    assert guesser.post("/staff/code", code=application.at(clock.now())).status_code == 429


def test_a_code_whose_secret_cannot_be_opened_lets_nobody_in(
    app: Flask, engine: Engine, colleagues: Colleagues, clock: FixedClock
) -> None:
    """A secret sealed for one person does not serve another who is given its row."""
    alice = Browser(app, colleagues.alice)
    alice.sign_in()
    application = enrol(alice)
    alice.post("/staff/second-factor", code=application.at(clock.now()))
    with engine.begin() as connection:
        sealed = connection.execute(
            schema.staff.select().where(schema.staff.c.id == colleagues.alice.id)
        ).one()
        connection.execute(
            update(schema.staff)
            .where(schema.staff.c.id == colleagues.bruno.id)
            .values(totp_secret=sealed.totp_secret)
        )
    bruno = Browser(app, colleagues.bruno)
    bruno.sign_in()
    clock.move(timedelta(seconds=30))
    assert bruno.post("/staff/code", code=application.at(clock.now())).status_code == 401


def test_a_reset_takes_the_second_factor_away(
    app: Flask, engine: Engine, colleagues: Colleagues, clock: FixedClock
) -> None:
    alice = Browser(app, colleagues.alice)
    alice.sign_in()
    alice.post("/staff/second-factor", code=enrol(alice).at(clock.now()))
    fresh = reset_staff(engine, "alice@example.org")
    assert Browser(app).sign_in("alice@example.org", fresh).location == "/staff/"
