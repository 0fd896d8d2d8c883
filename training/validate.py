# ruff: noqa: T201, S311 (a command that reports; chance that must be repeatable)
"""How well the material teaches: cross-validation on whole sentences, and where it is weak."""

import argparse
import json
import random
from collections import Counter
from pathlib import Path

import numpy as np

from assistant.understanding.features import Groups
from assistant.understanding.reading import numbered
from training.fit import Fitted, expanded, fit
from training.material import Example, examples

FOLDS = 5


def folds(material: list[Example], count: int = FOLDS) -> list[list[Example]]:
    """The examples dealt out at random, always the same way."""
    shuffled = sorted(material, key=lambda example: example.text)
    random.Random(11).shuffle(shuffled)
    return [shuffled[start::count] for start in range(count)]


def held_out(
    material: list[Example], cache: dict[str, Groups], only: int | None = None
) -> tuple[list[Example], np.ndarray, list[str]]:
    """Scores for sentences by a model that has not seen them."""
    tested: list[Example] = []
    scores = []
    names: list[str] = []
    dealt = folds(material)
    for index, test in enumerate(dealt):
        if only is not None and index >= only:
            break
        train = [one for other in dealt if other is not test for one in other]
        fitted = fit(expanded(train, 3), cache=cache)
        names = fitted.intents
        scores.append(fitted.scores([numbered(example.text) for example in test]))
        tested += test
    return tested, np.vstack(scores), names


def report(tested: list[Example], scores: np.ndarray, names: list[str], show: int) -> None:
    """Accuracy, the commonest confusions, the sentences that went wrong."""
    order = np.argsort(-scores, axis=1)
    truth = [names.index(example.intent) for example in tested]
    first = np.array([order[row, 0] == want for row, want in enumerate(truth)])
    two = np.array([want in order[row, :2] for row, want in enumerate(truth)])
    print(f"{len(tested)} first {first.mean():.3f} two {two.mean():.3f}")
    for name, chosen in _slices(tested).items():
        print(f"  {name}: {first[chosen].mean():.3f} two {two[chosen].mean():.3f} ({len(chosen)})")
    for intent in names:
        own = [row for row, example in enumerate(tested) if example.intent == intent]
        print(f"  {intent:28} {first[own].mean():.3f} {two[own].mean():.3f} {len(own)}")
    wrong = [row for row in range(len(tested)) if not first[row]]
    pairs = Counter((tested[row].intent, names[order[row, 0]]) for row in wrong)
    print(*(f"{count} {want} -> {got}" for (want, got), count in pairs.most_common(25)), sep="\n")
    for row in random.Random(5).sample(wrong, min(show, len(wrong))):
        print(f"{tested[row].intent} -> {names[order[row, 0]]}: {tested[row].text}")


def _slices(tested: list[Example]) -> dict[str, list[int]]:
    rows = range(len(tested))
    return {
        "fr": [row for row in rows if tested[row].language == "fr"],
        "en": [row for row in rows if tested[row].language == "en"],
        "long": [row for row in rows if len(tested[row].text.split()) > 24],
    }


def elsewhere(fitted: Fitted, path: Path, show: bool) -> None:
    """A labelled file seen through a fitted model."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    tested = [Example(row["text"], row["intent"], row["lang"]) for row in rows]
    scores = fitted.scores([numbered(example.text) for example in tested])
    report(tested, scores, fitted.intents, 200 if show else 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=None)
    parser.add_argument("--show", type=int, default=0)
    chosen = parser.parse_args()
    tested, scores, names = held_out(examples(), {}, chosen.folds)
    report(tested, scores, names, chosen.show)


if __name__ == "__main__":
    main()
