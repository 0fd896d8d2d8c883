"""T27, T28: every page has its rule, and every role meets it at every page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine
from werkzeug.routing import Rule as Route

from assistant.house import House
from assistant.staff.console import blueprint
from assistant.staff.rules import Rule, rule_of
from assistant.store import schema
from assistant.store.staff import ROLES
from assistant.web.security import protect
from tests.staff.conftest import Browser, Colleagues, Enter, Put, Talks

CLAIMS_DESK = frozenset({"agent", "supervisor"})
ADVISER = frozenset({"medical_adviser"})
EVERYONE = frozenset(ROLES)
PUBLIC = {
    "staff.sign_in",
    "staff.give_password",
    "staff.language",
    "staff.static",
}
HALFWAY = {
    "staff.code",
    "staff.give_code",
    "staff.sign_out",
    "staff.second_factor",
    "staff.show_secret",
    "staff.confirm_factor",
}
NARROW = {
    "staff.decide_claim": CLAIMS_DESK,
    "staff.original": CLAIMS_DESK,
    "staff.open_papers": ADVISER,
    "staff.decide_agreement": ADVISER,
}


def routes(app: Flask) -> Iterator[Route]:
    return (route for route in app.url_map.iter_rules() if route.endpoint.startswith("staff."))


def expected(endpoint: str) -> Rule:
    """What this test says of a page; a new page is open to all staff or stands above."""
    if endpoint in PUBLIC:
        return Rule(public=True)
    if endpoint in HALFWAY:
        return Rule(roles=EVERYONE, halfway=True)
    return Rule(roles=NARROW.get(endpoint, EVERYONE))


def path_of(route: Route, talks: Talks) -> str:
    values = {
        "conversation_id": str(talks.camille),
        "number": "1" if "documents" in route.rule else "4F2K",
        "document": "d" * 32,
        "filename": "console.css",
    }
    path = route.rule
    for name in route.arguments:
        for kind in (f"<{name}>", f"<int:{name}>", f"<path:{name}>"):
            path = path.replace(kind, values[name])
    assert "<" not in path
    return path


def test_T27_every_page_declares_a_rule_and_the_one_expected(app: Flask) -> None:
    found = {route.endpoint: rule_of(app, route.endpoint) for route in routes(app)}
    assert found == {endpoint: expected(endpoint) for endpoint in found}
    assert len(found) > 25
    assert set(NARROW) | PUBLIC | HALFWAY <= set(found)


def test_T27_a_page_without_a_rule_is_closed_to_everyone(
    house: House, colleagues: Colleagues
) -> None:
    """The mistake this guards against: a page hung on the blueprint and no more."""
    app = Flask("assistant", static_folder="web/static", template_folder="web/templates")
    app.extensions["assistant"] = house
    protect(app, house.settings)
    app.register_blueprint(blueprint())
    app.view_functions["staff.claims"] = lambda: "forgotten"
    assert rule_of(app, "staff.claims") is None
    for person in (colleagues.alice, colleagues.malik, colleagues.sofia):
        browser = Browser(app, person)
        browser.sign_in()
        assert browser.get("/staff/claims").status_code == 403


@pytest.mark.parametrize("role", ["nobody", *ROLES])
def test_T27_each_role_at_each_page_gets_in_or_not(
    app: Flask, enter: Enter, colleagues: Colleagues, talks: Talks, role: str
) -> None:
    who = {
        "agent": colleagues.alice,
        "medical_adviser": colleagues.malik,
        "supervisor": colleagues.sofia,
    }
    for route in routes(app):
        if route.endpoint == "staff.sign_out":
            continue  # tried below: it would end the visit
        browser = enter(who[role]) if role in who else Browser(app)
        rule = expected(route.endpoint)
        for method in sorted((route.methods or set()) & {"GET", "POST"}):
            path = path_of(route, talks)
            answer = browser.get(path) if method == "GET" else browser.post(path)
            where = (method, path, answer.status_code)
            if rule.public:
                assert answer.status_code in (200, 302, 401), where
            elif role == "nobody":
                asked = answer.status_code == 401 or "/staff/sign-in" in (answer.location or "")
                assert asked, where
            elif role in rule.roles:
                assert answer.status_code not in (401, 403, 405, 500), where
            else:
                assert answer.status_code == 403, where


def test_T27_what_is_refused_changes_nothing(
    enter: Enter, colleagues: Colleagues, talks: Talks, engine: Engine, put: Put
) -> None:
    claim = {
        "number": "4F2K",
        "member_id": "camille",
        "conversation_id": talks.camille,
        "product": "ats_a4916",
        "status": "in_progress",
        "items": '[{"photos": [], "care": "dental", "amount": "10.00", "on": "2026-03-10"}]',
        "total_eur": "10.00",
        "terms_version": "1",
        "consent_at": "2026-03-10T00:00:00.000000Z",
        "created_at": "2026-03-10T00:00:00.000000Z",
        "updated_at": "2026-03-10T00:00:00.000000Z",
    }
    put(schema.claims, **claim)
    malik = enter(colleagues.malik)
    form = {"version": "0", "lines": "1", "outcome-0": "accepted"}
    assert malik.post("/staff/claims/4F2K/decide", **form).status_code == 403
    with engine.begin() as connection:
        row = connection.execute(schema.claims.select()).one()
    assert (row.status, row.version) == ("in_progress", 0)


@pytest.mark.parametrize(
    "path",
    [
        "/staff/conversations/999",
        "/staff/conversations/999/live",
        "/staff/claims/NONE",
        "/staff/claims/'%20OR%201=1--",
        "/staff/agreements/NONE",
        "/staff/documents/none/1",
        "/staff/documents/..%2f..%2fassistant.sqlite/1",
        "/staff/conversations?show=';drop&page=-1",
        "/staff/conversations?page=99999999999999999999",
        "/staff/conversations?page=²",
        "/staff/claims?status=';drop",
        "/staff/conversations/1?before=yesterday",
        "/staff/conversations/99999999999999999999",
        "/staff/static/../console.py",
    ],
)
def test_T31_odd_addresses_get_a_page_or_a_kind_refusal(
    enter: Enter, colleagues: Colleagues, talks: Talks, path: str
) -> None:
    assert enter(colleagues.alice).get(path).status_code in (200, 404)
