"""What every page needs before it may be served: headers, cookies, form guard, size limits.

The form guard is Flask-WTF's token plus a check of where the form was sent from. Doors used by
machines (webhooks, stand-ins, the API) prove themselves otherwise: `guard.exempt(blueprint)`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask.json.provider import DefaultJSONProvider
from flask_wtf.csrf import CSRFError, CSRFProtect

from assistant.settings import Settings
from assistant.web.errors import register_error_pages
from assistant.web.language import register_language

KB, MB = 1024, 1024 * 1024
LARGEST_BODY = 256 * KB
PROVIDERS_BODY = 1 * MB
REMEMBERED = timedelta(days=180)  # an unfinished dialog can be resumed for that long

View = TypeVar("View", bound=Callable[..., Any])


def protect(app: Flask, settings: Settings) -> CSRFProtect:
    """Guards an application; call it once, before or after its blueprints are registered.

    Returns the form guard, so that doors of machines can be exempted from it by blueprint.
    """
    secure = settings.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value() or app.config.get("SECRET_KEY"),
        SESSION_COOKIE_NAME=cookie_name("session", settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=REMEMBERED,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        WTF_CSRF_TIME_LIMIT=None,  # a chat page stays open for days; the session bounds it
        WTF_CSRF_SSL_STRICT=False,  # the Origin check below does it, referrers may be absent
    )
    app.extensions["public_origins"] = public_origins(settings)
    app.extensions["chat_frame_ancestors"] = _frame_ancestors(settings)
    app.json = StrictJson(app)
    app.before_request(_allow_larger_bodies)  # before the guard, which reads the form
    guard = FormGuard(app)
    app.context_processor(lambda: {"csp_nonce": csp_nonce})
    app.after_request(_harden)
    if secure:
        app.after_request(_keep_https)
    register_language(app)
    register_error_pages(app)
    return guard


def cookie_name(name: str, settings: Settings) -> str:
    """`__Host-` binds a cookie to exactly our host; browsers allow it over https only (T30)."""
    return f"__Host-{name}" if settings.base_url.startswith("https://") else name


def csp_nonce() -> str:
    """The nonce of this answer, for a script that cannot be a file under /static."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def largest_body(size: int) -> Callable[[View], View]:
    """Lets one view receive more than the usual limit, in bytes: for uploads."""

    def mark(view: View) -> View:
        view.largest_body = size  # type: ignore[attr-defined]
        return view

    return mark


def public_origins(settings: Settings) -> frozenset[str]:
    """The origins our own forms come from."""
    return frozenset({_origin(settings.base_url)})


class FormGuard(CSRFProtect):  # type: ignore[misc]
    """The token, and then the Origin header: a form of another site is refused (T30)."""

    def protect(self, apply_exemptions: bool = False) -> None:
        super().protect(apply_exemptions)
        if g.get("csrf_valid") and not _sent_from_our_pages():
            raise CSRFError("The origin does not match.")


def _sent_from_our_pages() -> bool:
    """No Origin header at all is an old browser or a tool; the token alone then decides."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    if origin in current_app.extensions["public_origins"]:
        return True
    house = current_app.extensions.get("assistant")
    demo = house is not None and not house.settings.production
    return demo and origin == _origin(request.host_url)  # localhost beside 127.0.0.1


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _frame_ancestors(settings: Settings) -> str:
    """The simulator frames the chat, so a demo always lets our own pages do it."""
    ancestors = settings.frame_ancestors.strip() or "'none'"
    if settings.production or "'self'" in ancestors:
        return ancestors
    return "'self'" if ancestors == "'none'" else f"'self' {ancestors}"


def _allow_larger_bodies() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if size := getattr(view, "largest_body", None):
        request.max_content_length = size


def _harden(response: Response) -> Response:
    framed = request.blueprint == "chat"
    ancestors = current_app.extensions["chat_frame_ancestors"] if framed else "'none'"
    headers = response.headers
    headers.setdefault("Content-Security-Policy", content_policy(ancestors))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # Not `no-referrer`: browsers then send `Origin: null` with our own forms, which looks like
    # a forgery. Like it, `same-origin` tells other sites nothing.
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("X-Robots-Tag", "noindex, nofollow")
    headers.setdefault(
        "Permissions-Policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    )
    if not framed:
        headers.setdefault("X-Frame-Options", "DENY")
    if not (request.endpoint or "").endswith("static"):
        headers.setdefault("Cache-Control", "no-store")
    return response


def content_policy(ancestors: str) -> str:
    """Nothing is allowed but what stands here; only the simulator's own pages are framed."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{csp_nonce()}'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "frame-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {ancestors}",
        )
    )


def _keep_https(response: Response) -> Response:
    response.headers.setdefault("Strict-Transport-Security", "max-age=63072000")
    return response


class StrictJson(DefaultJSONProvider):
    """JSON as the standard has it: no NaN, and nesting too deep is bad input, not a fault (T15)."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return json.loads(s, parse_constant=_no_constant, **kwargs)
        except RecursionError:
            raise ValueError("nested too deep") from None


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
