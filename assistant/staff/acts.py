"""What staff do with a conversation: take, reply, note, pass on, give back, close.

Each is a POST and one transaction of the desk; a refusal shows the page again with what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from time import monotonic, sleep

from flask import abort, flash, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from assistant import notices
from assistant.house import here
from assistant.messages import Text
from assistant.staff.blueprint import page
from assistant.staff.checks import LONGEST, Check, check
from assistant.staff.conversations import Draft, conversation_page, to_list
from assistant.staff.file import file_of
from assistant.staff.labels import as_page, spoken
from assistant.staff.returns import announce_returns
from assistant.staff.rules import allow
from assistant.staff.sessions import me
from assistant.store import desk
from assistant.store.desk import Act, Reason, Refused
from assistant.store.engine import reading
from assistant.store.staff import ROLES
from assistant.store.transcript import conversation_of
from assistant.understanding.normalise import normalise
from assistant.wording import _

KEY = re.compile(r"[A-Za-z0-9_-]{12,40}")
LONGEST_NOTE = 2000
LAST_ONE = 3.0  # seconds, for what had left already to arrive

REFUSALS: Mapping[Reason, Text] = {
    "stale": _(
        "Nothing was done: the conversation has moved since you opened this page. Please look at "
        "it as it is now, then choose again."
    ),
    "held": _("Nothing was done: a colleague already has this conversation."),
    "not_holder": _(
        "Nothing was done: you do not have this conversation. Take it first, or ask who has it."
    ),
    "unreachable": _(
        "Nothing was sent: this channel does not reach the member any more. Another conversation "
        "or a call may."
    ),
    "urgent": _("Nothing was done: please see to the emergency first, and mark it as handled."),
    "no_receiver": _("Nothing was done: please choose a colleague or a team to pass it on to."),
}


@page.post("/conversations/<int:conversation_id>/take")
@allow(*ROLES)
def take(conversation_id: int) -> Response:
    answer = _do(
        conversation_id, desk.take, _("You have this conversation. The assistant is silent.")
    )
    _let_the_last_one_arrive(conversation_id)
    return answer


@page.post("/conversations/<int:conversation_id>/reply")
@allow(*ROLES)
def reply(conversation_id: int) -> Response:
    """Checked first; what the check says is shown once, then the writer decides."""
    text = normalise(request.form.get("text", ""))
    if (problem := _unfit(request.form.get("text", ""), text)) is not None:
        return _again(conversation_id, Draft(text=request.form.get("text", ""), error=problem))
    found = checked(conversation_id, text)
    seen = request.form.get("seen") == found.seal
    owned = request.form.get("not_from_record") == "yes" or not found.from_record
    if found.to_show and not (seen and owned):
        return _again(conversation_id, Draft(text=text, check=found), 200)
    key = _key()
    return _do(
        conversation_id,
        lambda connection, act: desk.reply(connection, act, text, key),
        _("Your reply is on its way."),
        Draft(text=text),
    )


@page.post("/conversations/<int:conversation_id>/check")
@allow(*ROLES)
def check_reply(conversation_id: int) -> dict[str, object]:
    """The same check while a reply is being written, for the page's script."""
    text = normalise(request.form.get("text", ""))
    if not text:
        return {"seal": "", "price": "", "remarks": [], "record": []}
    found = checked(conversation_id, text)
    return {
        "seal": found.seal if not found.from_record else "",
        "price": spoken(found.price) if found.price else "",
        "remarks": [spoken(remark) for remark in found.remarks],
        "record": [spoken(detail) for detail in found.from_record],
    }


@page.post("/conversations/<int:conversation_id>/link")
@allow(*ROLES)
def offer_link(conversation_id: int) -> Response:
    """A one-time link to one claim or request of this member, instead of its details."""
    number, key = request.form.get("about", ""), _key()

    def send(connection: Connection, act: Act) -> None:
        row = desk.reachable_held(connection, act)
        if not desk.owns(connection, row["member_id"], number):
            raise Refused("missing")
        settings = here().settings
        notices.link_offered(
            connection, row, number, act.by, f"staff:{row['id']}:{key}", settings, act.now
        )

    return _do(conversation_id, send, _("The link is on its way."))


@page.post("/conversations/<int:conversation_id>/note")
@allow(*ROLES)
def note(conversation_id: int) -> Response:
    text = _note()
    if not text:
        return _again(conversation_id, Draft(error=_("The note is empty.")))
    return _do(
        conversation_id,
        lambda connection, act: desk.add_note(connection, act, text),
        _("Your note is kept, for staff only."),
        Draft(note=text),
    )


@page.post("/conversations/<int:conversation_id>/pass")
@allow(*ROLES)
def pass_on(conversation_id: int) -> Response:
    kind, _colon, name = request.form.get("to", "").partition(":")
    to_staff = name if kind == "staff" else None
    to_team = name if kind == "team" else None
    text = _note()
    return _do(
        conversation_id,
        lambda connection, act: desk.pass_on(connection, act, to_staff, to_team, text),
        _("Passed on. The assistant stays silent."),
        Draft(note=text),
        to_list(),
    )


@page.post("/conversations/<int:conversation_id>/give-back")
@allow(*ROLES)
def give_back(conversation_id: int) -> Response:
    text = _note()
    answer = _do(
        conversation_id,
        lambda connection, act: desk.give_back(connection, act, text),
        _("Given back: the assistant goes on where it was."),
        Draft(note=text),
        to_list(),
    )
    announce_returns(here())  # after the commit; the worker does it again if we stop here
    return answer


@page.post("/conversations/<int:conversation_id>/close")
@allow(*ROLES)
def close(conversation_id: int) -> Response:
    text = _note()
    return _do(
        conversation_id,
        lambda connection, act: desk.close(connection, act, text),
        _("Closed. The assistant takes the member's next message."),
        Draft(note=text),
        to_list(),
    )


@page.post("/conversations/<int:conversation_id>/handled")
@allow(*ROLES)
def handled(conversation_id: int) -> Response:
    text = _note()
    return _do(
        conversation_id,
        lambda connection, act: desk.handle_urgent(connection, act, text),
        _("Marked as handled."),
        Draft(note=text),
    )


def checked(conversation_id: int, text: str) -> Check:
    with reading(here().engine) as connection:
        row = conversation_of(connection, conversation_id)
        if row is None:
            abort(404)
        file = file_of(connection, row, here().clock.now())
    language = row.language or row.m_language
    return check(text, row.channel, language, file.record, here().settings.segment_price_eur)


def _let_the_last_one_arrive(conversation_id: int) -> None:
    """Who is told that the assistant is silent sees everything that it has said."""
    until = monotonic() + LAST_ONE
    while monotonic() < until:
        with reading(here().engine) as connection:
            if not desk.under_way(connection, conversation_id):
                return
        sleep(0.05)


def _do(
    conversation_id: int,
    done: Callable[[Connection, Act], None],
    said: Text,
    draft: Draft | None = None,
    then: str = "",
) -> Response:
    """One act in one transaction; refused, the page comes back as it now is, nothing typed lost."""
    act = Act(conversation_id=conversation_id, by=me(), version=_version(), now=here().clock.now())
    try:
        with here().engine.begin() as connection:
            done(connection, act)
    except Refused as refused:
        if refused.reason == "missing":
            abort(404)
        kept = draft or Draft()
        error = REFUSALS[refused.reason]
        return _again(conversation_id, Draft(text=kept.text, note=kept.note, error=error), 409)
    flash(spoken(said), "good")
    there = then or url_for("staff.conversation", conversation_id=conversation_id)
    return redirect(there, 303)


def _again(conversation_id: int, draft: Draft, status: int = 400) -> Response:
    return as_page(conversation_page(conversation_id, draft), status)


def _unfit(raw: str, text: str) -> Text | None:
    if not text:
        return _("The reply is empty.")
    if len(raw.strip()) > LONGEST:
        return _("This is too long for one message: {most} letters at most.", most=LONGEST)
    return None


def _note() -> str:
    return normalise(request.form.get("note", ""))[:LONGEST_NOTE]


def _version() -> int:
    given = request.form.get("version", "")
    return int(given) if re.fullmatch(r"[0-9]{1,15}", given) else -1


def _key() -> str:
    """The page's one-time key: the same form sent twice does one thing."""
    given = request.form.get("key", "")
    if KEY.fullmatch(given) is None:
        abort(400)
    return given
