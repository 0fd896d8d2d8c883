"""A small application with the link pages alone, and what a member's browser does on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from assistant.house import House
from assistant.store.links import make_link
from assistant.web import links
from assistant.web.security import protect
from tests.people import CAMILLE, Person, bind

HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">')


def pages(house: House) -> Flask:
    """The link pages behind the same guard, headers and limits as the whole application."""
    app = Flask("assistant", static_folder="web/static", template_folder="web/templates")
    app.extensions["assistant"] = house
    app.testing = True
    protect(app, house.settings)
    app.register_blueprint(links.blueprint())
    return app


@dataclass
class Phone:
    """A member's browser: follows links, presses buttons, keeps cookies."""

    house: House
    client: FlaskClient
    member: Person = CAMILLE
    channel: str = "sms"
    conversation: int = 0
    page: str = ""
    token: str = ""

    def asks_for(self, purpose: str, about: str = "", language: str = "") -> Phone:
        """The conversation hands out a link."""
        with self.house.engine.begin() as connection:
            if not self.conversation:
                self.conversation = bind(connection, self.member, self.channel)
            self.token = make_link(
                connection,
                purpose,
                about,
                self.conversation,
                self.member.id,
                language or self.member.language,
                self.house.clock.now(),
            )
        return self

    def looks(self, path: str = "") -> TestResponse:
        """Opens the address of the link, or another page of ours."""
        return self._seen(self.client.get(path or f"/l/{self.token}"))

    def opens(self, **proof: str) -> TestResponse:
        """Looks at the door and presses its button."""
        self.looks()
        return self.sends(f"/l/{self.token}", **proof)

    def proves(self) -> TestResponse:
        """Opens a door that asks for the date of birth."""
        year, month, day = self.member.birth_date.split("-")
        return self.opens(year=year, month=month, day=day)

    def sends(self, path: str, **given: Any) -> TestResponse:
        """Sends the form that is on the page, hidden fields included, and follows the answer."""
        data = self.hidden() | given
        answer = self.client.post(
            path, data=data, content_type="multipart/form-data", follow_redirects=True
        )
        for sent in (*answer.history, answer):  # a large body of the test client is a file
            sent.request.environ["wsgi.input"].close()
        return self._seen(answer)

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page: of a name that stands in several forms, the first."""
        return {name: unescape(value) for name, value in reversed(HIDDEN.findall(self.page))}

    def _seen(self, answer: TestResponse) -> TestResponse:
        if answer.mimetype == "text/html":
            self.page = unescape(answer.get_data(as_text=True))
        return answer
