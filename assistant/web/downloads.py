"""Files given to a browser: as downloads that nothing on our pages can run (T19)."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response
from werkzeug.http import dump_options_header

from assistant.documents.naming import display_name

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def download(data: bytes, media_type: str, name: str) -> Response:
    """An attachment. A clean JPEG may still be shown by an `img` of our own pages."""
    answer = Response(data, mimetype=media_type)
    answer.headers.update(HEADERS)
    answer.headers["Content-Disposition"] = _attached(display_name(name) or "document")
    return answer


def _attached(shown: str) -> str:
    """RFC 6266: headers carry ASCII, so other letters go percent-encoded."""
    if shown.isascii():
        return dump_options_header("attachment", {"filename": shown})
    return f"attachment; filename*=UTF-8''{quote(shown, safe='')}"
