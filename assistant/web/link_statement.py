"""The page of an answer that a member keeps: the result, how it was worked out, its signed file."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from werkzeug.exceptions import NotFound, ServiceUnavailable

from assistant.house import here
from assistant.statements.telling import tell
from assistant.store.engine import reading
from assistant.store.links import OneTimeLink
from assistant.store.statements import document_of
from assistant.web.downloads import download
from assistant.web.link_session import page


def show(link: OneTimeLink) -> str:
    statement = _statement(link)
    return page("statement.html", link, told=tell(statement, link.language))


def signed_file(link: OneTimeLink) -> Response:
    """The statement itself, byte for byte: this is what `assistant verify` checks."""
    return download(_document(link).encode(), "application/json", f"{link.about}.json")


def pdf(link: OneTimeLink) -> Response:
    """The same on paper, for reading."""
    from assistant.statements.paper import statement_pdf
    from assistant.typesetting import NotTypeset

    try:
        data = statement_pdf(tell(_statement(link), link.language))
    except NotTypeset:
        raise ServiceUnavailable(retry_after=5) from None
    return download(data, "application/pdf", f"{link.about}.pdf")


def _statement(link: OneTimeLink) -> Any:
    return json.loads(_document(link))["statement"]


def _document(link: OneTimeLink) -> str:
    """404 when it is not this conversation's."""
    with reading(here().engine) as connection:
        document = document_of(connection, link)
    if document is None:
        raise NotFound
    return document
