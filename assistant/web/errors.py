"""Error pages: kind, in both languages, and silent about what went wrong inside."""

from __future__ import annotations

import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from assistant.messages import Text
from assistant.store.engine import is_unavailable
from assistant.wording import _, render

log = structlog.get_logger()

LATER = _("Something went wrong on our side. Nothing you sent is lost. Please try again shortly.")
RETRY_AFTER = 5  # seconds
SENTENCES = {
    400: _("We could not read what was sent. Please go back, reload the page and try again."),
    401: _("Please sign in first."),
    403: _("This page is not open to you."),
    404: _("There is no page here. The link may be incomplete or out of date."),
    405: _("This page cannot be used that way. Please go back and try again."),
    410: _("This link has expired or was already used. Please ask for a new one."),
    413: _("This is too big for us. Please send fewer or smaller files."),
    415: _("We cannot read this kind of file."),
    429: _("That was a little fast. Please wait a minute and try again."),
    503: LATER,
}


def register_error_pages(app: Flask) -> None:
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(DBAPIError, _unavailable)
    app.register_error_handler(PoolTimeout, _unavailable)
    app.log_exception = _log_without_text  # type: ignore[method-assign, assignment]


def sentence_of(status: int) -> Text:
    """What we tell a person about an HTTP status."""
    return SENTENCES.get(status, SENTENCES[400] if status < 500 else LATER)


def _answer(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    answer = make_response(_body(status), status)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _unavailable(error: Exception) -> Response | HTTPException:
    """The database is locked, full or gone: said at once, so that nobody waits in vain (T11)."""
    if not is_unavailable(error):
        raise error
    log.error("database_unavailable", error=type(error).__name__, endpoint=request.endpoint)
    return _answer(ServiceUnavailable(retry_after=RETRY_AFTER))


def _body(status: int) -> Any:
    sentence = sentence_of(status)
    spoken = {language: render(sentence, language) for language in ("fr", "en")}
    if any(wished == "text/html" for wished in request.accept_mimetypes.values()):
        return render_template("error.html", status=status, spoken=spoken)
    return {"error": status, "message": spoken}  # scripts and machines


Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def _log_without_text(caught: Caught | None) -> None:
    """A traceback's text may quote what a member wrote: only the class and the place are kept."""
    error = caught[1] if caught else sys.exc_info()[1]
    frames = traceback.extract_tb(error.__traceback__) if error else []
    where = " ".join(f"{frame.name}:{frame.lineno}" for frame in frames[-4:])
    log.error("request_failed", error=type(error).__name__, endpoint=request.endpoint, where=where)
