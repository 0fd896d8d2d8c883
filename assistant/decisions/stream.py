"""JSON Lines in, JSON Lines out: one object for each line that is not blank, in order.

Shared by the command and by the HTTP interface. A line is decided and written before the next one
is read; a line above one mebibyte is passed over without ever being held whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from assistant.decisions.answering import decide_line
from assistant.decisions.reading import MOST_BYTES

_BOM = b"\xef\xbb\xbf"
_LONGEST = MOST_BYTES + 2  # the longest line taken, its end of line, and one byte that is too many


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long only the beginning, still too long."""
    while line := stream.readline(_LONGEST):
        yield line
        while not line.endswith(b"\n") and len(line) == _LONGEST:
            line = stream.readline(_LONGEST)


def answers(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """A decision or an error object for every line that is not blank; lines count from 1."""
    for number, line in enumerate(lines, start=1):
        if text := _case_in(line.removeprefix(_BOM) if number == 1 else line):
            yield decide_line(text, number)


def _case_in(line: bytes) -> bytes:
    """What a line holds, nothing when it is blank; a line that is too long stays too long."""
    text = line.rstrip(b"\r\n")
    return text if len(text) > MOST_BYTES else text.strip()


def written(answer: dict[str, Any]) -> bytes:
    """One line of JSON, in ASCII: whatever the identifier holds can be written."""
    return json.dumps(answer, separators=(", ", ": ")).encode("ascii") + b"\n"
