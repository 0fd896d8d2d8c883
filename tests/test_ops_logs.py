"""Logs: ids and outcomes, whatever is thrown at them (T32)."""

from __future__ import annotations

import ast
import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

import assistant
from assistant.ops.logs import ALLOWED, SILENCED, configure

CODE = Path(assistant.__file__).parent
METHODS = ("debug", "info", "warning", "error", "exception", "critical")
EVENT = re.compile(r"[a-z_]+( [a-z]+){0,3}")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the lines go; logging is put back as it was afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    written = io.StringIO()
    configure(written)
    yield written
    root.handlers, root.level = handlers, level
    logging.captureWarnings(False)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_time_level_and_what_was_said_of_ids(stream: io.StringIO) -> None:
    structlog.get_logger().info("delivered", outbox=7, outcome="sent")
    (line,) = lines(stream)
    assert (line["event"], line["outbox"], line["outcome"]) == ("delivered", 7, "sent")
    assert line["level"] == "info"
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("key", ["text", "phone", "name", "amount", "address", "file_name", "body"])
def test_T32_a_key_that_is_not_on_the_list_is_dropped(stream: io.StringIO, key: str) -> None:
    structlog.get_logger().info("delivered", **{key: "CANARY"})
    (line,) = lines(stream)
    assert key not in line
    assert "CANARY" not in stream.getvalue()
    assert line["dropped"] == 1


@pytest.mark.parametrize(
    "value",
    [
        "+33639980016",
        "33639980016",
        "Camille Roche",
        "129,90 €",
        "j'ai mal",
        {"text": "CANARY"},
        b"CANARY",
        ["CANARY"],
    ],
)
def test_T32_an_allowed_key_carries_no_prose_number_or_structure(
    stream: io.StringIO, value: Any
) -> None:
    structlog.get_logger().info("delivered", outcome=value)
    (line,) = lines(stream)
    assert "outcome" not in line


def test_T32_an_event_put_together_from_a_members_words_is_not_written(
    stream: io.StringIO,
) -> None:
    structlog.get_logger().info("Camille Roche wrote: J'ai un cancer")
    assert "Roche" not in stream.getvalue()
    assert "cancer" not in stream.getvalue()


def test_T32_what_a_library_logs_is_its_name_and_error_class_only(stream: io.StringIO) -> None:
    try:
        raise ValueError("CANARY in the error")
    except ValueError:
        logging.getLogger("some.library").exception("CANARY in the message")
    (line,) = lines(stream)
    assert (line["where"], line["error"]) == ("some.library", "ValueError")
    assert "CANARY" not in stream.getvalue()


@pytest.mark.parametrize("name", SILENCED)
def test_T32_libraries_that_log_addresses_and_tokens_are_silenced(
    stream: io.StringIO, name: str
) -> None:
    logging.getLogger(name).warning("POST https://api.telegram.org/botTOKEN/sendMessage")
    assert stream.getvalue() == ""


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    for file in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                holder = node.func.value
                named = holder.attr if isinstance(holder, ast.Attribute) else None
                named = holder.id if isinstance(holder, ast.Name) else named
                if named in ("log", "_log") and node.func.attr in METHODS:
                    yield f"{file.relative_to(CODE)}:{node.lineno}", node


def test_T32_every_line_our_code_logs_has_a_fixed_name_and_allowed_keys() -> None:
    calls = list(log_calls())
    assert len(calls) > 20
    for place, call in calls:
        event = call.args[0]
        assert isinstance(event, ast.Constant), place
        assert EVENT.fullmatch(str(event.value)), place
        keys = {keyword.arg for keyword in call.keywords}
        assert keys <= ALLOWED, (place, keys - ALLOWED)
