"""The letter page: the renunciation letter to read and download, or its blank model for anyone."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from assistant.house import here
from assistant.store.engine import reading
from assistant.store.links import OneTimeLink
from assistant.store.schema import letters
from assistant.web.downloads import download
from assistant.web.link_session import page

SENT_IN = "fr"  # the contract's language; English is a reading copy


def show(link: OneTimeLink) -> str:
    from assistant.letters import letter_text

    row = _letter(link)
    data = json.loads(row.data)
    copy = letter_text(data, link.language) if link.language != SENT_IN else ""
    text = letter_text(data, SENT_IN)
    return page("letter.html", link, text=text, copy=copy, ready=row.pdf is not None, blank=False)


def show_blank(link: OneTimeLink) -> str:
    from assistant.letters import blank_model

    copy = blank_model(link.language)[0] if link.language != SENT_IN else ""
    text = blank_model(SENT_IN)[0]
    return page("letter.html", link, text=text, copy=copy, ready=True, blank=True)


def pdf(link: OneTimeLink) -> Response:
    """The French letter, the one to sign and post; 404 while it is being prepared."""
    if link.purpose == "blank_letter":
        from assistant.letters import blank_model

        return download(blank_model(SENT_IN)[1], "application/pdf", "lettre-modele.pdf")
    row = _letter(link)
    if row.pdf is None:
        raise NotFound
    return download(row.pdf, "application/pdf", f"lettre-{link.about}.pdf")


def _letter(link: OneTimeLink) -> Any:
    """The letter's row; 404 when it is not this member's."""
    mine = (letters.c.number == link.about) & (letters.c.member_id == link.member_id)
    with reading(here().engine) as connection:
        row = connection.execute(select(letters).where(mine)).first()
    if row is None or link.member_id is None:
        raise NotFound
    return row
