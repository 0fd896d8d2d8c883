"""The intents of a message by a linear model: weights from a file, no library to load."""

import json
import math
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.understanding.features import Groups

LANE = 4  # bytes for one intent while weights of many features are added at once
ZERO = 128  # a weight of nothing, as stored


@dataclass(frozen=True)
class Model:
    """`rows` holds, for each feature in `row_of`, one byte an intent, spread over lanes."""

    intents: tuple[str, ...]
    bias: tuple[float, ...]
    strength: tuple[float, ...]
    scale: float
    temperature: float
    row_of: dict[int, int]
    rows: bytes


@cache
def model() -> Model:
    """The weights, read once; a file made on another machine reads the same."""
    blob = zlib.decompress(files("assistant.understanding").joinpath("weights.bin").read_bytes())
    head, _, body = blob.partition(b"\n")
    about = json.loads(head)
    count, width = about["features"], len(about["intents"])
    numbers = struct.unpack(f"<{count}I", body[: 4 * count])
    rows = bytearray(LANE * count * width)
    rows[::LANE] = body[4 * count :]
    return Model(
        tuple(about["intents"]),
        tuple(about["bias"]),
        tuple(about["strength"]),
        about["scale"],
        about["temperature"],
        {number: row for row, number in enumerate(numbers)},
        bytes(rows),
    )


def scores(groups: Groups) -> list[float]:
    """One score an intent, before they become probabilities."""
    known = model()
    totals = list(known.bias)
    for group, strength in zip(groups, known.strength, strict=True):
        if group:
            factor = strength * known.scale / math.sqrt(len(group))
            for index, weight in enumerate(_added(group, known)):
                totals[index] += factor * weight
    return totals


def _added(group: frozenset[int], known: Model) -> list[int]:
    """The sum of the features' rows: all intents at once, as lanes of one long number."""
    size = LANE * len(known.intents)
    rows, row_of = known.rows, known.row_of
    found = [row_of[number] * size for number in group if number in row_of]
    total = sum(int.from_bytes(rows[start : start + size], "little") for start in found)
    lanes = struct.unpack(f"<{len(known.intents)}I", total.to_bytes(size, "little"))
    shift = ZERO * len(found)
    return [lane - shift for lane in lanes]


def probabilities(totals: list[float]) -> dict[str, float]:
    """Scores as probabilities, calibrated by the model's temperature."""
    known = model()
    highest = max(totals)
    powers = [math.exp((total - highest) / known.temperature) for total in totals]
    whole = sum(powers)
    return {intent: power / whole for intent, power in zip(known.intents, powers, strict=True)}


def ranked(groups: Groups, most: int = 5) -> tuple[tuple[str, float], ...]:
    """The likeliest intents first; equal ones in the order of their names."""
    found = sorted(probabilities(scores(groups)).items(), key=lambda item: (-item[1], item[0]))
    return tuple((intent, round(chance, 3)) for intent, chance in found[:most])
