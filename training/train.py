# ruff: noqa: T201 (a command that reports; chance that must be repeatable)
"""Makes `assistant/understanding/weights.bin` from the sentences: `python -m training.train`."""

import argparse
import json
import zlib
from pathlib import Path

import numpy as np

import assistant.understanding
from assistant.understanding.features import Groups
from training.fit import STRENGTH, Fitted, expanded, fit
from training.material import examples
from training.validate import elsewhere
from training.words import write_vocabulary

PRODUCT = Path(assistant.understanding.__file__).parent
MOST_FEATURES = 110_000
SEED = 1


def prune(fitted: Fitted, most: int = MOST_FEATURES) -> Fitted:
    """Only the features that weigh most."""
    strength = np.abs(fitted.weights).max(axis=1)
    kept = np.sort(np.argsort(-strength, kind="stable")[:most])
    numbers = np.array(list(fitted.columns), dtype=np.int64)[kept]
    columns = {int(number): column for column, number in enumerate(numbers)}
    return Fitted(fitted.intents, columns, fitted.weights[kept], fitted.bias)


def pack(fitted: Fitted, temperature: float) -> bytes:
    """A line of JSON, the feature numbers, then one byte a weight; compressed."""
    scale = float(np.abs(fitted.weights).max()) / 127
    small = np.round(fitted.weights / scale).astype(np.int16) + 128
    about = {
        "intents": fitted.intents,
        "bias": [round(float(value), 5) for value in fitted.bias],
        "strength": list(STRENGTH),
        "scale": scale,
        "temperature": temperature,
        "features": len(fitted.columns),
    }
    head = json.dumps(about, sort_keys=True).encode() + b"\n"
    numbers = np.array(list(fitted.columns), dtype="<u4").tobytes()
    return zlib.compress(head + numbers + small.astype(np.uint8).tobytes(), 9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--try-on", type=Path, help="a labelled file to look at, not to learn from")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--temperature", type=float, default=0.65)
    chosen = parser.parse_args()
    material = examples()
    write_vocabulary(material)
    cache: dict[str, Groups] = {}
    fitted = prune(fit(expanded(material, SEED), SEED, cache))
    blob = pack(fitted, chosen.temperature)
    (PRODUCT / "weights.bin").write_bytes(blob)
    print(f"{len(material)} sentences, {len(fitted.columns)} features, {len(blob)} bytes")
    if chosen.try_on:
        elsewhere(fitted, chosen.try_on, chosen.show)


if __name__ == "__main__":
    main()
