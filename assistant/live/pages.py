"""The addresses that open pages listen at. Who may listen is decided by the pages' own cookies."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import Forbidden, Unauthorized

from assistant.house import here
from assistant.live import IN_THE_WEB_PROCESS
from assistant.live.hub import Hub
from assistant.live.stream import answer
from assistant.staff.rules import allow, decide, rule_of
from assistant.staff.sessions import cookie_token
from assistant.store import staff as store
from assistant.store.engine import reading
from assistant.store.marks import Mark, chat_mark, desk_mark
from assistant.store.staff import ROLES
from assistant.web.visitor import own_chat


def blueprint(most: int = IN_THE_WEB_PROCESS) -> Blueprint:
    """For up to `most` pages at once: each keeps a thread."""
    pages = Blueprint("live", __name__, url_prefix="/events")

    @pages.record_once
    def open_hub(state: BlueprintSetupState) -> None:
        extensions = state.app.extensions
        extensions["live"] = Hub(extensions["assistant"].engine, most)

    pages.add_url_rule("/chat", view_func=chat)
    pages.add_url_rule("/staff/conversations", view_func=desk)
    pages.add_url_rule("/staff/conversations/<int:conversation_id>", view_func=conversation)
    return pages


def chat() -> Response:
    """The web chat of this browser."""
    house, number = here(), own_chat().id

    def look() -> Mark:
        with reading(house.engine) as connection:
            return chat_mark(connection, number)

    return answer(_hub(), look, number)


@allow(*ROLES)
def conversation(conversation_id: int) -> Response:
    """One conversation in the console."""
    house, token = here(), _let_in()

    def look() -> Mark | None:
        with reading(house.engine) as connection:
            if store.find_session(connection, token, house.clock.now()) is None:
                return None
            return desk_mark(connection, conversation_id)

    return answer(_hub(), look, conversation_id)


@allow(*ROLES)
def desk() -> Response:
    """The lists of the console: any conversation may change them."""
    house, token, hub = here(), _let_in(), _hub()

    def look() -> Mark | None:
        with reading(house.engine) as connection:
            if store.find_session(connection, token, house.clock.now()) is None:
                return None
        return Mark(last=hub.changes, heard=hub.name)

    return answer(hub, look)


def _let_in() -> str:
    """The session's token. Listening is no activity: it does not keep a session open (T30)."""
    token = cookie_token()
    with reading(here().engine) as connection:
        session = store.find_session(connection, token, here().clock.now())
    if decide(rule_of(current_app, request.endpoint or ""), session) != "come_in":
        raise Unauthorized if session is None else Forbidden
    return token


def _hub() -> Hub:
    hub: Hub = current_app.extensions["live"]
    return hub
