# ruff: noqa: S311 (chance that must be repeatable, not secret)
"""A linear softmax over hashed features, by stochastic gradient descent."""

import random
from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from assistant.understanding.features import Groups
from assistant.understanding.reading import numbered
from training.augment import variants
from training.material import Example

STRENGTH = (1.0, 1.2, 1.6)
SEEN_IN = 2
EPOCHS = 9
BATCH = 512
RATE = 0.05
DECAY = 1e-5
SMOOTHING = 0.01
# Features left out at random each time a sentence is shown: no word may decide alone.
LEFT_OUT = 0.4
VARIANTS = 4


@dataclass
class Fitted:
    """The weights, one row a feature and one column an intent."""

    intents: list[str]
    columns: dict[int, int]
    weights: np.ndarray
    bias: np.ndarray

    def scores(self, groups: list[Groups]) -> np.ndarray:
        return matrix(groups, self.columns) @ self.weights + self.bias


def matrix(groups: list[Groups], columns: dict[int, int]) -> sparse.csr_matrix:
    """Each message as a row: every group of its features at its own length."""
    values, places, ends = [], [], [0]
    for message in groups:
        for group, strength in zip(message, STRENGTH, strict=True):
            known = [columns[number] for number in group if number in columns]
            places += known
            values += [strength / max(len(group), 1) ** 0.5] * len(known)
        ends.append(len(places))
    shape = (len(groups), len(columns))
    return sparse.csr_matrix((np.array(values, dtype=np.float32), places, ends), shape=shape)


def expanded(examples: list[Example], seed: int, many: int = VARIANTS) -> list[Example]:
    """The examples with their variants, always the same for the same seed."""
    rng = random.Random(seed)
    return [variant for example in examples for variant in variants(example, rng, many)]


def columns_of(groups: list[Groups], least: int = SEEN_IN) -> dict[int, int]:
    """The features that more than one message has."""
    counted = Counter(number for message in groups for group in message for number in group)
    kept = sorted(number for number, count in counted.items() if count >= least)
    return {number: column for column, number in enumerate(kept)}


def fit(examples: list[Example], seed: int = 1, cache: dict[str, Groups] | None = None) -> Fitted:
    """Weights for the examples."""
    cache = {} if cache is None else cache
    groups = []
    for example in examples:
        if example.text not in cache:
            cache[example.text] = numbered(example.text)
        groups.append(cache[example.text])
    columns = columns_of(groups)
    intents = sorted({example.intent for example in examples})
    wanted = np.array([intents.index(example.intent) for example in examples])
    weights, bias = _descend(matrix(groups, columns), wanted, len(intents), seed)
    return Fitted(intents, columns, weights, bias)


def _descend(
    rows: sparse.csr_matrix, wanted: np.ndarray, classes: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Adam on the cross entropy with smoothed targets, classes weighted towards evenness."""
    rng = np.random.default_rng(seed)
    counts = np.bincount(wanted, minlength=classes)
    importance = (counts.mean() / counts) ** 0.5
    weights = np.zeros((rows.shape[1], classes), dtype=np.float32)
    bias = np.zeros(classes, dtype=np.float32)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    step = 0
    for epoch in range(EPOCHS):
        order = rng.permutation(rows.shape[0])
        rate = RATE * (1 - epoch / EPOCHS) + 0.002
        for start in range(0, len(order), BATCH):
            step += 1
            picked = order[start : start + BATCH]
            batch, truth = _thinned(rows[picked], rng), wanted[picked]
            wrong = softmax(batch @ weights + bias) - SMOOTHING / classes
            wrong[np.arange(len(picked)), truth] -= 1 - SMOOTHING
            wrong *= importance[truth][:, None] / len(picked)
            slope = np.asarray(batch.T @ wrong, dtype=np.float32)
            slope += DECAY * weights
            first += 0.1 * (slope - first)
            second += 0.001 * (slope * slope - second)
            fixed = (first / (1 - 0.9**step), second / (1 - 0.999**step))
            weights -= rate * fixed[0] / (np.sqrt(fixed[1]) + 1e-8)
            bias -= rate * wrong.sum(axis=0)
    return weights, bias


def _thinned(batch: sparse.csr_matrix, rng: np.random.Generator) -> sparse.csr_matrix:
    """A copy with some features left out and the others as much stronger."""
    kept = rng.random(batch.data.shape[0]) >= LEFT_OUT
    thinned = batch.copy()
    thinned.data = (batch.data * kept / (1 - LEFT_OUT)).astype(np.float32)
    return thinned


def softmax(scores: np.ndarray) -> np.ndarray:
    """Scores as probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
