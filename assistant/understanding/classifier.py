"""The intents of a message by a linear model: weights from a file, no library to load.

There are a hundred thousand features: they stay as packed as they are in the file, and are found
by their numbers. A dictionary of them took 25 MB more of every process.
"""

import json
import math
import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from assistant.understanding.features import Groups

ZERO = 128  # a weight of nothing, as stored
SHELF = 16  # features whose numbers (32 bits) begin with the same bits stand on one shelf
AT_ONCE = 256  # rows added at once: two bytes hold the sum of so many


@dataclass(frozen=True)
class Model:
    """Feature numbers, ascending, and in `rows`, for each of them, one byte an intent.

    Those that begin with the bits of `n` stand from `shelves[n]` up to `shelves[n + 1]`.
    """

    intents: tuple[str, ...]
    bias: tuple[float, ...]
    strength: tuple[float, ...]
    scale: float
    temperature: float
    numbers: "array[int]"
    shelves: "array[int]"
    rows: bytes


@cache
def model() -> Model:
    """The weights, read once; a file made on another machine reads the same."""
    blob = zlib.decompress(files("assistant.understanding").joinpath("weights.bin").read_bytes())
    head, _, body = blob.partition(b"\n")
    about = json.loads(head)
    size = 4 * about["features"]
    numbers = array("I", body[:size])
    if sys.byteorder == "big":
        numbers.byteswap()
    return Model(
        tuple(about["intents"]),
        tuple(about["bias"]),
        tuple(about["strength"]),
        about["scale"],
        about["temperature"],
        numbers,
        _shelves(numbers),
        body[size:],
    )


def _shelves(numbers: "array[int]") -> "array[int]":
    """Where each shelf begins, and after the last where it ends."""
    held = [0] * ((1 << SHELF) + 1)
    for number in numbers:
        held[(number >> SHELF) + 1] += 1
    return array("I", accumulate(held))


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
    """The sum of the features' rows, less what a weight of nothing is stored as."""
    places, width = _places(group, known), len(known.intents)
    sums = [-ZERO * len(places)] * width
    for first in range(0, len(places), AT_ONCE):
        part = _sum(known.rows, places[first : first + AT_ONCE], width)
        sums = [one + more for one, more in zip(sums, part, strict=True)]
    return sums


def _places(group: frozenset[int], known: Model) -> list[int]:
    """Where in the model those features stand that it knows."""
    numbers, shelves = known.numbers, known.shelves
    places = []
    for number in group:
        shelf = number >> SHELF
        end = shelves[shelf + 1]
        place = bisect_left(numbers, number, shelves[shelf], end)
        if place < end and numbers[place] == number:
            places.append(place)
    return places


def _sum(rows: bytes, places: list[int], width: int) -> list[int]:
    """Rows added, all bytes of a row at once as one long number.

    Every other byte is added apart from its neighbours, so that each has room to carry over.
    """
    pairs = (width + 1) // 2
    evens = int.from_bytes(b"\xff\x00" * pairs, "little")
    whole = even = 0
    for place in places:
        row = int.from_bytes(rows[place * width : (place + 1) * width], "little")
        whole += row
        even += row & evens
    sums = [0] * (2 * pairs)
    sums[::2] = _unpacked(even, pairs)
    sums[1::2] = _unpacked((whole - even) >> 8, pairs)
    return sums[:width]


def _unpacked(number: int, pairs: int) -> tuple[int, ...]:
    return struct.unpack(f"<{pairs}H", number.to_bytes(2 * pairs, "little"))


def chances(groups: Groups) -> dict[str, float]:
    """How likely each intent is: scores as probabilities, calibrated by the temperature."""
    known = model()
    totals = scores(groups)
    highest = max(totals)
    powers = [math.exp((total - highest) / known.temperature) for total in totals]
    whole = sum(powers)
    return {intent: power / whole for intent, power in zip(known.intents, powers, strict=True)}
