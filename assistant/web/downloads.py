"""Files given to a browser: as downloads that nothing on our pages can run (T19)."""

from __future__ import annotations

from flask import Response

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
    shown = display_name(name) or "document"
    answer.headers.set("Content-Disposition", "attachment", filename=shown)
    return answer
