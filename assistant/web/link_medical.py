"""The medical page: what is ill and for how long, the prescription, other papers; sealed at once.

Only the medical adviser will read them (T28). What was typed goes back to the page it came from
while something is missing, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask import redirect, request, url_for
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers.response import Response

from assistant.documents.intake import read_limited
from assistant.documents.medical import Paper, PaperKind, checked, seal_papers
from assistant.documents.refusals import Refused
from assistant.house import here
from assistant.messages import Text
from assistant.store.engine import reading
from assistant.store.links import OneTimeLink
from assistant.store.schema import agreements
from assistant.web.link_session import page
from assistant.web.link_upload import (
    AT_ONCE,
    LARGEST_UPLOAD,
    event_key,
    fresh_form_id,
    given_form_id,
    inbound_of,
    sent_files,
)
from assistant.wording import _

__all__ = ["LARGEST_UPLOAD", "show", "take"]

LONGEST = {"condition": 1_000, "duration": 100}  # characters
MISSING = {
    "condition": _("Write what the care is for."),
    "duration": _("Write how long the care should last."),
    "prescription": _("Add a photo of the prescription."),
}
TOO_MANY = _("Five papers at most at a time.")
OPEN = ("awaiting_papers", "more", "received")


@dataclass
class Form:
    """What was sent; `problems` by field."""

    words: dict[str, str] = field(default_factory=dict)
    papers: list[Paper] = field(default_factory=list)
    problems: dict[str, Text] = field(default_factory=dict)


def show(link: OneTimeLink) -> str:
    return _page(link, {}, {})


def take(link: OneTimeLink) -> Response | tuple[str, int]:
    """All of it or nothing: sealed, the request moved on, the conversation told; once."""
    if _status(link) not in OPEN:
        return redirect(url_for("links.view"), 303)
    form = _read()
    if form.problems:
        return _page(link, form.words, form.problems), 422
    house = here()
    words = form.words["condition"], form.words["duration"]
    parts = [word.encode() for word in words] + [paper.data for paper in form.papers]
    event = event_key(link, parts)
    assert link.member_id is not None
    seal_papers(house, link.about, link.member_id, *words, form.papers, event)
    result = {"effect": "medical_papers", "agreement": link.about}
    house.take(replace(inbound_of(link, event), kind="result", result=result))
    return redirect(url_for("links.view"), 303)


def _read() -> Form:
    form = Form()
    for name, longest in LONGEST.items():
        form.words[name] = request.form.get(name, "").replace("\r\n", "\n").strip()[:longest]
        if not form.words[name]:
            form.problems[name] = MISSING[name]
    _read_papers(form, "prescription", "prescription")
    _read_papers(form, "other", "other")
    if "prescription" not in form.problems and not _has_prescription(form):
        form.problems["prescription"] = MISSING["prescription"]
    return form


def _read_papers(form: Form, name: str, kind: PaperKind) -> None:
    for file in sent_files(name):
        if len(form.papers) >= AT_ONCE:
            form.problems[name] = TOO_MANY
            return
        try:
            form.papers.append(checked(kind, read_limited(file.stream)))
        except Refused as refused:
            form.problems[name] = refused.sentence()


def _has_prescription(form: Form) -> bool:
    return any(paper.kind == "prescription" for paper in form.papers)


def _status(link: OneTimeLink) -> str:
    """The request's status; 404 when it is not this member's."""
    mine = (agreements.c.number == link.about) & (agreements.c.member_id == link.member_id)
    with reading(here().engine) as connection:
        status = connection.execute(select(agreements.c.status).where(mine)).scalar()
    if status is None:
        raise NotFound
    return str(status)


def _page(link: OneTimeLink, words: Mapping[str, str], problems: Mapping[str, Text]) -> str:
    status = _status(link)
    return page(
        "medical.html",
        link,
        number=link.about,
        arrived=status == "received",
        form_open=status in OPEN,
        words=words,
        problems=problems,
        longest=LONGEST,
        form_id=given_form_id() if problems else fresh_form_id(),
    )
