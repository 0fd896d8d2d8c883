"""What every webhook answers when something is wrong, in one place."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, request
from prometheus_client import Counter
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assistant.channels.channel import Malformed, NotForUs, NotVerified

LARGEST_BODY = 256 * 1024  # bytes; no provider's event comes near it

log = structlog.get_logger()
REFUSED = Counter(
    "assistant_webhook_refused_total", "Webhook calls not taken", ["channel", "reason"]
)
IGNORED = Counter(
    "assistant_webhook_ignored_total", "Genuine webhook calls not meant for us", ["channel"]
)


def webhook(name: str) -> Blueprint:
    """A blueprint whose refusals are counted, logged without content, and empty.

    403 not signed · 400 signed but impossible · 200 not for us · 503 our database is busy or gone.
    """
    blueprint = Blueprint(name, __name__)
    blueprint.before_request(_bound_the_body)

    @blueprint.errorhandler(NotVerified)
    def not_verified(error: NotVerified) -> Response:
        return _refuse(name, "signature", 403)

    @blueprint.errorhandler(Malformed)
    def malformed(error: Malformed) -> Response:
        return _refuse(name, "malformed", 400)

    @blueprint.errorhandler(NotForUs)
    def not_for_us(error: NotForUs) -> Response:
        IGNORED.labels(name).inc()
        return Response(status=200)

    @blueprint.errorhandler(DBAPIError)
    @blueprint.errorhandler(PoolTimeout)
    def unavailable(error: Exception) -> Response:
        answer = _refuse(name, type(error).__name__, 503)
        answer.headers["Retry-After"] = "5"
        return answer

    return blueprint


def _bound_the_body() -> None:
    request.max_content_length = LARGEST_BODY


def _refuse(channel: str, reason: str, status: int) -> Response:
    REFUSED.labels(channel, reason).inc()
    log.warning("webhook_refused", channel=channel, reason=reason, status=status)
    return Response(status=status)
