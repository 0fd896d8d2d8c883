"""Logs: JSON lines of ids and outcomes. A key that is not on the list never reaches the line.

Nothing a member wrote, no address, telephone, name, amount or file name can be logged (T32).
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import structlog

ALLOWED = frozenset(
    {
        "agreement",
        "attempt",
        "attempts",
        "channel",
        "clause",
        "code",
        "conversation",
        "count",
        "dialog",
        "document",
        "effect",
        "endpoint",
        "errno",
        "error",
        "event",
        "kind",
        "language",
        "left",
        "level",
        "media_type",
        "milliseconds",
        "outbox",
        "outcome",
        "pages",
        "papers",
        "process",
        "purpose",
        "reason",
        "release",
        "seconds",
        "staff",
        "state",
        "status",
        "step",
        "timestamp",
        "version",
        "where",
    }
)
# Values are ids, codes, numbers and names of ours: one word, but for these.
WORD = re.compile(r"(?!\+?\d{7})[\w.:/<>-]{0,120}", re.ASCII)
SHAPES = {
    "where": re.compile(r"[\w.:/<> -]{0,200}", re.ASCII),
    "event": re.compile(r"[a-z_]+( [a-z]+){0,3}"),  # a test holds that ours are literals
}
# They log addresses with tokens, or what was sent and to whom.
SILENCED = ("httpx", "httpcore", "twilio", "telegram", "werkzeug", "urllib3", "PIL", "alembic")


def configure(stream: TextIO | None = None) -> None:
    """Sets up logging for a process; call it once, before anything is logged."""
    target = stream or cast(TextIO, CurrentStderr())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=target),
        cache_logger_on_first_use=False,
    )
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers = [OutcomesOnly(target)]
    root.setLevel(logging.WARNING)
    for name in SILENCED:
        logging.getLogger(name).setLevel(logging.CRITICAL)


class CurrentStderr:
    """Standard error as it is when a line is written, not as it was when logging was set up."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def only_allowed(
    _logger: Any, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keeps the allowed keys whose value is a number or a plain word; says what was dropped."""
    kept = {key: value for key, value in line.items() if key in ALLOWED and _plain(key, value)}
    if dropped := len(line) - len(kept):
        kept["dropped"] = dropped
    return kept


def _plain(key: str, value: Any) -> bool:
    if isinstance(value, str):
        return key == "timestamp" or SHAPES.get(key, WORD).fullmatch(value) is not None
    return value is None or isinstance(value, bool | int | float)


class OutcomesOnly(logging.Handler):
    """What a library logs becomes its name, level and error class; its message is not written."""

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self._log = structlog.wrap_logger(structlog.WriteLogger(stream))

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        self._log.warning("library", where=record.name, level=record.levelname, error=error)
